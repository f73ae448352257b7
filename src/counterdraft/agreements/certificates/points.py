"""What is exact in an answer that is not proven: its points, their worths, and that none beats another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from counterdraft.agreements.basics.results import Point
from counterdraft.agreements.certificates.game_data import game_from_data, game_to_data
from counterdraft.preferences.game import Game

__all__ = ["check_points", "points_certificate", "points_hold"]

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


def check_points(certificate: Mapping[str, Any]) -> tuple[bool, str]:
    """
    Return whether the points hold, and why or why not; what the certificate does not prove is said.

    Raises:
        KeyError, TypeError, ValueError: The data is no certificate.
    """
    fault, points = points_hold(game_from_data(certificate["game"]), certificate)
    said = f"{len(points):,} feasible, worth what is said, none dominates another; {NOT_PROVEN}"
    return not fault, fault or said


def points_hold(game: Game, certificate: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return what is wrong with the listed points and offers (empty where nothing is), and the points."""
    points = [tuple(int(v) for v in row) for row in certificate["worths"]]
    offers = [tuple(int(o) for o in offer) for offer in certificate["offers"]]
    for point, offer in zip(points, offers, strict=True):
        inside = len(offer) == len(game.sizes) and all(
            0 <= o < size for o, size in zip(offer, game.sizes, strict=True)
        )
        if not inside or not game.signed(offer):
            return f"the offer {offer} is not feasible", points
        if tuple(int(p.worth(offer)) for p in game.players) != point:
            return f"the offer {offer} is worth something else", points
    rows = np.array(points, object).reshape(len(points), len(game.players))
    for row, point in zip(rows, points, strict=True):
        if np.count_nonzero(np.all(rows >= row, axis=1)) > 1:
            return f"the point {point} is dominated or listed twice", points
    return "", points
