"""Rates that slide: by steps, slice by slice, along a line, or by a formula."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import model_validator

from counterdraft.estate.arrays import Floats
from counterdraft.estate.records.reading import Money, Part, Share

__all__ = ["Formula", "Tier", "along", "marginal", "slid", "stepped"]


class Tier(Part):
    """One step of a scale: the rate that holds from a level on."""

    above: Money = 0.0
    rate: Share


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
        found = self.constant + self.slope * level
        if self.inverse:
            safe = np.where(level > 0, level, 1.0)
            endless = np.copysign(np.inf, self.inverse)
            found = np.where(level > 0, found + self.inverse / safe, endless)
        return np.clip(found, self.least, self.most)


def stepped(tiers: Sequence[Tier], level: Floats) -> Floats:
    """
    Return the rate of the step that *level* stands on; the whole is charged at it.

    >>> tiers = [Tier(above=0, rate=0.1), Tier(above=10, rate=0.2)]
    >>> stepped(tiers, np.array([5.0, 10.0, 15.0])).tolist()
    [0.1, 0.1, 0.2]
    """
    rate = np.zeros_like(level)
    for tier in sorted(tiers, key=lambda one: one.above):
        rate = np.where((level > tier.above) | (tier.above <= 0), tier.rate, rate)
    return rate


def marginal(tiers: Sequence[Tier], level: Floats) -> Floats:
    """
    Return the average rate where each slice of *level* is charged at its own rate.

    >>> tiers = [Tier(above=0, rate=0.1), Tier(above=10, rate=0.2)]
    >>> marginal(tiers, np.array([5.0, 20.0])).tolist()
    [0.1, 0.15000000000000002]
    """
    ordered = sorted(tiers, key=lambda one: one.above)
    charged = np.zeros_like(level)
    for tier, following in zip(ordered, [*ordered[1:], None], strict=True):
        top = np.inf if following is None else following.above
        charged += tier.rate * np.clip(level - tier.above, 0.0, top - tier.above)
    safe = np.where(level > 0, level, 1.0)
    return np.where(level > 0, charged / safe, ordered[0].rate if ordered else 0.0)


def along(tiers: Sequence[Tier], level: Floats) -> Floats:
    """
    Return the rate on the straight line between two steps, and that of the outermost step beyond them.

    >>> along([Tier(above=55, rate=0.01), Tier(above=120, rate=0.09)], np.array([40.0, 87.5])).tolist()
    [0.01, 0.05]
    """
    ordered = sorted(tiers, key=lambda one: one.above)
    found: Floats = np.interp(level, [t.above for t in ordered], [t.rate for t in ordered])
    return found


def slid(
    level: Floats,
    scale: Sequence[Tier],
    formula: Formula | None = None,
    *,
    incremental: bool = False,
    interpolated: bool = False,
) -> Floats:
    """
    Return the rate at each level: of the formula where there is one, else of the scale.

    Args:
        level: (paths,) in the unit of the steps.
        scale: The steps.
        formula: Takes the place of the scale.
        incremental: Each slice at its own rate; the average rate is returned.
        interpolated: Along straight lines between the steps.
    """
    if formula is not None:
        return formula.rate(level)
    if interpolated:
        return along(scale, level)
    return marginal(scale, level) if incremental else stepped(scale, level)
