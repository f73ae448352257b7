"""Three parties: a sweep from the best for the first, over a staircase of the other two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.compiling import compiled

__all__ = ["sweep_sorted", "sweep_staircase"]

LEAST = np.iinfo(np.int64).min
STRIPS = 1 << 14

SIGNATURE = (
    "i8(i8[:,::1],f8[::1],i8[::1],i8[::1],i8[::1],i8[:,::1],f8[::1],i8[::1],"
    "i8[:,::1],f8[::1],i8[::1],i8[::1],i8[::1])"
)

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


@compiled(SIGNATURE)
def sweep_staircase(  # noqa: C901, PLR0912, PLR0915 - one loop, kept whole for the compiler
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
    Merge, group by group, shifted segments in descending lexicographic order; keep what is
    efficient.

    Whatever dominates a point comes before it, so a point is efficient exactly when no point before
    it has at least its y and its z: the maxima problem of Kung, Luccio & Preparata (1975).  Their
    balanced tree is replaced by equal strips of y, each with the greatest z in it and above it
    (``above``): most points are decided by two look-ups, the rest by the short chain of the strip.
    Points below *floor* are left out.

    Returns:
        The number of points, or -1 when *out* is too short.
    """
    x, y, z = front[0], front[1], front[2]
    dx, dy, dz = shifts[0], shifts[1], shifts[2]
    out_x, out_y, out_z = out[0], out[1], out[2]
    floor_x, floor_y, floor_z = floor[0], floor[1], floor[2]
    room = len(out_x)
    m = 0
    pairs = len(starts)
    live = np.empty(pairs, np.int64)
    at = starts.copy()
    head = np.empty(pairs, np.int64)
    strips = 1
    while strips < STRIPS and strips < 4 * len(x):
        strips *= 2
    above = np.empty(strips + 1, np.int64)
    first = np.empty(strips, np.int64)
    following = np.empty(room, np.int64)
    for g in range(len(groups) - 1):
        out_groups[g] = m
        begin = m
        k = 0
        low = -LEAST - 1
        high = LEAST
        for c in range(groups[g], groups[g + 1]):
            if starts[c] < ends[c]:
                live[k] = c
                head[k] = x[starts[c]] + dx[c]
                k += 1
                for p in range(starts[c], ends[c]):
                    low = min(low, y[p] + dy[c])
                    high = max(high, y[p] + dy[c])
        low = max(low, floor_y)
        if k == 0 or high < low:
            continue
        shift = 0
        while (high - low) >> shift >= strips:
            shift += 1
        used = ((high - low) >> shift) + 1
        for s in range(used):
            above[s] = floor_z - 1
            first[s] = -1
        above[used] = floor_z - 1
        while k > 0:
            best = 0
            for i in range(1, k):
                if head[i] > head[best]:
                    best = i
                elif head[i] == head[best]:
                    c = live[i]
                    b = live[best]
                    hy = y[at[c]] + dy[c]
                    by = y[at[b]] + dy[b]
                    if hy > by or (hy == by and z[at[c]] + dz[c] > z[at[b]] + dz[b]):
                        best = i
            if head[best] < floor_x:
                break
            c = live[best]
            p = at[c]
            px = head[best]
            py = y[p] + dy[c]
            pz = z[p] + dz[c]
            # The segment skips at once what a higher strip has overtaken, which nothing ties with.
            q = p + 1
            end = ends[c]
            while q < end:
                ny = y[q] + dy[c]
                if ny >= low and z[q] + dz[c] > above[((ny - low) >> shift) + 1]:
                    break
                q += 1
            at[c] = q
            if q < end:
                head[best] = x[q] + dx[c]
            else:
                k -= 1
                for i in range(best, k):
                    live[i] = live[i + 1]
                    head[i] = head[i + 1]
            if py < low:
                continue
            s = (py - low) >> shift
            if pz <= above[s + 1]:
                if m > begin and out_x[m - 1] == px and out_y[m - 1] == py and out_z[m - 1] == pz:
                    out_count[m - 1] += count[p] * weight[c]
                continue
            if pz <= above[s]:
                beaten = False
                q = first[s]
                while q >= 0:
                    if out_y[q] >= py and out_z[q] >= pz:
                        beaten = True
                        break
                    q = following[q]
                if beaten:
                    if out_x[m - 1] == px and out_y[m - 1] == py and out_z[m - 1] == pz:
                        out_count[m - 1] += count[p] * weight[c]
                    continue
            if m == room:
                return -1
            out_x[m] = px
            out_y[m] = py
            out_z[m] = pz
            out_count[m] = count[p] * weight[c]
            out_parent[m] = p
            out_pair[m] = c
            # The chain of the strip forgets what the newcomer, or a higher strip, has overtaken.
            before = -1
            q = first[s]
            while q >= 0:
                after = following[q]
                if out_z[q] <= above[s + 1] or (out_y[q] <= py and out_z[q] <= pz):
                    if before < 0:
                        first[s] = after
                    else:
                        following[before] = after
                else:
                    before = q
                q = after
            following[m] = first[s]
            first[s] = m
            m += 1
            while s >= 0 and above[s] < pz:
                above[s] = pz
                s -= 1
    out_groups[len(groups) - 1] = m
    return m


def sweep_sorted(points: Whole) -> NDArray[np.bool_]:
    """Return which of the points (3, n), in descending lexicographic order, nobody dominates."""
    n = points.shape[1]
    one, ones = np.zeros(1, np.int64), np.ones(n)
    parents = np.empty(n, np.int64)
    m = sweep_staircase(
        np.ascontiguousarray(points),
        ones,
        np.array([0, 1]),
        one,
        np.array([n]),
        np.zeros((3, 1), np.int64),
        np.ones(1),
        points.min(axis=1),
        np.empty((3, n), np.int64),
        np.empty(n),
        parents,
        np.empty(n, np.int64),
        np.empty(2, np.int64),
    )
    keep = np.zeros(n, bool)
    keep[parents[:m]] = True
    return keep
