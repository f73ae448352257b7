"""Where counter-offers come from: near the draft, on the frontier, and by climbing from the best of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.bound import expected_gain_bound
from counterdraft.advice.exclusion.proof import exclude
from counterdraft.advice.scoring.joint_sample import Joint
from counterdraft.advice.scoring.neighbours import changes, neighbours
from counterdraft.advice.scoring.offer_search import Found, Offer, Search, boldest, most_expected
from counterdraft.agreements import Frontier, Solutions
from counterdraft.case import Draft

__all__ = ["Candidates", "candidates"]

Offers = NDArray[np.int64]
Progress = Callable[[float, str], None]

WHOLE = 1_000_000_000
"""Offers times draws up to which the whole space is scored."""
NEAR = 600_000_000
"""Offers times draws up to which all changes of three issues are scored."""
FRONT = 3_000
"""Points of the frontier that are scored; of a longer one an even spread."""
MUCH = 0.1
"""Part of the best gain that a bound by exclusion may leave; above it prices are tried too."""
PROVED = 1e-4
"""Part of the best gain below which what a bound leaves is that of rounding."""
REFILLED = 8
"""Best offers of each number of changes whose open terms are settled anew."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """
    Everything that was scored.

    Attributes:
        search: The offers with their scores.
        base: The draft with its open terms settled best for us: where changes are counted from.
        settled: The issues that the draft settles, by word or by silence.
        by_changes: By number of changes (0 to 3) the offers found, best first.
        front: The efficient offers among those found.
        whole: Whether every offer there is was scored.
        bound: What the expected gain of no offer exceeds.
        notes: What was searched whole and what was not.
    """

    search: Search
    base: Offer
    settled: tuple[int, ...]
    by_changes: dict[int, list[Found]]
    front: list[Found]
    whole: bool
    bound: float
    notes: list[str] = field(default_factory=list)


def candidates(
    joint: Joint,
    draft: Draft,
    front: Frontier,
    solutions: Solutions,
    odds: float,
    progress: Progress,
) -> Candidates:
    """
    Score the offers that may be worth making back.

    Args:
        joint: The joint sample.
        draft: The draft that is answered.
        front: The efficient offers, for expected worths.
        solutions: The bargaining solutions.
        odds: The least odds of the boldest offer.
        progress: Told the share of the work that is done.
    """
    sizes = joint.seat.sizes
    search = Search(joint)
    settled = tuple(t.issue for t in draft.terms if t.option is not None)
    free = tuple(t.issue for t in draft.terms if t.option is None)
    base = _filled(joint, draft, free)
    notes: list[str] = []
    whole = prod(sizes) * joint.draws <= WHOLE
    if whole:
        search.score(_every(sizes), base)
        notes.append(f"all {prod(sizes):,} offers")
    near = _near(search, base, settled, notes, whole=whole)
    progress(0.4, "offers near the draft scored")
    for many, found in near.items():
        if free and not whole:
            near[many] = _refilled(search, found, free)
    points = _points(front)
    on_front = search.score(points, base) if len(points) else []
    if len(front):
        spread = "" if len(points) == len(front) else f" an even spread of {len(points):,} of"
        points_said = "efficient point" if len(front) == 1 else f"{len(front):,} efficient points"
        notes.append(f"{spread} the {points_said} ({front.status})".strip())
    if solutions.ideals:
        named = [p.offer for s in solutions for p in s.points]
        if named:
            on_front += search.score(np.array(named, dtype=np.int64), base)
    progress(0.6, "efficient offers scored")
    if not whole:
        _climb(search, base, odds, on_front)
        notes.append(
            "then every change of one or two issues from the best of these until none improves it"
        )
    bound = _bounded(search, notes, whole=whole)
    progress(0.65, "bounded what could have been missed")
    _taken_back(search, base, settled)
    for many in near:
        near[many] = sorted(
            {f.offer: f for f in _with_changes(search, base, settled, many)}.values(),
            key=most_expected,
            reverse=True,
        )
    progress(0.7, "the best offers taken back towards the draft")
    return Candidates(search, base, settled, near, _distinct(on_front), whole, bound, notes)


def _every(sizes: Sequence[int]) -> Offers:
    grid = np.indices(tuple(sizes)).reshape(len(sizes), -1).T
    return np.ascontiguousarray(grid, dtype=np.int64)


def _filled(joint: Joint, draft: Draft, free: Sequence[int]) -> Offer:
    """Return the draft with its unknown and open terms settled best for us, all else as it stands."""
    start = tuple(
        t.option if t.option is not None else max(range(len(t.weights)), key=lambda o: t.weights[o])
        for t in draft.terms
    )
    if not free:
        return start
    search = Search(joint, bound_by_mandate=False)
    found = search.climb(start, most_expected, free, pairs=False)
    return found.offer if found is not None else start


def _near(
    search: Search, base: Offer, settled: Sequence[int], notes: list[str], *, whole: bool
) -> dict[int, list[Found]]:
    """Score every offer that changes one, two or three of the settled terms."""
    sizes = search.joint.seat.sizes
    found: dict[int, list[Found]] = {0: search.score(np.array([base], dtype=np.int64), base)}
    scored = 0
    for many in (1, 2, 3):
        if many == 3 and _count(sizes, settled, 3) * search.joint.draws > NEAR:
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


def _count(sizes: Sequence[int], issues: Sequence[int], many: int) -> int:
    """Return how many offers differ on exactly *many* of the *issues* (elementary symmetric sum)."""
    sums = [1] + [0] * many
    for issue in issues:
        for k in range(many, 0, -1):
            sums[k] += sums[k - 1] * (sizes[issue] - 1)
    return sums[many] if many <= len(issues) else comb(len(issues), many)


def _refilled(search: Search, found: list[Found], free: Sequence[int]) -> list[Found]:
    """Settle the open terms of the best offers anew, each for itself."""
    best = sorted(found, key=most_expected, reverse=True)[:REFILLED]
    climbed = [search.climb(f.offer, most_expected, free, pairs=False) for f in best]
    return [*found, *(f for f in climbed if f is not None)]


def _points(front: Frontier) -> Offers:
    if len(front) <= FRONT:
        chosen = list(range(len(front)))
    else:
        chosen = sorted({round(k * (len(front) - 1) / (FRONT - 1)) for k in range(FRONT)})
    return np.array([front.offer_of(k) for k in chosen], dtype=np.int64)


def _climb(search: Search, base: Offer, odds: float, on_front: list[Found]) -> None:
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


def _bounded(search: Search, notes: list[str], *, whole: bool) -> float:
    """
    Return what no offer exceeds: by exclusion, which may find better ones, else by prices.
    """
    bound = None if whole else exclude(search)
    best = search.best(most_expected)
    least = max(0.0, best.expected if best is not None else 0.0)
    if whole:
        return least
    if bound is None or bound > (1 + MUCH) * least:
        priced = expected_gain_bound(search.joint, least)
        bound = priced if bound is None else min(bound, priced)
    if best is not None and least > 0 and bound <= (1 + PROVED) * least:
        notes.append(
            "every other offer was excluded by proof: none gains more than the best of these"
        )
    return bound


def _taken_back(search: Search, base: Offer, settled: Sequence[int]) -> None:
    """Take the changes of the best offer back one by one, the one that costs least first."""
    now = search.best(most_expected)
    while now is not None:
        back = np.array([now.offer] * len(settled), dtype=np.int64)
        for row, issue in zip(back, settled, strict=True):
            row[issue] = base[issue]
        moved = back[(back != np.array(now.offer)).any(axis=1)] if len(settled) else back
        now = search.best(most_expected, search.score(moved, now.offer)) if len(moved) else None


def _with_changes(search: Search, base: Offer, settled: Sequence[int], many: int) -> list[Found]:
    known = list(search.known.values())
    if not known:
        return []
    offers = np.array([f.offer for f in known], dtype=np.int64)
    here = np.flatnonzero(changes(offers, base, settled) == many)
    return [known[k] for k in here.tolist()]


def _distinct(found: list[Found]) -> list[Found]:
    return sorted({f.offer: f for f in found}.values(), key=most_expected, reverse=True)
