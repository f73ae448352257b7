"""Sum, least or greatest of other factors, read as pieces."""

from __future__ import annotations

from fractions import Fraction

from counterdraft.case.worth import Combined
from counterdraft.preferences.factors.pieces import Nested, Piece, Read

__all__ = ["combined_pieces"]


def combined_pieces(factor: Combined, coefficient: Fraction, read: Read) -> tuple[Piece, ...]:
    """
    Return the *factor* as pieces, its weight multiplied into the leaves.

    A sum dissolves into its parts; a negative weight turns the least into the greatest of the
    weighted parts.
    """
    inner = coefficient * factor.weight
    if inner == 0 or not factor.parts:
        return ()
    parts = tuple(read(part, inner) for part in factor.parts)
    if factor.how == "sum" or len(parts) == 1:
        return tuple(piece for part in parts for piece in part)
    return (Nested(factor.name, (factor.how == "min") == (inner > 0), parts),)
