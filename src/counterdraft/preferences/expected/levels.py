"""The least or greatest of factors over many issues, level by level, as boxes that count plus or minus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from counterdraft.case.conditions import AllOf, Among, AnyOf, Condition, Expression, Negation
from counterdraft.errors import CaseError
from counterdraft.preferences.conditions.boxes import boxes
from counterdraft.preferences.factors.pieces import Exact, ExactValue, Nested, Piece, Rows

__all__ = ["MOST_LEVELS", "levels"]

MOST_LEVELS = 400
"""The most different worths that a least or greatest of factors may have."""

Literals = tuple[tuple[int, tuple[bool, ...]], ...]
Tabulate = Callable[[Piece], Exact]
Reach = Callable[[Fraction], Expression]
NEVER = AnyOf(())
ALWAYS = AllOf(())


def levels(
    piece: Nested, sizes: Sequence[int], look: ExactValue, tabulate: Tabulate
) -> list[tuple[Literals, Fraction]] | None:
    """
    Return boxes with amounts whose sum, over the boxes an offer lies in, is the worth of the *piece*.

    A function with worths v0 < v1 < ... is v0 plus (v1 - v0) where it reaches v1, plus ... (the layers of a
    cake).  The least of several parts reaches a level where all of them do, the greatest where one does; a
    part over one issue reaches it with some of the options.

    Args:
        piece: The least or greatest of parts, each a table over one issue, a weighted condition, or again
            such a piece.
        sizes: Number of options per issue.
        look: What a figure counts for.
        tabulate: The worths of a piece over one issue, by its options.

    Returns:
        The boxes, None where a part is a sum or a table over several issues, or the levels are too many.
    """
    found = _read(piece, look, tabulate)
    if found is None:
        return None
    values, reach = found
    steps = sorted(values)
    if len(steps) > MOST_LEVELS:
        return None
    bonuses: list[tuple[Literals, Fraction]] = [((), steps[0])]
    for below, value in pairwise(steps):
        layer = Condition(f"{piece.name} at least {float(value):g}", reach(value))
        try:
            bonuses += [(box, sign * (value - below)) for box, sign in boxes(layer, sizes)]
        except CaseError:
            return None
    return bonuses


def _read(piece: Piece, look: ExactValue, tabulate: Tabulate) -> tuple[set[Fraction], Reach] | None:
    """Return the worths that a piece may have, and where it reaches a worth; None where that is not plain."""
    if isinstance(piece, Nested):
        return _nested(piece, look, tabulate)
    if not isinstance(piece, Rows):
        return None
    if piece.condition is not None:
        amount = piece.coefficient * look(piece.figures[0], piece.coefficient)
        return {amount, Fraction(0)}, _where(piece.condition.expression, amount)
    if len(piece.issues) != 1:
        return None
    table = tabulate(piece)
    worths = [Fraction(int(n), table.denominator) for n in table.numerators]
    issue = piece.issues[0]
    return set(worths), lambda level: Among(
        issue, tuple(k for k, worth in enumerate(worths) if worth >= level)
    )


def _where(held: Expression, amount: Fraction) -> Reach:
    """Return where an amount that counts when a condition holds, else nothing, reaches a level."""

    def reach(level: Fraction) -> Expression:
        inside, outside = amount >= level, level <= 0
        if inside and outside:
            return ALWAYS
        if inside:
            return held
        return Negation(held) if outside else NEVER

    return reach


def _nested(
    piece: Nested, look: ExactValue, tabulate: Tabulate
) -> tuple[set[Fraction], Reach] | None:
    found = []
    for part in piece.parts:
        if len(part) > 1:
            return None
        read = (
            _read(part[0], look, tabulate) if part else ({Fraction(0)}, _where(NEVER, Fraction(0)))
        )
        if read is None:
            return None
        found.append(read)
    every = set().union(*(values for values, _ in found))
    ends = [(min if piece.least else max)(values) for values, _ in found]
    # The least of the parts is never above the least of their greatest worths, and so on.
    others = [(max if piece.least else min)(values) for values, _ in found]
    low, high = (min(ends), min(others)) if piece.least else (max(others), max(ends))
    reaches = [reach for _, reach in found]
    combine = AllOf if piece.least else AnyOf
    return {v for v in every if low <= v <= high}, lambda level: combine(
        tuple(reach(level) for reach in reaches)
    )
