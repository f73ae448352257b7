"""Income tax: depreciation, allowances, losses, a rate that may slide, a minimum, credits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.estate.arrays import Floats
from counterdraft.estate.fiscal.assessment import Assessment, Losses
from counterdraft.estate.fiscal.book import Book
from counterdraft.estate.fiscal.depreciation import Allowance, Depreciation, charged, depreciated
from counterdraft.estate.fiscal.instrument import Instrument, Step
from counterdraft.estate.fiscal.levels import Level, open_level, ratio
from counterdraft.estate.fiscal.scales import Formula, Tier, slid
from counterdraft.estate.records.reading import Discount, Part, Share, Whole
from counterdraft.estate.records.series import Series, Shares, by_year

__all__ = ["Depletion", "IncomeTax"]


class Depletion(Part):
    """Percentage depletion: `rate` of revenue, no more than `limit` of the income before it."""

    rate: Share
    limit: Share = 0.5


class IncomeTax(Instrument):
    """
    A tax on revenue less costs, depreciation, deductible payments and losses of other years.

    Deductible are the payments of the owner that come earlier in the order and say so; `deducts` names
    others that are deducted whatever they say, `adds_back` those that are not.  `credits` names payments
    that are set against the tax itself.  `allowances` are deducted beside depreciation, by kind of
    capital; `return_on_capital` is deducted on what was not yet charged at the start of the year (Boadway
    and Bruce 1984).  `minimum` is a share of revenue below which the tax does not fall.

    The rate may slide `by` the margin (income after losses, over revenue), by the income itself, or by
    what other rates slide by.  `holiday` is a number of years from the first with revenue in which the rate
    is nought.  With `other_income` the taxpayer is not ring-fenced: the tax is what the project adds to
    the tax on its other income.
    """

    kind: Literal["income_tax"] = "income_tax"
    rate: Shares = 0.0
    scale: tuple[Tier, ...] = ()
    by: Level | Literal["income"] = "margin"
    incremental: bool = False
    interpolated: bool = False
    formula: Formula | None = None
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

    numbers_only = frozenset(
        [
            "scale",
            "formula",
            "return_on_capital",
            "depletion",
            "other_income",
            "holiday",
            "adds_back",
            "credits",
        ]
    )

    @model_validator(mode="after")
    def _charges(self) -> IncomeTax:
        if not {"rate", "scale", "formula", "minimum"} & self.model_fields_set:
            raise ValueError("an income tax needs a rate, a scale or a formula")
        return self

    def needs(self) -> tuple[str, ...]:
        """Return what is deducted, added back or credited by name, beside what `after` lists."""
        return self.after + self.deducts + self.adds_back + self.credits

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the kinds that have a rule of depreciation or an allowance."""
        ruled = [("depreciation", kind) for kind in self.depreciation]
        return [(at, at[1]) for at in [*ruled, *(("allowances", kind) for kind in self.allowances)]]

    def beyond_formulas(self) -> bool:
        """Return whether the workbook has no formula for what the tax uses."""
        rules = [self.default_depreciation, *self.depreciation.values()]
        plain = all(not rule.initial and rule.rest is None for rule in rules)
        carried = not (self.losses.uplift or self.losses.back or self.losses.refund_at_end)
        return super().beyond_formulas() or bool(self.allowances) or not (plain and carried)

    def open(self, book: Book) -> Step:
        """Tax what is left of income; a loss never makes the tax negative unless it is given back."""
        flows, rate = book.flows, by_year(self.rate, book.years)
        charge, other = self._charge(book), by_year(self.other_income, book.years)
        slide = self._opened_rate(book)
        lines = [book.line(f"{self.name}.{name}") for name in ("income", "taxable", "losses")]
        shape = (self.losses, flows.paths, len(book.years))
        joint, alone = Assessment(*shape), Assessment(*shape)
        elsewhere = bool(other.any())
        earning = np.cumsum(flows.revenue > 0, axis=0)

        def step(t: int) -> None:
            earned = flows.revenue[t] - flows.opex[t] - flows.closure[t] - charge[t]
            income = earned - self._deducted(book, t)
            if self.depletion is not None:
                part = self.depletion.limit * np.maximum(income, 0.0)
                income = income - np.minimum(self.depletion.rate * flows.revenue[t], part)
            charging = (earning[t] == 0) | (earning[t] > self.holiday)

            def of(taxable: Floats) -> Floats:
                return np.where(charging, rate[t] + slide(t, taxable), 0.0)

            credit = book.paid_by_owner(self.credits, t) if self.credits else 0.0
            floor = self.minimum * flows.revenue[t] if self.minimum else None
            taxable, tax = joint.tax(
                t, income + other[t], of, credit, floor, floor_is_credited=self.minimum_is_credited
            )
            if elsewhere:
                tax = tax - alone.tax(t, other[t] + book.zeros(), of)[1]
            lines[0][t], lines[1][t], lines[2][t] = income, taxable, joint.carried
            self.settle(book, t, tax)

        return step

    def _charge(self, book: Book) -> Floats:
        """Return depreciation, allowances and the return on what is not yet depreciated, by year."""
        flows = book.flows
        charge = depreciated(flows, self.depreciation, self.default_depreciation)
        spent: Floats = sum(flows.depreciable.values(), np.zeros_like(charge))
        left = np.cumsum(spent - charge, axis=0)
        extra = np.zeros_like(charge)
        extra[1:] += self.return_on_capital * left[:-1]
        for kind, rule in self.allowances.items():
            extra += charged(flows, rule.part * flows.capex.get(kind, np.zeros_like(charge)), rule)
        return charge + extra

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

    def _opened_rate(self, book: Book) -> Callable[[int, Floats], Floats]:
        if not self.scale and self.formula is None:
            return lambda _, taxable: np.zeros_like(taxable)
        level = None
        if self.by not in {"margin", "income"}:
            level = open_level(book, self.by, None, lambda _: book.zeros())  # type: ignore[arg-type]

        def rate(t: int, taxable: Floats) -> Floats:
            of = ratio(taxable, book.flows.revenue[t]) if self.by == "margin" else taxable
            return slid(
                of if level is None else level(t),
                self.scale,
                self.formula,
                incremental=self.incremental,
                interpolated=self.interpolated,
            )

        return rate
