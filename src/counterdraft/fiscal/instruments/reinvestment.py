"""A lock on the fund: what must stay invested, what it earns, and when it is released."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from counterdraft.case.fields import Rate, Share
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

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

    def open(self, book: Book) -> Step:
        """Earn, lock or release, and write what is locked."""
        pool = book.zeros()
        locked = book.locked.setdefault(self.payee, np.zeros_like(book.flows.revenue))

        def step(t: int) -> None:
            nonlocal pool
            year = book.years[t]
            inflow = np.maximum(book.cash[self.payee][t], 0.0)
            gain = self.earns * pool
            self.settle(book, t, gain)
            pool = pool + gain
            if year <= self.until:
                pool = pool + self.share * inflow
            else:
                left = self.release - (year - self.until) + 1
                pool = pool * (1 - 1 / left) if left > 1 else pool * 0.0
            locked[t] = pool

        return step
