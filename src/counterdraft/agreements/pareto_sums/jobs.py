"""What a merge is asked for, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.efficient import Columns, Counts

__all__ = ["Jobs", "Merged", "Overfull", "plain_jobs"]


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
