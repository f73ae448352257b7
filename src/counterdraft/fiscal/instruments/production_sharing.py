"""Production sharing: first tranche, cost limit, cost pool, and the split of what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Count, Discount, Share
from counterdraft.case.series import Discounts, Shares
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.depreciation import Depreciation, charged
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import ratio
from counterdraft.fiscal.profit_split import Shared, Split, part_of_year
from counterdraft.fiscal.slides import Slide
from counterdraft.runtime.arrays import Floats

__all__ = ["ProductionSharing"]

LINES = [
    "ceiling",
    "cost_petroleum",
    "pool",
    "profit_petroleum",
    "state_share",
    "contractor",
    "entitlement",
]


class ProductionSharing(Instrument):
    """
    The contractor recovers cost from a limited part of production; the rest is profit, and is split.

    Royalties that stand earlier in the order come off production first, and so do the payments of the
    instruments in `less`.  The limit is a part of gross revenue, or of what the royalty has left (IMF
    WP/24/89: the second is the more common).  Cost that finds no room waits in the pool, which may bear
    interest (`uplift`).  Excess cost petroleum is profit petroleum, or the state's by the part `excess`.
    Limit and part may slide (`sliding_limit`, `sliding_excess`).  Capital is recovered with
    `capex_uplift`, and some kinds with an uplift of their own (`uplift_of`); an `investment_credit` is a
    part of the spending that is recovered beside it as soon as it is spent, however that is amortised.

    `first_tranche` is a part of production that is shared before cost is recovered, at the split, or goes
    whole to the state or the contractor (`first_tranche_to`).  With `splits` a product has a split of its
    own: profit petroleum is divided by the products' parts of revenue.
    """

    kind: Literal["production_sharing"] = "production_sharing"
    deductible: bool = True
    cost_limit: Shares = 1.0
    limit_of: Literal["gross", "after_royalty"] = "gross"
    sliding_limit: Slide | None = None
    first_tranche: Shares = 0.0
    first_tranche_to: Literal["split", "state", "contractor"] = "split"
    excess: Share | None = None
    sliding_excess: Slide | None = None
    recovers: tuple[str, ...] | None = None
    amortised: dict[str, Depreciation] = Field(default_factory=dict)
    uplift: Discounts = 0.0
    capex_uplift: Discount = 0.0
    uplift_of: dict[str, Discount] = Field(default_factory=dict)
    investment_credit: dict[str, Share] = Field(default_factory=dict)
    opening_pool: Count = 0.0
    split: Split = Split()
    splits: dict[str, Split] = Field(default_factory=dict)
    less: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _shares(self) -> ProductionSharing:
        shared = {"split", "splits", "excess", "sliding_excess", "first_tranche"}
        if not shared & self.model_fields_set:
            raise ValueError("production sharing needs a split: {state: 60 %}, or one that slides")
        return self

    def needs(self) -> tuple[str, ...]:
        """Return the instruments that come off production first."""
        return self.after + self.less

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the kinds that are amortised or recovered."""
        listed = [(("recovers", at), kind) for at, kind in enumerate(self.recovers or ())]
        found = [one for one in listed if one[1] not in {"opex", "closure"}]
        found += [(("amortised", kind), kind) for kind in self.amortised]  # type: ignore[misc]
        found += [(("investment_credit", kind), kind) for kind in self.investment_credit]  # type: ignore[misc]
        return [*found, *((("uplift_of", kind), kind) for kind in self.uplift_of)]

    def _costs(self, book: Book) -> Floats:
        """Return recoverable cost year by year."""
        flows, wanted = book.flows, self.recovers
        cost = book.blank()
        if wanted is None or "opex" in wanted:
            cost = cost + flows.opex
        if wanted is None or "closure" in wanted:
            cost = cost + flows.closure
        for kind, spent in flows.depreciable.items():
            if wanted is None or kind in wanted:
                charge = charged(book, spent, self.amortised.get(kind, Depreciation()), kind)
                cost = cost + (1 + self.uplift_of.get(kind, self.capex_uplift)) * charge
        for kind, part in self.investment_credit.items():
            if kind in flows.capex:
                cost = cost + part * flows.capex[kind]
        return book.show("recoverable cost", cost)

    def start(self, book: Book) -> Step:
        """Share the first tranche, recover, split, and pay the state its part."""
        flows, limit = book.flows, book.by_year(self.cost_limit)
        if self.sliding_limit is not None and "cost_limit" not in self.model_fields_set:
            limit = 0 * limit
        first, uplift = book.by_year(self.first_tranche), book.by_year(self.uplift)
        cost, pool = self._costs(book), book.zeros() + self.opening_pool
        lines = [book.line(f"{self.name}.{name}") for name in LINES]
        ceiling, recovered, closing, profit, rate, contractor, entitlement = lines
        has_tranche = self.first_tranche != 0
        tranche = book.line(f"{self.name}.first_tranche") if has_tranche else None
        shared = Shared(self.name, recovered, contractor, book.blank())
        state_rate = self._start_split(book, shared)
        more = None if self.sliding_limit is None else self.sliding_limit.start(book)
        excess = self._start_excess(book)

        def step(t: int) -> None:
            nonlocal pool
            revenue = flows.revenue[t]
            left = book.show("after royalty", revenue - self._off_top(book, t))
            room, ahead = revenue if self.limit_of == "gross" else left, book.zeros()
            if tranche is not None:
                ahead = np.minimum(first[t] * revenue, np.maximum(left, 0.0))
                tranche[t] = ahead
                left = book.show("after the first tranche", left - ahead)
            most = limit[t] if more is None else np.minimum(limit[t] + more(t), 1.0)
            ceiling[t] = np.maximum(most * room, 0.0)
            pool = book.show("cost pool", pool * (1 + uplift[t]) + cost[t])
            recovered[t] = np.minimum(np.minimum(ceiling[t], np.maximum(left, 0.0)), pool)
            pool = pool - recovered[t]
            closing[t] = pool
            over, part = book.zeros(), 0.0 if excess is None else excess(t)
            if excess is not None:
                over = np.maximum(np.minimum(ceiling[t], left) - recovered[t], 0.0)
                over = book.show("excess cost petroleum", over)
            profit[t] = np.maximum(left - recovered[t] - over, 0.0)
            rate[t] = state_rate(t)
            split = ahead if self.first_tranche_to == "split" else 0.0
            own = (1 - rate[t]) * (profit[t] + split) + (1 - part) * over
            if self.first_tranche_to == "contractor":
                own = own + ahead
            contractor[t] = own
            entitlement[t] = recovered[t] + own
            shared.state[t] = profit[t] + ahead + over - own
            self.pay(book, t, shared.state[t])

        return step

    def _start_split(self, book: Book, shared: Shared) -> Callable[[int], Floats]:
        """Return the state's part of profit petroleum: of all products together, by their revenue."""
        flows, common = book.flows, part_of_year(self.split, book, shared)
        if not self.splits:
            return common
        own = {name: part_of_year(split, book, shared, name) for name, split in self.splits.items()}

        def rate(t: int) -> Floats:
            base = common(t)
            total = base
            for name, split in own.items():
                sold = flows.volumes[name][t] * flows.prices[name][t]
                total = total + ratio(sold, flows.revenue[t]) * (split(t) - base)
            return total

        return rate

    def _start_excess(self, book: Book) -> Callable[[int], Floats | float] | None:
        """Return the state's part of excess cost petroleum, or None where it is profit petroleum."""
        if self.sliding_excess is None:
            fixed = self.excess
            return None if fixed is None else lambda _: fixed
        slide, least = self.sliding_excess.start(book), self.excess or 0.0
        return lambda t: np.minimum(least + slide(t), 1.0)

    def _off_top(self, book: Book, t: int) -> Floats:
        """Return what royalties and the instruments in `less` have taken from production."""
        total: Floats = sum((taken[t] for taken in book.off_top.values()), book.zeros())
        others = [name for name in self.less if name not in book.off_top]
        return total + book.paid_by_owner(others, t) if others else total
