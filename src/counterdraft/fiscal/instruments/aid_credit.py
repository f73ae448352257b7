"""Aid that counts as a contribution: past aid without a payment, future aid with one."""

from __future__ import annotations

from typing import Literal

from counterdraft.case.fields import Count, Share
from counterdraft.case.series import Series
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

    def start(self, book: Book) -> Step:
        """Move the aid and write the credit."""
        future = book.by_year(self.future)
        if self.lien is not None:
            book.principal.setdefault(self.lien, book.blank())
        if self.account is not None:
            book.contributed.setdefault(self.payer, book.blank())

        def step(t: int) -> None:
            self.pay(book, t, future[t])
            aid = future[t] + (self.past if t == 0 else 0.0)
            credit = book.show("credited", self.credited * aid)
            if self.lien is not None:
                book.principal[self.lien][t] += credit
            if self.account is not None:
                book.contributed[self.payer][t] += credit

        return step
