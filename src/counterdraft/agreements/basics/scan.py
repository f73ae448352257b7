"""The best points of a listed frontier under a rule, exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.rules import Rule

__all__ = ["best_rows", "gains_of"]

Integers = NDArray[np.int64] | NDArray[np.object_]
NEAR = 1e-9  # relative; floats only shortlist, and their error is a few parts in 1e16 per operation


def gains_of(worths: Integers, reservation: Sequence[int]) -> Integers:
    """Return worths less reservation values, without overflow."""
    floor: NDArray[np.object_] = np.array(list(reservation), dtype=object)
    if worths.dtype == np.int64 and all(abs(r) < 2**62 for r in reservation):
        narrow: NDArray[np.int64] = worths - floor.astype(np.int64)
        return narrow
    wide: NDArray[np.object_] = worths.astype(object) - floor
    return wide


def best_rows(gains: Integers, rule: Rule) -> list[int]:
    """
    Return the rows that the *rule* values most, leximin best first.

    Double precision shortlists; integers decide.

    Args:
        gains: One row per point, one column per player, none negative.
        rule: What to maximise.
    """
    if not len(gains):
        return []
    approximate = gains.astype(np.float64)
    active = list(rule.active)
    largest = max(rule.weights)
    weights = [rule.weights[i] / largest for i in active]
    if rule.kind == "leximin":
        # A coordinate that never changes does not matter to the leximin order.
        lively = [k for k, i in enumerate(active) if np.any(gains[:, i] != gains[0, i])]
        active, weights = [active[k] for k in lively], [weights[k] for k in lively]
    rows = _shortlist([approximate[:, i] for i in active], weights, rule.kind, len(gains))
    exact = {int(k): [int(v) for v in gains[k]] for k in rows}
    values = {k: rule.value(g) for k, g in exact.items()}
    top = max(values.values())
    tied = [k for k, v in values.items() if v == top]
    return sorted(tied, key=lambda k: rule.order(exact[k]), reverse=True)


def _shortlist(
    columns: list[NDArray[np.float64]], weights: list[float], kind: str, n: int
) -> NDArray[np.intp]:
    if not columns:
        return np.arange(n)
    if kind == "product":
        value = np.ones(n)
        for column in columns:
            value *= column / max(float(column.max()), 1.0)
    else:
        value = columns[0] * weights[0]
        for column, weight in zip(columns[1:], weights[1:], strict=True):
            value = value + column * weight if kind == "sum" else np.minimum(value, column * weight)
    return np.nonzero(value >= value.max() * (1 - NEAR))[0]
