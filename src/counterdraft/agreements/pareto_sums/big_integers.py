"""Sums past 62 bits, compared exactly in two machine words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.efficient import Columns

__all__ = ["ranks_of_sums"]

WORD = 60
"""Bits of the lower word; the upper one holds the rest, and the sign."""
LIMIT = 1 << 120


def ranks_of_sums(
    columns: Columns,
    shifts: Columns,
    parent: NDArray[np.int64],
    pair: NDArray[np.int64],
    floor: Sequence[int],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """
    Return the ranks of the sums ``columns[:, parent] + shifts[:, pair]``, player by player.

    Args:
        columns: (d, n) Python integers.
        shifts: (d, p) Python integers.
        parent: (m,) positions in *columns*.
        pair: (m,) positions in *shifts*.
        floor: (d,) the least that is asked for.

    Returns:
        (d, m) ranks, equal where sums are equal; and (m,), whether every sum is at or above its floor.
    """
    ranks = np.empty((len(columns), len(parent)), np.int64)
    high = np.ones(len(parent), bool)
    for c, (own, shift, least) in enumerate(zip(columns, shifts, floor, strict=True)):
        if max(map(abs, (*own.tolist(), *shift.tolist(), least)), default=0) < LIMIT:
            upper, lower = _words(own)
            more_upper, more_lower = _words(shift)
            low = lower[parent] + more_lower[pair]
            top = upper[parent] + more_upper[pair] + (low >> WORD)
            low &= (1 << WORD) - 1
            bar, rest = least >> WORD, least & ((1 << WORD) - 1)
            high &= (top > bar) | ((top == bar) & (low >= rest))
            order = np.lexsort((low, top))
            steps = (np.diff(top[order]) != 0) | (np.diff(low[order]) != 0)
            ranks[c, order] = np.concatenate([[0], np.cumsum(steps)])[: len(order)]
        else:
            sums = (own[parent] + shift[pair]).tolist()
            place = {value: rank for rank, value in enumerate(sorted(set(sums)))}
            ranks[c] = [place[value] for value in sums]
            high &= np.array([value >= least for value in sums], bool)
    return ranks, high


def _words(values: Columns) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the upper words, with the sign, and the lower words, never negative."""
    upper = (values >> WORD).astype(np.int64)
    return upper, (values & ((1 << WORD) - 1)).astype(np.int64)
