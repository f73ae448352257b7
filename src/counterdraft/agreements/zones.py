"""What a set of efficient points leaves to be searched: boxes of gains above corners."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["Zones", "shortfall"]


class Zones:
    """
    Boxes of gains that hold every point not yet covered.

    At first there is one box, from zero to the ideals.  A point z with a *slack* covers what is at most
    z + slack; every box that holds such points gives way to the boxes above z + slack in one player's gain
    (Klamroth, Lacour and Vanderpooten 2015).  Between two players a box ends before its neighbours.
    """

    def __init__(self, tops: Sequence[int]) -> None:
        self.tops = tuple(int(t) for t in tops)
        self.lower: NDArray[np.object_] = np.zeros((1, len(self.tops)), dtype=object)
        self.upper: NDArray[np.object_] = np.array([list(self.tops)], dtype=object)

    def __len__(self) -> int:
        return len(self.lower)

    def largest(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the box with most room, as its least and greatest gains."""
        room = (self.upper - self.lower + 1).astype(np.float64)
        k = int(np.argmax((room / (np.array(self.tops, dtype=np.float64) + 1)).prod(axis=1)))
        return tuple(int(v) for v in self.lower[k]), tuple(int(v) for v in self.upper[k])

    def empty(self, lower: Sequence[int]) -> None:
        """Drop the boxes above a corner above which there is nothing."""
        self._keep(~(self.lower >= np.array(lower, dtype=object)).all(axis=1).astype(bool))

    def cover(self, point: Sequence[int], slack: Sequence[int]) -> None:
        """Take out what the *point* covers."""
        high = np.array([z + s for z, s in zip(point, slack, strict=True)], dtype=object)
        hit = (self.lower <= high).all(axis=1).astype(bool)
        old_lower, old_upper = self.lower[hit], self.upper[hit]
        self._keep(~hit)
        for j in range(len(high)):
            lower, upper = old_lower.copy(), old_upper.copy()
            lower[:, j] = np.maximum(lower[:, j], high[j] + 1)
            if len(high) == 2:  # whoever has more than the efficient point leaves the other less
                other = 1 - j
                upper[:, other] = np.minimum(upper[:, other], int(point[other]) - 1)
            room = (lower <= upper).all(axis=1).astype(bool)
            for low, up in zip(lower[room], upper[room], strict=True):
                self._add(low, up)

    def _add(self, low: NDArray[np.object_], up: NDArray[np.object_]) -> None:
        around = (self.lower <= low).all(axis=1) & (self.upper >= up).all(axis=1)
        if around.any():
            return
        inside = (self.lower >= low).all(axis=1) & (self.upper <= up).all(axis=1)
        self._keep(~inside.astype(bool))
        self.lower = np.vstack([self.lower, low])
        self.upper = np.vstack([self.upper, up])

    def _keep(self, which: NDArray[np.bool_]) -> None:
        self.lower, self.upper = self.lower[which], self.upper[which]


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
