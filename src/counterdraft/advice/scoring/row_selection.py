"""A party's worth as rows of draws that an offer picks, one from each table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.case import Condition, Figure, Preference
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, mask
from counterdraft.preferences.by_draw.terms import every_option
from counterdraft.preferences.chance.sampling import drawn
from counterdraft.preferences.factors.kinds import counted, pieces
from counterdraft.preferences.factors.pieces import Piece, Rows, SampledValue

__all__ = ["RowSelection", "read", "sampled_values"]

Draws = NDArray[np.float64]
Offers = NDArray[np.int64]

MOST_CELLS = 4096
"""The most cells of a table; a condition over more counts as two cells: it holds or not."""
MOST_NUMBERS = 400_000_000
"""Draws times uncertain cells that are held in memory, at 8 bytes each."""


@dataclass(frozen=True, eq=False)
class RowSelection:
    """
    One additive piece of a worth: its cells are ``rows`` of a matrix, or ``sure`` numbers.

    ``condition`` is set where the piece has two cells: the condition does not hold, or holds.
    ``loads`` is set where there is one row for all cells, which each weighs by its own number.  A
    ``cross_block`` table spans many issues that it hardly ties: it is no reason to settle them together.
    """

    issues: tuple[int, ...]
    strides: tuple[int, ...]
    first: int
    size: int
    sure: Draws | None
    condition: Condition | None = None
    loads: Draws | None = None
    cross_block: bool = False

    @property
    def cell_weights(self) -> Draws:
        """By cell the sure number, or what the one row is multiplied by."""
        weights = self.sure if self.sure is not None else self.loads
        assert weights is not None
        return weights

    def cells(self, offers: Offers) -> NDArray[np.int64]:
        """Return which cell each offer picks, counted from the table's first."""
        if self.condition is not None:
            return mask(self.condition, offers).astype(np.int64)
        found = np.zeros(len(offers), dtype=np.int64)
        for issue, stride in zip(self.issues, self.strides, strict=True):
            found += offers[:, issue] * stride
        return found


def read(
    preference: Preference, sizes: Sequence[int], sample: Sample, first: int
) -> tuple[list[RowSelection], list[Draws], list[Piece]]:
    """
    Return a worth as tables, with the rows of the uncertain ones, and the pieces that fit no table.

    Args:
        preference: Whose worth; its offset and cap are left out.
        sizes: Number of options per issue.
        sample: The joint sample.
        first: Number of rows before these.

    Raises:
        CaseError: The rows would not fit the memory.
    """
    look = sampled_values(preference, sample)
    tables: list[RowSelection] = []
    rows: list[Draws] = []
    left: list[Piece] = []
    for piece in pieces(preference):
        scope = tuple(sizes[i] for i in piece.issues)
        condition: Condition | None = None
        if isinstance(piece, Rows) and piece.cross_block:
            tables.append(_cross_block_selection(piece, tuple(sizes), look, first))
            if tables[-1].loads is not None:
                rows.append(piece.read(0, look)[None, :])
                first += 1
            continue
        if prod(scope) <= MOST_CELLS:
            _check(first + prod(scope), piece, sample)
            by_cell = piece.draw(every_option(piece.issues, tuple(sizes)), look)
            strides = _strides(scope)
        elif isinstance(piece, Rows) and piece.condition is not None:
            condition = piece.condition
            counts = float(piece.coefficient) * piece.read(0, look)
            by_cell = np.stack([np.zeros_like(counts), counts])
            strides = ()
        else:
            left.append(piece)
            continue
        if by_cell.shape[1] == 1:
            tables.append(
                RowSelection(piece.issues, strides, 0, 0, by_cell[:, 0].copy(), condition)
            )
            continue
        rows.append(np.ascontiguousarray(by_cell))
        tables.append(RowSelection(piece.issues, strides, first, len(by_cell), None, condition))
        first += len(by_cell)
    return tables, rows, left


def _cross_block_selection(
    piece: Rows, sizes: tuple[int, ...], look: SampledValue, first: int
) -> RowSelection:
    """Return a piece of one figure, which every combination of options weighs by its own number."""
    picks = piece.pick(every_option(piece.issues, sizes))
    loads = picks.weights[:, 0].astype(np.float64) * float(piece.coefficient / picks.denominator)
    strides = _strides([sizes[i] for i in piece.issues])
    counts = piece.read(0, look)
    if len(counts) == 1:
        return RowSelection(piece.issues, strides, 0, 0, loads * counts[0], cross_block=True)
    return RowSelection(piece.issues, strides, first, 1, None, loads=loads, cross_block=True)


def _strides(scope: Sequence[int]) -> tuple[int, ...]:
    return tuple(prod(scope[k + 1 :]) for k in range(len(scope)))


def sampled_values(preference: Preference, sample: Sample) -> SampledValue:
    """Return what each figure of the *preference* counts for, by draw or (if nobody draws it) once."""

    def look(figure: Figure, coefficient: Fraction) -> Draws:
        if figure.certain or figure.chance:
            return np.array([float(counted(preference, figure, coefficient))])
        return drawn(figure, sample)

    return look


def _check(cells: int, piece: Piece, sample: Sample) -> None:
    uncertain = any(not (f.certain or f.chance) for f in piece.figures)
    if uncertain and cells * sample.draws > MOST_NUMBERS:
        raise CaseError.of(
            f"{sample.draws:,} draws of {cells:,} cells of worth and more do not fit the memory",
            field="draws",
            help=f"at most {MOST_NUMBERS // cells:,} draws",
        )
