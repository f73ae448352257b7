"""The independent parts of a game: issues that interact are settled together, and parts only add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.preferences.game import Game

__all__ = ["Block", "Entangled", "blocks"]


class Entangled(Exception):  # noqa: N818
    """The issues of a block interact too much for elimination; never shown to a reader."""


@dataclass(frozen=True, eq=False)
class Block:
    """
    The efficient ways to settle a set of issues that interact with no other issue.

    The worth of an offer is the sum over blocks of one row each; constants are in the first block.

    ``issues`` are ascending.  ``worths`` is (k, d): players first, then conditional signatories,
    int64 where the game fits 62 bits, else object; rows are distinct and descend lexicographically.  A
    signatory's column is clipped at what can no longer fail, and holds that where its signature is not
    needed, so "signs or is not needed" is: sum of the column >= reservation.  ``options`` is
    (k, len(issues)): the option positions of one witness of each row.  ``counts`` is the number of
    part-offers with exactly this row, or None where clipping hides it.
    """

    issues: tuple[int, ...]
    worths: NDArray[np.int64] | NDArray[np.object_]
    options: NDArray[np.int32]
    counts: tuple[int, ...] | None


def blocks(game: Game, *, prune: bool = True, limit: int = 200_000) -> list[Block]:
    """
    Return the independent blocks of the *game*, each with its efficient rows.

    Raises:
        Entangled: the states of a block pass *limit*.
    """
    raise NotImplementedError
