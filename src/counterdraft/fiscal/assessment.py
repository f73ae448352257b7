"""A taxpayer from year to year: losses forward and back, the rate, a minimum, credits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from counterdraft.case.fields import Count, Part, Share, Whole
from counterdraft.case.series import Discounts, by_year
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
        paths: How many there are.
        years: The years of the project.
    """

    def __init__(self, losses: Losses, paths: int, years: Sequence[int]) -> None:
        self.losses = losses
        self.stock: list[Floats] = [np.full(paths, losses.opening)]
        self.credit: Floats = np.zeros(paths)
        self.prepaid: Floats = np.zeros(paths)
        """Minimum tax paid above the tax, to be credited later."""
        self.freed: Floats = np.zeros(paths)
        """Exempt income of the year."""
        self.taxed = np.zeros((len(years), paths))
        self.rates = np.zeros((len(years), paths))
        self.uplift = by_year(losses.uplift, years)
        self.claimed: Floats = np.zeros(paths)
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
        credit: Floats | float = 0.0,
        floor: Floats | None = None,
        *,
        floor_is_credited: bool = False,
        exempt: Floats | float = 0.0,
        lapsing: Floats | float = 0.0,
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
        rule = self.losses
        refund: Floats | float = 0.0
        if rule.rule == "refunded":
            taxable = income
        else:
            taxable = np.maximum(income, 0.0)
            loss = np.maximum(-income, 0.0)
            if rule.rule == "carry_forward":
                self._uplift_losses(t)
                taxable = self._relieved(taxable)
                loss, refund = self._carried_back(t, loss)
                self._add(loss)
        self.freed = np.minimum(exempt, np.maximum(taxable, 0.0))
        taxable = taxable - self.freed
        self.rates[t] = rate(taxable)
        self.taxed[t] = np.maximum(taxable, 0.0)
        tax = self.rates[t] * taxable
        if rule.rule == "carry_forward" and rule.refund_at_end and t == len(self.taxed) - 1:
            tax = tax - self.rates[t] * self.carried
            self.stock = [one * 0.0 for one in self.stock]
        self.credit = self.credit + credit
        used = np.minimum(self.credit, np.maximum(tax, 0.0))
        self.credit, tax = self.credit - used, tax - used
        tax = tax - np.minimum(lapsing, np.maximum(tax, 0.0))
        if floor is not None:
            tax = self._floored(tax, floor, credited=floor_is_credited)
        return taxable, tax - refund

    def _uplift_losses(self, t: int) -> None:
        """Let the losses carried grow, where a claim is left for it."""
        most = np.inf if self.losses.claims is None else self.losses.claims
        claims = (self.carried > 0) & (self.claimed < most) & (self.uplift[t] != 0)
        self.claimed = self.claimed + claims
        self.stock = [vintage * (1 + self.uplift[t] * claims) for vintage in self.stock]

    def _relieved(self, left: Floats) -> Floats:
        """Use the oldest losses first, as far as the cap on the year's income allows."""
        room = self.losses.cap * left
        for age, vintage in enumerate(self.stock):
            used = np.minimum(vintage, room)
            self.stock[age] = vintage - used
            room, left = room - used, left - used
        return left

    def _carried_back(self, t: int, loss: Floats) -> tuple[Floats, Floats | float]:
        """Set a loss against income that was taxed, the latest first; return what is left, and the refund."""
        refund: Floats | float = 0.0
        for before in range(t - 1, max(t - 1 - self.losses.back, -1), -1):
            used = np.minimum(loss, self.taxed[before])
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

    def _floored(self, tax: Floats, floor: Floats, *, credited: bool) -> Floats:
        if not credited:
            return np.maximum(tax, floor)
        used = np.minimum(self.prepaid, np.maximum(tax - floor, 0.0))
        added = np.maximum(floor - tax, 0.0)
        self.prepaid = self.prepaid - used + added
        return tax - used + added
