"""The independent checker of a sweep over weighted boxes: it settles them again, within the prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.box_programming.boxes import Box, boxes_of
from counterdraft.agreements.certificates.game_data import game_from_data
from counterdraft.agreements.certificates.points import points_hold
from counterdraft.preferences.game import Game
from counterdraft.verification.listing import TooLong

__all__ = ["replay_sweep"]

WORD = 62
"""Boxes in a word of a mask."""
FEW, LEADERS = 2_000, 12
"""From so many partial offers on they are compared with the most promising ones."""
MOST = 60_000_000
"""The most partial offers that are settled again: some minutes."""

Point = tuple[int, int]
Vector = NDArray[np.int64]


def replay_sweep(certificate: Mapping[str, Any]) -> tuple[str, list[Point]]:
    """
    Return why the certificate of a sweep does not hold (empty where it does), and its points.

    Nothing is taken on trust: the listed offers are worth what is said and none dominates another;
    conflicts and cliques are worked out from the game's boxes.  What the listed points leave open lies above
    corners, and every corner is in a part of the proof, which has prices of its own: they cover every box
    under every weighing, and settling one box after the other, whatever order is given, no set of boxes
    without a conflict reaches a corner of the part.

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
    corners = [(a - base[0], b - base[1]) for a, b in _corners(game, points)]
    return _missed([boxes.boxes[k] for k in order], corners, certificate["parts"]), points


