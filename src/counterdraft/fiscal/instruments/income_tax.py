"""Income tax: depreciation, allowances, losses, a rate that may slide, a minimum, credits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Count, Discount, Part, Share, Whole
from counterdraft.case.series import Series, Shares, by_year
from counterdraft.fiscal.assessment import Assessment, Losses
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.depreciation import Allowance, Depreciation, charged, depreciated
from counterdraft.fiscal.instrument import NO_FORMULA, Instrument, Step
from counterdraft.fiscal.levels import BY_MARGIN, Level, open_level, ratio
from counterdraft.fiscal.slides import Scaled
from counterdraft.runtime.arrays import Floats

__all__ = ["Depletion", "IncomeTax", "Safeguard"]


NEVER = Depreciation(method="never")


class Depletion(Part):
    """
    Percentage depletion: `rate` of revenue, no more than `limit` of the income before it.

    Spending of the kinds in `cost` is written off with production; of that and the percentage the greater is
    deducted (Internal Revenue Code, sections 611 to 613), and what is deducted lowers the cost that is left.
    """

    rate: Share
    limit: Share = 0.5
    cost: tuple[str, ...] = ()


class Safeguard(Part):
    """The tax is no more than `rate` of income before capital, less `of_capital` of capital spent to date."""

    rate: Share
    of_capital: Share


class IncomeTax(Scaled, Instrument):
    """
    A tax on revenue less costs, depreciation, deductible payments and losses of other years.

    Deductible are the payments of the owner that come earlier in the order and say so; `deducts` names
    others that are deducted whatever they say, `adds_back` those that are not.  `credits` names payments
    that are set against the tax itself.  `allowances` are deducted beside depreciation, by kind of
    capital; `return_on_capital` is deducted on what was not yet charged at the start of the year (Boadway
    and Bruce 1984).  `minimum` is a share of revenue below which the tax does not fall.

    Of income after losses `exempt` bears no tax, up to `exempt_in_all`.  `investment_credit` sets a part of
    capital spending against the tax, and what finds no room waits; `credit_per_unit` of production does not
    wait.  The tax is paid `lag` years after it arises; in the last year all that is still due is paid.  A
    `safeguard` bounds the tax by the return on capital (Oil Taxation Act 1975, section 9).

    The rate may slide `by` the margin (income after losses, over revenue), by the income itself, or by
    what other rates slide by.  `holiday` is a number of years from the first with revenue in which the rate
    is nought.  With `other_income` the taxpayer is not ring-fenced: the tax is what the project adds to
    the tax on its other income.
    """

    kind: Literal["income_tax"] = "income_tax"
    rate: Shares = 0.0
    by: Level | Literal["income"] = "margin"
    depreciation: dict[str, Depreciation] = Field(default_factory=dict)
    default_depreciation: Depreciation = Depreciation()
    allowances: dict[str, Allowance] = Field(default_factory=dict)
    return_on_capital: Discount = 0.0
    depletion: Depletion | None = None
    losses: Losses = Losses()
    other_income: Series = 0.0
    holiday: Whole = 0
    deducts: tuple[str, ...] = ()
    adds_back: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    minimum: Share = 0.0
    minimum_is_credited: bool = False
    exempt: Series = 0.0
    exempt_in_all: Count | None = None
    investment_credit: dict[str, Share] = Field(default_factory=dict)
    credit_per_unit: Series = 0.0
    safeguard: Safeguard | None = None
    lag: Whole = 0

    numbers_only = frozenset({"other_income", "then_by", "index"})

    @model_validator(mode="after")
    def _charges(self) -> IncomeTax:
        if not {"rate", "scale", "formula", "minimum"} & self.model_fields_set:
            raise ValueError("an income tax needs a rate, a scale or a formula")
        return self

    def needs(self) -> tuple[str, ...]:
        """Return what is deducted, added back or credited by name, beside what `after` lists."""
        return self.after + self.deducts + self.adds_back + self.credits

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the kinds that have a rule of depreciation, an allowance or a credit."""
        fields = ("depreciation", "allowances", "investment_credit")
        depleted = () if self.depletion is None else enumerate(self.depletion.cost)
        found: list[tuple[tuple[str | int, ...], str]] = [
            ((name, kind), kind) for name in fields for kind in getattr(self, name)
        ]
        return found + [(("depletion", "cost", at), kind) for at, kind in depleted]

    def beyond_formulas(self) -> bool:
        """Return whether the workbook has no formula for what the tax uses."""
        rules = [self.default_depreciation, *self.depreciation.values(), *self.allowances.values()]
        plain = all(not (r.initial or r.residual) and r.rest is None for r in rules)
        carried = not (
            self.losses.back or self.losses.refund_at_end or self.losses.claims is not None
        )
        by_cost = self.depletion is not None and self.depletion.cost
        slides = self.by in NO_FORMULA - BY_MARGIN
        return slides or self.uses_numbers_only() or bool(by_cost) or not (plain and carried)

    def open(self, book: Book) -> Step:
        """Tax what is left of income; a loss never makes the tax negative unless it is given back."""
        flows, rate = book.flows, by_year(self.rate, book.years)
        charge, other = self._charge(book), by_year(self.other_income, book.years)
        slide = self._opened_rate(book, charge)
        charged_at = book.line(f"{self.name}.rate")
        depleted = self._opened_depletion(book)
        lines = [book.line(f"{self.name}.{name}") for name in ("income", "taxable", "losses")]
        book.line(f"{self.name}.depreciation")[:] = charge
        shape = (self.losses, flows.paths, book.years)
        joint, alone = Assessment(*shape), Assessment(*shape)
        elsewhere = bool(other.any())
        earning = np.cumsum(flows.revenue > 0, axis=0)
        invested, lapsing = self._invested(book), self._per_unit(book)
        exempt, room = by_year(self.exempt, book.years), book.zeros() + np.inf
        if self.exempt_in_all is not None:
            room = book.zeros() + self.exempt_in_all
        due, last = np.zeros_like(flows.revenue), len(book.years) - 1
        before_capital = np.cumsum(flows.spent, axis=0)

        def step(t: int) -> None:
            nonlocal room
            earned = flows.revenue[t] - flows.opex[t] - flows.closure[t] - charge[t]
            income = earned - self._deducted(book, t)
            if depleted is not None:
                income = income - depleted(t, income)
            charging = (earning[t] == 0) | (earning[t] > self.holiday)

            def of(taxable: Floats) -> Floats:
                return np.where(charging, rate[t] + slide(t, taxable), 0.0)

            credit = invested[t] + (book.paid_by_owner(self.credits, t) if self.credits else 0.0)
            floor = self.minimum * flows.revenue[t] if self.minimum else None
            taxable, tax = joint.tax(
                t,
                income + other[t],
                of,
                credit,
                floor,
                floor_is_credited=self.minimum_is_credited,
                exempt=np.minimum(exempt[t], room),
                lapsing=lapsing[t],
            )
            room, charged_at[t] = room - joint.freed, joint.rates[t]
            if self.safeguard is not None:
                left = income + charge[t] - self.safeguard.of_capital * before_capital[t]
                tax = np.minimum(tax, self.safeguard.rate * np.maximum(left, 0.0))
            if elsewhere:
                tax = tax - alone.tax(t, other[t] + book.zeros(), of)[1]
            lines[0][t], lines[1][t], lines[2][t] = income, taxable, joint.carried
            due[t] = tax
            now = due[t - self.lag : t - self.lag + 1] if t >= self.lag else due[:0]
            if t == last:
                now = due[max(t - self.lag, 0) :]
            self.settle(book, t, now.sum(axis=0))

        return step

    def _charge(self, book: Book) -> Floats:
        """Return depreciation, allowances and the return on what is not yet depreciated, by year."""
        flows = book.flows
        apart = {} if self.depletion is None else dict.fromkeys(self.depletion.cost, NEVER)
        rules = {**self.depreciation, **apart}
        charge = depreciated(flows, rules, self.default_depreciation)
        spent: Floats = sum(flows.depreciable.values(), np.zeros_like(charge))
        left = np.cumsum(spent - charge, axis=0)
        extra = np.zeros_like(charge)
        extra[1:] += self.return_on_capital * left[:-1]
        for kind, rule in self.allowances.items():
            extra += charged(flows, rule.part * flows.capex.get(kind, np.zeros_like(charge)), rule)
        return charge + extra

    def _opened_depletion(self, book: Book) -> Callable[[int, Floats], Floats] | None:
        """Return the function that gives the depletion of a year from the income before it."""
        flows, rule = book.flows, self.depletion
        if rule is None:
            return None
        volume: Floats = sum(flows.volumes.values(), np.zeros_like(flows.revenue))
        if not flows.volumes:
            volume = flows.revenue
        to_come = np.cumsum(volume[::-1], axis=0)[::-1]
        nothing, basis = np.zeros_like(flows.revenue), book.zeros()
        spent: Floats = sum((flows.capex.get(kind, nothing) for kind in rule.cost), nothing)

        def depleted(t: int, income: Floats) -> Floats:
            nonlocal basis
            basis = basis + spent[t]
            by_cost = basis * ratio(volume[t], to_come[t])
            most = rule.limit * np.maximum(income, 0.0)
            taken: Floats = np.maximum(by_cost, np.minimum(rule.rate * flows.revenue[t], most))
            basis = np.maximum(basis - taken, 0.0)
            return taken

        return depleted

    def _deducted(self, book: Book, t: int) -> Floats:
        """Return the owner's deductible payments: what says so and what is named, less what is added back."""
        total: Floats = book.deductible[t]
        for name in self.deducts:
            already = book.deducted.get(name)
            total = (
                total + book.paid_by_owner((name,), t) - (0.0 if already is None else already[t])
            )
        for name in self.adds_back:
            already = book.deducted.get(name)
            total = total - (0.0 if already is None else already[t])
        return total

    def _invested(self, book: Book) -> Floats:
        """Return the credit for capital spending, by year."""
        total = np.zeros_like(book.flows.revenue)
        for kind, part in self.investment_credit.items():
            total += part * book.flows.capex.get(kind, 0.0)
        return total

    def _per_unit(self, book: Book) -> Floats:
        """Return the credit for production, by year, in money of the file."""
        flows, total = book.flows, np.zeros_like(book.flows.revenue)
        for name, volume in flows.volumes.items():
            total += flows.scale.get(name, 1.0) * volume
        return by_year(self.credit_per_unit, book.years)[:, None] * total

    def _opened_rate(self, book: Book, charge: Floats) -> Callable[[int, Floats], Floats]:
        if not self.slides:
            return lambda _, taxable: np.zeros_like(taxable)
        flows, now = book.flows, book.zeros()
        expenses = flows.opex + flows.closure + charge
        level = (
            (lambda _: now)
            if self.by == "income"
            else open_level(book, self.by, None, lambda t: ratio(now, flows.revenue[t]), expenses)
        )
        slide = self.opened(book, level, name=self.name if self.other_income == 0 else "")

        def rate(t: int, taxable: Floats) -> Floats:
            nonlocal now
            now = taxable
            return slide(t)

        return rate
