"""The pieces of a worth laid out for speed: what is certain as integers, what is drawn as rows."""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm, prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.preferences.by_draw.readings import unsure
from counterdraft.preferences.factors.pieces import (
    Exact,
    ExactValue,
    Picks,
    Piece,
    Rows,
    SampledValue,
)

__all__ = ["TABLE_LIMIT", "Term", "every_option", "term_of"]

TABLE_LIMIT = 1024
"""The most cells of a piece that is no rows itself; wider ones are worked out per offer."""


@dataclass(frozen=True, eq=False)
class Term:
    """
    A piece as rows: ``sure`` ones with their exact worth (0 for the others) and ``drawn`` ones.

    ``place`` gives by row its position among the drawn rows of the whole worth, or -1.
    """

    piece: Piece
    sizes: tuple[int, ...]
    sure: Exact
    drawn: tuple[int, ...]
    place: NDArray[np.int64]

    def pick(self, offers: NDArray[np.int64]) -> Picks:
        """Return the rows that each offer picks."""
        if isinstance(self.piece, Rows):
            return self.piece.pick(offers)
        rows = np.zeros((len(offers), 1), dtype=np.int64)
        for issue in self.piece.issues:
            rows = rows * self.sizes[issue] + offers[:, [issue]]
        return Picks(rows, np.ones_like(rows))

    def worth(self, picks: Picks) -> Exact:
        """Return the exact worth of the certain rows, by offer."""
        total = np.zeros(len(picks.rows), dtype=object)
        for rows, weights in zip(picks.rows.T, picks.weights.T, strict=True):
            total = total + self.sure.numerators[rows] * weights
        return Exact(total, self.sure.denominator * picks.denominator)

    def draw(self, look: SampledValue, rows: tuple[int, ...]) -> NDArray[np.float64]:
        """Return these rows by draw, (rows, draws)."""
        if isinstance(self.piece, Rows):
            factor = float(self.piece.coefficient)
            counts = [factor * self.piece.read(row, look) for row in rows]
            return np.stack(np.broadcast_arrays(*counts))
        offers = every_option(self.piece.issues, self.sizes)
        return self.piece.draw(offers[list(rows)], look)

    def hanging_on(self, stream: str) -> tuple[int, ...]:
        """Return the drawn rows that hang on the *stream*."""
        if isinstance(self.piece, Rows):
            return tuple(r for r in self.drawn if self.piece.figures[r].stream == stream)
        hangs = any(f.stream == stream and unsure(f) for f in self.piece.figures)
        return self.drawn if hangs else ()


def term_of(piece: Piece, sizes: tuple[int, ...], look: ExactValue, first: int) -> Term | None:
    """
    Return the *piece* as a term whose drawn rows begin at *first*, or None when it is too wide.

    Args:
        piece: A piece of a worth.
        sizes: Number of options per issue.
        look: What each certain figure, and each chance, counts for.
        first: Number of drawn rows before it.
    """
    if isinstance(piece, Rows):
        drawn = tuple(r for r, figure in enumerate(piece.figures) if unsure(figure))
        counts = [
            piece.coefficient * (0 if unsure(f) else piece.count(row, look))
            for row, f in enumerate(piece.figures)
        ]
        common = lcm(*(c.denominator for c in counts))
        numerators = [c.numerator * (common // c.denominator) for c in counts]
        sure = Exact(np.array(numerators, dtype=object), common)
    elif prod(sizes[i] for i in piece.issues) <= TABLE_LIMIT:
        offers = every_option(piece.issues, sizes)
        drawn = tuple(range(len(offers))) if any(map(unsure, piece.figures)) else ()
        sure = Exact(np.zeros(len(offers), dtype=object)) if drawn else piece.exact(offers, look)
    else:
        return None
    place = np.full(len(sure.numerators), -1, dtype=np.int64)
    place[list(drawn)] = np.arange(first, first + len(drawn))
    return Term(piece, sizes, sure, drawn, place)


def every_option(issues: tuple[int, ...], sizes: tuple[int, ...]) -> NDArray[np.int64]:
    """
    Return an offer for every combination of options of the *issues*, the last changing fastest.

    Other issues stand at their first option.
    """
    offers = np.zeros((prod(sizes[i] for i in issues), len(sizes)), dtype=np.int64)
    if issues:
        options = np.indices([sizes[i] for i in issues]).reshape(len(issues), -1)
        offers[:, list(issues)] = options.T
    return offers
