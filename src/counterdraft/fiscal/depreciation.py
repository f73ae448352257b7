"""How capital spending reaches the income of later years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Count, Part, Share
from counterdraft.fiscal.book import Flows
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
        years, left = max(int(self.years), 1), 1.0 - self.kept
        if self.method == "straight_line":
            return (left / years,) * years
        if self.method == "digits":
            total = years * (years + 1) / 2
            return tuple(left * (years - k) / total for k in range(years))
        if self.switch:
            return _switched(self.rate, years, self.kept)
        return {"schedule": self.schedule, "expensed": (left,), "never": ()}.get(self.method)

    @property
    def kept(self) -> float:
        """The residual as a part of what the method spreads."""
        return self.residual / (1 - self.initial) if self.residual else 0.0


class Allowance(Depreciation):
    """A deduction beside depreciation: `part` of the spending, spread as a rule of depreciation says."""

    part: Count


def depreciated(flows: Flows, rules: Mapping[str, Depreciation], default: Depreciation) -> Floats:
    """
    Return the charge of every year, (years, paths).

    Working capital comes back and is never charged, whatever the default.

    Args:
        flows: The project, with its capital spending by kind.
        rules: The rule of each kind of spending.
        default: The rule of kinds that *rules* does not name.
    """
    charge = np.zeros_like(flows.revenue)
    for kind, spent in flows.depreciable.items():
        charge += charged(flows, spent, rules.get(kind, default))
    return charge


def charged(flows: Flows, spent: Floats, rule: Depreciation) -> Floats:
    """
    Return the charge of one kind of spending, (years, paths).

    Args:
        flows: The project, for its production and its first year with revenue.
        spent: (years, paths).
        rule: How it is charged.
    """
    if rule.starts == "production":
        spent = _moved_to_production(flows, spent)
    elif rule.starts == "next_year":
        spent = np.vstack([np.zeros_like(spent[:1]), spent[:-1]])
    at_once, spread = rule.initial * spent, (1 - rule.initial) * spent
    charge = at_once + (
        _balance(flows, spread, rule) if rule.parts is None else _by_parts(spread, rule.parts)
    )
    declines = rule.method == "declining" and not rule.switch
    rest = rule.rest or ("charged" if declines else "lost")
    if rest == "charged" and rule.method != "never":
        charge[-1] += (spent - charge).sum(axis=0)
    return charge


def _by_parts(spent: Floats, parts: tuple[float, ...]) -> Floats:
    if parts == (1.0,):
        return spent
    charge = np.zeros_like(spent)
    for age, part in enumerate(parts[: len(spent)]):
        charge[age:] += part * spent[: len(spent) - age]
    return charge


def _balance(flows: Flows, spent: Floats, rule: Depreciation) -> Floats:
    """Charge a part of the balance: a fixed rate, or this year's part of production to come."""
    volume: Floats = sum(flows.volumes.values(), np.zeros_like(spent))
    if not flows.volumes:
        volume = flows.revenue
    left = np.cumsum(volume[::-1], axis=0)[::-1]
    charge, balance = np.zeros_like(spent), np.zeros(spent.shape[1])
    floor = rule.kept * np.cumsum(spent, axis=0)
    for t in range(len(spent)):
        balance = balance + spent[t]
        room = balance - floor[t]
        if rule.method == "units":
            share = np.where(left[t] > 0, volume[t] / np.where(left[t] > 0, left[t], 1.0), 0.0)
            charge[t] = share * room
        else:
            charge[t] = np.minimum(rule.rate * balance, np.maximum(room, 0.0))
        balance = balance - charge[t]
    return charge


def _switched(rate: float, years: int, kept: float) -> tuple[float, ...]:
    """
    Return a declining balance that becomes straight-line over the years left where that charges more.

    >>> [round(part, 3) for part in _switched(0.4, 5, 0.0)]
    [0.4, 0.24, 0.144, 0.108, 0.108]
    """
    parts, balance = [], 1.0
    for year in range(years):
        even = max(balance - kept, 0.0) / (years - year)
        parts.append(min(max(rate * balance, even), max(balance - kept, 0.0)))
        balance -= parts[-1]
    return tuple(parts)


def _moved_to_production(flows: Flows, spent: Floats) -> Floats:
    """Return spending dated no earlier than the first year with revenue, path by path."""
    earning = np.cumsum(flows.revenue > 0, axis=0) > 0
    moved, waiting = np.zeros_like(spent), np.zeros(spent.shape[1])
    for t in range(len(spent)):
        waiting = waiting + spent[t]
        moved[t] = np.where(earning[t], waiting, 0.0)
        waiting = waiting - moved[t]
    return moved
