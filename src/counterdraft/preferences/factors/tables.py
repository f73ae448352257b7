"""Worth by the options of one issue or several, read as rows."""

from __future__ import annotations

from fractions import Fraction
from math import lcm, prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.worth import Axis, Table
from counterdraft.preferences.factors.pieces import Picks, Piece, Read, Rows

__all__ = ["table_pieces"]

_WORD = 2**62


def table_pieces(factor: Table, coefficient: Fraction, _: Read) -> tuple[Piece, ...]:
    """
    Return the *factor* as rows: its cells, mixed linearly between the breakpoints of numeric issues.

    With several numeric axes the weights multiply: the table is interpolated multilinearly.
    """
    axes = [_Axis(axis) for axis in factor.axes]
    untabulated = prod(axis.denominator for axis in axes) >= _WORD

    def pick(offers: NDArray[np.int64]) -> Picks:
        rows = np.zeros((len(offers), 1), dtype=np.int64)
        weights = np.ones((len(offers), 1), dtype=object if untabulated else np.int64)
        denominator = 1
        for axis in axes:
            chosen = offers[:, axis.issue]
            points, shares = axis.points[chosen], axis.weights[chosen]
            shape = (len(offers), rows.shape[1] * points.shape[1])
            rows = (rows[:, :, None] * axis.size + points[:, None, :]).reshape(shape)
            weights = (weights[:, :, None] * shares[:, None, :]).reshape(shape)
            denominator *= axis.denominator
        return Picks(rows, weights, denominator)

    issues = tuple(sorted(axis.issue for axis in axes))
    return (Rows(issues, factor.cells, coefficient, pick),)


class _Axis:
    """The mix of an axis as arrays: by option, points and integer weights."""

    def __init__(self, axis: Axis) -> None:
        self.issue = axis.issue
        self.size = axis.points
        self.denominator = lcm(*(w.denominator for mix in axis.mix for _, w in mix))
        widest = max(len(mix) for mix in axis.mix)
        self.points = np.zeros((len(axis.mix), widest), dtype=np.int64)
        self.weights = np.zeros((len(axis.mix), widest), dtype=np.int64)
        for option, mix in enumerate(axis.mix):
            for k, (point, weight) in enumerate(mix):
                self.points[option, k] = point
                self.weights[option, k] = int(weight * self.denominator)
        if self.denominator < _WORD:
            self.weights = self.weights.astype(np.int64)
