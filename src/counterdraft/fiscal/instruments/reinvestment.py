"""A lock on the fund: what must stay invested, what it earns, and when it is released."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from counterdraft.case.fields import Rate, Share
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.steps import locked_balance

__all__ = ["Reinvestment"]


class Reinvestment(Instrument):
    """
    A part of what the fund receives each year is locked to the end of year `until`.

    The locked sum earns `earns` a year, paid in by the world outside the project (`payer`, which is
    a party of its own so that the accounts still add up).  After `until` it is released evenly over
    `release` years.
    """

    fiscal = False

    kind: Literal["reinvestment"] = "reinvestment"
    payer: str = "outside"
    payee: str = "fund"
    share: Share = 1.0
    until: int
    release: Annotated[int, Field(ge=1, le=1000)] = 1
    earns: Rate = 0.0

    def start(self, book: Book) -> Step:
        """Earn, lock or release, and write what is locked."""
        pool = book.zeros()
        locked = book.locked.setdefault(self.payee, book.blank())

        def step(t: int) -> None:
            nonlocal pool
            inflow = book.show("into the fund", np.maximum(book.cash[self.payee][t], 0.0))
            gain, pool = locked_balance(
                pool, inflow, book.years[t], self.until, self.share, self.release, self.earns
            )
            self.pay(book, t, gain)
            pool = book.show("locked", pool)
            locked[t] = pool

        return step
