"""Rentals: a yearly amount for holding the ground."""

from __future__ import annotations

from typing import Literal

from counterdraft.case.fields import Count, Rate
from counterdraft.case.series import Series, by_year
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

    def open(self, book: Book) -> Step:
        """Pay the rent of the year."""
        amount = by_year(self.amount, book.years) * self.area
        return lambda t: self.settle(book, t, amount[t] * (1 + self.index) ** t)
