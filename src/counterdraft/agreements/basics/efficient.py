"""Which points no other dominates: plain numpy, for any number of players and any size of integer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Columns", "Counts", "descending", "efficient_sorted", "same_as_before"]

Columns = NDArray[Any]
"""(d, n) worths, one row per player: int64, or Python integers where these do not fit 62 bits."""
Counts = NDArray[np.float64]
"""(n,) numbers of ways, exact below 2^53."""


def descending(columns: Columns) -> NDArray[np.int64]:
    """
    Return the stable order that sorts points lexicographically, best first.

    Args:
        columns: (d, n), one row per player.

    Returns:
        (n,) positions; equal points stay in their order.
    """
    if columns.dtype == object:
        points = list(zip(*(column.tolist() for column in columns), strict=True))
        order = sorted(range(columns.shape[1]), key=points.__getitem__, reverse=True)
        # A reversed sort of Python keeps equal elements in their order.
        return np.array(order, np.int64)
    return np.lexsort(tuple(-column for column in columns[::-1]))


def same_as_before(columns: Columns) -> NDArray[np.bool_]:
    """Return (n,), whether each of the sorted points equals the one before it."""
    same = np.zeros(columns.shape[1], bool)
    same[1:] = (columns[:, 1:] == columns[:, :-1]).all(axis=0)
    return same


def efficient_sorted(columns: Columns) -> NDArray[np.bool_]:
    """
    Return (n,), which of the distinct points in descending lexicographic order nobody dominates.

    Whatever dominates a point stands before it: with two players a point is efficient when its
    second worth is above all before (Kung, Luccio & Preparata 1975); with more, kept points are
    asked.
    """
    d, n = columns.shape
    keep = np.ones(n, bool)
    if n < 2:
        return keep
    if d == 1:
        keep[1:] = False
    elif d == 2:
        keep[1:] = columns[1, 1:] > np.maximum.accumulate(columns[1])[:-1]
    else:
        rest = np.ascontiguousarray(columns[1:].T)
        for i in range(n):
            if keep[i]:
                below = (rest[i + 1 :] <= rest[i]).all(axis=1)
                keep[i + 1 :] &= ~below
    return keep
