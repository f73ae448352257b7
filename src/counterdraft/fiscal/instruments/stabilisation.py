"""Stabilisation: who changes the terms gives back what the change costs."""

from __future__ import annotations

from typing import Literal

from counterdraft.case.series import Shares, by_year
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

__all__ = ["Stabilisation"]


class Stabilisation(Instrument):
    """
    The state repays what an instrument takes above its rate at signature.

    `of` names an instrument whose amount is in proportion to its rate; `frozen` is the rate that was
    agreed.  A reduction stays with the investor unless `both_ways`.
    """

    kind: Literal["stabilisation"] = "stabilisation"
    payer: str = "state"
    payee: str = "owner"
    of: str
    rate: Shares
    frozen: Shares
    both_ways: bool = False

    def needs(self) -> tuple[str, ...]:
        """Return the instrument that is stabilised."""
        return (*self.after, self.of)

    def open(self, book: Book) -> Step:
        """Give back the excess over the frozen rate."""
        rate, frozen = by_year(self.rate, book.years), by_year(self.frozen, book.years)

        def step(t: int) -> None:
            excess = 1 - frozen[t] / rate[t] if rate[t] > 0 else 0.0
            if not self.both_ways:
                excess = max(excess, 0.0)
            self.settle(book, t, excess * book.amount(self.of, t))

        return step
