"""Listed points: offers that all accept, worth what is said, none dominated by another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from counterdraft.verification.games import Game
from counterdraft.verification.reading import Refused, entry, integers, items

__all__ = ["check_points"]

Point = tuple[int, ...]


def check_points(game: Game, certificate: Mapping[str, Any]) -> list[Point]:
    """
    Return the worths of the listed points, by player.

    Raises:
        Refused: A point is not feasible, is worth something else, or is dominated by another listed one.
    """
    points = [integers(row, "a worth") for row in items(entry(certificate, "worths"), "the worths")]
    offers = [
        integers(row, "an option") for row in items(entry(certificate, "offers"), "the offers")
    ]
    if len(points) != len(offers):
        raise Refused("not a certificate: there are more worths than offers, or fewer")
    floor = [player.reservation for player in game.players]
    for point, offer in zip(points, offers, strict=True):
        gains = game.gains(offer)
        if tuple(g + r for g, r in zip(gains, floor, strict=True)) != point:
            raise Refused(f"the offer {offer} is worth something else")
    rows = np.array(points, object).reshape(len(points), len(game.players))
    for row, point in zip(rows, points, strict=True):
        if np.count_nonzero(np.all(rows >= row, axis=1)) > 1:
            raise Refused(f"the point {point} is dominated or listed twice")
    return points
