"""Where counter-offers come from: near the draft, on the frontier, and by climbing from the best of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.proof import Exclusion, exclude_offers
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.neighbours import changes, neighbours
from counterdraft.advice.scoring.offer_search import (
    Offer,
    OfferSearch,
    ScoredOffer,
    boldest,
    most_expected,
)
from counterdraft.agreements import Frontier, Solutions
from counterdraft.case import Draft
from counterdraft.runtime.background import run_in_background
from counterdraft.runtime.deadline import Deadline

__all__ = ["Candidates"]

Offers = NDArray[np.int64]
Progress = Callable[[float, str], None]

WHOLE = 1_000_000_000
"""Offers times draws up to which the whole space is scored."""
NEAR = 600_000_000
"""Offers times draws up to which all changes of three issues are scored."""
FRONT = 3_000
"""Points of the frontier that are scored; of a longer one an even spread."""
PROVED = 1e-4
"""Part of the best gain below which what a bound leaves is that of rounding."""
REFILLED = 8
"""Best offers of each number of changes whose open terms are settled anew."""


class Candidates:
    """
    Everything that was scored, and the proof that nothing better was missed.

    Args:
        joint: The joint sample.
        draft: The draft that is answered.
        front: The efficient offers, for expected worths.
        solutions: The bargaining solutions.
        odds: The least odds of the boldest offer.
        progress: Told the share of the work that is done.
        deadline: When the search ends with the best it found.

    Attributes:
        search: The offers with their scores.
        base: The draft with its open terms settled best for us: where changes are counted from.
        settled: The issues that the draft settles, by word or by silence.
        on_frontier: The efficient offers among those scored, best first.
        notes: What was searched whole and what was not.

    """

    def __init__(
        self,
        joint: JointSample,
        draft: Draft,
        front: Frontier,
        solutions: Solutions,
        odds: float,
        progress: Progress,
        deadline: Deadline | None = None,
    ) -> None:
        sizes = joint.perspective.sizes
        self.search = search = OfferSearch(joint, deadline=deadline)
        self.settled = tuple(t.issue for t in draft.terms if t.option is not None)
        self._open = tuple(t.issue for t in draft.terms if t.option is None)
        self.base = _with_open_terms_settled(joint, draft, self._open)
        self.notes: list[str] = []
        whole = prod(sizes) * joint.draws <= WHOLE
        if whole:
            search.score(_every_offer(sizes), self.base)
            whole = not search.ended_early
        if whole:
            self.notes.append(f"all {prod(sizes):,} offers")
        near = _score_near_offers(search, self.base, self.settled, self.notes, whole=whole)
        progress(0.4, "offers near the draft scored")
        if not whole:
            self._settle_open_terms(near)
        self.on_frontier = self._score_frontier(front, solutions)
        progress(0.6, "efficient offers scored")
        if not whole:
            _climb(search, self.base, odds, self.on_frontier)
            self.notes.append(
                "then every change of one or two issues from the best of these until none improves it"
            )
        self._exclusion: Future[Exclusion] | None = None
        if not whole:
            # Explored while the offers known are compared: seldom does it leave anything to score.
            best = search.best(most_expected)
            self._exclusion = run_in_background(
                exclude_offers, joint, best, deadline=search.deadline
            )
        self._take_back_changes()

    def by_changes(self) -> dict[int, list[ScoredOffer]]:
        """Return, by number of changes (0 to 3) to what the draft settles, the offers scored, best first."""
        known = list(self.search.known.values())
        offers = np.array([scored.offer for scored in known], dtype=np.int64)
        offers = offers.reshape(-1, len(self.base))
        moved = changes(offers, self.base, self.settled)
        return {
            count: sorted((known[k] for k in np.flatnonzero(moved == count)), key=most_expected)[
                ::-1
            ]
            for count in range(4)
        }

    def prove(self) -> tuple[float, bool]:
        """
        Wait for the proof; score what it could not exclude.

        Returns:
            What the expected gain of no offer exceeds, and whether anything was left to be scored.
        """
        if self._exclusion is None:
            best = self.search.best(most_expected)
            return max(0.0, best.expected if best is not None else 0.0), False
        exclusion = self._exclusion.result()
        known = len(self.search.known)
        before = self.search.best(most_expected)
        if len(exclusion.remaining):
            unlimited, self.search.deadline = self.search.deadline, Deadline()
            self.search.score(exclusion.remaining, None if before is None else before.offer)
            self._take_back_changes()
            self.search.deadline = unlimited
        best = self.search.best(most_expected)
        least = max(0.0, best.expected if best is not None else 0.0)
        bound = max(exclusion.bound, least)
        self.search.ended_early |= not exclusion.explored and self.search.deadline.over()
        if not exclusion.explored:
            self.notes.append(
                "the others were not excluded one by one, within the time or the work allowed: "
                "the bound is that of choosing the best offer for each draw"
            )
        elif best is not None and least > 0 and bound <= (1 + PROVED) * least:
            self.notes.append(
                "every other offer was excluded by proof: none gains more than the best of these"
            )
        return bound, len(self.search.known) > known

    def _settle_open_terms(self, near: dict[int, list[ScoredOffer]]) -> None:
        """Settle the open terms of the best offers of each number of changes anew, each for itself."""
        for scored in near.values():
            for offer in sorted(scored, key=most_expected, reverse=True)[:REFILLED]:
                if self._open:
                    self.search.climb(offer.offer, most_expected, self._open, pairs=False)

    def _score_frontier(self, front: Frontier, solutions: Solutions) -> list[ScoredOffer]:
        points = _frontier_offers(front)
        scored = self.search.score(points, self.base) if len(points) else []
        if len(front):
            spread = "" if len(points) == len(front) else f" an even spread of {len(points):,} of"
            points_said = (
                "efficient point" if len(front) == 1 else f"{len(front):,} efficient points"
            )
            self.notes.append(f"{spread} the {points_said} ({front.status})".strip())
        if solutions.ideals:
            named = [p.offer for s in solutions for p in s.points]
            if named:
                scored += self.search.score(np.array(named, dtype=np.int64), self.base)
        distinct = {each.offer: each for each in scored}.values()
        return sorted(distinct, key=most_expected, reverse=True)

    def _take_back_changes(self) -> None:
        """Take the changes of the best offer back one by one, the one that costs least first."""
        search, settled = self.search, self.settled
        now = search.best(most_expected)
        while now is not None:
            back = np.array([now.offer] * len(settled), dtype=np.int64)
            for row, issue in zip(back, settled, strict=True):
                row[issue] = self.base[issue]
            moved = back[(back != np.array(now.offer)).any(axis=1)] if len(settled) else back
            now = search.best(most_expected, search.score(moved, now.offer)) if len(moved) else None


def _every_offer(sizes: Sequence[int]) -> Offers:
    grid = np.indices(tuple(sizes)).reshape(len(sizes), -1).T
    return np.ascontiguousarray(grid, dtype=np.int64)


def _with_open_terms_settled(joint: JointSample, draft: Draft, free: Sequence[int]) -> Offer:
    """Return the draft with its unknown and open terms settled best for us, all else as it stands."""
    start = tuple(
        t.option if t.option is not None else max(range(len(t.weights)), key=lambda o: t.weights[o])
        for t in draft.terms
    )
    if not free:
        return start
    search = OfferSearch(joint, bound_by_mandate=False)
    found = search.climb(start, most_expected, free, pairs=False)
    return found.offer if found is not None else start


def _score_near_offers(
    search: OfferSearch, base: Offer, settled: Sequence[int], notes: list[str], *, whole: bool
) -> dict[int, list[ScoredOffer]]:
    """Score every offer that changes one, two or three of the settled terms."""
    sizes = search.joint.perspective.sizes
    found: dict[int, list[ScoredOffer]] = {0: search.score(np.array([base], dtype=np.int64), base)}
    scored = 0
    for many in (1, 2, 3):
        if many == 3 and _count_changed(sizes, settled, 3) * search.joint.draws > NEAR:
            best = sorted([*found[1], *found[2]], key=most_expected, reverse=True)[:100]
            parts = [neighbours(f.offer, sizes, 1, settled) for f in best]
            notes.append("changes of three terms only next to the 100 best of two")
            around = np.concatenate(parts) if parts else np.empty((0, len(sizes)), np.int64)
            around = around[changes(around, base, settled) == 3]
        else:
            around = neighbours(base, sizes, many, settled)
        scored += len(around)
        found[many] = search.score(around, base)
    if not whole:
        notes.insert(0, f"all {scored:,} changes of one, two or three terms of the draft")
    return found


def _count_changed(sizes: Sequence[int], issues: Sequence[int], many: int) -> int:
    """Return how many offers differ on exactly *many* of the *issues* (elementary symmetric sum)."""
    sums = [1] + [0] * many
    for issue in issues:
        for k in range(many, 0, -1):
            sums[k] += sums[k - 1] * (sizes[issue] - 1)
    return sums[many] if many <= len(issues) else comb(len(issues), many)


def _frontier_offers(front: Frontier) -> Offers:
    if len(front) <= FRONT:
        chosen = list(range(len(front)))
    else:
        chosen = sorted({round(k * (len(front) - 1) / (FRONT - 1)) for k in range(FRONT)})
    return np.array([front.offer_of(k) for k in chosen], dtype=np.int64)


def _climb(search: OfferSearch, base: Offer, odds: float, on_front: list[ScoredOffer]) -> None:
    """Climb from the best of what is known: in expected gain, and in boldness."""
    best = search.best(most_expected)
    efficient = search.best(most_expected, on_front)
    known = [f.offer for f in (best, efficient) if f is not None]
    for start in dict.fromkeys(known or [base]):
        search.climb(start, most_expected)
    bold = boldest(odds)
    for found in (search.best(bold), search.best(bold, on_front), search.best(most_expected)):
        if found is not None:
            search.climb(found.offer, bold)
