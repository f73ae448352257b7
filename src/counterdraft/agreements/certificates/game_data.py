"""What a proof is written in: the game and its blocks as plain JSON data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable, WeightedBox

__all__ = ["game_from_data", "game_to_data"]

Literals = tuple[tuple[int, tuple[bool, ...]], ...]
WORD = 2**62


def game_to_data(game: Game) -> dict[str, Any]:
    """
    Return the *game* as JSON data; every number stays an integer.

    A table is written row by row (last issue fastest), a mask as the positions that are true.
    """
    return {
        "sizes": list(game.sizes),
        "players": [_ledger_to_data(p) for p in game.players],
        "signatories": [_ledger_to_data(s) for s in game.signatories],
        "conditions": [_literals_to_data(c.literals) for c in game.conditions],
    }


def game_from_data(data: Mapping[str, Any]) -> Game:
    """
    Return the game that `game_to_data` wrote.

    Raises:
        KeyError, TypeError, ValueError: *data* is not the description of a game.
    """
    sizes = tuple(int(s) for s in data["sizes"])
    return Game(
        sizes,
        tuple(_ledger_from_data(p, sizes) for p in data["players"]),
        tuple(_ledger_from_data(s, sizes) for s in data["signatories"]),
        tuple(Clause(_literals_from_data(c, sizes)) for c in data["conditions"]),
    )


def _ledger_to_data(ledger: UtilityFunction) -> dict[str, Any]:
    return {
        "name": ledger.name,
        "reservation": int(ledger.reservation),
        "unit": str(ledger.unit),
        "constant": int(ledger.constant),
        "cap": None if ledger.cap is None else int(ledger.cap),
        "summands": [
            {"issues": list(s.issues), "table": [int(v) for v in s.table.ravel().tolist()]}
            for s in ledger.summands
        ],
        "bonuses": [
            {"literals": _literals_to_data(b.literals), "amount": int(b.amount)}
            for b in ledger.bonuses
        ],
        "needed": None if ledger.needed is None else _literals_to_data(ledger.needed.literals),
    }


def _ledger_from_data(data: Mapping[str, Any], sizes: Sequence[int]) -> UtilityFunction:
    needed = data["needed"]
    return UtilityFunction(
        name=str(data["name"]),
        summands=tuple(_summand_from_data(s, sizes) for s in data["summands"]),
        reservation=int(data["reservation"]),
        unit=Fraction(data["unit"]),
        constant=int(data["constant"]),
        cap=None if data["cap"] is None else int(data["cap"]),
        bonuses=tuple(
            WeightedBox(_literals_from_data(b["literals"], sizes), int(b["amount"]))
            for b in data["bonuses"]
        ),
        needed=None if needed is None else Clause(_literals_from_data(needed, sizes)),
    )


def _summand_from_data(data: Mapping[str, Any], sizes: Sequence[int]) -> UtilityTable:
    issues = tuple(int(i) for i in data["issues"])
    values = [int(v) for v in data["table"]]
    shape = tuple(sizes[i] for i in issues)
    if len(values) != prod(shape):
        raise ValueError(f"a table over issues {issues} has {len(values)} entries")
    wide = any(abs(v) >= WORD for v in values)
    table = np.array(values, dtype=object if wide else np.int64).reshape(shape)
    return UtilityTable(issues, table)


def _literals_to_data(literals: Literals) -> list[list[Any]]:
    return [[int(i), [o for o, holds in enumerate(mask) if holds]] for i, mask in literals]


def _literals_from_data(data: Sequence[Sequence[Any]], sizes: Sequence[int]) -> Literals:
    literals = []
    for issue, positions in data:
        true = {int(o) for o in positions}
        if not true <= set(range(sizes[int(issue)])):
            raise ValueError(f"issue {issue} has no options {sorted(true)}")
        literals.append((int(issue), tuple(o in true for o in range(sizes[int(issue)]))))
    return tuple(literals)
