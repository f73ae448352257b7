"""The search for counter-offers: what has been scored, and how it is improved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.scoring.joint_sample import Joint
from counterdraft.advice.scoring.neighbours import neighbours

__all__ = ["Found", "Goal", "Search", "boldest", "most_expected"]

Offers = NDArray[np.int64]
Offer = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An offer with its expected gain, the odds that it is signed, and its mean own gain."""

    offer: Offer
    expected: float
    signed: float
    own: float


TOGETHER = 14
"""Single changes of which three are made at once."""

Goal = Callable[[Found], tuple[float, ...]]


def most_expected(found: Found) -> tuple[float, ...]:
    """Order offers by expected gain, then by odds; equal ones by their options."""
    return (round(found.expected, 9), found.signed, *(-o for o in found.offer))


def boldest(odds: float) -> Goal:
    """Return the order by own gain, then odds, among offers with at least these *odds*."""

    def order(found: Found) -> tuple[float, ...]:
        enough = found.signed >= odds
        return (
            float(enough),
            round(found.own, 9) if enough else found.signed,
            found.signed,
            *(-o for o in found.offer),
        )

    return order


class Search:
    """
    Offers scored on one joint sample, each once; only those that are possible and within our mandate.

    Args:
        joint: The joint sample.
        bound_by_mandate: Whether our red lines must hold; false only to fill in a draft.
    """

    def __init__(self, joint: Joint, *, bound_by_mandate: bool = True) -> None:
        self.joint = joint
        self.bound_by_mandate = bound_by_mandate
        self.known: dict[Offer, Found] = {}

    def feasible(self, offers: Offers) -> Offers:
        """Return those of the *offers* that may be made."""
        seat = self.joint.seat
        kept = seat.possible(offers)
        if self.bound_by_mandate:
            kept &= seat.within_mandate(offers)
        return offers[kept]

    def score(self, offers: Offers, base: Sequence[int] | None = None) -> list[Found]:
        """Score what is feasible among the *offers*, and return it."""
        wanted = [tuple(row) for row in self.feasible(offers).tolist()]
        new = list(dict.fromkeys(o for o in wanted if o not in self.known))
        if new:
            scores = self.joint.scores(np.array(new, dtype=np.int64), base)
            for offer, expected, signed, own in zip(
                new,
                scores.expected.tolist(),
                scores.signed.tolist(),
                scores.own.tolist(),
                strict=True,
            ):
                self.known[offer] = Found(offer, expected, signed, own)
        return [self.known[o] for o in wanted]

    def best(self, goal: Goal, among: Sequence[Found] | None = None) -> Found | None:
        """Return the best of what has been scored, or None when there is nothing."""
        return max(self.known.values() if among is None else among, key=goal, default=None)

    def climb(
        self,
        start: Offer,
        goal: Goal = most_expected,
        issues: Sequence[int] | None = None,
        *,
        pairs: bool = True,
    ) -> Found | None:
        """
        Improve an offer until no change of one issue, nor of two, nor three of the least bad, improves it.

        Best improvement among all changes of one issue; then (with *pairs*) of two; then of three at once
        among those single changes that cost least.  Every offer in those neighbourhoods is scored on all
        draws, so the end is a local optimum and known to be one.

        Args:
            start: Where to begin; it need not be feasible.
            goal: The order to climb in.
            issues: The issues that may change; all of them when None.
            pairs: Whether two issues may change at once.

        Returns:
            The best, or None when no neighbour of *start* is feasible.
        """
        now = next(iter(self.score(np.array([start], dtype=np.int64))), None)
        offer = start
        while True:
            better = None
            for around in self._around(offer, goal, issues, pairs=pairs):
                better = self.best(goal, around)
                if better is not None and (now is None or goal(better) > goal(now)):
                    break
                better = None
            if better is None:
                return now
            now = better
            offer = better.offer

    def _around(
        self, offer: Offer, goal: Goal, issues: Sequence[int] | None, *, pairs: bool
    ) -> Iterator[list[Found]]:
        """Yield the neighbourhoods of an offer, the smallest first."""
        sizes = self.joint.seat.sizes
        single = self.score(neighbours(offer, sizes, 1, issues), offer)
        yield single
        if not pairs:
            return
        yield self.score(neighbours(offer, sizes, 2, issues), offer)
        least = sorted(single, key=goal, reverse=True)[:TOGETHER]
        yield self.score(_together(offer, [f.offer for f in least]), offer)


def _together(offer: Offer, changed: Sequence[Offer]) -> Offers:
    """Return the offers that make three of the single changes at once, on three issues."""
    moves = [next((i, n[i]) for i in range(len(n)) if n[i] != offer[i]) for n in changed]
    found = []
    for three in combinations(moves, 3):
        if len({issue for issue, _ in three}) == 3:
            row = list(offer)
            for issue, option in three:
                row[issue] = option
            found.append(row)
    return np.array(found, dtype=np.int64).reshape(-1, len(offer))
