"""The most that pieces of worth too wide for a table can add, draw by draw."""

from __future__ import annotations

from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.joint import Joint
from counterdraft.advice.picked import drawing
from counterdraft.preferences import values
from counterdraft.preferences.pieces import Nested, Piece, Rows
from counterdraft.preferences.terms import every_option

__all__ = ["at_most"]

Draws = NDArray[np.float64]

PORTION = 512
"""Combinations of options that are tried at a time."""


def at_most(joint: Joint, party: str) -> Draws:
    """
    Return an upper bound of what no block holds adds to the worth of *party*, (draws,).

    That is pieces without a table, and weighted conditions over many issues.  Rows add at most the
    greatest of their figures, or nothing; the least of several parts is at most the least of their bounds,
    the greatest at most the greatest.  Chance enters with its mean, which a cautious party never exceeds.
    """
    found = np.zeros(joint.draws)
    for piece in joint.wide[party]:
        found += _most(joint, party, piece)
    for table in joint.tables[party]:
        if table.condition is not None:
            cells = table.sure if table.sure is not None else joint.rows[table.first + 1]
            found += np.maximum(cells if table.sure is None else cells[1], 0.0)
    return found


def _most(joint: Joint, party: str, piece: Piece) -> Draws:
    if isinstance(piece, Rows) and piece.loose:
        weights = piece.pick(every_option(piece.issues, joint.seat.sizes))
        row = values(piece.figures[0], joint.sample)
        row = row if piece.bend is None else piece.bend.drawn(row)
        loads = weights.weights.astype(np.float64) * float(piece.coefficient / weights.denominator)
        highest: Draws = np.maximum(row * loads.max(), row * loads.min())
        return highest
    if isinstance(piece, Rows):
        factor = float(piece.coefficient)
        rows = np.stack([factor * values(figure, joint.sample) for figure in piece.figures])
        most: Draws = np.maximum(rows.max(axis=0), 0.0)
        return most
    if isinstance(piece, Nested):
        nothing = np.zeros(joint.draws)
        parts = [sum((_most(joint, party, p) for p in part), nothing) for part in piece.parts]
        compared: Draws = (np.min if piece.least else np.max)(np.stack(parts), axis=0)
        return compared
    return _tried(joint, party, piece)


def _tried(joint: Joint, party: str, piece: Piece) -> Draws:
    """Return the most that a piece of another kind adds, by trying every combination of its options."""
    look = drawing(joint.seat.preference(party), joint.sample)
    sizes = joint.seat.sizes
    combinations = product(*(range(sizes[i]) for i in piece.issues))
    found = np.full(joint.draws, -np.inf)
    while portion := list(islice(combinations, PORTION)):
        offers = np.zeros((len(portion), len(sizes)), dtype=np.int64)
        offers[:, list(piece.issues)] = portion
        np.maximum(found, piece.draw(offers, look).max(axis=0), out=found)
    return found
