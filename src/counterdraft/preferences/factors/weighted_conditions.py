"""A worth that counts when a condition holds, read as one row."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.worth import When
from counterdraft.preferences.conditions.normal_form import mask
from counterdraft.preferences.factors.pieces import Picks, Piece, Read, Rows

__all__ = ["when_pieces"]


def when_pieces(factor: When, coefficient: Fraction, _: Read) -> tuple[Piece, ...]:
    """Return the *factor* as one row, picked where its condition holds."""
    condition = factor.condition

    def pick(offers: NDArray[np.int64]) -> Picks:
        held = mask(condition, offers)[:, None]
        return Picks(np.zeros(held.shape, dtype=np.int64), held.astype(np.int64))

    return (Rows(condition.issues, (factor.worth,), coefficient, pick, condition),)
