"""A proof that no offer gains more than the best found, or how much more it could gain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.blocks import cut
from counterdraft.advice.exclusion.integers import CHUNK
from counterdraft.advice.exclusion.parts import parts_of
from counterdraft.advice.exclusion.roots import Roots
from counterdraft.advice.exclusion.rows import Worths
from counterdraft.advice.scoring.offer_search import Search, most_expected

__all__ = ["exclude"]

STEPS = (0.0, 0.09, 0.3, 1.0, 3.0)
"""How far above the best found the targets are, as parts of it."""
LITTLE = 0.02
"""The same of the greatest mean that is conceivable, where the best found is less."""
CLOSE = 1e-6
"""The first step, which keeps rounding from mattering."""
WORK = 1_200_000
"""Offers, complete or partial, that may be read on all draws; what takes more is not begun, or given up."""
OFFERS = 20_000
"""Offers that may be left to be scored."""
TRIED = 6
"""Parts of the first block from which the work of all is estimated."""
NUMBERS = 150_000_000
"""Small integers that are held in memory, at 2 bytes each."""
THREADS = 2
PORTION = 16
"""Parts that are explored between two looks at the work done."""


def exclude(search: Search, *, work: int = WORK) -> float | None:
    """
    Score every offer that could gain more than the best found by much, and return what no offer exceeds.

    Offers are settled block by block (branch and bound, Land & Doig 1960).  An offer gains at most its own
    mean, without what is below nothing, less what is lost on draws on which somebody refuses it; and
    somebody surely refuses where even the parts still open that are best for it leave it worse off.  Only
    parts with which the target can still be reached count, so that the more is lost, the fewer are left,
    and the more is lost.

    Args:
        search: Its joint sample, and what it has scored; it scores what cannot be excluded.
        work: Offers, complete or partial, that may be read on all draws.

    Returns:
        The bound, or None when the work would be too much for any.
    """
    joint = search.joint
    best = search.best(most_expected)
    least = max(0.0, best.expected if best is not None else 0.0)
    parts = parts_of(joint)
    if (np.diff(parts.ends) == 0).any():
        return least
    if len(parts.blocks) < 2 or len(parts.offers) * joint.draws * len(joint.parties) > NUMBERS:
        return None
    found = cut(joint, parts)
    if found is None:
        return least
    around = None if best is None else best.offer
    roots = Roots(Worths(joint, found, _hardest_first(search)), found, around)
    if not roots.sound:
        return None
    for step in STEPS:
        target = least + max(step, CLOSE) * max(least, LITTLE * found.most, CLOSE)
        left = _left(roots, len(found.blocks[0].means), target, work * -(-joint.draws // CHUNK))
        if left is not None:
            if any(len(offers) for offers in left):
                search.score(np.concatenate(left), around)
            best = search.best(most_expected)
            return max(target, best.expected if best is not None else 0.0)
    return None


def _left(roots: Roots, many: int, target: float, limit: int) -> list[NDArray[np.int64]] | None:
    """Return the offers that may gain the target; None when it would take too much work to tell."""
    able = list(range(many))
    tried = able[len(able) // (2 * TRIED) :: max(1, len(able) // TRIED)][:TRIED]
    work = 0
    found: list[NDArray[np.int64]] = []
    with ThreadPoolExecutor(THREADS) as pool:

        def explored(some: list[int], most: int) -> bool:
            nonlocal work
            for done, offers in pool.map(lambda a: roots.explore(a, target, most, OFFERS), some):
                if done < 0:
                    return False
                work += done
                found.append(offers)
            return work <= limit and sum(map(len, found)) <= OFFERS

        if not explored(tried, max(1, 4 * limit // max(1, len(able)))):
            return None
        if tried and work * len(able) > limit * len(tried):
            return None
        rest = [a for a in able if a not in set(tried)]
        for k in range(0, len(rest), PORTION):
            if not explored(rest[k : k + PORTION], limit - work):
                return None
    return found


def _hardest_first(search: Search) -> NDArray[np.int64]:
    """Return the draws, first those on which the best found is hardest to sign: there most is lost early."""
    joint = search.joint
    best = search.best(most_expected)
    if best is None:
        return np.arange(joint.draws)
    offer = np.array([best.offer], dtype=np.int64)
    always = [name for name in joint.seat.others if name not in joint.seat.needed]
    gains = [joint.gain(name, offer)[0] for name in always]
    if not gains:
        return np.arange(joint.draws)
    return np.argsort(np.min(gains, axis=0), kind="stable")
