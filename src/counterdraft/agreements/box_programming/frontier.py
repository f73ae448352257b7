"""The frontier of two players with weighted boxes: partial offers box by box, within proven prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.results import Frontier
from counterdraft.agreements.box_programming.boxes import Boxes, boxes_of
from counterdraft.agreements.box_programming.conflicts import Conflicts, bits, conflicts_of
from counterdraft.agreements.box_programming.corners import Corners, shortfall
from counterdraft.agreements.box_programming.passes import Pass, Passes, listed
from counterdraft.agreements.box_programming.prices import Prices, prices_of
from counterdraft.agreements.certificates.game_data import game_to_data
from counterdraft.preferences.game import Game
from counterdraft.runtime.deadline import Deadline, ending

__all__ = ["frontier_by_sweep"]

SECONDS = 120.0
BEAMS = (300, 3_000, 20_000)
"""Partial offers kept a step in the passes that look for offers, before those that keep all."""
ROOMS = (300_000, 1_500_000)
"""Partial offers that may be kept in the passes that prove, first for many corners, then for each."""
DIRECTIONS, STEPS, FOUND = 16, 2_000, 500  # of the tabu search

Point = tuple[int, int]
Offer = tuple[int, ...]
LATE = "the time or the memory ended before the frontier was complete"


def frontier_by_sweep(game: Game, deadline: Deadline | None = None) -> Frontier | None:
    """
    Return the frontier of two players whose worths are weighted boxes; None where they are not.

    An offer is a set of boxes without a conflict.  Boxes are settled one after the other; partial offers
    with the same boxes open have the same completions, so dominated ones are dropped, as in dynamic
    programming with labels.  A first search finds good offers, and what they leave open are corners: worths
    that an efficient offer not yet known would have to reach.  A partial offer is dropped when prices
    of the conflicts show that it reaches no corner.  Passes that keep few partial offers fill in what the
    first search missed; the last ones keep all, and prove that nothing is missing: for all corners
    together where the partial offers fit, else for some at a time, with prices of their own.

    Args:
        game: The tabulated game.
        deadline: When the time is over (two minutes where nothing is said), what was found is returned with
            a bound.

    Returns:
        The frontier, status "proved", or "bounded" where time or memory ended first.
    """
    boxes = boxes_of(game)
    if boxes is None or not _fits(boxes):
        return None
    return _Sweep(game, boxes, ending(deadline, SECONDS)).frontier()


def _fits(boxes: Boxes) -> bool:
    total = sum(max(box.worth) for box in boxes.boxes) + max(map(abs, boxes.base))
    return total < 1 << 40


@dataclass(slots=True)
class _Sweep:
    game: Game
    boxes: Boxes
    deadline: Deadline
    conflicts: Conflicts = field(init=False)
    gains: NDArray[np.int64] = field(init=False)
    base: Point = field(init=False)
    known: dict[Point, Offer] = field(init=False)
    prices: list[Prices] = field(init=False)
    closed: list[tuple[list[Point], Prices]] = field(init=False)

    def __post_init__(self) -> None:
        every = self.boxes.boxes
        self.conflicts = conflicts_of(self.boxes.sizes, every, self.deadline)
        worths = np.array([box.worth for box in every], np.int64).reshape(-1, 2)
        self.gains = np.ascontiguousarray(worths[list(self.conflicts.order)])
        free = worths[list(self.conflicts.free)].sum(axis=0)
        self.base = (self.boxes.base[0] + int(free[0]), self.boxes.base[1] + int(free[1]))
        self.known, self.prices, self.closed = {}, [], []

    def frontier(self) -> Frontier:
        """Return the frontier."""
        if not self.conflicts.order:
            self._add([()])
            return self._answer(complete=True)
        self._look()
        everywhere = self._passes(self._open())
        for beam in BEAMS:
            left = self._open()
            targets = everywhere.targets(left)
            if not len(targets):
                self._close(left, everywhere)
                break
            done = everywhere.run(targets, beam, self.deadline, narrow=True)
            self._add(done.found)
            if done.ended == "whole":
                self._close(left, everywhere)
            if done.ended != "narrowed":
                break
        self._prove(everywhere)
        return self._answer(complete=not self._left())

    def _passes(self, corners: Sequence[Point]) -> Passes:
        """Return the passes whose prices are best for these corners."""
        prices = prices_of(self.conflicts, self.gains, corners, self.deadline)
        self.prices.append(prices)
        return Passes(self.conflicts, self.gains, prices)

    def _prove(self, everywhere: Passes) -> None:
        """Keep all partial offers: for as many corners at a time as fit, at last for each alone."""
        passes: Passes | None = everywhere
        for k, room in enumerate(ROOMS):
            most = len(self._left()) if k == 0 else 1
            beyond: set[Point] = set()
            while not self.deadline.over():
                group = [c for c in self._left() if c not in beyond][:most]
                if not group:
                    break
                done, used = self._pass(group, passes or self._passes(group), room)
                passes = None
                self._add(done.found)
                if done.ended == "whole":
                    self._close(group, used)
                elif len(group) > 1:
                    most = max(1, min(most, len(group)) // 2)
                else:
                    beyond.add(group[0])

    def _pass(self, group: Sequence[Point], passes: Passes, room: int) -> tuple[Pass, Passes]:
        """Return how a pass for a group of corners that keeps all ended, and with what prices."""
        targets = passes.targets(group)
        if not len(targets):
            return Pass((), "whole"), passes
        return passes.run(targets, room, self.deadline, narrow=False), passes

    def _close(self, corners: Sequence[Point], passes: Passes) -> None:
        """Note that every offer that reaches one of the corners is known or outdone."""
        self.closed.append((list(corners), passes.prices))

    def _look(self) -> None:
        """Find good offers by tabu search."""
        from counterdraft.agreements.box_programming.kernels import climb  # noqa: PLC0415 - compiled

        starts, others = listed([list(bits(mask)) for mask in self.conflicts.against])
        found = np.zeros((FOUND, 2), np.int64)
        sets = np.zeros((FOUND, len(self.gains)), np.uint8)
        tops = np.maximum(self.gains.max(axis=0), 1)
        # From the middle out, so that a search that ends early has looked at the middle.
        for k in sorted(range(DIRECTIONS + 1), key=lambda k: abs(2 * k - DIRECTIONS)):
            noise = np.random.default_rng(k).integers(7, 17, STEPS)
            first, second = (
                max(1, round(1000 * share * int(tops[1 - i]) / int(tops.max())))
                for i, share in enumerate(((DIRECTIONS - k) / DIRECTIONS, k / DIRECTIONS))
            )
            n = climb(starts, others, self.gains, first, second, STEPS, noise, found, sets)
            self._add([np.flatnonzero(row) for row in sets[:n]])
            if self.deadline.over():
                break

    def _add(self, found: Sequence[Any]) -> None:
        """Add offers, each as the places of its boxes, and drop what is dominated."""
        for places in found:
            taken = [self.conflicts.order[int(p)] for p in places]
            offer = self.boxes.offer([*taken, *self.conflicts.free])
            worth = tuple(int(p.worth(offer)) for p in self.game.players)
            self.known.setdefault((worth[0], worth[1]), offer)
        floor = [int(p.reservation) for p in self.game.players]
        kept: dict[Point, Offer] = {}
        best = floor[1] - 1
        for point in sorted(self.known, key=lambda p: (-p[0], -p[1])):
            if point[0] >= floor[0] and point[1] > best:
                best = point[1]
                kept[point] = self.known[point]
        self.known = kept

    def _corners(self) -> Corners:
        return Corners(self.game, list(self.known), self.base, int(self.gains.sum()))

    def _open(self) -> list[Point]:
        """Return what an offer that is not yet known must reach, from its boxes in conflict alone."""
        return self._corners().reaches

    def _left(self) -> list[Point]:
        """Return the corners above which something may be missing."""
        return [corner for corner in self._open() if self._home(corner) is None]

    def _home(self, corner: Point) -> int | None:
        """Return which pass showed that nothing above the corner is missing."""
        for k, (corners, _) in enumerate(self.closed):
            if any(corner[0] >= c[0] and corner[1] >= c[1] for c in corners):
                return k
        return None

    def _answer(self, *, complete: bool) -> Frontier:
        points = list(self.known)
        offers = [self.known[p] for p in points]
        table = np.array(points, np.int64).reshape(len(points), 2)
        if complete:
            proof = self._certificate(points, offers)
            return Frontier(
                self.game, table, lambda k: offers[k], None, "proved", certificate=proof
            )
        left = set(self._left())
        zones = self._corners().zones(left, self.prices)
        bound = shortfall(points, zones, [int(p.reservation) for p in self.game.players])
        return Frontier(
            self.game, table, lambda k: offers[k], None, "bounded", bound, LATE, unsearched=zones
        )

    def _certificate(self, points: list[Point], offers: list[Offer]) -> dict[str, Any]:
        """Return what the replay needs: the offers, the order of the boxes, and prices for every corner."""
        homes = [self._home(corner) for corner in self._open()]
        parts = [
            {
                "corners": [i for i, home in enumerate(homes) if home == k],
                "weights": prices.weights.tolist(),
                "cliques": [list(c) for c in prices.cliques],
                "prices": prices.prices.tolist(),
            }
            for k, (_, prices) in enumerate(self.closed)
            if k in homes
        ]
        return {
            "kind": "sweep",
            "game": game_to_data(self.game),
            "worths": [list(p) for p in points],
            "offers": [list(o) for o in offers],
            "order": list(self.conflicts.order),
            "parts": parts,
        }
