"""State equity: paid, free, or carried with interest; entered late, and diluted."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Count, Share
from counterdraft.case.series import Discounts, Shares, by_year
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

    numbers_only = frozenset({"reimburses", "contributes"})

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the kinds that the holder does not pay for."""
        return [
            ((name, position), kind)
            for name in ("without", "carries")
            for position, kind in enumerate(getattr(self, name))
        ]

    def open(self, book: Book) -> Step:
        """Settle the holder's part of the owner's cash so far."""
        outside = np.zeros_like(book.flows.revenue)
        for kind in self.without:
            outside = outside + book.flows.capex.get(kind, 0.0)
        if self.mode == "carried":
            return self._carried(book, outside)
        if self.mode == "free":
            share = by_year(self.share, book.years)
            return lambda t: self.settle(
                book, t, share[t] * np.maximum(book.cash[book.owner][t] + outside[t], 0.0)
            )
        return self._paid(book, outside)

    def _carried(self, book: Book, outside: Floats) -> Step:
        share, owed = by_year(self.share, book.years), book.zeros()
        interest = by_year(self.interest, book.years)
        balance, apart = book.line(f"{self.name}.carried"), np.zeros_like(outside)
        for kind in self.carries:
            apart = apart + book.flows.capex.get(kind, 0.0)

        def step(t: int) -> None:
            nonlocal owed
            cash: Floats = book.cash[book.owner][t] + outside[t] + apart[t]
            advanced = apart[t] if self.carries else np.maximum(-cash, 0.0)
            owed = owed * (1 + interest[t]) + share[t] * advanced * (1 + self.premium)
            due = share[t] * (cash if self.carries else np.maximum(cash, 0.0))
            repaid = np.minimum(owed, self.repay * np.maximum(due, 0.0))
            owed = owed - repaid
            self.settle(book, t, due - repaid)
            balance[t] = owed

        return step

    def _paid(self, book: Book, outside: Floats) -> Step:
        share, pays = by_year(self.share, book.years), by_year(self.contributes, book.years)
        interest = by_year(self.interest, book.years)
        called, contributed, before = book.zeros(), book.zeros(), book.zeros()
        diluted = book.line(f"{self.name}.share") if (pays < 1).any() else None
        entered = False

        def step(t: int) -> None:
            nonlocal called, contributed, before, entered
            cash: Floats = book.cash[book.owner][t] + outside[t]
            entry = book.zeros()
            before = before * (1 + interest[t])
            if share[t] > 0 and not entered:
                entered, entry = True, self.reimburses * share[t] * before
            before = before + np.maximum(-cash, 0.0)
            call = np.maximum(-cash, 0.0)
            called, contributed = called + call, contributed + pays[t] * call
            kept = np.where(called > 0, ratio(contributed, called), 1.0)
            mine = share[t] * (kept * np.maximum(cash, 0.0) - pays[t] * call)
            if diluted is not None:
                diluted[t] = share[t] * kept
            self.settle(book, t, mine - entry)

        return step
