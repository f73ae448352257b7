"""Worth from a model, read as rows: its scale, weighted by what the model says of the offer."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.worth import Modelled
from counterdraft.preferences.factors.averse_models import averse_tables
from counterdraft.preferences.factors.pieces import Picks, Piece, Read, RiskAdjustment, Rows

__all__ = ["modelled_pieces"]


def modelled_pieces(factor: Modelled, coefficient: Fraction, read: Read) -> tuple[Piece, ...]:
    """
    Return the *factor* as one piece per table of its model.

    Each has a single row, the scale, which every offer picks with the model's worth for weight.  To a party
    averse to risk worth is no straight line in the scale: a table is several pieces then, one by power of it.

    Raises:
        CaseError: The party is averse to risk, and the model cannot be integrated (see `averse_models`).
    """
    if read.tolerance is not None and coefficient:
        tables = averse_tables(factor, coefficient, read.tolerance)
        return tuple(_piece(factor, coefficient, *one) for one in tables)
    return tuple(_piece(factor, coefficient, *one) for one in factor.model.of_party(factor.party))


def _piece(
    factor: Modelled,
    coefficient: Fraction,
    issues: tuple[int, ...],
    worths: NDArray[np.int64],
    denominator: int,
    adjustment: RiskAdjustment | None = None,
) -> Rows:
    def pick(offers: NDArray[np.int64]) -> Picks:
        found = worths[tuple(offers[:, list(issues)].T)][:, None]
        return Picks(np.zeros(found.shape, dtype=np.int64), found, denominator)

    return Rows(issues, (factor.scale,), coefficient, pick, cross_block=True, adjustment=adjustment)
