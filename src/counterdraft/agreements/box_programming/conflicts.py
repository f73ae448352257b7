"""Which boxes have no common offer, in which order to settle them, and cliques of conflicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from counterdraft.agreements.box_programming.boxes import Box
from counterdraft.runtime.deadline import Deadline

__all__ = ["Conflicts", "bits", "conflicts_of", "extended"]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """
    The conflicts among boxes, as bit masks over places in the order in which they are settled.

    ``order[p]`` is the box at place p; ``free`` are the boxes without any conflict.  ``against[p]`` are
    the places in conflict with p.  ``cliques`` are sets of places of which an offer lies in one at most;
    every box is in one of them, and every conflict unless the time was over.
    """

    order: tuple[int, ...]
    free: tuple[int, ...]
    against: tuple[int, ...]
    cliques: tuple[tuple[int, ...], ...]


def conflicts_of(sizes: Sequence[int], boxes: Sequence[Box], deadline: Deadline) -> Conflicts:
    """Return the conflicts of *boxes* over issues of so many options; a plain order when time is over."""
    apart = _apart(sizes, boxes)
    free = tuple(k for k, others in enumerate(apart) if not others)
    order = _order(apart, deadline)
    place = {k: p for p, k in enumerate(order)}
    against = tuple(sum(1 << place[j] for j in bits(apart[k])) for k in order)
    weights = [sum(boxes[k].worth) for k in order]
    return Conflicts(tuple(order), free, against, tuple(_cliques(against, weights, deadline)))


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits of *mask*, ascending."""
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


def extended(members: Sequence[int], common: int, against: Sequence[int]) -> tuple[int, ...]:
    """Return a clique made maximal: *common* are the places in conflict with all its members."""
    clique = list(members)
    while common:
        best = max(bits(common), key=lambda p: (against[p] & common).bit_count())
        clique.append(best)
        common &= against[best]
    return tuple(sorted(clique))


def _apart(sizes: Sequence[int], boxes: Sequence[Box]) -> list[int]:
    """Return by box the mask of those that share no offer with it."""
    low = np.zeros((len(sizes), len(boxes)), np.int64)
    high = np.repeat(np.array(sizes, np.int64)[:, None] - 1, len(boxes), axis=1)
    for k, box in enumerate(boxes):
        for issue, (first, last) in box.sides:
            low[issue, k], high[issue, k] = first, last
    apart = np.zeros((len(boxes), len(boxes)), bool)
    for lows, highs in zip(low, high, strict=True):
        apart |= lows[:, None] > highs[None, :]
    rows = np.packbits(apart | apart.T, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in rows]


def _order(apart: Sequence[int], deadline: Deadline) -> list[int]:
    """Return an order in which few unsettled boxes at a time are in conflict with settled ones (greedily)."""
    left = {k for k, others in enumerate(apart) if others}
    order: list[int] = []
    settled = edge = 0
    while left:
        if deadline.over():
            return [*order, *sorted(left)]
        if edge:
            near = edge | settled
            best = min(
                bits(edge),
                key=lambda k: ((apart[k] & ~near).bit_count(), -(apart[k] & edge).bit_count()),
            )
        else:
            best = min(sorted(left), key=lambda k: apart[k].bit_count())
        order.append(best)
        left.discard(best)
        settled |= 1 << best
        edge = (edge | apart[best]) & ~settled
    return order


def _cliques(
    against: Sequence[int], weights: Sequence[int], deadline: Deadline
) -> Iterator[tuple[int, ...]]:
    """Yield maximal cliques until every conflict is in one (greedily, heavy boxes first)."""
    left = list(against)
    held = 0
    for p in sorted(range(len(against)), key=lambda q: -weights[q]):
        while left[p] and not (deadline.over() and held >> p & 1):
            q = max(bits(left[p]), key=lambda k: (against[k] & against[p]).bit_count())
            clique, mask, common = [p, q], 1 << p | 1 << q, against[p] & against[q]
            while common:
                r = max(
                    bits(common),
                    key=lambda k: (
                        (left[k] & mask).bit_count(),
                        (against[k] & common).bit_count(),
                    ),
                )
                clique.append(r)
                mask |= 1 << r
                common &= against[r]
            held |= mask
            for k in clique:
                left[k] &= ~mask
            yield tuple(sorted(clique))
