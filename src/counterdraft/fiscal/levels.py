"""What a sliding rate slides by: price, volume, revenue, margin, or the ratio of receipts to costs."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Any, Literal

import numpy as np

from counterdraft.fiscal.book import Book
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.runtime.arrays import Floats

__all__ = ["BY_MARGIN", "Level", "level_of_year", "rate_of_return", "ratio"]

Level = Literal[
    "price",
    "volume",
    "daily",
    "cumulative",
    "revenue",
    "margin",
    "unit_profit",
    "profit_over_costs",
    "r_factor",
    "multiple",
    "irr",
]
"""
price: as it is quoted.  volume: of the year.  daily: of the year by 365.  cumulative: to the end of
the year.  revenue: of the year.  margin: what is left of revenue after cost, as a part of it; the
instrument says after which cost.  unit_profit: the same for each unit of volume, as prices are quoted.
profit_over_costs: the same as a part of running cost, closing and depreciation.  r_factor: the owner's
receipts after everything that it has paid, over its costs, both to the end of the year before.
multiple: the same receipts less operating and closing cost, over capital spent.  irr: the owner's rate of
return after everything that it has paid, to the end of the year before; nought while there is none.
"""

Value = Any
"""Cash of the years, or cells of a workbook, which register a way of their own."""
NOTHING = 1e-200
"""Money, or a quantity, that is none: no amount over it passes the largest number."""
BY_MARGIN = frozenset({"margin", "unit_profit", "profit_over_costs"})
"""Levels that hang on what the instrument calls its profit."""


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part over whole, nought where there is no whole (of one so small the ratio has no number)."""
    there = whole > NOTHING
    return np.where(there, part / np.where(there, whole, 1.0), 0.0)


def level_of_year(
    book: Book,
    by: Level,
    product: str | None,
    margin: Callable[[int], Floats],
    expenses: Floats | None = None,
) -> Callable[[int], Floats]:
    """
    Return the function that gives the level of a year on every path.

    Args:
        book: The accounts.
        by: What is measured.
        product: Of which product; None for all together, whose price is that of the first.
        margin: Gives the margin of a year, as the instrument defines it.
        expenses: What a profit is made on, (years, paths); operating and closing cost without it.
    """
    flows = book.flows
    names = [product] if product else list(flows.volumes)
    volume: Floats = sum((flows.volumes[n] for n in names), book.blank())
    produced = book.zeros()

    def price(t: int) -> Floats:
        return flows.quoted(names[0], t) if names else flows.revenue[t]

    def revenue(t: int) -> Floats:
        sold: Floats = flows.revenue[t]
        if product:
            sold = volume[t] * flows.prices[product][t]
        return sold

    def cumulative(t: int) -> Floats:
        nonlocal produced
        now: Floats = produced + volume[t]
        produced = now
        return now

    def unit_profit(t: int) -> Floats:
        unit = flows.scale.get(names[0], 1.0) if names else 1.0
        return ratio(margin(t) * flows.revenue[t], volume[t] * unit)

    def profit_over_costs(t: int) -> Floats:
        on = flows.opex + flows.closure if expenses is None else expenses
        return ratio(margin(t) * flows.revenue[t], on[t])

    def achieved(t: int) -> Floats:
        reached: Floats = rate_of_return(book.cash[book.owner][:t]) if t > 1 else book.zeros()
        return reached

    of: dict[str, Callable[[int], Floats]] = {
        "price": price,
        "volume": lambda t: volume[t],
        "daily": lambda t: volume[t] / book.constant("days a year", 365.0),
        "cumulative": cumulative,
        "revenue": revenue,
        "margin": margin,
        "unit_profit": unit_profit,
        "profit_over_costs": profit_over_costs,
        "r_factor": _receipts_over(book, flows.opex + flows.spent + flows.closure),
        "multiple": _receipts_over(book, flows.spent),
        "irr": achieved,
    }
    return of[by] if by in BY_MARGIN else once_a_year(of[by])


def _receipts_over(book: Book, cost: Floats) -> Callable[[int], Floats]:
    """Return the owner's receipts over a cost, both to the end of the year before."""
    received, spent = book.zeros(), book.zeros()

    def ratio_to_date(t: int) -> Floats:
        nonlocal received, spent
        if not t:
            return book.zeros()
        received = received + book.cash[book.owner][t - 1] + cost[t - 1]
        received = book.show("receipts", received)
        spent = book.show("costs", spent + cost[t - 1])
        return ratio(received, spent)

    return ratio_to_date


@singledispatch
def rate_of_return(cash: Value) -> Value:
    """Return the rate of return of *cash* (years, paths) on every path, zero where there is none."""
    rates = irr(cash)
    return np.where(np.isfinite(rates), rates, 0.0)


def once_a_year(level: Callable[[int], Floats]) -> Callable[[int], Floats]:
    """Return the same function, computed once a year: some of them gather as the years go."""
    year, latest = -1, np.zeros(0)

    def level_of(t: int) -> Floats:
        nonlocal year, latest
        if t != year:
            year, latest = t, level(t)
        return latest

    return level_of
