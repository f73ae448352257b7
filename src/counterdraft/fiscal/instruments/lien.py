"""A lien or preferred return: a principal with interest, paid before others."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from counterdraft.case.fields import Count, Rate
from counterdraft.case.series import Shares
from counterdraft.fiscal.bases import Base, base_of_year
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.steps import lien_payment

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

    def start(self, book: Book) -> Step:
        """Accrue, add new credit, pay."""
        share, base = book.by_year(self.share), base_of_year(book, self.base, self.payer)
        principal, unpaid = book.zeros() + self.principal, book.zeros()
        balance = book.line(f"{self.name}.balance")
        credit = book.principal.setdefault(self.name, book.blank())

        def step(t: int) -> None:
            nonlocal principal, unpaid
            due = base(t) * share[t]
            if self.first is not None:
                due = np.where(book.years[t] >= self.first, due, 0.0)
            paid, principal, unpaid = lien_payment(
                due, principal, unpaid, self.interest, credit[t], float(self.compounds)
            )
            self.pay(book, t, paid)
            unpaid = book.show("interest left", unpaid)
            principal = book.show("principal left", principal)
            balance[t] = principal + unpaid

        return step
