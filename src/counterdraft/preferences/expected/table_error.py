"""How far the game of expected worths may be from the worths by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from counterdraft.case.model import Case
from counterdraft.preferences.by_draw.worths import tabulate
from counterdraft.preferences.chance.sampling import Sample
from counterdraft.preferences.expected.expected_game import worth_at_means

__all__ = ["TableError", "table_error"]


@dataclass(frozen=True, slots=True)
class TableError:
    """
    The distance between a party's tabulated and sampled worth, the largest over some offers.

    ``standard_error`` is that of the mean over the draws.  ``beyond_means`` is the mean over the draws of
    the worth, less the worth at the means (the game's): without caps and without least or greatest it
    is sampling error alone; with them it is what they cost or add (Jensen 1906).
    Both in the party's unit.
    """

    standard_error: float
    beyond_means: float


def table_error(
    case: Case,
    sample: Sample,
    offers: Sequence[Sequence[int]],
    parties: Sequence[str] | None = None,
) -> dict[str, TableError]:
    """
    Return by party how far the game of expected worths may be off for these *offers*.

    The standard error is sd / √(draws − 1), which no Latin hypercube exceeds (Owen 1997); for
    worths that add up it is much smaller in truth.

    Args:
        case: The case, as its seat sees it.
        sample: The joint sample.
        offers: Option positions, one row per offer, one offer at least.
        parties: Names; every party the seat has a mandate or belief of when None.

    Raises:
        CaseError: The seat has no mandate of, or belief about, a named party.
    """
    rows = np.array([tuple(offer) for offer in offers], dtype=np.int64)
    found = {}
    for name in _seen(case) if parties is None else parties:
        preference = case.preference(name)
        drawn = tabulate(preference, case.issues, sample).of(rows)
        error = drawn.std(axis=0) / np.sqrt(max(sample.draws - 1, 1))
        exact = np.array([float(worth) for worth in worth_at_means(preference, rows)])
        beyond = drawn.mean(axis=0) - exact
        found[name] = TableError(float(error.max()), float(beyond[np.abs(beyond).argmax()]))
    return found


def _seen(case: Case) -> list[str]:
    about = {about for holder, about in case.beliefs if holder == case.seat}
    return [p.name for p in case.parties if p.name in case.mandates or p.name in about]
