"""A bound that needs no search: what we would gain if we could choose an offer for each draw."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.parts import Parts
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.untabulated import most_added

__all__ = ["best_gain_by_draw"]

PORTION = 64
"""Parts whose worth is held at a time, by draw."""


def best_gain_by_draw(joint: JointSample, parts: Parts) -> float:
    """
    Return a number that no offer's expected gain on these draws exceeds, in the unit of our worth.

    On each draw an offer brings at most the sum of the best part of every block, and nothing where somebody
    refuses it; the mean over the draws is what perfect information would bring (wait-and-see, Madansky 1960).

    Args:
        joint: The joint sample.
        parts: The parts of all offers within our mandate, at least one in each block.
    """
    worth = joint.worth[joint.perspective.party]
    tables = joint.tables[joint.perspective.party]
    total: NDArray[np.float64] = worth.offset + most_added(joint, joint.perspective.party)
    for table in tables:
        if table.cross_block:
            scale = 1.0 if table.sure is not None else joint.rows[table.first]
            weights = table.cell_weights
            total = total + np.maximum(weights.max() * scale, weights.min() * scale)
    for block, (begin, end) in zip(parts.blocks, pairwise(parts.ends.tolist()), strict=True):
        best = np.full(joint.draws, -np.inf)
        for start in range(begin, end, PORTION):
            offers = parts.offers[start : min(start + PORTION, end)]
            here = np.zeros((len(offers), joint.draws))
            for table in tables:
                inside = not table.cross_block and set(table.issues) <= set(block)
                if table.condition is None and inside:
                    cells = table.cells(offers)
                    if table.sure is not None:
                        here += table.sure[cells][:, None]
                    else:
                        here += joint.rows[table.first + cells]
            np.maximum(best, here.max(axis=0), out=best)
        total = total + best
    if worth.cap is not None:
        total = np.minimum(total, worth.cap)
    return float(np.maximum(total - worth.reservation, 0.0).mean())
