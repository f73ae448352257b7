"""What an offer's money is worth for sure to the parties that are averse to risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.scoring.perspective import Perspective
from counterdraft.case import Combined, Factor, Modelled
from counterdraft.preferences import mean

if TYPE_CHECKING:
    from counterdraft.estate.deals.settlement import Settlement
    from counterdraft.estate.deals.sides import Side
    from counterdraft.estate.tables.money import MoneyTables

__all__ = ["AverseParty", "CertaintyEquivalent", "averse_parties"]

Offers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CertaintyEquivalent:
    """
    The sure amount, in money of the case, that is as good to a party as the offer's money at risk.

    Attributes:
        tolerance: Of the party, in money that counts once: its own, over what it multiplies the money by.
        worth: By the paths, against no deal.
        error: Its standard error.
        tabulated: By the tables from which worths are read.
    """

    tolerance: float
    worth: float
    error: float
    tabulated: float


@dataclass(frozen=True, slots=True)
class AverseParty:
    """A party averse to risk whose worth comes from the estate, at the mean of its scale."""

    side: Side
    rate: float

    def equivalent(
        self, tables: MoneyTables, settlement: Settlement, base: Settlement, offers: Offers
    ) -> CertaintyEquivalent:
        """
        Return what is worth as much to the party as a deal on every path.

        Args:
            tables: The money of the case.
            settlement: The deal.
            base: Without a deal, on the same paths.
            offers: (draws, issues) the offer, what is not known of it drawn.
        """
        from counterdraft.estate.tables.certainty_equivalents import equivalents_at  # noqa: PLC0415 - estates only

        money, before = (tables.factor * self.side.part(one.worth.T) for one in (settlement, base))
        equivalent = equivalents_at(money[None], before, np.array([self.rate]))[0, :, 1]
        by_table = np.zeros(len(offers))
        for issues, (worth,) in tables.of_averse(self.side.name, [self.rate]):
            by_table += worth[tuple(offers[:, list(issues)].T)]
        worth, _, error = equivalent.tolist()
        return CertaintyEquivalent(1 / self.rate, worth, error, float(by_table.mean()))


def averse_parties(seat: Perspective, sides: tuple[Side, ...]) -> Mapping[str, AverseParty]:
    """Return by name those of *sides* that are averse to risk, as far as the seat may know."""
    preferences = {seat.party: seat.own, **{name: seat.preference(name) for name in seat.others}}
    averse = {}
    for one in sides:
        preference = preferences.get(one.name)
        if preference is None or preference.attitude.tolerance is None:
            continue
        counted = _counted(preference.factors, preference.transform.scale)
        if counted > 0:
            averse[one.name] = AverseParty(one, float(counted / preference.attitude.tolerance))
    return averse


def _counted(factors: tuple[Factor, ...], times: Fraction) -> Fraction:
    """Return what the money of the estate is multiplied by in a worth; zero where it is not in it."""
    for one in factors:
        if isinstance(one, Modelled):
            return times * mean(one.scale.distribution)
        if isinstance(one, Combined) and (counted := _counted(one.parts, times * one.weight)):
            return counted
    return Fraction(0)
