"""What is exact in an answer that is not proven: its points, their worths, and that none beats another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counterdraft.agreements.basics.results import Point
from counterdraft.agreements.certificates.game_data import game_to_data
from counterdraft.preferences.game import Game

__all__ = ["points_certificate"]

NOT_PROVEN = "that none is missing or better is not proven"


def points_certificate(game: Game, points: Sequence[Point]) -> dict[str, Any]:
    """Return a certificate that the points are offers of the *game* that all accept, and no more."""
    return {
        "kind": "points",
        "game": game_to_data(game),
        "worths": [list(p.worth) for p in points],
        "offers": [list(p.offer) for p in points],
        "not_proven": NOT_PROVEN,
    }
