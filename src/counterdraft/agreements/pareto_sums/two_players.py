"""Two parties: the upper envelope of shifted staircases."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.compiling import compiled

__all__ = ["merge_staircases"]

LEAST = np.iinfo(np.int64).min

SIGNATURE = (
    "i8(i8[:,::1],f8[::1],i8[::1],i8[::1],i8[::1],i8[:,::1],f8[::1],i8[::1],"
    "i8[:,::1],f8[::1],i8[::1],i8[::1],i8[::1])"
)

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


@compiled(SIGNATURE)
def merge_staircases(  # noqa: C901, PLR0915 - one loop, kept whole for the compiler
    front: Whole,
    count: Real,
    groups: Whole,
    starts: Whole,
    ends: Whole,
    shifts: Whole,
    weight: Real,
    floor: Whole,
    out: Whole,
    out_count: Real,
    out_parent: Whole,
    out_pair: Whole,
    out_groups: Whole,
) -> int:
    """
    Merge, group by group, shifted segments of staircases and keep what no point dominates.

    A segment ``[starts[c], ends[c])`` of *front* descends in its first row x.  Since the heads come
    best first in x, a point is efficient exactly when its y is above every y so far (Nemhauser &
    Ullmann 1969); every segment skips at once what that level has overtaken.  Points below *floor*
    are left out.  A single row is a front without y.

    Returns:
        The number of points, or -1 when *out* is too short.
    """
    x = front[0]
    y = front[-1] if len(front) > 1 else np.zeros(front.shape[1], np.int64)
    dx = shifts[0]
    dy = shifts[-1] if len(front) > 1 else np.zeros(shifts.shape[1], np.int64)
    out_x = out[0]
    out_y = out[-1]
    floor_x = floor[0]
    floor_y = floor[-1] if len(front) > 1 else 0
    room = len(out_x)
    m = 0
    live = np.empty(len(starts), np.int64)
    at = starts.copy()
    for g in range(len(groups) - 1):
        out_groups[g] = m
        k = 0
        for c in range(groups[g], groups[g + 1]):
            live[k] = c
            k += 1
        level = floor_y - 1
        while k > 0:
            best_x = LEAST
            best_y = LEAST
            best = -1
            total = 0.0
            kept = 0
            # One pass over the heads: skip what the level has overtaken, take the best in x, then in y.
            for i in range(k):
                c = live[i]
                p = at[c]
                end = ends[c]
                bar = level - dy[c]
                while p < end and y[p] <= bar:
                    p += 1
                at[c] = p
                if p == end:
                    continue
                live[kept] = c
                kept += 1
                head = x[p] + dx[c]
                if head > best_x:
                    best_x = head
                    best_y = y[p] + dy[c]
                    best = c
                    total = count[p] * weight[c]
                elif head == best_x:
                    side = y[p] + dy[c]
                    if side > best_y:
                        best_y = side
                        best = c
                        total = count[p] * weight[c]
                    elif side == best_y:
                        total += count[p] * weight[c]
            k = kept
            if best < 0 or best_x < floor_x:
                break
            if m == room:
                return -1
            # The head is efficient: write it, and raise the level to its y.
            out_y[m] = best_y
            out_x[m] = best_x
            out_count[m] = total
            out_parent[m] = at[best]
            out_pair[m] = best
            m += 1
            level = best_y
    out_groups[len(groups) - 1] = m
    return m
