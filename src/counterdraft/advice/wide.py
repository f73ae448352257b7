"""The most that pieces of worth too wide for a table can add, draw by draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.joint import Joint
from counterdraft.preferences import Sample, values
from counterdraft.preferences.pieces import Nested, Piece, Rows

__all__ = ["at_most"]

Draws = NDArray[np.float64]


def at_most(joint: Joint, party: str) -> Draws:
    """
    Return an upper bound of what no block holds adds to the worth of *party*, (draws,).

    That is pieces without a table, and weighted conditions over many issues.  Rows add at most the
    greatest of their figures, or nothing; the least of several parts is at most the least of their bounds,
    the greatest at most the greatest.  Chance enters with its mean, which a cautious party never exceeds.
    """
    found = np.zeros(joint.draws)
    for piece in joint.wide[party]:
        found += _most(piece, joint.sample)
    for table in joint.tables[party]:
        if table.condition is not None:
            cells = table.sure if table.sure is not None else joint.rows[table.first + 1]
            found += np.maximum(cells if table.sure is None else cells[1], 0.0)
    return found


def _most(piece: Piece, sample: Sample) -> Draws:
    if isinstance(piece, Rows):
        factor = float(piece.coefficient)
        rows = np.stack([factor * values(figure, sample) for figure in piece.figures])
        most: Draws = np.maximum(rows.max(axis=0), 0.0)
        return most
    if isinstance(piece, Nested):
        parts = [
            sum((_most(p, sample) for p in part), np.zeros(sample.draws)) for part in piece.parts
        ]
        compared: Draws = (np.min if piece.least else np.max)(np.stack(parts), axis=0)
        return compared
    return np.full(sample.draws, np.inf)
