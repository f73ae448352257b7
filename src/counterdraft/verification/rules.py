"""What the solutions of the literature maximise: the checker's own definitions, in integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from counterdraft.verification.games import Game
from counterdraft.verification.reading import Refused

__all__ = ["NAMES", "Rule", "alone", "rule_named"]

NAMES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What a solution maximises over gains g above the reservation values, with weights w.

    "product" is the product of g over players with a weight (Nash 1950), "least" the least w g (Kalai and
    Smorodinsky 1975), "leximin" the w g in ascending order (Kalai 1977), "sum" their sum (Harsanyi 1955).
    Players of weight zero take no part.  ``ties`` are the weights whose leximin order ranks tied points.
    """

    name: str
    kind: str
    weights: tuple[int, ...]
    ties: tuple[int, ...]

    @property
    def active(self) -> tuple[int, ...]:
        """The players that take part."""
        return tuple(i for i, weight in enumerate(self.weights) if weight > 0)

    def value(self, gains: Sequence[int]) -> Any:  # noqa: ANN401 - an integer, or a tuple for leximin
        """Return the value of *gains*."""
        if self.kind == "product":
            product = 1
            for i in self.active:
                product *= gains[i]
            return product
        weighted = sorted(self.weights[i] * gains[i] for i in self.active)
        if self.kind == "leximin":
            return tuple(weighted)
        if self.kind == "sum":
            return sum(weighted)
        return weighted[0] if weighted else 0

    def rank(self, gains: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return what ranks tied points; the greatest is the leximin best."""
        own = [weight * gain for weight, gain in zip(self.ties, gains, strict=False) if weight]
        return tuple(sorted(own)), tuple(gains)


def alone(game: Game, player: int) -> Rule:
    """Return the rule that maximises one player's gain."""
    weights = tuple(1 if i == player else 0 for i in range(len(game.players)))
    return Rule(f"ideal of {game.players[player].name}", "sum", weights, weights)


def rule_named(name: object, game: Game, ideals: Sequence[int], *, common_unit: bool) -> Rule:
    """
    Return the rule of a solution.

    Args:
        name: One of `NAMES`.
        game: The game.
        ideals: By player the most that it gains in any offer that all accept.
        common_unit: Whether worths of different players are added as they are (utilitarian only).
    """
    gainers = tuple(int(ideal > 0) for ideal in ideals)
    by_ideal = _proportional([Fraction(1, i) if i > 0 else Fraction(0) for i in ideals])
    by_unit = _proportional([player.unit for player in game.players])
    if name == "nash":
        return Rule(name, "product", gainers, by_ideal)
    if name == "kalai_smorodinsky":
        return Rule(name, "least", by_ideal, by_ideal)
    if name == "egalitarian":
        weights = tuple(w if gains else 0 for w, gains in zip(by_unit, gainers, strict=True))
        return Rule(name, "leximin", weights, by_unit)
    if name == "utilitarian":
        weights = by_unit if common_unit else by_ideal
        return Rule(name, "sum", weights, weights)
    raise Refused("not a certificate: it names no solution")


def _proportional(ratios: Sequence[Fraction]) -> tuple[int, ...]:
    """Return the integers over the least common denominator."""
    whole = lcm(*(ratio.denominator for ratio in ratios))
    return tuple(ratio.numerator * (whole // ratio.denominator) for ratio in ratios)
