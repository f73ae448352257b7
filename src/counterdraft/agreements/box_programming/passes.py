"""Passes over the boxes: every partial offer takes or leaves each one; what reaches nothing is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.box_programming.conflicts import Conflicts, bits
from counterdraft.agreements.box_programming.prices import Prices
from counterdraft.runtime.deadline import Deadline

__all__ = ["Pass", "Passes", "listed"]

COMPARED = 30
"""With how many of the most promising partial offers each one is compared."""

Ended = Literal["whole", "narrowed", "overfull", "late"]
Vector = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pass:
    """
    The offers that a pass ended with, as places of boxes, and how it ended.

    whole: nothing else reaches a corner; narrowed: only the most promising partial offers were kept;
    overfull, late: it stopped where the partial offers passed what it may keep, or with the time.
    """

    found: tuple[tuple[int, ...], ...]
    ended: Ended


class Passes:
    """The boxes in the order of settling, with their prices, ready for the kernels."""

    def __init__(self, conflicts: Conflicts, gains: Vector, prices: Prices) -> None:
        from counterdraft.agreements.box_programming.kernels import WORD  # noqa: PLC0415 - compiled

        self.gains, self.prices = gains, prices
        self.words = max(1, -(-len(gains) // WORD))
        self.later, self.against = [], []
        for p, mask in enumerate(conflicts.against):
            after = mask >> (p + 1) << (p + 1)
            self.later.append(np.array(list(bits(after)), np.int64))
            self.against.append(self._mask(after))
        homes: list[list[int]] = [[] for _ in gains]
        for k, clique in enumerate(prices.cliques):
            for p in clique:
                homes[p].append(k)
        self.homes = listed(homes)
        members = [self._mask(sum(1 << p for p in clique)) for clique in prices.cliques]
        self.members = np.array(members, np.int64).reshape(-1, self.words)

    def _mask(self, places: int) -> Vector:
        """Return a set of places, given as one integer, in words."""
        from counterdraft.agreements.box_programming.kernels import WORD  # noqa: PLC0415 - compiled

        word = (1 << WORD) - 1
        return np.array([places >> (WORD * w) & word for w in range(self.words)], np.int64)

    def targets(self, corners: Sequence[tuple[int, int]]) -> Vector:
        """Return what reaches each corner under each weighing, for those that the prices leave open."""
        found = np.array(corners, np.int64).reshape(-1, 2) @ self.prices.weights.T
        return np.ascontiguousarray(found[np.all(found <= self.prices.prices.sum(axis=0), axis=1)])

    def run(self, targets: Vector, room: int, deadline: Deadline, *, narrow: bool) -> Pass:
        """
        Settle every box in every partial offer.

        Args:
            targets: What reaches the corners; see `targets`.
            room: How many partial offers are kept.
            deadline: When to stop.
            narrow: Whether the most promising are kept where there are more, instead of stopping.
        """
        from counterdraft.agreements.box_programming.kernels import settle_box  # noqa: PLC0415 - compiled

        n, m = len(self.gains), len(self.prices.weights)
        held, other = (_Labels.empty(2 * room + 1, self.words, m) for _ in range(2))
        held.start(self._mask((1 << n) - 1), self.prices.prices.sum(axis=0))
        count = 1
        ended: Ended = "whole"
        trace: list[tuple[Vector, NDArray[np.uint8]]] = []
        for p in range(n):
            if deadline.over():
                return Pass((), "late")
            made = settle_box(
                p,
                held.first(count),
                (self.later[p], self.against[p], self.gains[p]),
                (*self.homes, self.members),
                (self.prices.prices, self.prices.weights, targets),
                other.state(),
                (other.parent, other.taken),
                narrow,
            )
            if made < 0:
                return Pass((), "overfull")
            kept = self._kept(other, made, min(COMPARED, room))
            if len(kept) > room:
                if not narrow:
                    return Pass((), "overfull")
                best = np.argsort(-other.room[kept], kind="stable")[:room]
                kept, ended = kept[np.sort(best)], "narrowed"
            trace.append((other.parent[kept], other.taken[kept]))
            count = len(kept)
            if not count:
                return Pass((), ended)
            held.copy(other, kept)
        return Pass(tuple(_places(trace, k) for k in range(count)), ended)

    def _kept(self, labels: _Labels, made: int, most: int) -> Vector:
        """Return the partial offers that no other one makes needless."""
        from counterdraft.agreements.box_programming.kernels import marks, outdone, same  # noqa: PLC0415 - compiled

        alive, worth = labels.alive[:made], labels.worth[:made]
        mark, kept = np.empty(made, np.int64), np.empty(made, np.int64)
        marks(alive, mark)
        order = np.lexsort((-worth[:, 1], -worth[:, 0], mark))
        left = kept[: same(order, alive, worth, mark, kept)].copy()
        promise = worth[left] @ (1.0 / np.maximum(self.gains.sum(axis=0), 1))
        order = left[np.argsort(-promise, kind="stable")]
        return kept[: outdone(order, alive, worth, self.gains, most, kept)].copy()


@dataclass(slots=True)
class _Labels:
    """Partial offers side by side; see `kernels.settle_box`."""

    alive: Vector
    worth: Vector
    left: Vector
    witness: Vector
    room: NDArray[np.float64]
    parent: Vector
    taken: NDArray[np.uint8]

    @classmethod
    def empty(cls, capacity: int, words: int, weighings: int) -> _Labels:
        return cls(
            np.empty((capacity, words), np.int64),
            np.empty((capacity, 2), np.int64),
            np.empty((capacity, weighings), np.int64),
            np.empty(capacity, np.int64),
            np.empty(capacity, np.float64),
            np.empty(capacity, np.int64),
            np.empty(capacity, np.uint8),
        )

    def start(self, alive: Vector, left: Vector) -> None:
        """Write the partial offer in which everything is open."""
        self.alive[0], self.worth[0], self.left[0] = alive, 0, left
        self.witness[0] = 0
        self.room[0] = 0.0

    def state(self) -> tuple[NDArray[Any], ...]:
        """Return the parts that make up a state."""
        return self.alive, self.worth, self.left, self.witness, self.room

    def first(self, count: int) -> tuple[NDArray[Any], ...]:
        """Return the first partial offers."""
        return tuple(part[:count] for part in self.state())

    def copy(self, other: _Labels, rows: Vector) -> None:
        """Take over *rows* of another list."""
        for own, theirs in zip(self.state(), other.state(), strict=True):
            np.take(theirs, rows, axis=0, out=own[: len(rows)])


def _places(trace: Sequence[tuple[Vector, NDArray[np.uint8]]], k: int) -> tuple[int, ...]:
    """Return the boxes taken on the way to a partial offer."""
    places = []
    for p in range(len(trace) - 1, -1, -1):
        parent, taken = trace[p]
        if taken[k]:
            places.append(p)
        k = int(parent[k])
    return tuple(places)


def listed(rows: Sequence[Sequence[int]]) -> tuple[Vector, Vector]:
    """Return rows of different lengths as starts and one list."""
    starts = np.zeros(len(rows) + 1, np.int64)
    starts[1:] = np.cumsum([len(row) for row in rows])
    return starts, np.array([v for row in rows for v in row], np.int64)
