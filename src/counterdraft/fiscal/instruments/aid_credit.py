"""Aid that counts as a contribution: past aid without a payment, future aid with one."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Count, Share
from counterdraft.case.series import Series, by_year
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

__all__ = ["AidCredit"]


class AidCredit(Instrument):
    """
    Credits the payer with aid: `past` (no money moves) and `future` (money moves year by year).

    `credited` is the part that counts.  It raises the principal of the lien named in `lien`, and the
    capital account of the payer in the fund named in `account`.
    """

    fiscal = False

    kind: Literal["aid_credit"] = "aid_credit"
    payer: str = "partner"
    payee: str = "state"
    past: Count = 0.0
    future: Series = 0.0
    credited: Share = 1.0
    lien: str | None = None
    account: str | None = None

    def open(self, book: Book) -> Step:
        """Move the aid and write the credit."""
        future = by_year(self.future, book.years)
        shape = book.flows.revenue.shape
        if self.lien is not None:
            book.principal.setdefault(self.lien, np.zeros(shape))
        if self.account is not None:
            book.contributed.setdefault(self.payer, np.zeros(shape))

        def step(t: int) -> None:
            self.settle(book, t, future[t])
            credit = self.credited * (future[t] + (self.past if t == 0 else 0.0))
            if self.lien is not None:
                book.principal[self.lien][t] += credit
            if self.account is not None:
                book.contributed[self.payer][t] += credit

        return step
