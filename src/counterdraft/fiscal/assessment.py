"""A taxpayer from year to year: losses forward and back, the rate, a minimum, credits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from counterdraft.case.fields import Count, Part, Share, Whole
from counterdraft.case.series import Discounts
from counterdraft.fiscal.book import Book
from counterdraft.runtime.arrays import Floats

__all__ = ["Assessment", "Losses"]


class Losses(Part):
    """
    What becomes of a loss: carried forward, lost, or refunded at the rate of the year.

    Carried forward for `years` (for ever without), up to `cap` of a year's income, growing by `uplift` a
    year, in the first `claims` years in which a loss is carried (in all without; a ring fence expenditure
    supplement, Corporation Tax Act 2010, part 8, chapter 5); `back` years of income before are relieved
    first, the latest before the others.  What is left in the last year is refunded at its rate with
    `refund_at_end`.
    """

    rule: Literal["carry_forward", "lost", "refunded"] = "carry_forward"
    years: Count | None = None
    cap: Share = 1.0
    opening: Count = 0.0
    uplift: Discounts = 0.0
    claims: Whole | None = None
    back: Whole = 0
    refund_at_end: bool = False


class Assessment:
    """
    The losses, the relieved income and the unused credits of one taxpayer, on every path.

    Args:
        losses: The rule for losses.
        book: The accounts, for the years and paths.
    """

    def __init__(self, losses: Losses, book: Book) -> None:
        self.losses, self.book = losses, book
        self.stock: list[Floats] = [book.zeros() + losses.opening]
        self.credit = book.zeros()
        self.prepaid = book.zeros()
        """Minimum tax paid above the tax, to be credited later."""
        self.freed = book.zeros()
        """Exempt income of the year."""
        self.taxed, self.rates = book.blank(), book.blank()
        self.uplift = book.by_year(losses.uplift)
        self.claimed = book.zeros()
        """In how many years losses have been uplifted."""

    @property
    def carried(self) -> Floats:
        """Losses carried forward."""
        total: Floats = sum(self.stock[1:], self.stock[0])
        return total

    def tax(
        self,
        t: int,
        income: Floats,
        rate: Callable[[Floats], Floats],
        credit: Floats | None = None,
        floor: Floats | None = None,
        *,
        floor_is_credited: bool = False,
        exempt: Floats | None = None,
        lapsing: Floats | None = None,
    ) -> tuple[Floats, Floats]:
        """
        Return taxable income and tax of a year.

        Args:
            t: Position of the year.
            income: Before losses of other years, (paths,).
            rate: Gives the rate at a taxable income.
            credit: Payments that are set against the tax; what finds no room waits.
            floor: A tax below which the tax does not fall.
            floor_is_credited: What the floor adds is set against the tax of later years.
            exempt: Income that bears no tax, after losses; what the year has no room for is gone.
            lapsing: A credit that does not wait.
        """
        rule, show = self.losses, self.book.show
        refund: Floats | float = 0.0
        if rule.rule == "refunded":
            taxable = income
        else:
            taxable = np.maximum(income, 0.0)
            loss = np.maximum(-income, 0.0)
            if rule.rule == "carry_forward":
                self._uplift_losses(t)
                taxable = self._relieve(taxable)
                loss, refund = self._carry_back(t, loss)
                self._add(loss)
        if exempt is not None:
            self.freed = show("exempt income", np.minimum(exempt, np.maximum(taxable, 0.0)))
            taxable = taxable - self.freed
        taxable = show("taxable", taxable)
        self.rates[t] = show("rate of the year", rate(taxable), "rate")
        self.taxed[t] = np.maximum(taxable, 0.0)
        tax = show("tax before relief", self.rates[t] * taxable)
        if rule.rule == "carry_forward" and rule.refund_at_end and t == len(self.taxed) - 1:
            tax = tax - self.rates[t] * self.carried
            self.stock = [vintage * 0.0 for vintage in self.stock]
        if credit is not None:
            self.credit = show("credits", self.credit + credit)
            used = show("of them used", np.minimum(self.credit, np.maximum(tax, 0.0)))
            self.credit, tax = self.credit - used, show("tax after credits", tax - used)
        if lapsing is not None:
            tax = tax - np.minimum(lapsing, np.maximum(tax, 0.0))
            tax = show("tax after the credit per unit", tax)
        if floor is not None:
            tax = show("tax, at least", self._at_least(tax, floor, is_credited=floor_is_credited))
        return taxable, tax - refund

    def _uplift_losses(self, t: int) -> None:
        """Let the losses carried grow, where a claim is left for it."""
        growth = 1 + self.uplift[t]
        if self.losses.claims is not None:
            has_claim = self.carried > 0
            has_claim = has_claim & (self.claimed < self.losses.claims) & (self.uplift[t] != 0)
            claim = self.book.show("uplift claimed (1: yes)", has_claim * 1.0, "number")
            self.claimed = self.book.show("claims so far", self.claimed + claim, "number")
            growth = 1 + self.uplift[t] * claim
        self.stock = [vintage * growth for vintage in self.stock]

    def _relieve(self, income: Floats) -> Floats:
        """Use the oldest losses first, as far as the cap on the year's income allows."""
        show, room = self.book.show, self.losses.cap * income
        last = len(self.stock)
        for position, vintage in enumerate(self.stock):
            age = "" if last == 1 else f" of {last - position} years ago"
            losses = show(f"losses brought forward{age}", vintage)
            used = show(f"losses used{age}", np.minimum(losses, room))
            self.stock[position] = losses - used
            room, income = room - used, income - used
        return income

    def _carry_back(self, t: int, loss: Floats) -> tuple[Floats, Floats | float]:
        """Set a loss against income that was taxed, the latest first; return what is left, and the refund."""
        refund: Floats | float = 0.0
        for before in range(t - 1, max(t - 1 - int(self.losses.back), -1), -1):
            used = np.minimum(loss, self.taxed[before])
            used = self.book.show(f"carried back {t - before} years", used)
            self.taxed[before] -= used
            refund = refund + used * self.rates[before]
            loss = loss - used
        return loss, refund

    def _add(self, loss: Floats) -> None:
        """Carry a loss forward; drop what is too old."""
        if self.losses.years is None:
            self.stock[0] = self.stock[0] + loss
            return
        self.stock.append(loss)
        del self.stock[: max(len(self.stock) - max(int(self.losses.years), 1), 0)]

    def _at_least(self, tax: Floats, floor: Floats, *, is_credited: bool) -> Floats:
        if not is_credited:
            return np.maximum(tax, floor)
        used = np.minimum(self.prepaid, np.maximum(tax - floor, 0.0))
        used = self.book.show("minimum tax used", used)
        added = self.book.show("added by the minimum", np.maximum(floor - tax, 0.0))
        self.prepaid = self.book.show("minimum to be credited", self.prepaid - used + added)
        return tax - used + added
