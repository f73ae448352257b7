"""What a set of efficient points leaves to be searched: boxes of gains above corners."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Zones", "shortfall"]


Integers = NDArray[Any]  # int64, or Python integers


class Zones:
    """
    Boxes of gains that hold every point not yet covered.

    At first there is one box, from zero to the ideals.  A point z with a *slack* covers what is at most
    z + slack; every box that holds such points gives way to the boxes above z + slack in one player's gain
    (Klamroth, Lacour and Vanderpooten 2015).  Between two players a box ends before its neighbours.
    """

    def __init__(self, tops: Sequence[int]) -> None:
        self.tops = tuple(int(t) for t in tops)
        # Corners are at most twice the ideals; integers of any size where that passes a word.
        self.dtype: type = object if any(t >= 1 << 60 for t in self.tops) else np.int64
        self.lower: Integers = np.zeros((1, len(self.tops)), dtype=self.dtype)
        self.upper: Integers = np.array([list(self.tops)], dtype=self.dtype)

    def __len__(self) -> int:
        return len(self.lower)

    def largest(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the box with most room, as its least and greatest gains."""
        room = (self.upper - self.lower + 1).astype(np.float64)
        k = int(np.argmax((room / (np.array(self.tops, dtype=np.float64) + 1)).prod(axis=1)))
        return tuple(int(v) for v in self.lower[k]), tuple(int(v) for v in self.upper[k])

    def empty(self, lower: Sequence[int]) -> None:
        """Drop the boxes above a corner above which there is nothing."""
        self._keep(~(self.lower >= np.array(lower, dtype=self.dtype)).all(axis=1).astype(bool))

    def cover(self, point: Sequence[int], slack: Sequence[int]) -> None:
        """Take out what the *point* covers."""
        high: Integers = np.array(
            [z + s for z, s in zip(point, slack, strict=True)], dtype=self.dtype
        )
        hit = (self.lower <= high).all(axis=1).astype(bool)
        lowers, uppers = [self.lower[:0]], [self.upper[:0]]
        for j in range(len(high)):
            lower, upper = self.lower[hit], self.upper[hit]
            lower[:, j] = high[j] + 1  # what was hit began at or below what is covered
            if len(high) == 2:  # whoever has more than the efficient point leaves the other less
                other = 1 - j
                upper[:, other] = np.minimum(upper[:, other], int(point[other]) - 1)
            room = (lower <= upper).all(axis=1).astype(bool)
            lowers.append(lower[room])
            uppers.append(upper[room])
        self._keep(~hit)
        self._add(np.concatenate(lowers), np.concatenate(uppers))

    def _add(self, lower: Integers, upper: Integers) -> None:
        """Add boxes, but for those that another one holds."""
        fresh = np.ones(len(lower), dtype=bool)
        for k in range(len(lower)):
            fresh[k] = not _holding(self.lower, self.upper, lower[k], upper[k]).any()
        lower, upper = lower[fresh], upper[fresh]
        alone = np.ones(len(lower), dtype=bool)
        for k in range(len(lower)):
            around = _holding(lower, upper, lower[k], upper[k])
            same = (lower == lower[k]).all(axis=1) & (upper == upper[k]).all(axis=1)
            alone[k] = not (around & ~(same & (np.arange(len(lower)) >= k))).any()
        self.lower = np.concatenate([self.lower, lower[alone]])
        self.upper = np.concatenate([self.upper, upper[alone]])

    def _keep(self, which: NDArray[np.bool_]) -> None:
        self.lower, self.upper = self.lower[which], self.upper[which]


def _holding(lower: Integers, upper: Integers, low: Integers, up: Integers) -> NDArray[np.bool_]:
    """Return which boxes hold a box."""
    return np.asarray((lower <= low).all(axis=1) & (upper >= up).all(axis=1), dtype=bool)


def shortfall(zones: Zones, points: Sequence[Sequence[int]]) -> Fraction | None:
    """
    Return the share of its ideal gain that a player may miss by a listed point; None without points.

    For every point of a box some listed point gives every player at least as much less that share.
    """
    if not points:
        return None
    worst = Fraction(0)
    for upper in zones.upper:
        worst = max(
            worst,
            min(
                max(
                    (
                        Fraction(max(int(u) - z, 0), t)
                        for u, z, t in zip(upper, p, zones.tops, strict=True)
                        if t
                    ),
                    default=Fraction(0),
                )
                for p in points
            ),
        )
    return worst
