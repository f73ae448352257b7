"""What the agreements answer, and how sure the answer is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.named import NamedOffer, named_offer
from counterdraft.preferences.game import Game
from counterdraft.runtime.tabular import Record, Tabular

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


@dataclass(frozen=True, eq=False, repr=False)
class Frontier(Tabular):
    """
    The efficient offers in which every player is at or above its reservation value.

    Iterating gives each offer with the names of its options and its worths, as ``front[k]`` does.
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

    def __getitem__(self, k: int) -> NamedOffer:
        """Return an offer of point *k* by names, best for the first player first."""
        return named_offer(self.game, self.offer_of(range(len(self))[k]))

    def __iter__(self) -> Iterator[NamedOffer]:
        return (self[k] for k in range(len(self)))

    def summary(self) -> str:
        """Return how many efficient offers there are, for whom, and how sure that is."""
        many = f"{len(self):,} efficient offer{'s' if len(self) != 1 else ''}"
        return f"{many} for {', '.join(p.name for p in self.game.players)}, {self.status}"

    def records(self) -> Iterator[Record]:
        """Yield one row per point: a column per issue and a worth per party."""
        return (offer.to_record() for offer in self)

    def point(self, k: int) -> Point:
        """Return point *k* with its offer."""
        row = tuple(int(v) for v in self.worths[k])
        return Point(row, self.offer_of(k), None if self.counts is None else self.counts[k])


@dataclass(frozen=True, slots=True, repr=False)
class Solution:
    """
    One solution of the bargaining problem; all tied points, leximin best first.

    ``offers`` are the same points by names.

    ``points`` is empty when no offer is feasible and individually rational; ``note`` then says why.
    """

    name: str
    points: tuple[Point, ...]
    status: Status
    note: str = ""
    certificate: Mapping[str, Any] = field(default_factory=dict)
    game: Game | None = field(default=None, compare=False)

    @property
    def offers(self) -> tuple[NamedOffer, ...]:
        """The tied offers by names, the leximin best first."""
        if self.game is None:
            return ()
        return tuple(named_offer(self.game, point.offer) for point in self.points)

    def __repr__(self) -> str:
        tied = f" and {len(self.points) - 1:,} tied" if len(self.points) > 1 else ""
        best = repr(self.offers[0]) if self.offers else f"{len(self.points):,} points"
        return (
            f"<{self.name}: {best}{tied}, {self.status}>" if self.points else f"<{self.name}: none>"
        )


@dataclass(frozen=True, repr=False)
class Solutions(Tabular):
    """The solutions that the literature names, with the ideals they rest on (scaled worths)."""

    nash: Solution
    kalai_smorodinsky: Solution
    egalitarian: Solution
    utilitarian: Solution
    ideals: tuple[int, ...]
    notices: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Solution]:
        yield from (self.nash, self.kalai_smorodinsky, self.egalitarian, self.utilitarian)

    def mapped(self, change: Callable[[Solution], Solution]) -> Solutions:
        """Return the same with every solution changed."""
        return replace(
            self,
            nash=change(self.nash),
            kalai_smorodinsky=change(self.kalai_smorodinsky),
            egalitarian=change(self.egalitarian),
            utilitarian=change(self.utilitarian),
        )

    def summary(self) -> str:
        """Return the best offer of each solution."""
        return "; ".join(repr(solution)[1:-1] for solution in self)

    def __repr__(self) -> str:
        return "<Solutions:\n" + "\n".join(f"  {solution!r}" for solution in self) + ">"

    def records(self) -> Iterator[Record]:
        """Yield one row per tied offer: its solution, a column per issue and a worth per party."""
        for solution in self:
            for offer in solution.offers:
                yield {"solution": solution.name, **offer.to_record()}


@dataclass(frozen=True, slots=True, repr=False)
class Count(Tabular):
    """A number of offers: exact where low equals high."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether the number is exact."""
        return self.low == self.high

    def summary(self) -> str:
        """Return the number, or its bounds."""
        number = f"{self.low:,}" if self.exact else f"{self.low:,} to {self.high:,}"
        return f"{number} offers"

    def records(self) -> Iterator[Record]:
        """Yield one row with the least and the greatest number, equal where it is exact."""
        yield {"least": self.low, "most": self.high}


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Tabular):
    """
    An offer against the rest of the space.

    ``dominating`` is an offer at least as good for every player and better for one, leximin best of the
    gains over the offer, or None when the offer is efficient; ``better_offer`` is the same by names.
    ``left`` is by player the most that it alone could gain with nobody losing (scaled), proven by
    ``status``.
    """

    worth: tuple[int, ...]
    efficient: bool
    dominating: Point | None
    left: tuple[int, ...]
    status: Status
    game: Game | None = field(default=None, compare=False)

    @property
    def better_offer(self) -> NamedOffer | None:
        """The dominating offer by names, None when the offer is efficient."""
        if self.game is None or self.dominating is None:
            return None
        return named_offer(self.game, self.dominating.offer)

    def summary(self) -> str:
        """Return whether the offer is efficient, and what dominates it."""
        verdict = "efficient" if self.efficient else f"dominated by {self.better_offer!r}"
        return f"{verdict}, {self.status}"

    def records(self) -> Iterator[Record]:
        """Yield one row per player: the worth of the offer, and what it alone could still gain."""
        players = () if self.game is None else self.game.players
        for p, w, more in zip(players, self.worth, self.left, strict=False):
            yield {
                "party": p.name,
                "worth": float(p.figure(w)),
                "could gain": float(p.figure(more)),
            }
