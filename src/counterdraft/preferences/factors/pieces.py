"""What every factor of worth comes down to: rows of figures that an offer picks and weighs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.conditions import Condition
from counterdraft.case.figures import Figure
from counterdraft.case.worth import Factor

__all__ = [
    "Exact",
    "ExactValue",
    "Nested",
    "Picks",
    "Piece",
    "Read",
    "RiskAdjustment",
    "Rows",
    "SampledValue",
    "add",
    "every_figure",
]

SampledValue = Callable[[Figure, Fraction], NDArray[np.float64]]
"""By draw, (draws,) or (1,): what a figure counts for where it is multiplied by a coefficient."""

ExactValue = Callable[[Figure, Fraction], Fraction]
"""Exactly: what a figure counts for where it is multiplied by a coefficient."""


@dataclass(frozen=True, eq=False)
class Exact:
    """Rational worths, one per offer, over a common denominator; integers of any size."""

    numerators: NDArray[np.object_]
    denominator: int = 1


@dataclass(frozen=True, eq=False)
class Picks:
    """
    The rows that each offer picks: ``rows`` and the numerators of their ``weights``, (offers, picks).

    A weight of 0 picks nothing.
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.int64] | NDArray[np.object_]
    denominator: int = 1


class Piece(Protocol):
    """A part of a party's worth that adds to the others."""

    @property
    def issues(self) -> tuple[int, ...]:
        """The issues it hangs on, ascending."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures it is made of."""

    def draw(self, offers: NDArray[np.int64], look: SampledValue) -> NDArray[np.float64]:
        """Return its worth by offer and draw, (offers, draws) or (offers, 1)."""

    def exact(self, offers: NDArray[np.int64], look: ExactValue) -> Exact:
        """Return its worth by offer where every figure is what *look* says."""


class Read(Protocol):
    """Reads factors as pieces, for a party with a *tolerance* to chance, or (None) a neutral one."""

    @property
    def tolerance(self) -> Fraction | None: ...  # noqa: D102 - said above

    def __call__(self, factor: Factor, coefficient: Fraction) -> tuple[Piece, ...]:
        """Return the *factor*, times a coefficient, as pieces."""


@dataclass(frozen=True, slots=True)
class RiskAdjustment:
    """
    A figure as it counts where worth is no straight line in it: x times a power of its place in a range.

    The place is (x - centre) / half; beyond the range it stays what it is at the end.
    """

    centre: Fraction
    half: Fraction
    low: Fraction
    high: Fraction
    power: int

    def drawn(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what *values* count for."""
        place = (np.clip(values, float(self.low), float(self.high)) - float(self.centre)) / float(
            self.half
        )
        found: NDArray[np.float64] = values * place**self.power
        return found

    def exact(self, value: Fraction) -> Fraction:
        """Return what one *value* counts for."""
        place = (min(max(value, self.low), self.high) - self.centre) / self.half
        return value * place**self.power


@dataclass(frozen=True, eq=False)
class Rows:
    """
    A linear piece: ``coefficient`` times the weighted sum of the rows that the offer picks.

    ``pick`` reads offers (all issues in columns).  ``condition`` is set where the piece is one row
    that counts when a condition holds; ``cross_block`` where it spans many issues that it hardly
    ties; ``adjustment`` where its figures do not count straight.
    """

    issues: tuple[int, ...]
    figures: tuple[Figure, ...]
    coefficient: Fraction
    pick: Callable[[NDArray[np.int64]], Picks]
    condition: Condition | None = None
    cross_block: bool = False
    adjustment: RiskAdjustment | None = None

    def read(self, row: int, look: SampledValue) -> NDArray[np.float64]:
        """Return what a row counts for by draw, without the coefficient."""
        found = look(self.figures[row], self.coefficient)
        return found if self.adjustment is None else self.adjustment.drawn(found)

    def count(self, row: int, look: ExactValue) -> Fraction:
        """Return what a row counts for exactly, without the coefficient."""
        found = look(self.figures[row], self.coefficient)
        return found if self.adjustment is None else self.adjustment.exact(found)

    def draw(self, offers: NDArray[np.int64], look: SampledValue) -> NDArray[np.float64]:
        """Return its worth by offer and draw."""
        picks = self.pick(offers)
        factor = float(self.coefficient / picks.denominator)
        rows = [self.read(row, look) for row in range(len(self.figures))]
        table = np.stack(np.broadcast_arrays(*rows))
        total: NDArray[np.float64] = np.zeros((len(offers), table.shape[1]))
        for picked, weights in zip(picks.rows.T, picks.weights.T, strict=True):
            total += (weights * factor).astype(np.float64)[:, None] * table[picked]
        return total

    def exact(self, offers: NDArray[np.int64], look: ExactValue) -> Exact:
        """Return its worth by offer, exactly."""
        picks = self.pick(offers)
        counts = [self.coefficient * self.count(row, look) for row in range(len(self.figures))]
        common = lcm(*(c.denominator for c in counts))
        scaled = np.array([c.numerator * (common // c.denominator) for c in counts], dtype=object)
        total = np.zeros(len(offers), dtype=object)
        for rows, weights in zip(picks.rows.T, picks.weights.T, strict=True):
            total += weights.astype(object) * scaled[rows]
        return Exact(total, common * picks.denominator)


@dataclass(frozen=True, eq=False)
class Nested:
    """
    The least or the greatest of several parts, each a sum of pieces.

    Chance is integrated inside each part before they are compared.
    """

    name: str
    least: bool
    parts: tuple[tuple[Piece, ...], ...]

    @property
    def issues(self) -> tuple[int, ...]:
        """The issues it hangs on."""
        return tuple(sorted({i for part in self.parts for piece in part for i in piece.issues}))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures it is made of."""
        return tuple(f for part in self.parts for piece in part for f in piece.figures)

    def draw(self, offers: NDArray[np.int64], look: SampledValue) -> NDArray[np.float64]:
        """Return its worth by offer and draw."""
        compare = np.minimum if self.least else np.maximum
        nothing = np.zeros((len(offers), 1))
        parts = [sum((p.draw(offers, look) for p in part), nothing) for part in self.parts]
        found: NDArray[np.float64] = reduce(compare, parts)
        return found

    def exact(self, offers: NDArray[np.int64], look: ExactValue) -> Exact:
        """Return its worth by offer, exactly."""
        parts = [add([p.exact(offers, look) for p in part], len(offers)) for part in self.parts]
        common = lcm(*(part.denominator for part in parts))
        scaled = [part.numerators * (common // part.denominator) for part in parts]
        compare = np.minimum if self.least else np.maximum
        return Exact(reduce(compare, scaled), common)


def add(parts: Sequence[Exact], offers: int) -> Exact:
    """Return the sum of the *parts*, which cover the same number of *offers*."""
    common = lcm(*(part.denominator for part in parts))
    total = np.zeros(offers, dtype=object)
    for part in parts:
        total = total + part.numerators * (common // part.denominator)
    return Exact(total, common)


def every_figure(pieces: Sequence[Piece]) -> tuple[Figure, ...]:
    """Return the figures of the *pieces*, each once, in order."""
    return tuple(dict.fromkeys(f for piece in pieces for f in piece.figures))
