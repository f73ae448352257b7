"""State equity: paid, free, or carried with interest."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.estate.book import Book, Floats
from counterdraft.estate.instrument import Instrument, Step
from counterdraft.estate.reading import Rate, Share
from counterdraft.estate.series import Series, by_year

__all__ = ["Participation"]


class Participation(Instrument):
    """
    A part of the venture held by somebody beside the owner.

    `paid`: it pays its part of every cost except the kinds in `without`, and takes its part of every
    receipt.  `free`: it takes its part of what there is to distribute, and pays nothing.  `carried`: the
    owner pays for it in years of deficit; the advance bears interest and is repaid from `repay` of its
    later receipts (a carried interest is a loan, usually with interest: IMF WP/24/89).
    """

    kind: Literal["participation"] = "participation"
    share: Series
    mode: Literal["paid", "free", "carried"] = "paid"
    without: tuple[str, ...] = ()
    interest: Rate = 0.0
    repay: Share = 1.0

    def open(self, book: Book) -> Step:
        """Settle the holder's part of the owner's cash so far."""
        flows, share = book.flows, by_year(self.share, book.years)
        outside = np.zeros_like(flows.revenue)
        for kind in self.without:
            outside = outside + flows.capex.get(kind, 0.0)
        owed = book.zeros()
        balance = book.line(f"{self.name}.carried") if self.mode == "carried" else None

        def step(t: int) -> None:
            nonlocal owed
            cash: Floats = book.cash[book.owner][t] + outside[t]
            if self.mode == "paid":
                self.settle(book, t, share[t] * cash)
            elif self.mode == "free":
                self.settle(book, t, share[t] * np.maximum(cash, 0.0))
            else:
                owed = owed * (1 + self.interest) + share[t] * np.maximum(-cash, 0.0)
                due = share[t] * np.maximum(cash, 0.0)
                repaid = np.minimum(owed, self.repay * due)
                owed = owed - repaid
                self.settle(book, t, due - repaid)
                assert balance is not None
                balance[t] = owed

        return step
