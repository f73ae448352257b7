"""Production sharing: cost limit, cost pool, and the split of what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from pydantic import Field

from counterdraft.estate.book import Book, Floats
from counterdraft.estate.depreciation import Depreciation, depreciated
from counterdraft.estate.instrument import Instrument, Step, Tier, marginal, stepped
from counterdraft.estate.reading import Count, Part, Rate
from counterdraft.estate.series import Series, by_year

__all__ = ["ProductionSharing", "Split"]

_Rate = Callable[[int], Floats]


class Split(Part):
    """
    The state's part of profit petroleum, and what it hangs on.

    `fixed`: `state` (a number, or one a year).  `drop`: daily rate of production, slice by slice unless
    `incremental` is false.  `r_factor`: the contractor's cumulative receipts over cumulative costs, to
    the end of the year before (`lag: 1`) or with this year's cost and its recovery (`lag: 0`); `net`
    takes from receipts what the contractor has paid in tax and otherwise.  `irr`: the
    highest hurdle that the contractor's cash to the end of the year before has reached; a first step at
    `above: 0` holds below every hurdle.
    """

    by: Literal["fixed", "drop", "r_factor", "irr"] = "fixed"
    state: Series = 0.0
    scale: tuple[Tier, ...] = ()
    incremental: bool = True
    days: Count = 365.0
    lag: Literal[0, 1] = 1
    net: bool = False


class ProductionSharing(Instrument):
    """
    The contractor recovers cost from a limited part of production; the rest is profit, and is split.

    The limit is a part of gross revenue, or of what a royalty has left (IMF WP/24/89: the second is the
    more common).  Cost that finds no room waits in the pool, which may bear interest (`uplift`).  Excess
    cost petroleum is profit petroleum.
    """

    kind: Literal["production_sharing"] = "production_sharing"
    deductible: bool = True
    cost_limit: Series = 1.0
    limit_of: Literal["gross", "after_royalty"] = "gross"
    recovers: tuple[str, ...] | None = None
    amortised: dict[str, Depreciation] = Field(default_factory=dict)
    uplift: Rate = 0.0
    capex_uplift: Rate = 0.0
    opening_pool: Count = 0.0
    split: Split = Split()

    def _costs(self, book: Book) -> Floats:
        """Return recoverable cost year by year."""
        flows = book.flows
        wanted = self.recovers
        cost = np.zeros_like(flows.revenue)
        if wanted is None or "opex" in wanted:
            cost += flows.opex
        if wanted is None or "closure" in wanted:
            cost += flows.closure
        chosen = {k: v for k, v in flows.capex.items() if wanted is None or k in wanted}
        if chosen:
            only = type(flows)(
                flows.years,
                flows.volumes,
                flows.prices,
                flows.revenue,
                flows.opex,
                chosen,
                flows.closure,
                flows.scale,
            )
            cost += (1 + self.capex_uplift) * depreciated(only, self.amortised, Depreciation())
        return cost

    def open(self, book: Book) -> Step:
        """Recover, split, and pay the state its part."""
        flows, limit = book.flows, by_year(self.cost_limit, book.years)
        cost, pool = self._costs(book), np.full(flows.paths, self.opening_pool)
        names = [
            "ceiling",
            "cost_petroleum",
            "pool",
            "profit_petroleum",
            "state_share",
            "contractor",
        ]
        ceiling, recovered, closing, profit, rate, contractor = (
            book.line(f"{self.name}.{n}") for n in names
        )
        state_rate = self._opened_split(book, recovered, contractor)

        def step(t: int) -> None:
            nonlocal pool
            left = flows.revenue[t] - book.deductible[t]
            room = flows.revenue[t] if self.limit_of == "gross" else left
            ceiling[t] = np.maximum(limit[t] * room, 0.0)
            pool = pool * (1 + self.uplift) + cost[t]
            recovered[t] = np.minimum(np.minimum(ceiling[t], np.maximum(left, 0.0)), pool)
            pool = pool - recovered[t]
            closing[t] = pool
            profit[t] = np.maximum(left - recovered[t], 0.0)
            rate[t] = state_rate(t)
            contractor[t] = profit[t] * (1 - rate[t])
            self.settle(book, t, profit[t] * rate[t])

        return step

    def _opened_split(self, book: Book, recovered: Floats, own: Floats) -> _Rate:
        split, flows = self.split, book.flows
        fixed = by_year(split.state, book.years)
        if split.by == "fixed":
            return lambda t: np.full(flows.paths, fixed[t])
        if split.by == "drop":
            charged = marginal if split.incremental else stepped

            def drop(t: int) -> Floats:
                volume = sum((v[t] for v in flows.volumes.values()), book.zeros())
                return charged(split.scale, volume / split.days)

            return drop
        if split.by == "r_factor":
            spent = flows.opex + flows.spent + flows.closure

            def r_factor(t: int) -> Floats:
                upto = t if split.lag else t + 1
                paid = spent[:upto].sum(axis=0)
                if split.net:
                    got = (book.cash[book.owner][:t] + spent[:t]).sum(axis=0)
                else:
                    got = recovered[:upto].sum(axis=0) + own[:t].sum(axis=0)
                ratio = np.where(paid > 0, got / np.where(paid > 0, paid, 1.0), 0.0)
                return stepped(split.scale, ratio)

            return r_factor
        hurdles = sorted(split.scale, key=lambda tier: tier.above)
        balances = [book.zeros() for _ in hurdles]

        def irr(t: int) -> Floats:
            taken = np.full(flows.paths, hurdles[0].rate)
            for tier, balance in zip(hurdles, balances, strict=True):
                if t:
                    balance[:] = balance * (1 + tier.above) + book.cash[book.owner][t - 1]
                    reached = (balance >= 0) & (tier.above > 0)
                    taken = np.where(reached, tier.rate, taken)
            return taken

        return irr
