"""The frontier of two players with weighted boxes: no offer reaches past the listed points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.verification.boxes import Box, boxes_of_game
from counterdraft.verification.games import Game, read_game
from counterdraft.verification.points import check_points
from counterdraft.verification.reading import Refused, entry, integers, items, mapping

__all__ = ["check_box_frontier"]

WORD = 62
"""Boxes in a word of a mask."""
FEW, LEADERS = 2_000, 12
"""From so many partial offers on they are compared with the most promising ones."""
MOST = 60_000_000
"""The most partial offers that are made again: some minutes."""
MOST_NUMBERS = 100_000_000
"""The most numbers in partial offers side by side."""

Point = tuple[int, int]
Vector = NDArray[np.int64]


def check_box_frontier(certificate: Mapping[str, Any]) -> list[Point]:
    """
    Return the points of a frontier that was found box by box.

    Nothing is taken on trust: the listed offers are worth what is said and none dominates another;
    conflicts and cliques are worked out from the game's boxes.  What the listed points leave open lies above
    corners, and every corner is in a part of the proof, which has prices of its own: they cover every box
    under every weighing, and box after box, in whatever order is given, no set of boxes without a
    conflict reaches a corner of the part.

    Raises:
        Refused: A step does not hold, the data is no certificate, or more than `MOST` partial offers arise.
    """
    game = read_game(entry(certificate, "game"))
    base, boxes = boxes_of_game(game)
    points = [(p[0], p[1]) for p in check_points(game, certificate)]
    order = integers(entry(certificate, "order"), "a box", 0, len(boxes) - 1)
    free = sorted(set(range(len(boxes))).difference(order))
    if len(set(order)) < len(order):
        raise Refused("a box is settled twice")
    if any(not boxes[k].meets(box) for k in free for box in boxes):
        raise Refused("a box that is in conflict with another one is not settled")
    # Every offer that matters can lie in all free boxes.
    low = [b + sum(boxes[k].worth[i] for k in free) for i, b in enumerate(base)]
    corners = [(a - low[0], b - low[1]) for a, b in _corners(game, points)]
    _check_parts(
        [boxes[k] for k in order], corners, items(entry(certificate, "parts"), "the parts")
    )
    return points


def _check_parts(ordered: Sequence[Box], corners: Sequence[Point], parts: Sequence[object]) -> None:
    """Refuse parts that do not make up all corners, or with which something reaches a corner."""
    if not ordered:
        if any(a <= 0 and b <= 0 for a, b in corners):
            raise Refused("an acceptable offer is missing")
        return
    read = [mapping(part, "a part") for part in parts]
    numbers = [integers(entry(part, "corners"), "a corner", 0, len(corners) - 1) for part in read]
    if {k for some in numbers for k in some} != set(range(len(corners))):
        raise Refused("the parts of the proof do not make up all corners")
    conflicts = [
        sum(1 << q for q, other in enumerate(ordered) if not box.meets(other)) for box in ordered
    ]
    made = 0
    for some, part in zip(numbers, read, strict=True):
        search = _Search([box.worth for box in ordered], conflicts, part, made)
        search.check_prices()
        search.check_corners([corners[k] for k in some])
        made = search.made


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


@dataclass(slots=True)
class _Search:
    """Boxes in their order with their conflicts, and the prices of a part of the proof."""

    worths: list[Point]
    conflicts: list[int]
    made: int
    total: int
    cliques: list[int]
    weights: Vector
    prices: Vector

    def __init__(
        self, worths: list[Point], conflicts: list[int], part: Mapping[str, Any], made: int
    ) -> None:
        self.worths, self.conflicts, self.made = worths, conflicts, made
        self.total = sum(map(sum, self.worths))
        last = len(worths) - 1
        cliques = [
            integers(clique, "a box of a clique", 0, last)
            for clique in items(entry(part, "cliques"), "the cliques")
        ]
        self.cliques = [sum({1 << place for place in clique}) for clique in cliques]
        weights = [
            integers(row, "a weight") for row in items(entry(part, "weights"), "the weights")
        ]
        prices = [integers(row, "a price") for row in items(entry(part, "prices"), "the prices")]
        if any(len(row) != 2 for row in weights) or any(len(row) != len(weights) for row in prices):
            raise Refused("not a certificate: weights and prices do not fit each other")
        if len(prices) != len(cliques):
            raise Refused("not a certificate: there is not a row of prices per clique")
        most = max((sum(map(abs, column)) for column in zip(*prices, strict=True)), default=0)
        most += 2 * max((sum(map(abs, row)) for row in weights), default=0) * (self.total + 1)
        if most >= 1 << 62:
            raise Refused("prices pass 62 bits")
        self.weights = np.array(weights, np.int64).reshape(-1, 2)
        self.prices = np.array(prices, np.int64).reshape(len(cliques), len(weights))

    def check_prices(self) -> None:
        """Refuse cliques whose boxes are not all in conflict, and prices that do not cover every box."""
        if not len(self.weights):
            raise Refused("there are no prices")
        if np.any(self.weights < 0) or np.any(self.prices < 0):
            raise Refused("weights and prices must not be negative")
        for clique in self.cliques:
            members = [p for p in range(len(self.worths)) if clique >> p & 1]
            if any(clique & ~(self.conflicts[p] | 1 << p) for p in members):
                raise Refused("boxes of a clique have a common offer")
        for p, worth in enumerate(self.worths):
            paid = self.prices[[k for k, c in enumerate(self.cliques) if c >> p & 1]].sum(axis=0)
            if np.any(paid < self.weights @ np.array(worth, np.int64)):
                raise Refused(f"the prices do not cover box {p}")

    def check_corners(self, corners: Sequence[Point]) -> None:
        """Refuse where some set of boxes without a conflict reaches a corner."""
        near = [tuple(min(max(v, 0), self.total + 1) for v in corner) for corner in corners]
        targets = np.array(near, np.int64).reshape(-1, 2) @ self.weights.T
        words = -(-len(self.worths) // WORD)
        cliques = np.array([_words(c, words) for c in self.cliques], np.int64).reshape(-1, words)
        homes = [
            {k for k, c in enumerate(self.cliques) if c >> p & 1} for p in range(len(self.worths))
        ]
        gains = np.array(self.worths, np.int64)
        partial = _Partial(
            np.array([_words((1 << len(self.worths)) - 1, words)], np.int64),
            np.zeros((1, 2), np.int64),
            self.prices.sum(axis=0).reshape(1, -1),
        )
        for p, worth in enumerate(self.worths):
            # Every partial offer with the box still open is continued without it and with it; with it, the
            # later boxes that are in conflict with it are closed.
            bit = _words(1 << p, words)
            clash = self.conflicts[p] >> (p + 1) << (p + 1)
            closed = _words(clash, words)
            has = np.any(partial.open & bit, axis=1)
            clashing = has & np.any(partial.open & closed, axis=1)
            here = sorted(homes[p])
            there = sorted(
                homes[p].union(*(homes[q] for q in range(p + 1, len(homes)) if clash >> q & 1))
            )
            left = partial.some(clashing).without(bit, cliques[here], self.prices[here])
            taken = partial.some(has).without(bit | closed, cliques[there], self.prices[there])
            taken = replace(taken, worth=taken.worth + np.array(worth, np.int64))
            partial = partial.some(~has).joined(left).joined(taken).within(self.weights, targets)
            self.made += len(partial.open)
            numbers = len(partial.open) * (words + len(self.weights))
            if self.made > MOST or numbers > MOST_NUMBERS:
                raise Refused(f"more than {MOST:,} partial offers, or {MOST_NUMBERS:,} numbers")
            partial = partial.best(gains)
        ends = partial.worth.tolist()
        if any(a >= x and b >= y for a, b in ends for x, y in corners):
            raise Refused("an offer that no listed point dominates exists")


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

    def joined(self, other: _Partial) -> _Partial:
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
