"""A worth of many issues as a sum of tables, each over a set of issues that act on each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from counterdraft.estate.tables.meanings import Meanings, Offers
from counterdraft.runtime.arrays import Floats

__all__ = ["TRIED", "Settle", "expanded", "left_out"]

TRIED = 1000
"""Whole offers on which the tables are compared with the deal itself."""

Settle = Callable[[Offers], tuple[Floats, Floats]]
"""
Works out whole offers: what adds up over tables, one column or more of each, (offers, …); and what is told
beside it, of each by itself.
"""


def expanded(meanings: Meanings, settle: Settle) -> list[tuple[Floats, Floats]]:
    """
    Return a table per set of issues, whose sum is the worth of an offer, and what is told beside it.

    Each takes in the effects of its own issues with the others as in the offer around which they are
    made, less what the tables before it have already (cut expansion, Rabitz & Aliş 1999).  On offers that
    differ from it within one set the sum is exact.  What nobody could agree counts nothing.

    Returns:
        By set, each (options of the first issue, of the second, …, columns …).
    """
    tables: list[Floats] = []
    found = []
    for issues in meanings.sets:
        offers = meanings.within(issues)
        fine = meanings.possible(offers)
        worth, beside = settle(offers[fine])
        pair = []
        for part in (worth - tabulated(meanings, tables, offers[fine]), beside):
            table = np.zeros((len(offers), *part.shape[1:]))
            table[fine] = part
            pair.append(table.reshape(*meanings.shape(issues), *part.shape[1:]))
        tables.append(pair[0])
        found.append((pair[0], pair[1]))
    return found


def tabulated(meanings: Meanings, tables: Sequence[Floats], offers: Offers) -> Floats:
    """Return the sum of the first *tables*, as many as there are, at each of the *offers*."""
    total: Floats = np.zeros(1)
    for issues, table in zip(meanings.sets, tables, strict=False):
        total = total + table[tuple(offers[:, list(issues)].T)]
    return total


def left_out(meanings: Meanings, tables: Sequence[Floats], offers: Offers, worth: Floats) -> Floats:
    """
    Return the mean and the largest absolute difference of *tables* and *worth*, (2, columns …).

    Args:
        meanings: What the offers mean.
        tables: One per set; one alone leaves nothing out.
        offers: Some whole offers.
        worth: (offers, columns …) what they are worth by themselves.
    """
    if len(tables) < 2 or not len(offers):
        return np.zeros((2, *worth.shape[1:]))
    apart = np.abs(worth - tabulated(meanings, tables, offers))
    return np.array([apart.mean(axis=0), apart.max(axis=0)])
