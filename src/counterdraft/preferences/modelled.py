"""Worth from a model, read as rows: its scale, weighted by what the model says of the offer."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.worth import Modelled
from counterdraft.preferences.pieces import Picks, Piece, Read, Rows

__all__ = ["modelled_pieces"]


def modelled_pieces(factor: Modelled, coefficient: Fraction, _: Read) -> tuple[Piece, ...]:
    """
    Return the *factor* as one piece per table of its model.

    Each has a single row, the scale, which every offer picks with the model's worth for weight.
    """
    return tuple(
        _piece(factor, coefficient, issues, worths, denominator)
        for issues, worths, denominator in factor.model.of_party(factor.party)
    )


def _piece(
    factor: Modelled,
    coefficient: Fraction,
    issues: tuple[int, ...],
    worths: NDArray[np.int64],
    denominator: int,
) -> Rows:
    def pick(offers: NDArray[np.int64]) -> Picks:
        found = worths[tuple(offers[:, list(issues)].T)][:, None]
        return Picks(np.zeros(found.shape, dtype=np.int64), found, denominator)

    return Rows(issues, (factor.scale,), coefficient, pick, loose=True)
