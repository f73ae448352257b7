"""State equity: paid, free, or carried with interest; entered late, and diluted."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Count, Share
from counterdraft.case.series import Discounts, Shares
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import ratio
from counterdraft.runtime.arrays import Floats

__all__ = ["Participation"]


class Participation(Instrument):
    """
    A part of the venture held by somebody beside the owner.

    `paid`: it pays its part of every cost except the kinds in `without`, and takes its part of every
    receipt.  `free`: it takes its part of what there is to distribute, and pays nothing.  `carried`: the
    owner pays for it in years of deficit; the advance bears interest and is repaid from `repay` of its
    later receipts (a carried interest is a loan, usually with interest: IMF WP/24/89).  With `carries` only
    its part of these kinds of capital is advanced, and it pays the rest; `premium` is added to each advance.

    A paid part may enter late (`share: {2030: 20 %}`) and then pay `reimburses` of its part of earlier
    deficits, with `interest`.  Of later calls it may pay only `contributes`: the owner pays the rest, and the
    part is diluted to what it has paid of all that was called.
    """

    kind: Literal["participation"] = "participation"
    share: Shares
    mode: Literal["paid", "free", "carried"] = "paid"
    without: tuple[str, ...] = ()
    interest: Discounts = 0.0
    repay: Share = 1.0
    carries: tuple[str, ...] = ()
    premium: Count = 0.0
    reimburses: Share = 0.0
    contributes: Shares = 1.0

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the kinds that the holder does not pay for."""
        return [
            ((name, position), kind)
            for name in ("without", "carries")
            for position, kind in enumerate(getattr(self, name))
        ]

    def start(self, book: Book) -> Step:
        """Settle the holder's part of the owner's cash so far."""
        share, apart = book.by_year(self.share), self._spent(book, self.without)

        def free(t: int) -> None:
            cash = book.cash[book.owner][t] + apart[t]
            self.pay(book, t, share[t] * np.maximum(cash, 0.0))

        if self.mode == "free":
            return free
        way = self._paid if self.mode == "paid" else self._carried
        return way(book, share, apart)

    def _spent(self, book: Book, kinds: tuple[str, ...]) -> Floats:
        """Return capital spending of some kinds, by year."""
        spent = [book.flows.capex[kind] for kind in kinds if kind in book.flows.capex]
        return sum(spent, book.blank())

    def _carried(self, book: Book, share: Floats, apart: Floats) -> Step:
        owed, interest = book.zeros(), book.by_year(self.interest)
        carried = self._spent(book, self.carries)
        balance = book.line(f"{self.name}.carried")

        def step(t: int) -> None:
            nonlocal owed
            cash = book.cash[book.owner][t] + apart[t] + carried[t]
            cash = book.show("cash before the part", cash)
            advanced = carried[t] if self.carries else np.maximum(-cash, 0.0)
            owed = owed * (1 + interest[t]) + share[t] * advanced * (1 + self.premium)
            owed = book.show("carried, with interest", owed)
            due = share[t] * (cash if self.carries else np.maximum(cash, 0.0))
            due = book.show("due before the carry is repaid", due)
            repaid = np.minimum(owed, self.repay * np.maximum(due, 0.0))
            repaid = book.show("carry repaid", repaid)
            owed = owed - repaid
            balance[t] = owed
            self.pay(book, t, due - repaid)

        return step

    def _paid(self, book: Book, share: Floats, apart: Floats) -> Step:
        pays, interest = book.by_year(self.contributes), book.by_year(self.interest)
        called, contributed, before = book.zeros(), book.zeros(), book.zeros()
        is_diluted, enters_late = self.contributes != 1, self.reimburses > 0
        diluted = book.line(f"{self.name}.share") if is_diluted else None
        has_entered = book.zeros()

        def step(t: int) -> None:
            nonlocal called, contributed, before, has_entered
            cash: Floats = book.cash[book.owner][t] + apart[t]
            call, entry = np.maximum(-cash, 0.0), book.zeros()
            if enters_late:
                enters = (share[t] > 0) & (has_entered == 0)
                before = book.show("earlier deficits", before * (1 + interest[t]))
                entry = np.where(enters, self.reimburses * share[t] * before, 0.0)
                before = before + call
                has_entered = book.show(
                    "entered (1: yes)", np.where(share[t] > 0, 1.0, has_entered), "number"
                )
            if diluted is None:
                self.pay(book, t, share[t] * cash - entry)
                return
            called = book.show("called", called + call)
            contributed = book.show("contributed", contributed + pays[t] * call)
            left = np.where(called > 0, ratio(contributed, called), 1.0)
            part = share[t] * left
            diluted[t] = part
            self.pay(book, t, part * np.maximum(cash, 0.0) - share[t] * pays[t] * call - entry)

        return step
