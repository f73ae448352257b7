"""A share of revenue, of the state's revenue, of profit or of equity, into a fund or to a partner."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Count, Rate
from counterdraft.case.series import Shares
from counterdraft.fiscal.bases import Base, base_of_year
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.steps import capped_payment
from counterdraft.runtime.arrays import Floats

__all__ = ["RevenueShare"]


class RevenueShare(Instrument):
    """
    A part of a base, from one year to another, until a ceiling is reached.

    The ceiling is a cumulative sum; it may grow by `ceiling_interest`.  The year in which it is reached
    is reported for every path.  What the payer paid under the instruments in `less` is taken from the base
    first.  A `deductible` share of gross revenue is taken from production before it is shared, as a
    royalty is.
    """

    fiscal = False

    kind: Literal["revenue_share"] = "revenue_share"
    payee: str = "fund"
    share: Shares
    base: Base
    first: int | None = None
    last: int | None = None
    ceiling: Count | None = None
    ceiling_interest: Rate = 0.0
    less: tuple[str, ...] = ()

    def needs(self) -> tuple[str, ...]:
        """Return the instruments whose payments are taken from the base."""
        return self.after + self.less

    def pay(self, book: Book, t: int, amount: Floats | float) -> None:
        """Move the amount; a deductible share of gross revenue comes off production."""
        super().pay(book, t, amount)
        if self.deductible and self.base == "gross" and self.payer == book.owner:
            book.take_off(self.name, t, amount)

    def start(self, book: Book) -> Step:
        """Pay the share of the base while it runs and the ceiling leaves room."""
        share, base = book.by_year(self.share), base_of_year(book, self.base, self.payer)
        room = book.zeros() + (np.inf if self.ceiling is None else self.ceiling)
        left = None if self.ceiling is None else book.line(f"{self.name}.balance")

        def step(t: int) -> None:
            nonlocal room
            part, year = base(t), book.years[t]
            if self.less:
                part = np.maximum(part - book.paid_by_owner(self.less, t), 0.0)
            due = part * share[t]
            if self.first is not None:
                due = np.where(year >= self.first, due, 0.0)
            if self.last is not None:
                due = np.where(year <= self.last, due, 0.0)
            if left is not None:
                due, room = capped_payment(due, room * (1 + self.ceiling_interest))
                left[t] = room
            self.pay(book, t, due)

        return step
