"""Cash calls of a venture, and what happens when a member does not pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from counterdraft.case.fields import Rate, Share
from counterdraft.case.places import Path, Where, fault
from counterdraft.case.series import Series
from counterdraft.errors import Fault
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

__all__ = ["CashCall"]


class CashCall(Instrument):
    """
    The member (`payer`) owes its `share` of each call to the venture (`payee`).

    In years of `defaults` the other member (`cover`) pays for it; the advance bears default interest
    and is repaid first from `repay` of the member's cash of later years.
    """

    fiscal = False

    kind: Literal["cash_call"] = "cash_call"
    payee: str = "fund"
    calls: Series
    share: Share = 1.0
    cover: str = "partner"
    defaults: tuple[int, ...] = ()
    interest: Rate = 0.0
    repay: Share = 1.0

    def roles(self) -> tuple[str, ...]:
        """Return the member, the venture and who covers."""
        return self.payer, self.payee, self.cover

    def faults(self, years: Sequence[int], where: Where, at: Path) -> list[Fault]:
        """Return what is wrong once the years are known: a default falls in one of them."""
        found = super().faults(years, where, at)
        for position, year in enumerate(self.defaults):
            if year not in years:
                message = f"{year} is none of the years {years[0]} to {years[-1]}"
                found.append(fault(where, (*at, "defaults", position), message))
        return found

    def start(self, book: Book) -> Step:
        """Pay the call, or let it be paid; repay earlier advances."""
        calls, owed = book.by_year(self.calls), book.zeros()
        balance = book.line(f"{self.name}.balance")
        account = {
            party: book.contributed.setdefault(party, book.blank())
            for party in (self.payer, self.cover)
        }

        def step(t: int) -> None:
            nonlocal owed
            owed = book.show("owed with interest", owed * (1 + self.interest))
            repaid = np.minimum(owed, self.repay * np.maximum(book.cash[self.payer][t], 0.0))
            book.pay(f"{self.name}.repayment", t, self.payer, self.cover, repaid)
            due = book.show("called", self.share * calls[t])
            missed = sum((book.years[t] == year) * 1.0 for year in self.defaults)
            covered = missed * due
            for party, paid in ((self.payer, due - covered), (self.cover, covered)):
                account[party][t] += paid
                book.pay(self.name, t, party, self.payee, paid)
            owed = owed - repaid + covered
            balance[t] = owed

        return step
