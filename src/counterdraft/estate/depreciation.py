"""How capital spending reaches the income of later years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from counterdraft.estate.book import Floats, Flows
from counterdraft.estate.reading import Count, Part, Share

__all__ = ["Depreciation", "depreciated"]


class Depreciation(Part):
    """
    A rule of depreciation.

    `expensed` at once; `straight_line` over `years`; `declining` balance at `rate`, the rest in the
    last year; `units` of production.  `starts` says whether the first charge falls in the year of
    spending or waits for the first year of production.
    """

    method: Literal["expensed", "straight_line", "declining", "units"] = "expensed"
    years: Count = 1
    rate: Share = 0.25
    starts: Literal["spending", "production"] = "spending"


def depreciated(flows: Flows, rules: Mapping[str, Depreciation], default: Depreciation) -> Floats:
    """
    Return the charge of every year, (years, paths); what is left at the end is not charged.

    Args:
        flows: The project, with its capital spending by kind.
        rules: The rule of each kind of spending.
        default: The rule of kinds that *rules* does not name.
    """
    charge = np.zeros_like(flows.revenue)
    for kind, spent in flows.capex.items():
        charge += _charge(flows, spent, rules.get(kind, default))
    return charge


def _charge(flows: Flows, spent: Floats, rule: Depreciation) -> Floats:
    if rule.method == "expensed" and rule.starts == "spending":
        return spent
    if rule.starts == "production":
        spent = _moved_to_production(flows, spent)
    if rule.method == "expensed":
        return spent
    if rule.method == "straight_line":
        years = max(int(rule.years), 1)
        running = np.cumsum(spent, axis=0)
        running[years:] -= np.cumsum(spent, axis=0)[:-years] if years < len(spent) else 0
        return running / years
    charge, balance = np.zeros_like(spent), np.zeros(spent.shape[1])
    volume = sum(flows.volumes.values(), np.zeros_like(spent))
    left = np.cumsum(volume[::-1], axis=0)[::-1]
    for t in range(len(spent)):
        balance = balance + spent[t]
        share = (
            np.full_like(balance, rule.rate)
            if rule.method == "declining"
            else np.where(left[t] > 0, volume[t] / np.where(left[t] > 0, left[t], 1.0), 0.0)
        )
        if t == len(spent) - 1 and rule.method == "declining":
            share = np.ones_like(balance)
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
