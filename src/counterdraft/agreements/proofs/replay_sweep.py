"""The independent checker of a sweep over weighted boxes: it settles them again, within the prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.proofs.certificate import game_from_data
from counterdraft.agreements.proofs.listing import TooLong
from counterdraft.agreements.proofs.points import points_hold
from counterdraft.agreements.sweeping.boxes import Box, boxes_of
from counterdraft.preferences.game import Game

__all__ = ["replay_sweep"]

MOST = 20_000_000
"""The most partial offers that are settled again: some minutes."""

Point = tuple[int, int]
Vector = NDArray[np.int64]


def replay_sweep(certificate: Mapping[str, Any]) -> tuple[str, list[Point]]:
    """
    Return why the certificate of a sweep does not hold (empty where it does), and its points.

    Nothing is taken on trust: the listed offers are worth what is said and none dominates another;
    conflicts and cliques are worked out from the game's boxes; the prices cover every box under every
    weighing; and settling one box after the other, whatever order is given, no set of boxes without a
    conflict reaches a worth that the listed points leave open.

    Raises:
        KeyError, TypeError, ValueError, IndexError: The data is no certificate.
        TooLong: More than `MOST` partial offers.
    """
    game = game_from_data(certificate["game"])
    fault, points = points_hold(game, certificate)
    if fault:
        return fault, points
    boxes = boxes_of(game)
    if boxes is None:
        return "the game is not made of boxes", points
    order = [int(k) for k in certificate["order"]]
    free = set(range(len(boxes.boxes))) - set(order)
    if len(set(order)) < len(order) or any(not 0 <= k < len(boxes.boxes) for k in order):
        return "a box is settled twice", points
    if any(_apart(boxes.boxes[k], box) for k in free for box in boxes.boxes):
        return "a box that is in conflict with another one is not settled", points
    base = [b + sum(boxes.boxes[k].worth[i] for k in free) for i, b in enumerate(boxes.base)]
    swept = _Swept([boxes.boxes[k] for k in order], certificate)
    fault = swept.fault()
    corners = [(a - base[0], b - base[1]) for a, b in _corners(game, points)]
    return fault or swept.reached(corners), points


def _corners(game: Game, points: Sequence[Point]) -> list[Point]:
    """Return the least worths of an acceptable offer that no point is as good as for both."""
    first, second = game.players
    inner = sorted(points, reverse=True)
    firsts = [a + 1 for a, _ in inner] + [int(first.reservation)]
    seconds = [int(second.reservation)] + [b + 1 for _, b in inner]
    return [
        (a, b)
        for a, b in zip(firsts, seconds, strict=True)
        if (first.cap is None or a <= first.cap) and (second.cap is None or b <= second.cap)
    ]


def _apart(one: Box, other: Box) -> bool:
    """Return whether two boxes have no common offer."""
    sides = dict(other.sides)
    return any(
        issue in sides and (high < sides[issue][0] or sides[issue][1] < low)
        for issue, (low, high) in one.sides
    )


@dataclass(slots=True)
class _Swept:
    """Boxes in the order of settling with their conflicts and prices."""

    worths: list[Point]
    total: int
    against: list[int]
    cliques: list[int]
    weights: Vector
    prices: Vector

    def __init__(self, boxes: Sequence[Box], certificate: Mapping[str, Any]) -> None:
        self.worths = [box.worth for box in boxes]
        self.total = sum(map(sum, self.worths))
        self.against = [
            sum(1 << q for q, other in enumerate(boxes) if _apart(box, other)) for box in boxes
        ]
        self.cliques = [sum({1 << int(p) for p in c}) for c in certificate["cliques"]]
        weights = [[int(w) for w in row] for row in certificate["weights"]]
        prices = [[int(p) for p in row] for row in certificate["prices"]]
        most = max((sum(map(abs, column)) for column in zip(*prices, strict=True)), default=0)
        most += 2 * max((sum(map(abs, row)) for row in weights), default=0) * (self.total + 1)
        if most >= 1 << 62:
            raise ValueError("prices pass a word")
        self.weights = np.array(weights, np.int64).reshape(-1, 2)
        self.prices = np.array(prices, np.int64).reshape(len(self.cliques), len(weights))

    def fault(self) -> str:
        """Return what is wrong with the cliques or the prices (empty where nothing is)."""
        if self.worths and not len(self.weights):
            return "there are no prices"
        if np.any(self.weights < 0) or np.any(self.prices < 0):
            return "weights and prices must not be negative"
        for clique in self.cliques:
            members = [p for p in range(len(self.worths)) if clique >> p & 1]
            if clique >> len(self.worths) or any(
                clique & ~(self.against[p] | 1 << p) for p in members
            ):
                return "boxes of a clique have a common offer"
        for p, worth in enumerate(self.worths):
            paid = self.prices[[k for k, c in enumerate(self.cliques) if c >> p & 1]].sum(axis=0)
            if np.any(paid < self.weights @ np.array(worth, np.int64)):
                return f"the prices do not cover box {p}"
        return ""

    def reached(self, corners: Sequence[Point]) -> str:
        """Return what reaches a corner (empty where nothing does)."""
        if not self.worths:
            held = any(a <= 0 and b <= 0 for a, b in corners)
            return "an acceptable offer is missing" if held else ""
        near = [tuple(min(max(v, 0), self.total + 1) for v in corner) for corner in corners]
        targets = np.array(near, np.int64).reshape(-1, 2) @ self.weights.T
        homes = [
            [k for k, c in enumerate(self.cliques) if c >> p & 1] for p in range(len(self.worths))
        ]
        whole = (1 << len(self.worths)) - 1
        states: dict[int, tuple[list[Point], Vector]] = {
            whole: ([(0, 0)], self.prices.sum(axis=0).reshape(-1))
        }
        made = 0
        for p, worth in enumerate(self.worths):
            bit = 1 << p
            for state in [s for s in states if s & bit]:
                points, left = states.pop(state)
                ways = [(state & ~bit & ~self.against[p], worth)]
                if state & self.against[p]:
                    ways.append((state & ~bit, (0, 0)))
                for after, (a, b) in ways:
                    rest = self._left(state, after, left, homes)
                    moved = self._within([(x + a, y + b) for x, y in points], rest, targets)
                    made += len(moved)
                    if made > MOST:
                        raise TooLong(f"more than {MOST:,} partial offers")
                    if moved:
                        before = states[after][0] if after in states else []
                        states[after] = (_best([*before, *moved]), rest)
        ends = [point for points, _ in states.values() for point in points]
        missed = any(a >= x and b >= y for a, b in ends for x, y in corners)
        return "an offer that no listed point dominates exists" if missed else ""

    def _left(
        self, before: int, after: int, left: Vector, homes: Sequence[Sequence[int]]
    ) -> Vector:
        """Return the prices of the cliques that still have an open box."""
        gone = before & ~after
        touched: set[int] = set()
        while gone:
            low = gone & -gone
            touched.update(homes[low.bit_length() - 1])
            gone ^= low
        dead = [k for k in touched if not self.cliques[k] & after]
        return left - self.prices[dead].sum(axis=0) if dead else left

    def _within(self, points: list[Point], left: Vector, targets: Vector) -> list[Point]:
        """Return the points from which, by the prices, some corner can still be reached."""
        most = np.array(points, np.int64) @ self.weights.T + left
        reach = np.any(np.all(most[:, None, :] >= targets[None, :, :], axis=2), axis=1).tolist()
        return [point for point, near in zip(points, reach, strict=True) if near]


def _best(points: list[Point]) -> list[Point]:
    """Return the points that no other dominates."""
    points.sort(reverse=True)
    kept: list[Point] = []
    for point in points:
        if not kept or point[1] > kept[-1][1]:
            kept.append(point)
    return kept
