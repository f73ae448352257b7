"""Add two sets of worths, point by point, and keep what nobody dominates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from counterdraft.agreements.basics.efficient import Columns, Counts
from counterdraft.agreements.pareto_sums.jobs import Jobs, Merged, Overfull, plain_jobs
from counterdraft.agreements.pareto_sums.sorted_sums import merge_sorted

__all__ = ["Jobs", "Merged", "Overfull", "merge", "plain_jobs"]

SMALL = 1_500
"""Candidates up to which numpy is quicker than loading the compiled kernels."""
FAN = 16
"""Shifted copies that a kernel merges at a time; more are merged in rounds, like a tournament."""
CHUNK = 1 << 21
"""Candidates that are sorted at a time where there is no kernel."""


def merge(
    columns: Columns,
    counts: Counts,
    jobs: Jobs,
    floor: Sequence[int],
    room: int,
    *,
    prune: bool = True,
) -> Merged:
    """
    Return the efficient points of every group, at or above *floor*.

    Args:
        columns: (d, n) worths; every segment in descending lexicographic order without repetition.
        counts: (n,) ways per point.
        jobs: What to add and unite.
        floor: (d,) the least a player's column may hold.
        room: The most points that may be held.
        prune: False keeps dominated points too.

    Raises:
        Overfull: The answer has more points than *room*.
    """
    lengths = jobs.ends - jobs.starts
    candidates = int(lengths.sum())
    if not prune or candidates <= SMALL:
        return merge_sorted(columns, counts, jobs, floor, room, prune=prune)
    swept = len(columns) <= 3 and columns.dtype != object
    fan = FAN if swept else max(2, CHUNK * len(lengths) // candidates)
    step = _swept if swept else merge_sorted
    widths = np.diff(jobs.groups)
    if widths.max() <= fan:
        return step(columns, counts, jobs, floor, room)
    pieces = -(-widths // fan)
    firsts = np.concatenate([[0], np.cumsum(pieces)])
    place = np.arange(firsts[-1]) - np.repeat(firsts[:-1], pieces)
    cuts = np.repeat(jobs.groups[:-1], pieces) + place * np.repeat(widths, pieces) // np.repeat(
        pieces, pieces
    )
    bounds = np.append(cuts, jobs.groups[-1])
    round_one = Jobs(bounds, jobs.starts, jobs.ends, jobs.shifts, jobs.weights)
    halfway = step(columns, counts, round_one, floor, room)
    k = len(bounds) - 1
    again = Jobs(
        firsts,
        halfway.groups[:-1],
        halfway.groups[1:],
        np.zeros((len(columns), k), columns.dtype),
        np.ones(k),
    )
    merged = merge(halfway.columns, halfway.counts, again, floor, room)
    return Merged(
        merged.columns,
        merged.counts,
        halfway.parents[merged.parents],
        halfway.pairs[merged.parents],
        merged.groups,
    )


def _swept(
    columns: Columns,
    counts: Counts,
    jobs: Jobs,
    floor: Sequence[int],
    room: int,
) -> Merged:
    """Return the fronts of the groups by the compiled kernel for one, two or three columns."""
    from counterdraft.agreements.pareto_sums.three_players import sweep_staircase  # noqa: PLC0415
    from counterdraft.agreements.pareto_sums.two_players import merge_staircases  # noqa: PLC0415

    d = len(columns)
    space = min(int((jobs.ends - jobs.starts).sum()), room)
    out = np.empty((d, space), np.int64)
    counted = np.empty(space)
    parents = np.empty(space, np.int64)
    pairs = np.empty(space, np.int64)
    groups = np.empty(len(jobs.groups), np.int64)
    kernel = merge_staircases if d < 3 else sweep_staircase
    m = kernel(
        np.ascontiguousarray(columns),
        np.ascontiguousarray(counts),
        jobs.groups,
        np.ascontiguousarray(jobs.starts),
        np.ascontiguousarray(jobs.ends),
        np.ascontiguousarray(jobs.shifts),
        np.ascontiguousarray(jobs.weights),
        np.array(floor, np.int64),
        out,
        counted,
        parents,
        pairs,
        groups,
    )
    if m < 0:
        raise Overfull
    return Merged(
        out[:, :m].copy(),
        counted[:m].copy(),
        parents[:m].copy(),
        pairs[:m].copy(),
        groups,
    )
