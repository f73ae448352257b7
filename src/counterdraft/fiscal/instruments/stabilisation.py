"""Stabilisation: who changes the terms gives back what the change costs."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.series import Shares
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import ratio

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

    def start(self, book: Book) -> Step:
        """Give back the excess over the frozen rate."""
        rate, frozen = book.by_year(self.rate), book.by_year(self.frozen)

        def step(t: int) -> None:
            excess = np.where(rate[t] > 0, 1 - ratio(frozen[t], rate[t]), 0.0)
            if not self.both_ways:
                excess = np.maximum(excess, 0.0)
            self.pay(book, t, excess * book.amount(self.of, t))

        return step
