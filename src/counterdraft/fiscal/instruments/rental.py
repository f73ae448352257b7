"""Rentals: a yearly amount for holding the ground."""

from __future__ import annotations

from typing import Literal

from counterdraft.case.fields import Count, Rate
from counterdraft.case.series import Series
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

__all__ = ["Rental"]


class Rental(Instrument):
    """An amount a year, or an amount per unit of area, indexed from the first year."""

    kind: Literal["rental"] = "rental"
    deductible: bool = True
    amount: Series
    area: Count = 1.0
    index: Rate = 0.0

    def start(self, book: Book) -> Step:
        """Pay the rent of the year."""
        amount = book.by_year(self.amount) * self.area
        growth = (1 + self.index) ** book.elapsed
        return lambda t: self.pay(book, t, amount[t] * growth[t])
