"""The search for counter-offers: what has been scored, and how it is improved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.neighbours import neighbours
from counterdraft.runtime.deadline import Deadline

__all__ = ["Goal", "OfferSearch", "ScoredOffer", "boldest", "most_expected"]

Offers = NDArray[np.int64]
Offer = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScoredOffer:
    """An offer with its expected gain, the odds that it is signed, and its mean own gain."""

    offer: Offer
    expected: float
    signed: float
    own: float


PORTION = 65_536
"""Offers that are scored between two looks at the deadline."""
TOGETHER = 14
"""Single changes of which three are made at once."""

Goal = Callable[[ScoredOffer], tuple[float, ...]]


def most_expected(found: ScoredOffer) -> tuple[float, ...]:
    """Order offers by expected gain, then by odds; equal ones by their options."""
    return (round(found.expected, 9), found.signed, *(-o for o in found.offer))


def boldest(odds: float) -> Goal:
    """Return the order by own gain, then odds, among offers with at least these *odds*."""

    def order(found: ScoredOffer) -> tuple[float, ...]:
        enough = found.signed >= odds
        return (
            float(enough),
            round(found.own, 9) if enough else found.signed,
            found.signed,
            *(-o for o in found.offer),
        )

    return order


class OfferSearch:
    """
    Offers scored on one joint sample, each once; only those that are possible and within our mandate.

    Args:
        joint: The joint sample.
        bound_by_mandate: Whether our red lines must hold; false only to fill in a draft.
        deadline: When to score no more; what was scored by then stands.

    Attributes:
        known: What has been scored, by offer.
        ended_early: Whether the deadline left something unscored.

    """

    def __init__(
        self, joint: JointSample, *, bound_by_mandate: bool = True, deadline: Deadline | None = None
    ) -> None:
        self.joint = joint
        self.bound_by_mandate = bound_by_mandate
        self.deadline = deadline or Deadline()
        self.known: dict[Offer, ScoredOffer] = {}
        self.ended_early = False

    def feasible(self, offers: Offers) -> Offers:
        """Return those of the *offers* that may be made."""
        seat = self.joint.perspective
        kept = seat.possible(offers)
        if self.bound_by_mandate:
            kept &= seat.within_mandate(offers)
        return offers[kept]

    def score(self, offers: Offers, base: Sequence[int] | None = None) -> list[ScoredOffer]:
        """Score what is feasible among the *offers*, and return it; past the deadline, the first alone."""
        wanted = [tuple(row) for row in self.feasible(offers).tolist()]
        new = list(dict.fromkeys(o for o in wanted if o not in self.known))
        for start in range(0, len(new), PORTION):
            over = self.deadline.over()
            part = new[start : start + 1] if over else new[start : start + PORTION]
            scores = self.joint.scores(np.array(part, dtype=np.int64), base)
            for offer, expected, signed, own in zip(
                part,
                scores.expected.tolist(),
                scores.signed.tolist(),
                scores.own.tolist(),
                strict=True,
            ):
                self.known[offer] = ScoredOffer(offer, expected, signed, own)
            if over:
                self.ended_early = True
                break
        return [self.known[o] for o in wanted if o in self.known]

    def best(self, goal: Goal, among: Sequence[ScoredOffer] | None = None) -> ScoredOffer | None:
        """Return the best of what has been scored, or None when there is nothing."""
        return max(self.known.values() if among is None else among, key=goal, default=None)

    def climb(
        self,
        start: Offer,
        goal: Goal = most_expected,
        issues: Sequence[int] | None = None,
        *,
        pairs: bool = True,
    ) -> ScoredOffer | None:
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
            if self.deadline.over():
                self.ended_early = True
                return now
            better = None
            for around in self._base_offer(offer, goal, issues, pairs=pairs):
                better = self.best(goal, around)
                if better is not None and (now is None or goal(better) > goal(now)):
                    break
                better = None
            if better is None:
                return now
            now = better
            offer = better.offer

    def _base_offer(
        self, offer: Offer, goal: Goal, issues: Sequence[int] | None, *, pairs: bool
    ) -> Iterator[list[ScoredOffer]]:
        """Yield the neighbourhoods of an offer, the smallest first."""
        sizes = self.joint.perspective.sizes
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
