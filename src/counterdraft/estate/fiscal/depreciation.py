"""How capital spending reaches the income of later years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.estate.arrays import Floats
from counterdraft.estate.fiscal.book import Flows
from counterdraft.estate.records.reading import Count, Part, Share

__all__ = ["Allowance", "Depreciation", "charged", "depreciated"]


class Depreciation(Part):
    """
    A rule of depreciation.

    `expensed` at once; `straight_line` over `years`; `declining` balance at `rate`; `digits`, the sum of
    the digits of `years`; `schedule`, the parts that it lists; `units` of production; `never`.  `initial` is
    a part charged at once, before the method takes the rest.  `starts` says whether the first charge falls
    in the year of spending, in the year after it, or waits for the first year of production.  What is not
    yet charged in the last year of the project is `charged` then, or `lost`; without `rest` a declining
    balance is charged and everything else is lost.
    """

    method: Literal[
        "expensed", "straight_line", "declining", "digits", "schedule", "units", "never"
    ] = "expensed"
    years: Annotated[Count, Field(le=1000)] = 1
    rate: Share = 0.25
    schedule: tuple[Share, ...] = ()
    initial: Share = 0.0
    starts: Literal["spending", "next_year", "production"] = "spending"
    rest: Literal["charged", "lost"] | None = None

    @model_validator(mode="after")
    def _scheduled(self) -> Depreciation:
        if (self.method == "schedule") != bool(self.schedule):
            raise ValueError("a schedule is a list of parts, with method: schedule")
        if sum(self.schedule) > 1 + 1e-9:
            raise ValueError(f"the parts of the schedule add up to {sum(self.schedule):g}, over 1")
        return self

    @property
    def parts(self) -> tuple[float, ...] | None:
        """The parts charged in the first year, the second, and so on; None where they vary."""
        years = max(int(self.years), 1)
        if self.method == "straight_line":
            return (1.0 / years,) * years
        if self.method == "digits":
            total = years * (years + 1) / 2
            return tuple((years - k) / total for k in range(years))
        return {"schedule": self.schedule, "expensed": (1.0,), "never": ()}.get(self.method)


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
    rest = rule.rest or ("charged" if rule.method == "declining" else "lost")
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
    for t in range(len(spent)):
        balance = balance + spent[t]
        share: Floats | float = rule.rate
        if rule.method == "units":
            share = np.where(left[t] > 0, volume[t] / np.where(left[t] > 0, left[t], 1.0), 0.0)
        charge[t] = share * balance
        balance = balance - charge[t]
    return charge


def _moved_to_production(flows: Flows, spent: Floats) -> Floats:
    """Return spending dated no earlier than the first year with revenue, path by path."""
    earning = np.cumsum(flows.revenue > 0, axis=0) > 0
    moved, waiting = np.zeros_like(spent), np.zeros(spent.shape[1])
    for t in range(len(spent)):
        waiting = waiting + spent[t]
        moved[t] = np.where(earning[t], waiting, 0.0)
        waiting = waiting - moved[t]
    return moved
