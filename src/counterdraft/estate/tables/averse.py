"""The money of every offer to a party averse to risk: tables of certainty equivalents, at any tolerance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.tables.certainty_equivalents import (
    aversion_rates,
    equivalents_at,
    rate_weights,
)
from counterdraft.estate.tables.deal_gains import DealGains
from counterdraft.estate.tables.expansion import TRIED, expanded, left_out
from counterdraft.estate.tables.meanings import Meanings, Offers
from counterdraft.runtime.arrays import Floats

__all__ = ["AverseTables", "averse_tables"]

PORTION = 256
"""Deals whose money is held path by path at a time."""


@dataclass(frozen=True, eq=False)
class AverseTables:
    """
    One party's tables, over a ladder of aversions.

    Attributes:
        rates: (rates,) of the aversion_rates, per unit of money of the case.
        tables: By set of issues (options of the first, of the second, …, 2, 1 + rates): worth, and its slope
            by the logarithm of the rate; at a rate of nought first.
        cell_errors: By set (options of the first, of the second, …, 1 + rates): the standard error of each
            offer that the set varies.
        missing: (2, 1 + rates) what the tables leave out of whole offers drawn evenly: on average, at most.
        errors: (2, 1 + rates) standard errors of the worth of these offers: on average, at most.
        between: (rates,) by how much worth that is read between a rate and the one before is off at most.
    """

    rates: Floats
    tables: tuple[Floats, ...]
    cell_errors: tuple[NDArray[np.float32], ...]
    missing: Floats
    errors: Floats
    between: Floats

    @classmethod
    def kept(cls, arrays: Mapping[str, NDArray[Any]]) -> AverseTables:
        """Return the tables that `averse_tables` made."""
        every = range(sum(name.startswith("table") for name in arrays))
        return cls(
            arrays["rates"],
            tuple(arrays[f"table{k}"] for k in every),
            tuple(arrays[f"error{k}"] for k in every),
            arrays["missing"],
            arrays["errors"],
            arrays["between"],
        )

    def at(self, rate: float) -> tuple[Floats, ...]:
        """Return the tables at one rate, (options of the first issue, of the second, …)."""
        weights = rate_weights(self.rates, rate)
        return tuple(np.tensordot(table, weights, axes=2) for table in self.tables)

    def about(self, rate: float) -> dict[str, float]:
        """
        Return how far the tables are to be trusted at a rate, by the larger of the two rates beside it.

        Returns:
            `left_out` and `left_out_at_most`: what acts across tables; `error` and `error_at_most`: sampling;
            `between`: what is lost between rates.
        """
        k = int(np.searchsorted(self.rates, rate))
        beside = slice(k, k + 2)
        return {
            "left_out": float(self.missing[0, beside].max()),
            "left_out_at_most": float(self.missing[1, beside].max()),
            "error": float(self.errors[0, beside].max()),
            "error_at_most": float(self.errors[1, beside].max()),
            "between": float(self.between[k]),
        }


def averse_tables(
    meanings: Meanings, cells: DealGains, weights: Floats, seed: int
) -> dict[str, NDArray[Any]]:
    """
    Return the arrays of `AverseTables` for a party that has these *weights* in the roles, (roles,).

    Args:
        meanings: Of the offers.
        cells: Every path a batch of its own.
        weights: In money of the case.
        seed: Of the offers on which the tables are tried.
    """
    before = cells.before() @ weights

    def money(offers: Offers) -> tuple[list[Floats], NDArray[np.int64]]:
        deals, back = meanings.deals(offers)
        parts = range(0, len(deals), PORTION)
        return [cells.by_batch(deals[k : k + PORTION]) @ weights for k in parts], back

    tried = meanings.tried(TRIED, seed)
    some, back = money(tried) if len(tried) else ([], np.zeros(0, np.int64))
    spread = max(float(part.std(axis=1).max()) for part in [*some, before[None]])
    rates = aversion_rates(spread)

    def settle(offers: Offers) -> tuple[Floats, Floats]:
        deals, back = meanings.deals(offers)
        found = np.empty((len(deals), 3, 1 + len(rates)))
        for k in range(0, len(deals), PORTION):
            worth = cells.by_batch(deals[k : k + PORTION]) @ weights
            found[k : k + PORTION] = equivalents_at(worth, before, rates)
        return found[back, :2], found[back, 2]

    made: dict[str, NDArray[Any]] = {"rates": rates}
    tables = []
    for k, (table, error) in enumerate(expanded(meanings, settle)):
        tables.append(table)
        made |= {f"table{k}": table, f"error{k}": error.astype(np.float32)}
    worth = np.concatenate([np.zeros((0, 3, 1 + len(rates))), *(
        equivalents_at(part, before, rates) for part in some
    )])[back]  # fmt: skip
    missing = left_out(meanings, tables, tried, worth[:, :2])[:, 0]
    errors, between = np.zeros((2, 1 + len(rates))), np.zeros(len(rates))
    if len(tried):
        errors = np.array([worth[:, 2].mean(axis=0), worth[:, 2].max(axis=0)])
        between = _between(some, back, before, rates, worth)
    return {**made, "missing": missing, "errors": errors, "between": between}


def _between(
    some: list[Floats], back: NDArray[np.int64], before: Floats, rates: Floats, worth: Floats
) -> Floats:
    """Return by how much worth read half way between two rates is off at most, on the offers tried."""
    half = rates / np.sqrt(2)
    exact = np.concatenate([equivalents_at(part, before, half) for part in some])[back]
    off = np.zeros(len(rates))
    for k, rate in enumerate(half.tolist()):
        read = np.tensordot(worth[:, :2], rate_weights(rates, rate), axes=2)
        off[k] = np.abs(read - exact[:, 0, k + 1]).max()
    return off
