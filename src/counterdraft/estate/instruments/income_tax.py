"""Corporate income tax with depreciation and losses carried forward."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from counterdraft.estate.book import Book, Floats
from counterdraft.estate.depreciation import Depreciation, depreciated
from counterdraft.estate.instrument import Instrument, Step
from counterdraft.estate.reading import Count, Part, Share
from counterdraft.estate.series import Series, by_year

__all__ = ["IncomeTax", "Losses"]


class Losses(Part):
    """What becomes of a loss: carried forward (for `years`, up to `cap` of income), or refunded."""

    rule: Literal["carry_forward", "lost", "refunded"] = "carry_forward"
    years: Count | None = None
    cap: Share = 1.0
    opening: Count = 0.0


class IncomeTax(Instrument):
    """
    A tax on revenue less costs, depreciation, deductible payments and losses of earlier years.

    Deductible are the payments of the owner that come earlier in the order and say so; `deducts` names
    others that are deducted whatever they say.  `minimum` is a share of revenue below which the tax does
    not fall.
    """

    kind: Literal["income_tax"] = "income_tax"
    rate: Series
    depreciation: dict[str, Depreciation] = Field(default_factory=dict)
    default_depreciation: Depreciation = Depreciation()
    losses: Losses = Losses()
    deducts: tuple[str, ...] = ()
    minimum: Share = 0.0

    def needs(self) -> tuple[str, ...]:
        """Return what is deducted by name, beside what `after` lists."""
        return self.after + self.deducts

    def open(self, book: Book) -> Step:
        """Tax what is left of income; a loss never makes the tax negative unless it is refunded."""
        flows, rate = book.flows, by_year(self.rate, book.years)
        charge = depreciated(flows, self.depreciation, self.default_depreciation)
        income = book.line(f"{self.name}.taxable")
        stock: list[Floats] = [np.full(flows.paths, self.losses.opening)]
        remaining = book.line(f"{self.name}.losses")

        def step(t: int) -> None:
            named = sum((book.amount(n, t) for n in self.deducts), book.zeros())
            earned = flows.revenue[t] - flows.opex[t] - flows.closure[t] - charge[t]
            taxable = earned - book.deductible[t] - named
            if self.losses.rule == "carry_forward":
                taxable = self._relieved(stock, taxable)
            elif self.losses.rule == "lost":
                taxable = np.maximum(taxable, 0.0)
            income[t] = taxable
            remaining[t] = sum(stock, book.zeros())
            floor = self.minimum * flows.revenue[t] if self.minimum else -np.inf
            self.settle(book, t, np.maximum(rate[t] * taxable, floor))

        return step

    def _relieved(self, stock: list[Floats], taxable: Floats) -> Floats:
        """Use the oldest losses first, add this year's, drop what is too old."""
        left: Floats = np.maximum(taxable, 0.0)
        room = self.losses.cap * left
        for age, vintage in enumerate(stock):
            used = np.minimum(vintage, room)
            stock[age] = vintage - used
            room = room - used
            left = left - used
        fresh = np.maximum(-taxable, 0.0)
        if self.losses.years is None:
            stock[0] = stock[0] + fresh
        else:
            stock.append(fresh)
            while len(stock) > max(int(self.losses.years), 1):
                del stock[0]
        return left
