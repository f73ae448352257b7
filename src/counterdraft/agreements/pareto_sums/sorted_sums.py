"""Merge by sorting all candidates: small fronts, numbers past 62 bits, four players and more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.efficient import (
    Columns,
    Counts,
    descending,
    efficient_sorted,
    same_as_before,
)
from counterdraft.agreements.pareto_sums.big_integers import ranks_of_sums
from counterdraft.agreements.pareto_sums.jobs import Jobs, Merged, Overfull

__all__ = ["merge_sorted"]

FEW = 1_000
"""Points that numpy filters itself, for three players and more."""


def merge_sorted(
    columns: Columns,
    counts: Counts,
    jobs: Jobs,
    floor: Sequence[int],
    room: int,
    *,
    prune: bool = True,
) -> Merged:
    """
    Return the fronts of the groups, as `counterdraft.agreements.pareto_sums.merge.merge` does.

    Sums past 62 bits are replaced by their ranks, player by player: dominance asks for the order only.
    """
    found: list[Merged] = []
    held = 0
    for g in range(len(jobs.groups) - 1):
        members = np.arange(jobs.groups[g], jobs.groups[g + 1])
        lengths = (jobs.ends - jobs.starts)[members]
        pair = np.repeat(members, lengths)
        first = jobs.starts[members] - np.cumsum(lengths) + lengths
        parent = np.repeat(first, lengths) + np.arange(len(pair))
        if columns.dtype == object:
            keys, high = ranks_of_sums(columns, jobs.shifts, parent, pair, floor)
        else:
            keys = columns[:, parent] + jobs.shifts[:, pair]
            high = np.ones(len(parent), bool)
            for key, least in zip(keys, floor, strict=True):
                high &= key >= least
        order = np.flatnonzero(high)
        order = order[descending(keys[:, order])]
        ways = counts[parent[order]] * jobs.weights[pair[order]]
        heads = np.flatnonzero(~same_as_before(keys[:, order]))
        if len(heads) < len(order):
            ways = np.add.reduceat(ways, heads)
            order = order[heads]
        if prune:
            keep = _efficient(keys[:, order])
            order, ways = order[keep], ways[keep]
        parent, pair = parent[order], pair[order]
        held += len(order)
        if held > room:
            raise Overfull
        sums = columns[:, parent] + jobs.shifts[:, pair]
        found.append(Merged(sums, ways, parent, pair, np.array([held])))
    return Merged(
        np.concatenate([part.columns for part in found], axis=1),
        np.concatenate([part.counts for part in found]),
        np.concatenate([part.parents for part in found]),
        np.concatenate([part.pairs for part in found]),
        np.concatenate([[0], *[part.groups for part in found]]),
    )


def _efficient(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of the sorted distinct points nobody dominates."""
    if len(keys) <= 2 or keys.shape[1] <= FEW:
        return efficient_sorted(keys)
    if len(keys) > 3:
        from counterdraft.agreements.pareto_sums.many_players import filter_sorted  # noqa: PLC0415 - compiled

        efficient: NDArray[np.bool_] = filter_sorted(np.ascontiguousarray(keys.T))
        return efficient
    from counterdraft.agreements.pareto_sums.three_players import sweep_sorted  # noqa: PLC0415 - compiled

    return sweep_sorted(keys)
