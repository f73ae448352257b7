"""The inner loop of worth: rows added up by offer."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["gather"]

_BLOCK = 1024
"""Draws that are worked on at a time where it is compiled: a line of the total stays in the nearest cache."""
_FEW = 8192
"""Draws at a time where it is not: fewer would cost more steps of the interpreter than they save."""

_WORTH_COMPILING = 50_000_000


def gather(
    total: NDArray[np.float64],
    places: NDArray[np.int64],
    weights: NDArray[np.float64],
    rows: NDArray[np.float64],
) -> None:
    """
    Add to each line of *total* the rows at its places, times their weights.

    Large sums are compiled; both ways give the same bits.

    Args:
        total: (offers, draws), changed.
        places: (offers, picks); -1 for none.
        weights: (offers, picks).
        rows: (rows, draws).
    """
    large = total.size * places.shape[1] > _WORTH_COMPILING
    if large:
        _compiled()(total, places, weights, rows, _BLOCK)
    else:
        _gather(total, places, weights, rows, _FEW)


@cache
def _compiled() -> Callable[..., None]:
    from counterdraft.runtime.compiling import compiled  # noqa: PLC0415 - start-up time

    return compiled()(_gather)


def _gather(
    total: NDArray[np.float64],
    places: NDArray[np.int64],
    weights: NDArray[np.float64],
    rows: NDArray[np.float64],
    block: int,
) -> None:
    offers, draws = total.shape
    for start in range(0, draws, block):
        stop = min(start + block, draws)
        for offer in range(offers):
            line = total[offer, start:stop]
            for pick in range(places.shape[1]):
                place, weight = places[offer, pick], weights[offer, pick]
                if place >= 0 and weight == 1.0:
                    line += rows[place, start:stop]
                elif place >= 0 and weight != 0.0:
                    line += weight * rows[place, start:stop]
