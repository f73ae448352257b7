"""Income tax: depreciation, allowances, losses, a rate that may slide, a minimum, credits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Count, Discount, Part, Share, Whole
from counterdraft.case.series import Series, Shares
from counterdraft.fiscal.assessment import Assessment, Losses
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.depreciation import Allowance, Depreciation, charged, depreciated
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import Level, level_of_year, ratio
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

    def start(self, book: Book) -> Step:
        """Tax what is left of income; a loss never makes the tax negative unless it is given back."""
        flows, rate = book.flows, book.by_year(self.rate)
        charge, other = self._charge(book), book.by_year(self.other_income)
        slide = self._start_rate(book, charge)
        reported = {
            name: book.line(f"{self.name}.{name}")
            for name in ("rate", "income", "taxable", "losses", "depreciation")
        }
        reported["depreciation"][:] = charge
        depletion = self._start_depletion(book)
        joint, alone = Assessment(self.losses, book), Assessment(self.losses, book)
        earning = book.show("years with revenue", np.cumsum(flows.revenue > 0, axis=0), "number")
        invested, lapsing = self._invested(book), self._per_unit(book)
        exempt, exempt_so_far = book.by_year(self.exempt), book.zeros()
        due, last, lag = book.blank(), len(book.years) - 1, int(self.lag)
        spent, capital = flows.spent, book.zeros()

        def step(t: int) -> None:
            nonlocal exempt_so_far, capital
            earned = flows.revenue[t] - flows.opex[t] - flows.closure[t] - charge[t]
            income = book.show("income before losses", earned - self._deducted(book, t))
            if depletion is not None:
                income = book.show("income after depletion", income - depletion(t, income))

            def rate_at(taxable: Floats) -> Floats:
                at: Floats = rate[t] + (slide(t, taxable) if self.slides else book.zeros())
                if not self.holiday:
                    return at
                return np.where((earning[t] > 0) & (earning[t] <= self.holiday), 0.0, at)

            credit = invested[t] + book.paid_by_owner(self.credits, t)
            has_credit = bool(self.investment_credit or self.credits)
            free = exempt[t] + book.zeros()
            if self.exempt_in_all is not None:
                free = np.minimum(free, self.exempt_in_all - exempt_so_far)
            taxable, tax = joint.tax(
                t,
                income if self.other_income == 0 else income + other[t],
                rate_at,
                credit if has_credit else None,
                self.minimum * flows.revenue[t] if self.minimum else None,
                floor_is_credited=self.minimum_is_credited,
                exempt=None if self.exempt == 0 else free,
                lapsing=None if self.credit_per_unit == 0 else lapsing[t],
            )
            if self.exempt_in_all is not None:
                exempt_so_far = book.show("exempt so far", exempt_so_far + joint.freed)
            reported["rate"][t] = joint.rates[t]
            if self.safeguard is not None:
                capital = book.show("capital spent to date", capital + spent[t])
                left = income + charge[t] - self.safeguard.of_capital * capital
                most = self.safeguard.rate * np.maximum(left, 0.0)
                tax = book.show("tax under the safeguard", np.minimum(tax, most))
            if self.other_income != 0:
                tax = tax - alone.tax(t, other[t] + book.zeros(), rate_at)[1]
            reported["income"][t], reported["taxable"][t] = income, taxable
            reported["losses"][t] = joint.carried
            due[t] = tax if not lag else book.show("tax of the year", tax)
            now = due[t - lag : t - lag + 1] if t >= lag else due[:0]
            if t == last:
                now = due[max(t - lag, 0) :]
            self.pay(book, t, now.sum(axis=0))

        return step

    def _charge(self, book: Book) -> Floats:
        """Return depreciation, allowances and the return on what is not yet depreciated, by year."""
        flows = book.flows
        apart = {} if self.depletion is None else dict.fromkeys(self.depletion.cost, NEVER)
        charge = depreciated(book, {**self.depreciation, **apart}, self.default_depreciation)
        extra = book.blank()
        if self.return_on_capital:
            charge = book.show("depreciation", charge)
            spent: Floats = sum(flows.depreciable.values(), book.blank())
            left = book.show("not yet depreciated", np.cumsum(spent - charge, axis=0))
            extra[1:] += self.return_on_capital * left[:-1]
        for kind, rule in self.allowances.items():
            if kind in flows.capex:
                allowed = book.show(f"{kind} that is allowed", rule.part * flows.capex[kind])
                extra = extra + charged(book, allowed, rule, f"{kind} allowed")
        return book.show("deduction for capital", charge + extra)

    def _start_depletion(self, book: Book) -> Callable[[int, Floats], Floats] | None:
        """Return the function that gives the depletion of a year from the income before it."""
        flows, rule = book.flows, self.depletion
        if rule is None:
            return None
        volume: Floats = sum(flows.volumes.values(), book.blank())
        if not flows.volumes:
            volume = flows.revenue
        to_come, basis = volume, book.zeros()
        if rule.cost:
            to_come = np.cumsum(volume[::-1], axis=0)[::-1]
            to_come = book.show("production to come", to_come, "number")
        nothing = book.blank()
        spent: Floats = sum((flows.capex.get(kind, nothing) for kind in rule.cost), nothing)

        def depletion(t: int, income: Floats) -> Floats:
            nonlocal basis
            most = rule.limit * np.maximum(income, 0.0)
            by_revenue: Floats = np.minimum(rule.rate * flows.revenue[t], most)
            if not rule.cost:
                return by_revenue
            basis = book.show("cost to be depleted", basis + spent[t])
            by_cost = basis * ratio(volume[t], to_come[t])
            taken: Floats = book.show("depletion", np.maximum(by_cost, by_revenue))
            basis = np.maximum(basis - taken, 0.0)
            return taken

        return depletion

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
        total = book.blank()
        for kind, part in self.investment_credit.items():
            if kind in book.flows.capex:
                total = total + part * book.flows.capex[kind]
        return total

    def _per_unit(self, book: Book) -> Floats:
        """Return the credit for production, by year, in money of the file."""
        total, each = book.blank(), book.by_year(self.credit_per_unit)
        for name, volume in book.flows.volumes.items():
            total = total + book.flows.scale.get(name, 1.0) * volume
        for t in range(len(book.years)):
            total[t] = each[t] * total[t]
        return total

    def _start_rate(self, book: Book, charge: Floats) -> Callable[[int, Floats], Floats]:
        """Return the function that gives the sliding part of the rate at a taxable income."""
        flows, now = book.flows, book.zeros()
        if not self.slides:
            return lambda _, taxable: np.zeros_like(taxable)
        expenses = flows.opex + flows.closure + charge
        level = (
            (lambda _: now)
            if self.by == "income"
            else level_of_year(
                book, self.by, None, lambda t: ratio(now, flows.revenue[t]), expenses
            )
        )
        slide = self.start_scale(book, level, name=self.name if self.other_income == 0 else "")

        def rate(t: int, taxable: Floats) -> Floats:
            nonlocal now
            now = taxable
            return slide(t)

        return rate
