"""The game of a certificate: read strictly, with plain definitions of worth and of who signs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.verification.reading import (
    Refused,
    entry,
    integer,
    integers,
    items,
    mapping,
    text_of,
)

__all__ = [
    "Clause",
    "Game",
    "Literals",
    "Table",
    "Utility",
    "WeightedBox",
    "fingerprint_of",
    "read_game",
]

MOST_ISSUES = 10_000
MOST_OPTIONS = 1_000_000
"""Options of all issues together."""
MOST_MASKED = 50_000_000
"""Options of all literals together."""
MOST_PARTIES = 1_000
WORD = 1 << 62

Literals = tuple[tuple[int, tuple[bool, ...]], ...]
"""By literal an issue and, per option of it, whether the option makes it true."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table of worths with one axis per issue."""

    issues: tuple[int, ...]
    table: NDArray[Any]


@dataclass(frozen=True, slots=True)
class WeightedBox:
    """An amount that counts where every literal holds."""

    literals: Literals
    amount: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition that holds where some literal does."""

    literals: Literals


@dataclass(frozen=True, eq=False)
class Utility:
    """
    A party's worth: the least of ``cap`` and the sum of ``constant``, tables and boxes.

    The party signs from ``reservation`` on.  ``needed`` is None for a player; a conditional signatory is
    needed where the clause holds.
    """

    name: str
    summands: tuple[Table, ...]
    reservation: int
    unit: Fraction = Fraction(1)
    constant: int = 0
    cap: int | None = None
    bonuses: tuple[WeightedBox, ...] = ()
    needed: Clause | None = None

    def worth(self, offer: Sequence[int]) -> int:
        """Return what the *offer* (an option position per issue) is worth."""
        tables = (int(t.table[tuple(offer[i] for i in t.issues)]) for t in self.summands)
        boxes = (b.amount for b in self.bonuses if all(mask[offer[i]] for i, mask in b.literals))
        total = self.constant + sum(tables) + sum(boxes)
        return total if self.cap is None or total < self.cap else self.cap


@dataclass(frozen=True, eq=False)
class Game:
    """Options per issue, the players, the conditional signatories, and the conditions of an offer."""

    sizes: tuple[int, ...]
    players: tuple[Utility, ...]
    signatories: tuple[Utility, ...] = ()
    conditions: tuple[Clause, ...] = ()

    @property
    def size(self) -> int:
        """The number of offers, possible or not."""
        return prod(self.sizes)

    def as_data(self) -> tuple[Any, ...]:
        """Return the whole game as plain values that compare."""
        parties = [
            (
                (p.name, p.reservation, p.unit, p.constant, p.cap, p.bonuses, p.needed),
                [(t.issues, t.table.tolist()) for t in p.summands],
            )
            for p in (*self.players, *self.signatories)
        ]
        return self.sizes, len(self.players), parties, self.conditions

    def gains(self, offer: Sequence[int]) -> tuple[int, ...]:
        """
        Return what every player gains over its reservation value by the *offer*.

        Raises:
            Refused: It is no offer of the game, or somebody who is needed would not sign it.
        """
        if len(offer) != len(self.sizes) or any(
            not 0 <= option < size for option, size in zip(offer, self.sizes, strict=True)
        ):
            raise Refused(f"the offer {tuple(offer)} is not feasible: no such options")
        if not all(_some(clause, offer) for clause in self.conditions):
            raise Refused(f"the offer {tuple(offer)} is not feasible: a condition fails")
        gains = tuple(p.worth(offer) - p.reservation for p in self.players)
        unwilling = [p.name for p, gain in zip(self.players, gains, strict=True) if gain < 0]
        unwilling += [
            s.name
            for s in self.signatories
            if (s.needed is None or _some(s.needed, offer)) and s.worth(offer) < s.reservation
        ]
        if unwilling:
            raise Refused(f"the offer {tuple(offer)} is not feasible: {unwilling[0]} does not sign")
        return gains


def _some(clause: Clause, offer: Sequence[int]) -> bool:
    return any(mask[offer[issue]] for issue, mask in clause.literals)


def fingerprint_of(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a game as it is written."""
    return hashlib.sha256(text_of(data).encode()).hexdigest()


