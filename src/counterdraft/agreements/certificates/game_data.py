"""What a proof is written in: the game as plain JSON data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from counterdraft.preferences.game import Game, UtilityFunction

__all__ = ["game_to_data", "reduced_certificate"]

Literals = tuple[tuple[int, tuple[bool, ...]], ...]


def game_to_data(game: Game) -> dict[str, Any]:
    """
    Return the *game* as JSON data; every number stays an integer.

    A table is written row by row (last issue fastest), a mask as the positions that are true.
    """
    return {
        "sizes": list(game.sizes),
        "players": [_utility_to_data(p) for p in game.players],
        "signatories": [_utility_to_data(s) for s in game.signatories],
        "conditions": [_literals_to_data(c.literals) for c in game.conditions],
    }


def reduced_certificate(
    game: Game,
    dropped: Sequence[Sequence[int]],
    what: Literal["frontier", "solution"],
    certificate: Mapping[str, Any],
) -> dict[str, Any]:
    """
    Return a certificate of the *game* that rests on one of the game without dominated options.

    Args:
        game: The whole game.
        dropped: In the order of dropping ``[issue, option, dominator]``, positions in *game*.
        what: What the other certificate proves.
        certificate: The certificate of the smaller game.
    """
    return {
        "kind": "reduced",
        "game": game_to_data(game),
        "dropped": [list(step) for step in dropped],
        what: certificate,
    }


def _utility_to_data(utility: UtilityFunction) -> dict[str, Any]:
    return {
        "name": utility.name,
        "reservation": int(utility.reservation),
        "unit": str(utility.unit),
        "constant": int(utility.constant),
        "cap": None if utility.cap is None else int(utility.cap),
        "summands": [
            {"issues": list(s.issues), "table": [int(v) for v in s.table.ravel().tolist()]}
            for s in utility.summands
        ],
        "bonuses": [
            {"literals": _literals_to_data(b.literals), "amount": int(b.amount)}
            for b in utility.bonuses
        ],
        "needed": None if utility.needed is None else _literals_to_data(utility.needed.literals),
    }


def _literals_to_data(literals: Literals) -> list[list[Any]]:
    return [[int(i), [o for o, holds in enumerate(mask) if holds]] for i, mask in literals]