def _missed(
    settled: Sequence[Box], corners: Sequence[Point], parts: Sequence[Mapping[str, Any]]
) -> str:
    """Return what is wrong with the parts of the proof, or what reaches a corner (empty: nothing)."""
    if not settled:
        held = any(a <= 0 and b <= 0 for a, b in corners)
        return "an acceptable offer is missing" if held else ""
    numbers = [[int(k) for k in part["corners"]] for part in parts]
    if {k for some in numbers for k in some} != set(range(len(corners))):
        return "the parts of the proof do not make up all corners"
    against = [
        sum(1 << q for q, other in enumerate(settled) if _apart(box, other)) for box in settled
    ]
    made = 0
    for some, part in zip(numbers, parts, strict=True):
        swept = _Swept([box.worth for box in settled], against, part, made)
        fault = swept.fault() or swept.reached([corners[k] for k in some])
        if fault:
            return fault
        made = swept.made
    return ""


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
    """Boxes in the order of settling with their conflicts, and the prices of a part of the proof."""

    worths: list[Point]
    against: list[int]
    made: int
    total: int
    cliques: list[int]
    weights: Vector
    prices: Vector

    def __init__(
        self, worths: list[Point], against: list[int], part: Mapping[str, Any], made: int
    ) -> None:
        self.worths, self.against, self.made = worths, against, made
        self.total = sum(map(sum, self.worths))
        self.cliques = [sum({1 << int(p) for p in c}) for c in part["cliques"]]
        weights = [[int(w) for w in row] for row in part["weights"]]
        prices = [[int(p) for p in row] for row in part["prices"]]
        most = max((sum(map(abs, column)) for column in zip(*prices, strict=True)), default=0)
        most += 2 * max((sum(map(abs, row)) for row in weights), default=0) * (self.total + 1)
        if most >= 1 << 62:
            raise ValueError("prices pass a word")
        self.weights = np.array(weights, np.int64).reshape(-1, 2)
        self.prices = np.array(prices, np.int64).reshape(len(self.cliques), len(weights))

    def fault(self) -> str:
        """Return what is wrong with the cliques or the prices (empty where nothing is)."""
        if not len(self.weights):
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
        near = [tuple(min(max(v, 0), self.total + 1) for v in corner) for corner in corners]
        targets = np.array(near, np.int64).reshape(-1, 2) @ self.weights.T
        words = -(-len(self.worths) // WORD)
        cliques = np.array([_words(c, words) for c in self.cliques], np.int64).reshape(-1, words)
        homes = [
            {k for k, c in enumerate(self.cliques) if c >> p & 1} for p in range(len(self.worths))
        ]
        gains = np.array(self.worths, np.int64)
        held = _Partial(
            np.array([_words((1 << len(self.worths)) - 1, words)], np.int64),
            np.zeros((1, 2), np.int64),
            self.prices.sum(axis=0).reshape(1, -1),
        )
        for p, worth in enumerate(self.worths):
            bit = _words(1 << p, words)
            clash = self.against[p] >> (p + 1) << (p + 1)
            excluded = _words(clash, words)
            has = np.any(held.open & bit, axis=1)
            clashing = has & np.any(held.open & excluded, axis=1)
            here = sorted(homes[p])
            there = sorted(
                homes[p].union(*(homes[q] for q in range(p + 1, len(homes)) if clash >> q & 1))
            )
            left = held.some(clashing).without(bit, cliques[here], self.prices[here])
            taken = held.some(has).without(bit | excluded, cliques[there], self.prices[there])
            taken = replace(taken, worth=taken.worth + np.array(worth, np.int64))
            held = held.some(~has).beside(left).beside(taken).within(self.weights, targets)
            self.made += len(held.open)
            if self.made > MOST:
                raise TooLong(f"more than {MOST:,} partial offers")
            held = held.best(gains)
        ends = held.worth.tolist()
        missed = any(a >= x and b >= y for a, b in ends for x, y in corners)
        return "an offer that no listed point dominates exists" if missed else ""


@dataclass(frozen=True, slots=True)
class _Partial:
    """
    Partial offers side by side: which boxes are open, the worth so far, and the prices still to be paid.

    ``open`` is (n, words), `WORD` boxes to a word; ``worth`` is (n, 2); ``left`` is (n, m): under each
    weighing the sum of the prices of the cliques that still have an open box.
    """

    open: Vector
    worth: Vector
    left: Vector

    def some(self, which: NDArray[Any]) -> _Partial:
        """Return some of them, by flags or positions."""
        return _Partial(self.open[which], self.worth[which], self.left[which])

    def beside(self, other: _Partial) -> _Partial:
        """Return these and the others."""
        return _Partial(
            np.concatenate([self.open, other.open]),
            np.concatenate([self.worth, other.worth]),
            np.concatenate([self.left, other.left]),
        )

    def without(self, boxes: Vector, cliques: Vector, prices: Vector) -> _Partial:
        """Return them with *boxes* no longer open: *cliques* that lose their last open box are not paid."""
        after = self.open & ~boxes
        left = self.left.copy()
        for clique, price in zip(cliques, prices, strict=True):
            dead = np.any(self.open & clique, axis=1) & ~np.any(after & clique, axis=1)
            left[dead] -= price
        return _Partial(after, self.worth, left)

    def within(self, weights: Vector, targets: Vector) -> _Partial:
        """Return those from which, by the prices, some corner can still be reached."""
        most = self.worth @ weights.T + self.left
        reach = np.zeros(len(most), bool)
        for target in targets:
            reach |= np.all(most >= target, axis=1)
        return self.some(reach)

    def best(self, gains: Vector) -> _Partial:
        """
        Return those that no other one makes needless.

        With the same boxes open, whatever completes the one completes the other: the worse one is dropped.
        So is one whose lag behind another one is more than all boxes that only it has open.
        """
        order = np.lexsort((-self.worth[:, 1], -self.worth[:, 0], *self.open.T))
        held = self.some(order)
        if not len(order):
            return held
        fresh = np.any(held.open[1:] != held.open[:-1], axis=1)
        group = np.concatenate([[0], np.cumsum(fresh)])
        span = int(held.worth[:, 1].max()) + 1
        height = held.worth[:, 1] + group * span
        before = np.concatenate([[-1], np.maximum.accumulate(height)[:-1]])
        held = held.some(height > before)
        if len(held.open) < FEW:
            return held
        total = np.maximum(gains.sum(axis=0), 1)
        kept = np.ones(len(held.open), bool)
        for k in np.argsort(-(held.worth @ (1.0 / total)), kind="stable")[:LEADERS].tolist():
            behind = np.flatnonzero(np.all(held.worth <= held.worth[k], axis=1) & kept)
            behind = behind[behind != k]
            alone = held.open[behind] & ~held.open[k]
            lag = held.worth[k] - held.worth[behind]
            for p in range(len(gains)):
                has = alone[:, p // WORD] >> (p % WORD) & 1
                lag -= has[:, None] * gains[p]
            if kept[k]:
                kept[behind[np.all(lag >= 0, axis=1)]] = False
        return held.some(kept)


def _words(places: int, words: int) -> Vector:
    """Return a set of places, given as one integer, in words."""
    return np.array([places >> (WORD * w) & (1 << WORD) - 1 for w in range(words)], np.int64)
