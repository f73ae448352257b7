"""Rates that slide: by steps, slice by slice, along a line, or by a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Money, Part, Share
from counterdraft.runtime.arrays import Floats

__all__ = [
    "Bracket",
    "Formula",
    "Tier",
    "along",
    "marginal",
    "nested",
    "slid",
    "stepped",
    "steps_of",
]


class Tier(Part):
    """
    One step of a scale: the rate that holds above a level, or from it on.

    Statutes have both: at exactly 50, a step `above: 50` does not hold yet, and a step `from: 50` does.
    In the place of the rate, `then` may list steps by a second level: a table of rates by two.
    """

    above: Money = 0.0
    from_: Annotated[Money | None, Field(alias="from")] = None
    rate: Share = 0.0
    then: tuple[Tier, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _above_or_from(cls, data: object) -> object:
        if not isinstance(data, Mapping) or data.get("from") is None:
            return data
        if "above" in data:
            raise ValueError("a step holds above a level, or from it on: give one of the two")
        return {**data, "above": data["from"]}

    @property
    def inclusive(self) -> bool:
        """Whether the step holds at exactly its level."""
        return self.from_ is not None

    @model_validator(mode="after")
    def _one_of_both(self) -> Tier:
        if ("rate" in self.model_fields_set) == bool(self.then):
            raise ValueError(
                "a step has a rate, or steps of its own: then: [{above: 0, rate: 5 %}]"
            )
        return self


class Bracket(NamedTuple):
    """A step whose rate is known on every path."""

    above: float
    rate: Floats | float
    inclusive: bool = False
    """Whether the step holds at exactly its level."""


class Formula(Part):
    """
    A rate that is `constant` + `slope` × level + `inverse` ÷ level, between `least` and `most`.

    With a margin x as the level: 0.5 % + x ÷ 12.5 is a slope of 0.08, and 30 % + a - ab ÷ x an inverse of
    -ab.  Where the level is nought or less, `inverse` ÷ level is as large as it can be and the rate is
    `least` (for a negative `inverse`) or `most`.
    """

    constant: Money = 0.0
    slope: Money = 0.0
    inverse: Money = 0.0
    least: Money = 0.0
    most: Money = 1.0

    @model_validator(mode="after")
    def _bounded(self) -> Formula:
        if self.least > self.most:
            raise ValueError(f"least is {self.least:g}, more than most, {self.most:g}")
        return self

    def rate(self, level: Floats) -> Floats:
        """
        Return the rate at each level.

        >>> Formula(constant=0.005, slope=0.08, most=0.05).rate(np.array([-1.0, 0.25, 0.9])).tolist()
        [0.0, 0.025, 0.05]
        """
        rate: Floats = self.constant + self.slope * level
        if self.inverse:
            is_above = level > 0
            endless = self.most if self.inverse > 0 else self.least
            rate = np.where(is_above, rate + self.inverse / np.where(is_above, level, 1.0), endless)
        return np.clip(rate, self.least, self.most)


def nested(tiers: Sequence[Tier]) -> bool:
    """Return whether a scale has steps within steps."""
    return any(tier.then for tier in tiers)


def steps_of(tiers: Sequence[Tier], second: Floats | None = None) -> list[Bracket]:
    """
    Return the steps in the order of their levels, each with its rate at the second level.

    >>> steps_of([Tier(above=5, then=(Tier(above=0, rate=0.1), Tier(above=30, rate=0.2)))], np.array([40.0]))
    [Bracket(above=5.0, rate=array([0.2]), inclusive=False)]
    """
    steps = []
    for tier in sorted(tiers, key=lambda tier: float(tier.above)):
        inner = None if second is None or not tier.then else stepped(steps_of(tier.then), second)
        steps.append(Bracket(tier.above, tier.rate if inner is None else inner, tier.inclusive))
    return steps


def stepped(steps: Sequence[Bracket], level: Floats) -> Floats:
    """
    Return the rate of the step that *level* stands on; the whole is charged at it.

    >>> stepped([Bracket(0, 0.1), Bracket(10, 0.2)], np.array([5.0, 10.0, 15.0])).tolist()
    [0.1, 0.1, 0.2]
    >>> stepped([Bracket(0, 0.1), Bracket(10, 0.2, inclusive=True)], np.array([10.0])).tolist()
    [0.2]
    """
    rate = np.zeros_like(level)
    for step in steps:
        reached = level >= step.above if step.inclusive else level > step.above
        rate = np.where(reached | (step.above <= 0), step.rate, rate)
    return rate


def marginal(steps: Sequence[Bracket], level: Floats) -> Floats:
    """
    Return the average rate where each slice of *level* is charged at its own rate.

    >>> marginal([Bracket(0, 0.1), Bracket(10, 0.2)], np.array([5.0, 20.0])).tolist()
    [0.1, 0.15]
    """
    charged, is_above = np.zeros_like(level), level > 0
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        top = np.inf if following is None else following.above
        charged = charged + step.rate * np.clip(level - step.above, 0.0, top - step.above)
    safe = np.where(is_above, level, 1.0)
    return np.where(is_above, charged / safe, steps[0].rate if steps else 0.0)


def along(steps: Sequence[Bracket], level: Floats) -> Floats:
    """
    Return the rate on the straight line between two steps, and that of the outermost step beyond them.

    >>> along([Bracket(55, 0.01), Bracket(120, 0.09)], np.array([40.0, 87.5])).tolist()
    [0.01, 0.05]
    """
    rate = steps[0].rate + np.zeros_like(level)
    for low, high in pairwise(steps):
        width = (high.above - low.above) or 1.0
        part = np.clip((level - low.above) / width, 0.0, 1.0)
        rate = np.where(level > low.above, low.rate + (high.rate - low.rate) * part, rate)
    return rate


def slid(
    level: Floats,
    steps: Sequence[Bracket],
    formula: Formula | None = None,
    *,
    incremental: bool = False,
    interpolated: bool = False,
) -> Floats:
    """
    Return the rate at each level: of the formula where there is one, else of the scale.

    Args:
        level: (paths,) in the unit of the steps.
        steps: In the order of their levels.
        formula: Takes the place of the scale.
        incremental: Each slice at its own rate; the average rate is returned.
        interpolated: Along straight lines between the steps.
    """
    if formula is not None:
        return formula.rate(level)
    if interpolated:
        return along(steps, level)
    return marginal(steps, level) if incremental else stepped(steps, level)
