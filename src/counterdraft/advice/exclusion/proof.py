"""A proof that no offer gains more than the best known, or how much more it could gain."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.best_by_draw import best_gain_by_draw
from counterdraft.advice.exclusion.blocks import order_blocks
from counterdraft.advice.exclusion.integers import CHUNK
from counterdraft.advice.exclusion.parts import parts_of
from counterdraft.advice.exclusion.roots import Roots
from counterdraft.advice.exclusion.rows import IntegerWorths
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.offer_search import ScoredOffer
from counterdraft.runtime.deadline import Deadline

__all__ = ["Exclusion", "exclude_offers"]

Offers = NDArray[np.int64]

STEPS = (0.0, 0.09, 0.3, 1.0, 3.0)
"""How far above the best known the targets are, as parts of it."""
LITTLE = 0.02
"""The same of the greatest mean that is conceivable, where the best known is less."""
CLOSE = 1e-6
"""The first step, which keeps rounding from mattering."""
WORK = 1_200_000
"""Offers, complete or partial, that may be read on all draws; what takes more is not begun, or given up."""
MOST_REMAINING = 20_000
"""Offers that may remain to be scored."""
SAMPLED_ROOTS = 6
"""Parts of the first block from which the work of all is estimated."""
MOST_NUMBERS = 150_000_000
"""Small integers that are held in memory, at 2 bytes each."""
THREADS = 2
PORTION = 16
"""Parts that are explored between two looks at the work done."""


@dataclass(frozen=True, eq=False)
class Exclusion:
    """
    What a proof leaves.

    Attributes:
        bound: No offer gains more, except some that remain.
        remaining: Offers that may gain more than *bound*, to be scored, (offers, issues).
        explored: Whether blocks were explored; else the bound is that of the best choice on each draw.

    """

    bound: float
    remaining: Offers
    explored: bool


def exclude_offers(
    joint: JointSample,
    best: ScoredOffer | None,
    *,
    work: int = WORK,
    deadline: Deadline | None = None,
) -> Exclusion:
    """
    Return what no offer gains more than, but for the offers that remain to be scored.

    Offers are settled block by block (branch and bound, Land & Doig 1960).  An offer gains at most its own
    mean, without what is below nothing, less what is lost on draws on which somebody refuses it; and
    somebody surely refuses where even the parts still open that are best for it leave it worse off.  Only
    parts with which the target can still be reached count, so that the more is lost, the fewer are left,
    and the more is lost.  The first target is the best known; where that takes too much work, higher ones
    follow, and at last the bound of choosing an offer for each draw.

    Args:
        joint: The joint sample.
        best: The best offer known; None when none is.
        work: Offers, complete or partial, that may be read on all draws.
        deadline: When to give up exploring.
    """
    deadline = deadline or Deadline()
    none = np.zeros((0, len(joint.perspective.sizes)), dtype=np.int64)
    least = max(0.0, best.expected if best is not None else 0.0)
    parts = parts_of(joint)
    if (np.diff(parts.ends) == 0).any():
        return Exclusion(least, none, explored=True)
    numbers = len(parts.offers) * joint.draws * len(joint.parties)
    if len(parts.blocks) > 1 and numbers <= MOST_NUMBERS and not deadline.over():
        blocks = order_blocks(joint, parts)
        if blocks is None:
            return Exclusion(least, none, explored=True)
        worths = IntegerWorths(joint, blocks, _hardest_draws_first(joint, best))
        roots = Roots(worths, blocks, None if best is None else best.offer)
        count, limit = len(blocks.blocks[0].means), work * -(-joint.draws // CHUNK)
        for step in STEPS if roots.sound else ():
            target = least + max(step, CLOSE) * max(least, LITTLE * blocks.most, CLOSE)
            remaining = _remaining_offers(roots, count, target, limit, deadline)
            if remaining is not None:
                return Exclusion(target, np.concatenate([none, *remaining]), explored=True)
    return Exclusion(max(least, best_gain_by_draw(joint, parts)), none, explored=False)


def _remaining_offers(
    roots: Roots, count: int, target: float, limit: int, deadline: Deadline
) -> list[Offers] | None:
    """Return the offers that may gain the target; None when it would take too much work to tell."""
    every = list(range(count))
    # Explore a few roots spread over all of them: they tell how much work the others are likely to take.
    sampled = every[count // (2 * SAMPLED_ROOTS) :: max(1, count // SAMPLED_ROOTS)][:SAMPLED_ROOTS]
    work = 0
    remaining: list[Offers] = []
    with ThreadPoolExecutor(THREADS) as pool:

        def explore_roots(some: Sequence[int], most: int) -> bool:
            nonlocal work
            if deadline.over():
                return False
            for done, offers in pool.map(
                lambda root: roots.explore(root, target, most, MOST_REMAINING), some
            ):
                if done < 0:
                    return False
                work += done
                remaining.append(offers)
            return work <= limit and sum(map(len, remaining)) <= MOST_REMAINING

        if not explore_roots(sampled, max(1, 4 * limit // max(1, count))):
            return None
        if sampled and work * count > limit * len(sampled):
            return None
        others = [root for root in every if root not in set(sampled)]
        for k in range(0, len(others), PORTION):
            if not explore_roots(others[k : k + PORTION], limit - work):
                return None
    return remaining


def _hardest_draws_first(joint: JointSample, best: ScoredOffer | None) -> NDArray[np.int64]:
    """Return the draws, first those on which the best offer is hardest to sign: there most is lost early."""
    if best is None:
        return np.arange(joint.draws)
    offer = np.array([best.offer], dtype=np.int64)
    always = [name for name in joint.perspective.others if name not in joint.perspective.needed]
    gains = [joint.gain(name, offer)[0] for name in always]
    if not gains:
        return np.arange(joint.draws)
    return np.argsort(np.min(gains, axis=0), kind="stable")
