"""Sums over the years that rules and their workbooks share."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np

__all__ = ["trailing_sum"]

Value = Any
"""Numbers, or cells of a workbook, which register a way of their own."""


@singledispatch
def trailing_sum(amounts: Value, years: Value) -> Value:
    """
    Return the sum over the last *years*, this one with them.

    Args:
        amounts: (years, paths).
        years: How many are summed, at least one.

    >>> trailing_sum(np.array([[1.0], [2.0], [4.0]]), 2).tolist()
    [[1.0], [3.0], [6.0]]
    """
    count = len(amounts)
    total = np.zeros_like(amounts)
    for age in range(min(int(years), count)):
        total[age:] += amounts[: count - age]
    return total
