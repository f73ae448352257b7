"""A lien or preferred return: a principal with interest, paid before others."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from counterdraft.case.fields import Count, Rate
from counterdraft.case.series import Shares, by_year
from counterdraft.fiscal.bases import Base, open_base
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

__all__ = ["Lien"]


class Lien(Instrument):
    """
    The payee is paid from the base until principal and interest are repaid.

    Interest accrues on the balance at the start of the year, then the payment is made; unpaid interest
    is added to the balance if it compounds, and is remembered without interest of its own if not.  Aid
    credits raise the principal of the lien they name.
    """

    fiscal = False

    kind: Literal["lien"] = "lien"
    payer: str = "fund"
    payee: str = "partner"
    principal: Count = Field(description="what is owed at the start; a lien secures a sum")
    interest: Rate = 0.0
    compounds: bool = True
    share: Shares = 1.0
    base: Base = "cash"
    first: int | None = None

    def open(self, book: Book) -> Step:
        """Accrue, add new credit, pay."""
        share, base = by_year(self.share, book.years), open_base(book, self.base, self.payer)
        owed = np.full(book.flows.paths, self.principal)
        accrued = book.zeros()
        balance = book.line(f"{self.name}.balance")
        credit = book.principal.setdefault(self.name, np.zeros_like(book.flows.revenue))

        def step(t: int) -> None:
            nonlocal owed, accrued
            interest = self.interest * (owed + accrued if self.compounds else owed)
            accrued = accrued + interest
            owed = owed + credit[t]
            due = base(t) * share[t]
            if self.first is not None and book.years[t] < self.first:
                due = due * 0.0
            amount = np.minimum(due, owed + accrued)
            on_interest = np.minimum(amount, accrued)
            accrued = accrued - on_interest
            owed = owed - (amount - on_interest)
            balance[t] = owed + accrued
            self.settle(book, t, amount)

        return step
