"""Add two sets of worths, point by point, and keep what nobody dominates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.pruning import (
    Columns,
    Counts,
    descending,
    efficient_sorted,
    same_as_before,
)

__all__ = ["Jobs", "Merged", "Overfull", "merge", "plain_jobs"]

SMALL = 1_500
"""Candidates up to which numpy is quicker than loading the compiled kernels."""
FAN = 16
"""Shifted copies merged at a time; more are merged in rounds, like a tournament."""


class Overfull(Exception):  # noqa: N818
    """A front grew past the points allowed; never shown to a reader."""


@dataclass(frozen=True, eq=False)
class Jobs:
    """
    Shifted copies of segments of a front, in groups; each group becomes one front.

    Pair c copies the points ``[starts[c], ends[c])``, adds ``shifts[:, c]`` and multiplies the
    counts by ``weights[c]``; group g has the pairs ``[groups[g], groups[g + 1])``.
    """

    groups: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    shifts: Columns
    weights: Counts


@dataclass(frozen=True, eq=False)
class Merged:
    """
    The fronts of the groups, one after the other, each in descending lexicographic order.

    Point i came from point ``parents[i]`` by pair ``pairs[i]`` (of equal ways, the first pair);
    ``counts`` is the number of ways.  Group g has the points ``[groups[g], groups[g + 1])``.
    """

    columns: Columns
    counts: Counts
    parents: NDArray[np.int64]
    pairs: NDArray[np.int64]
    groups: NDArray[np.int64]


def plain_jobs(points: int, shifts: Columns, weights: Counts) -> Jobs:
    """Return the job of adding every one of the *shifts* to a whole front."""
    k = shifts.shape[1]
    return Jobs(
        np.array([0, k]),
        np.zeros(k, np.int64),
        np.full(k, points),
        np.ascontiguousarray(shifts),
        weights,
    )


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
        counts: (n,) ways per point; objects for exact numbers of any size.
        jobs: What to add and unite.
        floor: (d,) the least a player's column may hold.
        room: The most points that may be held.
        prune: False keeps dominated points too.

    Raises:
        Overfull: The answer has more points than *room*.
    """
    lengths = jobs.ends - jobs.starts
    candidates = int(lengths.sum())
    if not prune or object in (columns.dtype, counts.dtype) or candidates <= SMALL:
        return _plain(columns, counts, jobs, floor, room, prune=prune)
    if columns.shape[0] > 3:
        return _plain(columns, counts, jobs, floor, room, compiled=True)
    widths = np.diff(jobs.groups)
    if widths.max() <= FAN:
        return _compiled(columns, counts, jobs, floor, room)
    # A tournament: rounds of at most FAN copies until every group is one front.
    pieces = -(-widths // FAN)
    bounds = np.concatenate(
        [
            np.linspace(jobs.groups[g], jobs.groups[g + 1], piece + 1)[:-1].astype(np.int64)
            for g, piece in enumerate(pieces.tolist())
        ]
        + [jobs.groups[-1:]]
    )
    halfway = _compiled(
        columns,
        counts,
        Jobs(bounds, jobs.starts, jobs.ends, jobs.shifts, jobs.weights),
        floor,
        room,
    )
    k = len(bounds) - 1
    again = Jobs(
        np.concatenate([[0], np.cumsum(pieces)]),
        halfway.groups[:-1],
        halfway.groups[1:],
        np.zeros((len(columns), k), np.int64),
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


def _compiled(
    columns: Columns,
    counts: Counts,
    jobs: Jobs,
    floor: Sequence[int],
    room: int,
) -> Merged:
    """Return the fronts of the groups by the compiled kernel for one, two or three columns."""
    from counterdraft.agreements.merge_three import sweep_staircase  # noqa: PLC0415
    from counterdraft.agreements.merge_two import merge_staircases  # noqa: PLC0415

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


def _plain(
    columns: Columns,
    counts: Counts,
    jobs: Jobs,
    floor: Sequence[int],
    room: int,
    *,
    compiled: bool = False,
    prune: bool = True,
) -> Merged:
    """Return the fronts of the groups by sorting all candidates; for small or wide numbers."""
    if compiled:
        from counterdraft.agreements.merge_many import filter_sorted  # noqa: PLC0415
    lowest = np.array(floor, columns.dtype)[:, None]
    found: list[tuple[Columns, Counts, NDArray[np.int64]]] = []
    pairs: list[NDArray[np.int64]] = []
    ends = [0]
    for g in range(len(jobs.groups) - 1):
        members = np.arange(jobs.groups[g], jobs.groups[g + 1])
        lengths = (jobs.ends - jobs.starts)[members]
        pair = np.repeat(members, lengths)
        offsets = np.arange(len(pair)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        parent = np.repeat(jobs.starts[members], lengths) + offsets
        sums = columns[:, parent] + jobs.shifts[:, pair]
        ways = counts[parent] * jobs.weights[pair]
        high = (sums >= lowest).all(axis=0)
        if not high.all():
            sums, ways, pair, parent = sums[:, high], ways[high], pair[high], parent[high]
        order = descending(sums)
        sums, ways, pair, parent = sums[:, order], ways[order], pair[order], parent[order]
        same = same_as_before(sums)
        if same.any():
            heads = np.flatnonzero(~same)
            ways = np.add.reduceat(ways, heads)
            sums, pair, parent = sums[:, heads], pair[heads], parent[heads]
        if compiled:
            keep = filter_sorted(np.ascontiguousarray(sums.T))
        else:
            keep = efficient_sorted(sums) if prune else np.ones(len(ways), bool)
        found.append((sums[:, keep], ways[keep], parent[keep]))
        pairs.append(pair[keep])
        ends.append(ends[-1] + len(pairs[-1]))
        if ends[-1] > room:
            raise Overfull
    return Merged(
        np.concatenate([sums for sums, _, _ in found], axis=1),
        np.concatenate([ways for _, ways, _ in found]),
        np.concatenate([parent for _, _, parent in found]),
        np.concatenate(pairs),
        np.array(ends, np.int64),
    )
