"""Contributions to a fund: so much of a base, or so much for each unit of another's."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Count
from counterdraft.case.series import Series, by_year
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

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

    def open(self, book: Book) -> Step:
        """Pay, and write the capital account."""
        amount = by_year(self.amount, book.years)
        account = book.contributed.setdefault(self.payer, np.zeros_like(book.flows.revenue))
        room = np.full(book.flows.paths, np.inf if self.limit is None else self.limit)

        def step(t: int) -> None:
            nonlocal room
            due = amount[t] + book.zeros()
            if self.matches is not None:
                due = due + self.ratio * book.amount(self.matches, t)
            due = np.minimum(due, room)
            room = room - due
            account[t] += due
            self.settle(book, t, due)

        return step
