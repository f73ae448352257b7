"""The most, and the least, that pieces of worth too wide for a table can add, draw by draw."""

from __future__ import annotations

from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.row_selection import sampled_values
from counterdraft.preferences import values
from counterdraft.preferences.by_draw.terms import every_option
from counterdraft.preferences.factors.pieces import Nested, Piece, Rows

__all__ = ["least_added", "most_added"]

Draws = NDArray[np.float64]

PORTION = 512
"""Combinations of options that are tried at a time."""


def most_added(joint: JointSample, party: str) -> Draws:
    """
    Return an upper bound of what no block holds adds to the worth of *party*, (draws,).

    That is pieces without a table, and weighted conditions over many issues.  Rows add at most the
    greatest of their figures, or nothing; the least of several parts is at most the least of their bounds,
    the greatest at most the greatest.  Chance enters with its mean, which a cautious party never exceeds.
    """
    return _extreme(joint, party, most=True)


def least_added(joint: JointSample, party: str) -> Draws:
    """Return a lower bound of the same, (draws,)."""
    return _extreme(joint, party, most=False)


def _extreme(joint: JointSample, party: str, *, most: bool) -> Draws:
    extreme = np.maximum if most else np.minimum
    found = np.zeros(joint.draws)
    for piece in joint.untabulated[party]:
        found += _of(joint, party, piece, most=most)
    for table in joint.tables[party]:
        if table.condition is not None:
            counts = joint.rows[table.first + 1] if table.sure is None else table.sure[1]
            found += extreme(counts, 0.0)
    return found


def _of(joint: JointSample, party: str, piece: Piece, *, most: bool) -> Draws:
    """Return the most, or the least, that one piece adds."""
    furthest = np.max if most else np.min
    if isinstance(piece, Rows) and piece.cross_block:
        weights = piece.pick(every_option(piece.issues, joint.perspective.sizes))
        row = values(piece.figures[0], joint.sample)
        row = row if piece.adjustment is None else piece.adjustment.drawn(row)
        loads = weights.weights.astype(np.float64) * float(piece.coefficient / weights.denominator)
        scaled: Draws = furthest(np.stack([row * loads.max(), row * loads.min()]), axis=0)
        return scaled
    if isinstance(piece, Rows):
        factor = float(piece.coefficient)
        rows = np.stack([factor * values(figure, joint.sample) for figure in piece.figures])
        bounded: Draws = furthest(np.stack([furthest(rows, axis=0), np.zeros(joint.draws)]), axis=0)
        return bounded
    if isinstance(piece, Nested):
        nothing = np.zeros(joint.draws)
        parts = [
            sum((_of(joint, party, p, most=most) for p in part), nothing) for part in piece.parts
        ]
        compared: Draws = (np.min if piece.least else np.max)(np.stack(parts), axis=0)
        return compared
    return _tried(joint, party, piece, most=most)


def _tried(joint: JointSample, party: str, piece: Piece, *, most: bool) -> Draws:
    """Return the same of a piece of another kind, by trying every combination of its options."""
    look = sampled_values(joint.perspective.preference(party), joint.sample)
    sizes = joint.perspective.sizes
    extreme, furthest = (np.maximum, np.max) if most else (np.minimum, np.min)
    combinations = product(*(range(sizes[i]) for i in piece.issues))
    found = np.full(joint.draws, -np.inf if most else np.inf)
    while portion := list(islice(combinations, PORTION)):
        offers = np.zeros((len(portion), len(sizes)), dtype=np.int64)
        offers[:, list(piece.issues)] = portion
        extreme(found, furthest(piece.draw(offers, look), axis=0), out=found)
    return found