def read_game(value: object) -> Game:
    """
    Return the game that is written as plain data.

    Raises:
        Refused: It is none, or passes a limit; nothing of its claimed size is allocated before.
    """
    data = mapping(value, "the game")
    sizes = integers(entry(data, "sizes"), "the number of options", 1, MOST_OPTIONS)
    if len(sizes) > MOST_ISSUES or sum(sizes) > MOST_OPTIONS:
        raise Refused(f"more than {MOST_ISSUES:,} issues or {MOST_OPTIONS:,} options")
    reader = _Reader(sizes)
    return Game(
        sizes,
        reader.parties(entry(data, "players"), least=1),
        reader.parties(entry(data, "signatories"), least=0),
        tuple(
            Clause(reader.literals(c)) for c in items(entry(data, "conditions"), "the conditions")
        ),
    )


class _Reader:
    """Reads the parts of a game over issues of these sizes."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.sizes = sizes
        self.masked = 0

    def parties(self, value: object, least: int) -> tuple[Utility, ...]:
        listed = items(value, "the parties", most=MOST_PARTIES)
        if len(listed) < least:
            raise Refused("not a certificate: the game has no players")
        return tuple(self.utility(mapping(each, "a party")) for each in listed)

    def utility(self, data: dict[str, Any]) -> Utility:
        name, cap, needed = entry(data, "name"), entry(data, "cap"), entry(data, "needed")
        if not isinstance(name, str):
            raise Refused("not a certificate: the name of a party is no text")
        return Utility(
            name=name,
            summands=tuple(
                self.table(mapping(t, "a table"))
                for t in items(entry(data, "summands"), "the tables")
            ),
            reservation=integer(entry(data, "reservation"), "a reservation value"),
            unit=_unit(entry(data, "unit")),
            constant=integer(entry(data, "constant"), "a constant"),
            cap=None if cap is None else integer(cap, "a cap"),
            bonuses=tuple(
                self.box(mapping(b, "a box")) for b in items(entry(data, "bonuses"), "the boxes")
            ),
            needed=None if needed is None else Clause(self.literals(needed)),
        )

    def table(self, data: dict[str, Any]) -> Table:
        issues = integers(entry(data, "issues"), "an issue", 0, len(self.sizes) - 1)
        values = integers(entry(data, "table"), "a worth")
        if len(set(issues)) < len(issues):
            raise Refused("not a certificate: a table has an issue twice")
        shape = tuple(self.sizes[i] for i in issues)
        if len(values) != prod(shape):
            raise Refused(
                f"not a certificate: a table over issues {issues} has {len(values)} entries"
            )
        dtype = np.int64 if all(abs(v) < WORD for v in values) else object
        return Table(issues, np.array(values, dtype).reshape(shape))

    def box(self, data: dict[str, Any]) -> WeightedBox:
        amount = integer(entry(data, "amount"), "an amount")
        return WeightedBox(self.literals(entry(data, "literals")), amount)

    def literals(self, value: object) -> Literals:
        literals = []
        for pair in items(value, "the literals"):
            if len(items(pair, "a literal")) != 2:
                raise Refused("not a certificate: a literal is an issue and its options")
            issue = integer(pair[0], "an issue", 0, len(self.sizes) - 1)
            size = self.sizes[issue]
            true = set(integers(pair[1], "an option", 0, size - 1))
            if len(true) < len(pair[1]):
                raise Refused("not a certificate: a literal has an option twice")
            self.masked += size
            if self.masked > MOST_MASKED:
                raise Refused(f"the literals have more than {MOST_MASKED:,} options")
            literals.append((issue, tuple(option in true for option in range(size))))
        return tuple(literals)


def _unit(value: object) -> Fraction:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,1200}(/[0-9]{1,1200})?", value):
        raise Refused("not a certificate: a unit is no fraction")
    above, _, below = value.partition("/")
    if not int(above) or not int(below or 1):
        raise Refused("not a certificate: a unit is zero")
    return Fraction(int(above), int(below or 1))
