"""The tabulated game: every worth an integer, so that a tie is a tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np
from numpy.typing import NDArray

__all__ = ["Clause", "Game", "UtilityFunction", "UtilityTable", "WeightedBox"]

Integers = NDArray[np.int64] | NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class UtilityTable:
    """
    A table of integer worths over one issue or several.

    ``table`` has one axis per entry of ``issues`` (ascending), its length the number of options.
    Its dtype is int64 where the whole game fits 62 bits, else object (Python integers).
    """

    issues: tuple[int, ...]
    table: Integers


@dataclass(frozen=True, slots=True)
class WeightedBox:
    """
    An amount that counts when every literal holds: a weighted hyper-rectangle.

    A literal is ``(issue, mask)`` with one boolean per option.  Kept apart from the tables because
    its scope may be too wide to tabulate.
    """

    literals: tuple[tuple[int, tuple[bool, ...]], ...]
    amount: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition that holds when some literal does; conditions arrive in this normal form."""

    literals: tuple[tuple[int, tuple[bool, ...]], ...]
    text: str = ""


@dataclass(frozen=True, eq=False)
class UtilityFunction:
    """
    One party's worth: ``min(cap, constant + sum of summands + sum of bonuses)`` times ``unit``.

    ``reservation`` and ``cap`` are integers on the same scale; the party accepts from ``reservation`` on.
    For a player that is what no deal is worth, as the literature defines the bargaining problem; for a
    conditional signatory it is the least integer above that, since nobody signs
    for nothing.  ``needed`` is None for a player; for a conditional signatory it is a clause that
    is true exactly when the offer needs it.
    """

    name: str
    summands: tuple[UtilityTable, ...]
    reservation: int
    unit: Fraction = Fraction(1)
    constant: int = 0
    cap: int | None = None
    bonuses: tuple[WeightedBox, ...] = ()
    needed: Clause | None = None

    def worth(self, offer: Sequence[int]) -> int:
        """Return the scaled worth of the *offer* (an option position per issue), exactly."""
        total = self.constant
        for summand in self.summands:
            total += int(summand.table[tuple(offer[i] for i in summand.issues)])
        for bonus in self.bonuses:
            if all(mask[offer[i]] for i, mask in bonus.literals):
                total += bonus.amount
        return total if self.cap is None else min(self.cap, total)

    def figure(self, worth: int) -> Fraction:
        """Return a scaled worth in the party's own unit."""
        return worth * self.unit


@dataclass(frozen=True, eq=False)
class Game:
    """
    Everything the agreements need to know of a case, in integers.

    ``sizes`` is the number of options per issue, ``players`` the ledgers of those whom every offer
    needs (one at least), ``signatories`` those of the conditional ones, ``conditions`` must all hold.
    ``labels`` names every issue and its options, where they have names; nothing is computed from them.
    """

    sizes: tuple[int, ...]
    players: tuple[UtilityFunction, ...]
    signatories: tuple[UtilityFunction, ...] = ()
    conditions: tuple[Clause, ...] = ()
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def option_names(self, offer: Sequence[int]) -> dict[str, str]:
        """Return the *offer* (an option position per issue) as names of options by name of issue."""
        if not self.labels:
            return {f"issue {i + 1}": str(o) for i, o in enumerate(offer)}
        return {issue: options[o] for (issue, options), o in zip(self.labels, offer, strict=True)}

    @property
    def size(self) -> int:
        """The number of offers, possible or not."""
        return prod(self.sizes)

    def possible(self, offer: Sequence[int]) -> bool:
        """Return whether the *offer* meets every condition."""
        return all(any(mask[offer[i]] for i, mask in clause.literals) for clause in self.conditions)

    def signed(self, offer: Sequence[int]) -> bool:
        """Return whether the *offer* is possible and everybody it needs is at or above reservation."""
        if not self.possible(offer):
            return False
        if any(p.worth(offer) < p.reservation for p in self.players):
            return False
        return all(
            s.worth(offer) >= s.reservation
            for s in self.signatories
            if s.needed is None or any(mask[offer[i]] for i, mask in s.needed.literals)
        )
