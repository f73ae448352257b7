"""The bargaining solutions as rules: what each one maximises, in integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod
from typing import Any, Literal

from counterdraft.preferences.game import Game

__all__ = ["Rule", "ideal_rule", "normalised", "real", "rules_of"]

Kind = Literal["product", "least", "leximin", "sum"]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What a solution maximises over the players' gains above their reservation values.

    ``weights`` has one integer per player; a weight of zero takes the player out.  With weighted gains
    y = w g of the others, the value is

    - "product": the product of g (Nash 1950; weights do not matter to it),
    - "least": the least y (Kalai and Smorodinsky 1975, weights 1 / ideal gain),
    - "leximin": y in ascending order, compared as words are (Kalai 1977; Imai 1983),
    - "sum": the sum of y (Harsanyi 1955).

    Points of equal value are tied; ``ties`` weighs the gains whose leximin order puts them in a row.
    """

    name: str
    kind: Kind
    weights: tuple[int, ...]
    ties: tuple[int, ...]

    @property
    def active(self) -> tuple[int, ...]:
        """The players that take part."""
        return tuple(i for i, w in enumerate(self.weights) if w)

    def value(self, gains: Sequence[int]) -> Any:  # noqa: ANN401 - an integer, or a tuple for leximin
        """Return the value of the players' *gains*; values of one rule compare as Python does."""
        if self.kind == "product":
            return prod(gains[i] for i in self.active)
        weighted = [w * gains[i] for i, w in enumerate(self.weights) if w]
        if self.kind == "sum":
            return sum(weighted)
        if self.kind == "least":
            return min(weighted, default=0)
        return tuple(sorted(weighted))

    def order(self, gains: Sequence[int]) -> tuple[Any, ...]:
        """Return the key that sorts tied points; the greatest is the leximin best."""
        return (
            tuple(sorted(w * gains[i] for i, w in enumerate(self.ties) if w)),
            tuple(gains),
        )


def normalised(ideals: Sequence[int]) -> tuple[int, ...]:
    """
    Return integers proportional to 1 / ideal gain, zero for a player that cannot gain.

    >>> normalised([4, 6, 0])
    (3, 2, 0)
    """
    whole = lcm(*(v for v in ideals if v > 0))
    return tuple(whole // v if v > 0 else 0 for v in ideals)


def real(units: Sequence[Fraction]) -> tuple[int, ...]:
    """
    Return integers proportional to the *units*, which turn scaled gains into comparable worths.

    >>> real([Fraction(1, 2), Fraction(3)])
    (1, 6)
    """
    whole = lcm(*(u.denominator for u in units))
    weights = [int(u * whole) for u in units]
    return tuple(weights)


def ideal_rule(game: Game, player: int) -> Rule:
    """Return the rule that maximises the gain of one *player* alone."""
    alone = tuple(int(i == player) for i in range(len(game.players)))
    return Rule(f"ideal of {game.players[player].name}", "sum", alone, alone)


def rules_of(
    game: Game, ideals: Sequence[int], *, common_unit: bool
) -> tuple[dict[str, tuple[Rule, str]], tuple[str, ...]]:
    """
    Return the four rules by name, each with its note, and the notices on players left out.

    Args:
        game: The tabulated game.
        ideals: By player its ideal gain: the most above reservation in any offer that all accept.
        common_unit: Whether worths of different players may be added.
    """
    by_ideal, by_unit = normalised(ideals), real([p.unit for p in game.players])
    out = [p.name for p, v in zip(game.players, ideals, strict=True) if v <= 0]
    notices = tuple(
        f"{name} can gain nothing over its reservation value in any offer that all accept; "
        "it takes no part in the Nash, Kalai-Smorodinsky and normalised solutions"
        for name in out
    )
    can_gain = tuple(int(v > 0) for v in ideals)
    # Whoever cannot gain has gain zero everywhere: the leximin order of the others decides.
    lively = tuple(w * c for w, c in zip(by_unit, can_gain, strict=True))
    total = (
        (Rule("utilitarian", "sum", by_unit, by_unit), "")
        if common_unit
        else (
            Rule("utilitarian", "sum", by_ideal, by_ideal),
            "the sum of gains over ideal gains, because the players share no unit",
        )
    )
    return {
        "nash": (Rule("nash", "product", can_gain, by_ideal), ""),
        "kalai_smorodinsky": (Rule("kalai_smorodinsky", "least", by_ideal, by_ideal), ""),
        "egalitarian": (Rule("egalitarian", "leximin", lively, by_unit), ""),
        "utilitarian": total,
    }, notices
