"""Lenders: a loan to the project, its interest, its repayment, and what of the interest is deductible."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from counterdraft.case.fields import Count, Discount, Part, Share
from counterdraft.case.series import Series
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import ratio
from counterdraft.runtime.arrays import Floats

__all__ = ["InterestLimit", "Loan"]


class InterestLimit(Part):
    """
    What of a year's interest is deductible.

    `debt_to_equity`: only the interest on debt up to so much for each one of equity, equity being the
    capital spent to date that the loan has not paid for (thin capitalisation).  `of_earnings`: only so
    much of revenue less operating cost.  What is not deductible waits for room with `carried`.
    """

    debt_to_equity: Count | None = None
    of_earnings: Share | None = None
    carried: bool = True


class Loan(Instrument):
    """
    A lender advances `drawn` (or `share` of capital spending) and is repaid from the payer's cash.

    Interest accrues on the balance at the start of the year.  From `first` on the lender takes what is
    due, as far as `sweep` of the cash goes; the rest stays owed.  Due over the `term` is an even part of the
    balance beside interest (`repayment: even`), a sum with interest that is the same every year
    (`annuity`), or interest alone and the balance in the last year (`end`).  With `deductible` the
    interest, not the principal, lowers taxable income, as far as `limit` allows.
    """

    fiscal = False

    kind: Literal["loan"] = "loan"
    payee: str = "lender"
    drawn: Series = 0.0
    share: Share = 0.0
    interest: Discount
    first: int
    term: Annotated[int, Field(ge=1, le=1000)] = 10
    repayment: Literal["even", "annuity", "end"] = "even"
    sweep: Share = 1.0
    limit: InterestLimit | None = None

    def start(self, book: Book) -> Step:
        """Draw, accrue, repay."""
        drawn, owed, spent = book.by_year(self.drawn), book.zeros(), book.flows.spent
        waiting, equity = book.zeros(), book.zeros()
        balance = book.line(f"{self.name}.balance")

        def step(t: int) -> None:
            nonlocal owed, waiting, equity
            interest, opening = book.show("interest of the year", self.interest * owed), owed
            new = book.show("advanced", drawn[t] + self.share * spent[t])
            cash = np.maximum(book.cash[self.payer][t] + new, 0.0)
            left = np.maximum(self.term - (book.years[t] - self.first), 1)
            due = owed * self._part(left) + interest
            due = book.show("due", np.where(book.years[t] >= self.first, due, 0.0))
            paid = book.show("paid", np.minimum(due, self.sweep * cash))
            owed = owed + interest + new - paid
            balance[t] = owed
            book.pay(self.name, t, self.payer, self.payee, paid - new)
            if self.payer == book.owner:
                book.interest[t] += book.show("interest paid", np.minimum(paid, interest))
                if self.deductible:
                    claimed = interest + waiting
                    allowed = self._allowed(book, t, claimed, opening, equity)
                    if self.limit is not None and self.limit.carried:
                        waiting = book.show("interest carried forward", claimed - allowed)
                    book.deduct(self.name, t, allowed)
            if self.limit is not None and self.limit.debt_to_equity is not None:
                equity = book.show("capital that is not lent", equity + spent[t] - new)

        return step

    def _part(self, left: Floats | float) -> Floats | float:
        """Return the part of the balance that is repaid with so many payments left."""
        if self.repayment == "end":
            return np.where(left <= 1, 1.0, 0.0)
        if self.repayment == "even" or self.interest == 0:
            return 1.0 / left
        growth = np.expm1(left * np.log1p(self.interest))
        grows = growth != 0
        return np.where(grows, self.interest / np.where(grows, growth, 1.0), 1.0 / left)

    def _allowed(self, book: Book, t: int, claimed: Floats, debt: Floats, equity: Floats) -> Floats:
        """Return what of the interest claimed lowers taxable income this year."""
        if self.limit is None:
            return claimed
        allowed = claimed
        if self.limit.debt_to_equity is not None:
            most = self.limit.debt_to_equity * np.maximum(equity, 0.0)
            part = np.minimum(ratio(most, debt), 1.0)
            allowed = np.minimum(allowed, part * self.interest * debt)
        if self.limit.of_earnings is not None:
            earned = np.maximum(book.flows.revenue[t] - book.flows.opex[t], 0.0)
            allowed = np.minimum(allowed, self.limit.of_earnings * earned)
        return book.show("interest deducted", allowed)
