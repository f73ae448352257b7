"""How capital spending reaches the income of later years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Count, Part, Share
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.levels import ratio
from counterdraft.fiscal.sums import trailing_sum
from counterdraft.runtime.arrays import Floats

__all__ = ["Allowance", "Depreciation", "charged", "depreciated"]


class Depreciation(Part):
    """
    A rule of depreciation.

    `expensed` at once; `straight_line` over `years`; `declining` balance at `rate`; `digits`, the sum of
    the digits of `years`; `schedule`, the parts that it lists; `units` of production; `never`.  `initial` is
    a part charged at once, before the method takes the rest; `residual` a part that no method charges.
    With `switch` a declining balance becomes straight-line over what is left of `years` as soon as that
    charges more.  `starts` says whether the first charge falls
    in the year of spending, in the year after it, or waits for the first year of production.  What is not
    yet charged in the last year of the project is `charged` then, the residual with it, or `lost`; without
    `rest` a declining balance that does not switch is charged and everything else is lost.
    """

    method: Literal[
        "expensed", "straight_line", "declining", "digits", "schedule", "units", "never"
    ] = "expensed"
    years: Annotated[Count, Field(le=1000)] = 1
    rate: Share = 0.25
    schedule: tuple[Share, ...] = ()
    initial: Share = 0.0
    residual: Share = 0.0
    switch: bool = False
    starts: Literal["spending", "next_year", "production"] = "spending"
    rest: Literal["charged", "lost"] | None = None

    @model_validator(mode="after")
    def _scheduled(self) -> Depreciation:
        if (self.method == "schedule") != bool(self.schedule):
            raise ValueError("a schedule is a list of parts, with method: schedule")
        if sum(self.schedule) > 1 + 1e-9:
            raise ValueError(f"the parts of the schedule add up to {sum(self.schedule):g}, over 1")
        if self.initial + self.residual > 1 + 1e-9:
            raise ValueError("the initial part and the residual are more than the whole")
        if self.switch and (self.method != "declining" or "years" not in self.model_fields_set):
            raise ValueError("switch needs method: declining, its rate, and the years in all")
        return self

    @property
    def parts(self) -> tuple[float, ...] | None:
        """The parts charged in the first year, the second, and so on; None where they vary."""
        years, left = max(int(self.years), 1), 1.0 - self.residual_part
        if self.method == "digits":
            total = years * (years + 1) / 2
            return tuple(left * (years - k) / total for k in range(years))
        if self.switch:
            return _switched(float(self.rate), years, self.residual_part)
        return {"schedule": self.schedule, "expensed": (left,), "never": ()}.get(self.method)

    @property
    def residual_part(self) -> float:
        """The residual as a part of what the method spreads."""
        return float(self.residual) / (1 - float(self.initial)) if self.residual else 0.0


class Allowance(Depreciation):
    """A deduction beside depreciation: `part` of the spending, spread as a rule of depreciation says."""

    part: Count


def depreciated(book: Book, rules: Mapping[str, Depreciation], default: Depreciation) -> Floats:
    """
    Return the charge of every year, (years, paths).

    Working capital comes back and is never charged, whatever the default.

    Args:
        book: The accounts, for the project's capital spending by kind.
        rules: The rule of each kind of spending.
        default: The rule of kinds that *rules* does not name.
    """
    charge = book.blank()
    for kind, spent in book.flows.depreciable.items():
        charge = charge + charged(book, spent, rules.get(kind, default), kind)
    return charge


def charged(book: Book, spent: Floats, rule: Depreciation, kind: str) -> Floats:
    """
    Return the charge of one kind of spending, (years, paths).

    Args:
        book: The accounts, for the production and the first year with revenue.
        spent: (years, paths).
        rule: How it is charged.
        kind: What the spending is called.
    """
    if rule.method == "expensed" and rule.starts == "spending" and not rule.residual:
        return spent
    if rule.method == "never":
        return book.blank() + rule.initial * _dated(book, spent, rule, kind)
    spent = _dated(book, spent, rule, kind)
    spread = spent
    if rule.initial:
        spread = book.show(f"{kind} after the initial part", (1 - rule.initial) * spent)
    charge = _spread(book, spread, rule, kind) + rule.initial * spent
    declines = rule.method == "declining" and not rule.switch
    if (rule.rest or ("charged" if declines else "lost")) == "charged":
        before = book.show(f"depreciation of {kind} before the rest", charge)
        charge = before.copy()
        charge[-1] = charge[-1] + spent.sum(axis=0) - before.sum(axis=0)
    return book.show(f"depreciation of {kind}", charge)


def _dated(book: Book, spent: Floats, rule: Depreciation, kind: str) -> Floats:
    """Return the spending in the years in which it counts as spent."""
    if rule.starts == "spending":
        return spent
    moved = book.blank()
    if rule.starts == "next_year":
        moved[1:] = spent[:-1]
        return book.show(f"{kind}, a year later", moved)
    # Spending waits for the first year with revenue, path by path.
    earning = book.show("years with revenue", np.cumsum(book.flows.revenue > 0, axis=0), "number")
    waiting = book.blank()
    for t in range(len(spent)):
        waiting[t] = spent[t] + (waiting[t - 1] - moved[t - 1] if t else 0.0)
        moved[t] = np.where(earning[t] > 0, waiting[t], 0.0)
    book.show(f"{kind} waiting for production", waiting)
    return book.show(f"{kind} in use", moved)


def _spread(book: Book, spent: Floats, rule: Depreciation, kind: str) -> Floats:
    """Return the charge of spending by the method of the rule."""
    if rule.method == "straight_line":
        years = np.maximum(np.floor(rule.years), 1)
        even: Floats = trailing_sum(spent, years) / years * (1.0 - rule.residual_part)
        return even
    if rule.parts is None:
        return _balance(book, spent, rule, kind)
    if rule.parts == (1.0,):
        return spent
    charge = book.blank()
    for age, part in enumerate(rule.parts[: len(spent)]):
        of_year = book.constant(f"{kind}: part of year {age + 1}", part)
        charge[age:] += of_year * spent[: len(spent) - age]
    return charge


def _balance(book: Book, spent: Floats, rule: Depreciation, kind: str) -> Floats:
    """Charge a part of the balance: a fixed rate, or this year's part of production to come."""
    volume: Floats = sum(book.flows.volumes.values(), book.blank())
    if not book.flows.volumes:
        volume = book.flows.revenue
    to_come = volume
    if rule.method == "units":
        to_come = book.show("production to come", np.cumsum(volume[::-1], axis=0)[::-1], "number")
    charge, balance, floor = book.blank(), book.blank(), book.blank()
    for t in range(len(spent)):
        balance[t] = spent[t] + (balance[t - 1] - charge[t - 1] if t else 0.0)
        room = balance[t]
        if rule.residual:
            floor[t] = rule.residual_part * spent[t] + (floor[t - 1] if t else 0.0)
            room = balance[t] - floor[t]
        if rule.method == "units":
            charge[t] = ratio(volume[t], to_come[t]) * room
        else:
            charge[t] = np.minimum(rule.rate * balance[t], np.maximum(room, 0.0))
    if rule.residual:
        book.show(f"{kind}: residual", floor)
    book.show(f"{kind} not yet charged", balance)
    return book.show(f"{kind} charged of the balance", charge)


def _switched(rate: float, years: int, residual: float) -> tuple[float, ...]:
    """
    Return a declining balance that becomes straight-line over the years left where that charges more.

    >>> [round(part, 3) for part in _switched(0.4, 5, 0.0)]
    [0.4, 0.24, 0.144, 0.108, 0.108]
    """
    parts, balance = [], 1.0
    for year in range(years):
        even = max(balance - residual, 0.0) / (years - year)
        parts.append(min(max(rate * balance, even), max(balance - residual, 0.0)))
        balance -= parts[-1]
    return tuple(parts)
