"""The independent checker's filter: plain sorting, and one point after the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Rows", "efficient"]

Rows = NDArray[Any]
"""(points, players) of int64, or of Python integers where these do not fit."""


def efficient(rows: Rows) -> Rows:
    """Return the distinct rows that no other dominates, in descending lexicographic order."""
    if len(rows) == 0:
        return rows
    if rows.dtype == object:
        rows = np.array(sorted(set(map(tuple, rows.tolist())), reverse=True), object)
    else:
        rows = rows[np.lexsort(tuple(-column for column in rows.T[::-1]))]
        rows = rows[np.concatenate([[True], (rows[1:] != rows[:-1]).any(axis=1)])]
    width = rows.shape[1]
    if width == 1:
        return rows[:1]
    if width == 2:
        level = np.maximum.accumulate(rows[:, 1])
        keep = np.flatnonzero(np.concatenate([[True], level[1:] > level[:-1]])).tolist()
    else:
        keep = list(_undominated_3(rows.tolist()) if width == 3 else _undominated(rows))
    best: Rows = rows[keep]
    return best


def _undominated_3(points: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield the efficient positions; ``stairs`` holds the efficient (second, third) pairs so far."""
    seconds: list[int] = []  # negated, ascending
    thirds: list[int] = []  # ascending
    for i, (_, second, third) in enumerate(points):
        # The pair with the greatest third among those with at least this second is the last of them.
        at = bisect_left(seconds, -second + 1)
        if at and thirds[at - 1] >= third:
            continue
        yield i
        start = bisect_left(seconds, -second)
        end = bisect_left(thirds, third + 1)
        seconds[start : max(start, end)] = [-second]
        thirds[start : max(start, end)] = [third]


def _undominated(points: Rows) -> Iterator[int]:
    """Yield the efficient positions: a point can only be dominated by an efficient one before it."""
    rest = np.ascontiguousarray(points[:, 1:].T)
    kept = np.empty_like(rest)
    size = 0
    for i, point in enumerate(rest.T):
        before = kept[:, :size]
        others = np.flatnonzero(before[0] >= point[0])
        for row, worth in zip(before[1:], point[1:], strict=True):
            others = others[row[others] >= worth]
        if not len(others):
            kept[:, size] = point
            size += 1
            yield i
