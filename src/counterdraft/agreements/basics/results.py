"""What the agreements answer, and how sure the answer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from counterdraft.preferences.game import Game

__all__ = ["Comparison", "Count", "Frontier", "Point", "Solution", "Solutions", "Status", "Zone"]

Status = Literal["proved", "solver", "bounded"]
"""
proved: integer arithmetic that an independent checker replays; solver: the points are exact, that none
is missing or better rests on a solver's tolerance; bounded: within the bound that stands beside it.
"""

Zone = tuple[tuple[int, ...], tuple[int, ...]]
"""Least and greatest scaled worths of a box of worths, both included."""


@dataclass(frozen=True, slots=True)
class Point:
    """
    Scaled worths of the players with one offer that has them.

    ``offers`` is the number of offers with exactly these worths where proven, else None.
    """

    worth: tuple[int, ...]
    offer: tuple[int, ...]
    offers: int | None = None


@dataclass(frozen=True, eq=False)
class Frontier:
    """
    The efficient offers in which every player is at or above its reservation value.

    ``worths`` has one row per distinct point (players in columns, scaled integers), best for the
    first player first.  ``offer_of(k)`` traces the offer of point k back through the merges;
    ``counts`` is the number of offers per point, or None.  ``bound`` (status "bounded" only) is the
    share of each player's ideal gain by which a listed point may fall short of one that is not listed, and
    ``unsearched`` are the zones in which such a point may lie, where they are known.
    ``certificate`` is plain JSON data that `counterdraft.verification.verify` accepts.
    """

    game: Game
    worths: NDArray[np.int64] | NDArray[np.object_]
    offer_of: Callable[[int], tuple[int, ...]]
    counts: tuple[int, ...] | None
    status: Status
    bound: Fraction | None = None
    note: str = ""
    certificate: Mapping[str, Any] = field(default_factory=dict)
    unsearched: tuple[Zone, ...] = ()

    def __len__(self) -> int:
        return len(self.worths)

    def point(self, k: int) -> Point:
        """Return point *k* with its offer."""
        row = tuple(int(v) for v in self.worths[k])
        return Point(row, self.offer_of(k), None if self.counts is None else self.counts[k])


@dataclass(frozen=True, slots=True)
class Solution:
    """
    One solution of the bargaining problem; all tied points, leximin best first.

    ``points`` is empty when no offer is feasible and individually rational; ``note`` then says why.
    """

    name: str
    points: tuple[Point, ...]
    status: Status
    note: str = ""
    certificate: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Solutions:
    """The solutions that the literature names, with the ideals they rest on (scaled worths)."""

    nash: Solution
    kalai_smorodinsky: Solution
    egalitarian: Solution
    utilitarian: Solution
    ideals: tuple[int, ...]
    notices: tuple[str, ...] = ()

    def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
        yield from (self.nash, self.kalai_smorodinsky, self.egalitarian, self.utilitarian)


@dataclass(frozen=True, slots=True)
class Count:
    """The number of offers that everybody needed accepts: exact where low equals high."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether the number is exact."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    An offer against the rest of the space.

    ``dominating`` is an offer at least as good for every player and better for one, leximin best of the gains
    over the offer, or None when the offer is efficient.  ``left`` is by player the most
    that it alone could gain with nobody losing (scaled), proven by ``status``.
    """

    worth: tuple[int, ...]
    efficient: bool
    dominating: Point | None
    left: tuple[int, ...]
    status: Status
