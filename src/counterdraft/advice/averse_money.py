"""What an offer's money is worth for sure to the parties that are averse to risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.seat import Seat
from counterdraft.case import Combined, Factor, Modelled
from counterdraft.preferences import mean

if TYPE_CHECKING:
    from counterdraft.estate.deals.settlement import Settlement
    from counterdraft.estate.deals.sides import Side
    from counterdraft.estate.tables.money import MoneyTables

__all__ = ["AverseParty", "ForSure", "averse_parties"]

Offers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ForSure:
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

    def of(
        self, tables: MoneyTables, settled: Settlement, base: Settlement, offers: Offers
    ) -> ForSure:
        """
        Return what is worth as much to the party as a deal on every path.

        Args:
            tables: The money of the case.
            settled: The deal.
            base: Without a deal, on the same paths.
            offers: (draws, issues) the offer, what is not known of it drawn.
        """
        from counterdraft.estate.tables.certainty_equivalents import equivalents_at  # noqa: PLC0415 - estates only

        money, before = (tables.factor * self.side.part(one.worth.T) for one in (settled, base))
        found = equivalents_at(money[None], before, np.array([self.rate]))[0, :, 1]
        by_table = np.zeros(len(offers))
        for issues, (worth,) in tables.of_averse(self.side.name, [self.rate]):
            by_table += worth[tuple(offers[:, list(issues)].T)]
        return ForSure(1 / self.rate, float(found[0]), float(found[2]), float(by_table.mean()))


def averse_parties(seat: Seat, sides: tuple[Side, ...]) -> Mapping[str, AverseParty]:
    """Return by name those of *sides* that are averse to risk, as far as the seat may know."""
    seen = {seat.party: seat.own, **{name: seat.preference(name) for name in seat.others}}
    found = {}
    for one in sides:
        preference = seen.get(one.name)
        if preference is None or preference.attitude.tolerance is None:
            continue
        counted = _counted(preference.factors, preference.transform.scale)
        if counted > 0:
            found[one.name] = AverseParty(one, float(counted / preference.attitude.tolerance))
    return found


def _counted(factors: tuple[Factor, ...], times: Fraction) -> Fraction:
    """Return what the money of the estate is multiplied by in a worth; nought where it is not in it."""
    for one in factors:
        if isinstance(one, Modelled):
            return times * mean(one.scale.distribution)
        if isinstance(one, Combined) and (found := _counted(one.parts, times * one.weight)):
            return found
    return Fraction(0)
