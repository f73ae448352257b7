"""The frontier of two players with weighted boxes: partial offers box by box, within proven prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.proofs.certificate import game_to_data
from counterdraft.agreements.results import Frontier
from counterdraft.agreements.sweeping.boxes import Boxes, boxes_of
from counterdraft.agreements.sweeping.conflicts import Conflicts, bits, conflicts_of
from counterdraft.agreements.sweeping.prices import Prices, prices_of
from counterdraft.preferences.game import Game

__all__ = ["frontier_by_sweep"]

SECONDS = 120.0
BEAMS = (300, 3_000, 20_000)
"""Partial offers kept a step in the passes that look for offers, before the one that keeps all."""
MEMORY_BYTES = 2 << 30
"""What the partial offers before and after a step may take together."""
COMPARED = 30
DIRECTIONS, STEPS, FOUND = 16, 2_000, 500  # of the tabu search

Point = tuple[int, int]
Offer = tuple[int, ...]


def frontier_by_sweep(game: Game, *, seconds: float = SECONDS) -> Frontier | None:
    """
    Return the frontier of two players whose worths are weighted boxes; None where they are not.

    An offer is a set of boxes without a conflict.  Boxes are settled one after the other; partial offers
    with the same boxes open have the same completions, so dominated ones are dropped, as in dynamic
    programming with labels.  A first search finds good offers, and what they leave open are corners: worths
    that an efficient offer not yet known would have to reach.  A partial offer is dropped when prices
    of the conflicts show that it reaches no corner.  Passes that keep few partial offers fill in what the
    first search missed; the last one keeps all, and proves that nothing is missing.

    Args:
        game: The tabulated game.
        seconds: When the time is over, what was found is returned with a bound.

    Returns:
        The frontier, status "proved", or "bounded" where time or memory ended first.
    """
    boxes = boxes_of(game)
    if boxes is None or not _fits(boxes):
        return None
    return _Sweep(game, boxes, monotonic() + seconds).frontier()


def _fits(boxes: Boxes) -> bool:
    total = sum(max(box.worth) for box in boxes.boxes) + max(map(abs, boxes.base))
    return total < 1 << 40


@dataclass(slots=True)
class _Sweep:
    game: Game
    boxes: Boxes
    end: float
    conflicts: Conflicts = field(init=False)
    gains: NDArray[np.int64] = field(init=False)
    base: Point = field(init=False)
    known: dict[Point, Offer] = field(init=False)

    def __post_init__(self) -> None:
        listed = self.boxes.boxes
        self.conflicts = conflicts_of(self.boxes.sizes, listed)
        worths = np.array([box.worth for box in listed], np.int64).reshape(-1, 2)
        self.gains = np.ascontiguousarray(worths[list(self.conflicts.order)])
        free = worths[list(self.conflicts.free)].sum(axis=0)
        self.base = (self.boxes.base[0] + int(free[0]), self.boxes.base[1] + int(free[1]))
        self.known = {}

    def frontier(self) -> Frontier:
        """Return the frontier."""
        if not self.conflicts.order:
            self._add([()])
            return self._answer([], None, complete=True)
        self._look()
        prices = prices_of(self.conflicts, self.gains, self._open())
        steps = _Steps(self.conflicts, self.gains, prices)
        complete = False
        for beam in (*BEAMS, 0):
            targets = steps.targets(self._open())
            complete = not len(targets)
            if complete:
                break
            found, whole = steps.run(targets, beam, self.end)
            self._add(found)
            if whole or monotonic() > self.end:
                complete = whole
                break
        return self._answer(self._open(), prices, complete=complete)

    def _look(self) -> None:
        """Find good offers by tabu search."""
        from counterdraft.agreements.sweeping.kernels import climb  # noqa: PLC0415 - compiled

        starts, others = _listed([list(bits(mask)) for mask in self.conflicts.against])
        found = np.zeros((FOUND, 2), np.int64)
        sets = np.zeros((FOUND, len(self.gains)), np.uint8)
        tops = np.maximum(self.gains.max(axis=0), 1)
        for k in range(DIRECTIONS + 1):
            noise = np.random.default_rng(k).integers(7, 17, STEPS)
            first, second = (
                max(1, round(1000 * share * int(tops[1 - i]) / int(tops.max())))
                for i, share in enumerate(((DIRECTIONS - k) / DIRECTIONS, k / DIRECTIONS))
            )
            n = climb(starts, others, self.gains, first, second, STEPS, noise, found, sets)
            self._add([np.flatnonzero(row) for row in sets[:n]])

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

    def _open(self) -> list[Point]:
        """Return what an offer that is not yet known must reach, from its boxes in conflict alone."""
        first, second = self.game.players
        firsts = [p[0] + 1 for p in self.known] + [int(first.reservation)]
        seconds = [int(second.reservation)] + [p[1] + 1 for p in self.known]
        corners = zip(firsts, seconds, strict=True)
        total = int(self.gains.sum())
        return [
            (
                min(max(a - self.base[0], 0), total + 1),
                min(max(b - self.base[1], 0), total + 1),
            )
            for a, b in corners
            if (first.cap is None or a <= first.cap) and (second.cap is None or b <= second.cap)
        ]

    def _answer(
        self, corners: Sequence[Point], prices: Prices | None, *, complete: bool
    ) -> Frontier:
        points = list(self.known)
        offers = [self.known[p] for p in points]
        table = np.array(points, np.int64).reshape(len(points), 2)
        if complete:
            return Frontier(
                self.game,
                table,
                lambda k: offers[k],
                None,
                "proved",
                certificate=self._certificate(points, offers, prices),
            )
        bound = _shortfall(points, corners, self.base, self.game, prices)
        note = "the time or the memory ended before the frontier was complete"
        return Frontier(self.game, table, lambda k: offers[k], None, "bounded", bound, note)

    def _certificate(
        self, points: list[Point], offers: list[Offer], prices: Prices | None
    ) -> dict[str, Any]:
        """Return what the replay needs: the offers, the order of the boxes, and the prices."""
        return {
            "kind": "sweep",
            "game": game_to_data(self.game),
            "worths": [list(p) for p in points],
            "offers": [list(o) for o in offers],
            "order": list(self.conflicts.order),
            "weights": [] if prices is None else prices.weights.tolist(),
            "cliques": [] if prices is None else [list(c) for c in prices.cliques],
            "prices": [] if prices is None else prices.prices.tolist(),
        }


class _Steps:
    """The boxes in the order of settling, with their prices, ready for the kernels."""

    def __init__(self, conflicts: Conflicts, gains: NDArray[np.int64], prices: Prices) -> None:
        self.gains, self.weights, self.prices = gains, prices.weights, prices.prices
        self.later = [
            np.array([q for q in bits(mask) if q > p], np.int64)
            for p, mask in enumerate(conflicts.against)
        ]
        self.edges = list(_edges(conflicts.against))
        homes: list[list[int]] = [[] for _ in gains]
        for k, clique in enumerate(prices.cliques):
            for p in clique:
                homes[p].append(k)
        self.homes = _listed(homes)
        self.members = _listed([list(c) for c in prices.cliques])
        self.keys = np.random.default_rng(0).integers(0, 1 << 62, len(gains))

    def targets(self, corners: Sequence[Point]) -> NDArray[np.int64]:
        """Return what reaches each corner under each weighing, for those that the prices leave open."""
        found = np.array(corners, np.int64).reshape(-1, 2) @ self.weights.T
        return np.ascontiguousarray(found[np.all(found <= self.prices.sum(axis=0), axis=1)])

    def run(
        self, targets: NDArray[np.int64], beam: int, end: float
    ) -> tuple[list[list[int]], bool]:
        """Return the offers that reach a corner, as places, and whether none was left out."""
        from counterdraft.agreements.sweeping.kernels import settle_box  # noqa: PLC0415 - compiled

        n, m = len(self.gains), len(self.weights)
        capacity = 2 * beam + 1 if beam else MEMORY_BYTES // (2 * (n + 8 * m + 64))
        held, other = _Labels.empty(capacity, n, m), _Labels.empty(capacity, n, m)
        held.start(self.prices.sum(axis=0))
        count, whole = 1, True
        trace: list[tuple[NDArray[np.int64], NDArray[np.uint8]]] = []
        for p in range(n):
            made = settle_box(
                p,
                held.first(count),
                (self.later[p], self.gains[p]),
                (*self.homes, *self.members),
                (self.prices, self.weights, targets),
                self.keys,
                other.state(),
                (other.parent, other.taken),
                beam > 0,
            )
            if made < 0 or monotonic() > end:
                return [], False
            kept = self._kept(other, made, self.edges[p], beam)
            if beam and len(kept) > beam:
                best = np.argsort(-other.room[kept], kind="stable")[:beam]
                kept, whole = kept[np.sort(best)], False
            trace.append((other.parent[kept], other.taken[kept]))
            count = len(kept)
            held.copy(other, kept)
            if not count:
                return [], whole
        return [_places(trace, k) for k in range(count)], whole

    def _kept(
        self, labels: _Labels, made: int, edge: NDArray[np.int64], beam: int
    ) -> NDArray[np.int64]:
        """Return the partial offers that no other one makes needless."""
        from counterdraft.agreements.sweeping.kernels import outdone, same  # noqa: PLC0415 - compiled

        worth, kept = labels.worth, np.empty(made, np.int64)
        order = np.lexsort((-worth[:made, 1], -worth[:made, 0], labels.mark[:made]))
        left = kept[: same(order, labels.alive, worth, labels.mark, edge, kept)].copy()
        tops = np.maximum(self.gains.sum(axis=0), 1)
        promise = worth[left] @ (1.0 / tops)
        order = left[np.argsort(-promise, kind="stable")]
        most = min(COMPARED, beam) if beam else COMPARED
        return kept[: outdone(order, labels.alive, worth, edge, self.gains, most, kept)].copy()


@dataclass(slots=True)
class _Labels:
    """Partial offers side by side; see `kernels.settle_box`."""

    alive: NDArray[np.uint8]
    worth: NDArray[np.int64]
    left: NDArray[np.int64]
    mark: NDArray[np.int64]
    witness: NDArray[np.int64]
    room: NDArray[np.float64]
    parent: NDArray[np.int64]
    taken: NDArray[np.uint8]

    @classmethod
    def empty(cls, capacity: int, boxes: int, weighings: int) -> _Labels:
        return cls(
            np.empty((capacity, boxes), np.uint8),
            np.empty((capacity, 2), np.int64),
            np.empty((capacity, weighings), np.int64),
            np.empty(capacity, np.int64),
            np.empty(capacity, np.int64),
            np.empty(capacity, np.float64),
            np.empty(capacity, np.int64),
            np.empty(capacity, np.uint8),
        )

    def start(self, left: NDArray[np.int64]) -> None:
        """Write the partial offer in which everything is open."""
        self.alive[0], self.worth[0], self.left[0] = 1, 0, left
        self.mark[0] = self.witness[0] = 0
        self.room[0] = 0.0

    def state(self) -> tuple[NDArray[Any], ...]:
        """Return the parts that make up a state."""
        return self.alive, self.worth, self.left, self.mark, self.witness, self.room

    def first(self, count: int) -> tuple[NDArray[Any], ...]:
        """Return the first partial offers."""
        return tuple(part[:count] for part in self.state())

    def copy(self, other: _Labels, rows: NDArray[np.int64]) -> None:
        """Take over *rows* of another list."""
        for own, theirs in zip(self.state(), other.state(), strict=True):
            np.take(theirs, rows, axis=0, out=own[: len(rows)])


def _places(trace: Sequence[tuple[NDArray[np.int64], NDArray[np.uint8]]], k: int) -> list[int]:
    """Return the boxes taken on the way to a partial offer."""
    places = []
    for p in range(len(trace) - 1, -1, -1):
        parent, taken = trace[p]
        if taken[k]:
            places.append(p)
        k = int(parent[k])
    return places


def _edges(against: Sequence[int]) -> Iterator[NDArray[np.int64]]:
    """Yield, after every box, the boxes still to come that are in conflict with one before."""
    seen = 0
    for p, mask in enumerate(against):
        seen |= mask
        yield np.array(list(bits(seen >> (p + 1) << (p + 1))), np.int64)


def _listed(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows of different lengths as starts and one list."""
    starts = np.zeros(len(rows) + 1, np.int64)
    starts[1:] = np.cumsum([len(row) for row in rows])
    return starts, np.array([v for row in rows for v in row], np.int64)


def _shortfall(
    points: Sequence[Point],
    corners: Sequence[Point],
    base: Point,
    game: Game,
    prices: Prices | None,
) -> Fraction | None:
    """Return the share of its ideal gain that a player may miss by a listed point; None without points."""
    assert prices is not None
    floor = [int(p.reservation) for p in game.players]
    if not points:
        return None
    ideals = [max(max(p[i] for p in points) - floor[i], 1) for i in range(2)]
    totals = prices.prices.sum(axis=0)
    worst = Fraction(0)
    for corner in corners:
        tops = []
        for i in range(2):
            other = 1 - i
            tops.append(
                min(
                    (int(t) - int(w[other]) * max(corner[other], 0)) // int(w[i]) + base[i]
                    for t, w in zip(totals, prices.weights, strict=True)
                    if w[i] > 0
                )
            )
        if any(t < c + b for t, c, b in zip(tops, corner, base, strict=True)):
            continue
        worst = max(
            worst,
            min(max(Fraction(max(tops[i] - p[i], 0), ideals[i]) for i in range(2)) for p in points),
        )
    return worst
