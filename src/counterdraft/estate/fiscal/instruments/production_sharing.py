"""Production sharing: first tranche, cost limit, cost pool, and the split of what is left."""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.estate.arrays import Floats
from counterdraft.estate.fiscal.book import Book
from counterdraft.estate.fiscal.depreciation import Depreciation, depreciated
from counterdraft.estate.fiscal.instrument import Instrument, Step
from counterdraft.estate.fiscal.profit_split import Split, open_split
from counterdraft.estate.records.reading import Count, Discount, Share
from counterdraft.estate.records.series import Shares, by_year

__all__ = ["ProductionSharing"]

LINES = ["ceiling", "cost_petroleum", "pool", "profit_petroleum", "state_share", "contractor"]


class ProductionSharing(Instrument):
    """
    The contractor recovers cost from a limited part of production; the rest is profit, and is split.

    Royalties that stand earlier in the order come off production first, and so do the payments of the
    instruments in `less`.  The limit is a part of gross revenue, or of what the royalty has left (IMF
    WP/24/89: the second is the more common).  Cost that finds no room waits in the pool, which may bear
    interest (`uplift`).  Excess cost petroleum is profit petroleum, or the state's by the part `excess`.

    `first_tranche` is a part of production that is shared before cost is recovered, at the split, or goes
    `to` the state whole (`first_tranche_to: state`).
    """

    kind: Literal["production_sharing"] = "production_sharing"
    deductible: bool = True
    cost_limit: Shares = 1.0
    limit_of: Literal["gross", "after_royalty"] = "gross"
    first_tranche: Shares = 0.0
    first_tranche_to: Literal["split", "state"] = "split"
    excess: Share | None = None
    recovers: tuple[str, ...] | None = None
    amortised: dict[str, Depreciation] = Field(default_factory=dict)
    uplift: Discount = 0.0
    capex_uplift: Discount = 0.0
    opening_pool: Count = 0.0
    split: Split = Split()
    less: tuple[str, ...] = ()

    numbers_only = frozenset({"first_tranche", "excess", "less"})

    @model_validator(mode="after")
    def _shares(self) -> ProductionSharing:
        if not {"split", "excess", "first_tranche"} & self.model_fields_set:
            raise ValueError("production sharing needs a split: {state: 60 %}, or one that slides")
        return self

    def needs(self) -> tuple[str, ...]:
        """Return the instruments that come off production first."""
        return self.after + self.less

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the kinds that are amortised or recovered."""
        listed = [(("recovers", at), kind) for at, kind in enumerate(self.recovers or ())]
        found = [one for one in listed if one[1] not in {"opex", "closure"}]
        return [*found, *((("amortised", kind), kind) for kind in self.amortised)]

    def _costs(self, book: Book) -> Floats:
        """Return recoverable cost year by year."""
        flows, wanted = book.flows, self.recovers
        cost = np.zeros_like(flows.revenue)
        if wanted is None or "opex" in wanted:
            cost += flows.opex
        if wanted is None or "closure" in wanted:
            cost += flows.closure
        chosen = {k: v for k, v in flows.capex.items() if wanted is None or k in wanted}
        only = dataclasses.replace(flows, capex=chosen)
        return cost + (1 + self.capex_uplift) * depreciated(only, self.amortised, Depreciation())

    def open(self, book: Book) -> Step:
        """Share the first tranche, recover, split, and pay the state its part."""
        flows, limit = book.flows, by_year(self.cost_limit, book.years)
        first = by_year(self.first_tranche, book.years)
        cost, pool = self._costs(book), np.full(flows.paths, self.opening_pool)
        lines = [book.line(f"{self.name}.{name}") for name in LINES]
        ceiling, recovered, closing, profit, rate, contractor = lines
        tranche = book.line(f"{self.name}.first_tranche") if first.any() else None
        state_rate = open_split(self.split, book, recovered, contractor)

        def step(t: int) -> None:
            nonlocal pool
            left = flows.revenue[t] - self._off_top(book, t)
            ahead = np.minimum(first[t] * flows.revenue[t], np.maximum(left, 0.0))
            room = flows.revenue[t] if self.limit_of == "gross" else left
            left = left - ahead
            ceiling[t] = np.maximum(limit[t] * room, 0.0)
            pool = pool * (1 + self.uplift) + cost[t]
            recovered[t] = np.minimum(np.minimum(ceiling[t], np.maximum(left, 0.0)), pool)
            pool = pool - recovered[t]
            closing[t] = pool
            over = book.zeros()
            if self.excess is not None:
                over = np.maximum(np.minimum(ceiling[t], left) - recovered[t], 0.0)
            profit[t] = np.maximum(left - recovered[t] - over, 0.0)
            rate[t] = state_rate(t)
            shared = ahead if self.first_tranche_to == "split" else 0.0
            own = (1 - rate[t]) * (profit[t] + shared) + (1 - (self.excess or 0.0)) * over
            contractor[t] = own
            if tranche is not None:
                tranche[t] = ahead
            self.settle(book, t, profit[t] + ahead + over - own)

        return step

    def _off_top(self, book: Book, t: int) -> Floats:
        """Return what royalties and the instruments in `less` have taken from production."""
        total: Floats = sum((taken[t] for taken in book.off_top.values()), book.zeros())
        others = [name for name in self.less if name not in book.off_top]
        return total + book.paid_by_owner(others, t) if others else total
