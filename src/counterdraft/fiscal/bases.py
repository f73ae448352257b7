"""What a share is a share of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from counterdraft.fiscal.book import Book
from counterdraft.runtime.arrays import Floats

__all__ = ["Base", "base_of_year"]

Base = Literal["gross", "state_revenue", "profit", "equity", "rent", "cash", "operating_profit"]
"""
gross: revenue before any cost.  state_revenue: what the state has received so far.  operating_profit:
revenue less operating cost, never below nought.  profit: the owner's cash once every earlier deficit is
made good.  equity: the owner's cash of the year where there is any.  rent: state revenue and the
owner's cash.  cash: the payer's cash of the year so far.
"""


def base_of_year(book: Book, base: Base, payer: str) -> Callable[[int], Floats]:
    """Return the function that gives the base of a year, on every path, never below nought."""
    flows, owner = book.flows, book.owner
    if base == "profit":
        gathered, best = book.zeros(), book.zeros()

        def profit(t: int) -> Floats:
            nonlocal gathered, best
            gathered = book.show("gathered cash", gathered + book.cash[owner][t])
            earned: Floats = np.maximum(gathered - best, 0.0)
            best = book.show("most so far", np.maximum(best, gathered))
            return earned

        return profit
    of: dict[str, Callable[[int], Floats]] = {
        "gross": lambda t: flows.revenue[t],
        "state_revenue": lambda t: book.state_revenue[t],
        "operating_profit": lambda t: flows.revenue[t] - flows.opex[t],
        "equity": lambda t: book.cash[owner][t],
        "rent": lambda t: np.maximum(book.cash[owner][t], 0.0) + book.state_revenue[t],
        "cash": lambda t: book.cash[payer][t],
    }
    taken = of[base]
    return lambda t: np.maximum(taken(t), 0.0)
