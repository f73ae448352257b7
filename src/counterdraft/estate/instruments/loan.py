"""Lenders: a loan to the project, its interest, and its repayment."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.estate.book import Book
from counterdraft.estate.instrument import Instrument, Step
from counterdraft.estate.reading import Rate, Share
from counterdraft.estate.series import Series, by_year

__all__ = ["Loan"]


class Loan(Instrument):
    """
    A lender advances `drawn` (or `share` of capital spending) and is repaid from the payer's cash.

    Interest accrues on the balance at the start of the year.  From `first` on the lender takes what is
    due: an even part of the balance over the `term`, and interest, as far as `sweep` of the cash goes;
    the rest stays owed.  With `deductible` the interest, not the principal, lowers taxable income.
    """

    fiscal = False

    kind: Literal["loan"] = "loan"
    payee: str = "lender"
    drawn: Series = 0.0
    share: Share = 0.0
    interest: Rate
    first: int
    term: int = 10
    sweep: Share = 1.0

    def open(self, book: Book) -> Step:
        """Draw, accrue, repay."""
        drawn, owed = by_year(self.drawn, book.years), book.zeros()
        balance = book.line(f"{self.name}.balance")

        def step(t: int) -> None:
            nonlocal owed
            interest = self.interest * owed
            new = drawn[t] + self.share * book.flows.spent[t]
            cash = np.maximum(book.cash[self.payer][t] + new, 0.0)
            due = book.zeros()
            if book.years[t] >= self.first:
                left = max(self.term - (book.years[t] - self.first), 1)
                due = owed / left + interest
            paid = np.minimum(due, self.sweep * cash)
            owed = owed + interest + new - paid
            balance[t] = owed
            book.pay(self.name, t, self.payer, self.payee, paid - new)
            if self.deductible and self.payer == book.owner:
                book.deductible[t] += interest

        return step
