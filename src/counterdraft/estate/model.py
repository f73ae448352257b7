"""The estate as a whole: deposits, prices, control, law and what options of a deal mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from counterdraft.case.places import Where, fault, nowhere
from counterdraft.case.units import UnitError, convert, money_unit
from counterdraft.errors import CaseError
from counterdraft.estate.ground.control import Control
from counterdraft.estate.ground.deposits import DRAWN, Assumption, Deposit
from counterdraft.estate.ground.estate_file import EstateFile
from counterdraft.fiscal.deal_terms import DealMapping
from counterdraft.prices.series import PriceSeries
from counterdraft.runtime.arrays import Floats

__all__ = ["Estate", "triangles"]

SEE = "docs/reference/estate-files"


@dataclass(frozen=True, eq=False)
class Estate:
    """Everything that stands in the folder of an estate, checked."""

    file: EstateFile
    deposits: tuple[Deposit, ...]
    assumptions: tuple[Assumption, ...]
    control: Control
    deal_mapping: DealMapping
    series: Mapping[str, PriceSeries]
    factors: Mapping[str, float]
    correlation: Floats
    fingerprint: str = ""
    withheld_by_date: tuple[str, ...] = ()
    as_of: date | None = None
    """What was not known on the day that is looked from, and what stands in for it."""
    where: Where = nowhere
    """The places of estate.yaml."""

    def __getstate__(self) -> dict[str, Any]:
        """Leave the places behind when a worker process gets the estate: the files are here."""
        return {**self.__dict__, "where": nowhere}

    @property
    def calendar(self) -> tuple[int, ...]:
        """The years that are looked at."""
        return tuple(range(self.file.first_year, self.file.first_year + self.file.years))

    def factor_to(self, currency: str) -> float:
        """
        Return what turns the estate's money into that of a case, such as ``USD bn``.

        Raises:
            CaseError: The case counts in another currency.
        """
        money = self.file.currency
        try:
            return float(convert(money_unit(money.code, money.unit), currency.partition(" (")[0]))
        except UnitError as error:
            message = f"the estate is in {money.code}, the case in {currency!r}"
            raise CaseError(
                fault(self.where, ("currency", "code"), message, error.help), SEE
            ) from None

    def price_today(self, product: str) -> float:
        """Return the last known price, realised, in money of the estate per unit of quantity."""
        given = self.file.products[product]
        return self.series[given.series].prices[-1] * self.factors[product] * given.realised

    def in_the_ground(self) -> list[tuple[Deposit, float]]:
        """
        Return what each deposit holds at today's price, before any cost, time or risk.

        The contained tonnes where they are published, else the life times the capacity.  Classes are not
        added as if equal: this is the sum that the answer is to be compared with.
        """
        rows = []
        for one in self.deposits:
            life, capacity = one.figures["life"][1], one.figures["capacity"][1]
            units = one.contained if one.contained is not None else life * capacity
            unit = sum(q * self.price_today(p) for p, q in one.products.items())
            rows.append((one, units * unit))
        return rows


def triangles(estate: Estate) -> Floats:
    """Return (deposits, TRIANGLES, 3): the low, mode and high of every figure, as the kernels read them."""
    return np.array([[one.figures[n] for n in DRAWN] for one in estate.deposits], float)
