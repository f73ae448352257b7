"""Contributions to a fund: so much of a base, or so much for each unit of another's."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Count
from counterdraft.case.series import Series
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.steps import capped_payment

__all__ = ["Contribution"]


class Contribution(Instrument):
    """
    The payer puts money into the fund and its capital account grows by it.

    `amount` is a yearly sum.  `matches` names an instrument whose amount is matched at `ratio` (two for
    each one: 2), up to `limit` in all.
    """

    fiscal = False

    kind: Literal["contribution"] = "contribution"
    payee: str = "fund"
    amount: Series = 0.0
    matches: str | None = None
    ratio: Count = 1.0
    limit: Count | None = None

    def needs(self) -> tuple[str, ...]:
        """Return the instrument that is matched."""
        return self.after + ((self.matches,) if self.matches else ())

    def start(self, book: Book) -> Step:
        """Pay, and write the capital account."""
        amount = book.by_year(self.amount)
        account = book.contributed.setdefault(self.payer, book.blank())
        room = book.zeros() + (np.inf if self.limit is None else self.limit)

        def step(t: int) -> None:
            nonlocal room
            due = amount[t] + book.zeros()
            if self.matches is not None:
                due = due + self.ratio * book.amount(self.matches, t)
            paid, room = capped_payment(due, room)
            account[t] += paid
            self.pay(book, t, paid)
            if self.limit is not None:
                room = book.show("room below the limit", room)

        return step
