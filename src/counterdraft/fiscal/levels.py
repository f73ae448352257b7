"""What a sliding rate slides by: price, volume, revenue, margin, or the ratio of receipts to costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from counterdraft.fiscal.book import Book
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.runtime.arrays import Floats

__all__ = ["BY_MARGIN", "Level", "open_level", "ratio"]

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

NOTHING = 1e-200
"""Money, or a quantity, that is none: no amount over it passes the largest number."""
BY_MARGIN = frozenset({"margin", "unit_profit", "profit_over_costs"})
"""Levels that hang on what the instrument calls its profit."""


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part over whole, nought where there is no whole (of one so small the ratio has no number)."""
    there = whole > NOTHING
    return np.where(there, part / np.where(there, whole, 1.0), 0.0)


def open_level(
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
    volume: Floats = sum((flows.volumes[n] for n in names), np.zeros_like(flows.revenue))
    total = np.cumsum(volume, axis=0)
    costs = np.cumsum(flows.opex + flows.spent + flows.closure, axis=0)
    built = np.cumsum(flows.spent, axis=0)
    received, earned = book.zeros(), book.zeros()

    def price(t: int) -> Floats:
        return flows.quoted(names[0], t) if names else flows.revenue[t]

    def revenue(t: int) -> Floats:
        sold: Floats = flows.revenue[t]
        return volume[t] * flows.prices[product][t] if product else sold

    def r_factor(t: int) -> Floats:
        nonlocal received
        if not t:
            return book.zeros()
        spent = costs[t - 1] - (costs[t - 2] if t > 1 else 0.0)
        received = received + book.cash[book.owner][t - 1] + spent
        return ratio(received, costs[t - 1])

    def multiple(t: int) -> Floats:
        nonlocal earned
        if not t:
            return book.zeros()
        earned = earned + book.cash[book.owner][t - 1] + flows.spent[t - 1]
        return ratio(earned, built[t - 1])

    def unit_profit(t: int) -> Floats:
        unit = flows.scale.get(names[0], 1.0) if names else 1.0
        return ratio(margin(t) * flows.revenue[t], volume[t] * unit)

    def profit_over_costs(t: int) -> Floats:
        on = flows.opex + flows.closure if expenses is None else expenses
        return ratio(margin(t) * flows.revenue[t], on[t])

    def achieved(t: int) -> Floats:
        found = irr(book.cash[book.owner][:t]) if t > 1 else book.zeros()
        return np.where(np.isfinite(found), found, 0.0)

    of: dict[str, Callable[[int], Floats]] = {
        "price": price,
        "volume": lambda t: volume[t],
        "daily": lambda t: volume[t] / 365.0,
        "cumulative": lambda t: total[t],
        "revenue": revenue,
        "margin": margin,
        "unit_profit": unit_profit,
        "profit_over_costs": profit_over_costs,
        "r_factor": r_factor,
        "multiple": multiple,
        "irr": achieved,
    }
    return of[by] if by in BY_MARGIN else _once(of[by])


def _once(level: Callable[[int], Floats]) -> Callable[[int], Floats]:
    """Return the same function, asked once a year: some of them gather as the years go."""
    seen, found = -1, np.zeros(0)

    def asked(t: int) -> Floats:
        nonlocal seen, found
        if t != seen:
            seen, found = t, level(t)
        return found

    return asked
