"""Past prices in the money of the estate: real of its base year, or nominal."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from counterdraft.case.fields import MoneyPrefix, Part, Rate
from counterdraft.case.places import Where, fault
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.prices.series import PriceSeries

__all__ = ["Currency", "in_money_of"]

SEE = "docs/reference/estate-files"


class _MissingError(ValueError):
    """An index that nobody has."""


class Currency(Part):
    """
    The money of the estate.

    `deflator` names the series of an index that turns nominal prices into real ones of the base year;
    `inflation` carries it beyond its last year.
    """

    code: str
    unit: MoneyPrefix = "m"
    prices: Literal["real", "nominal"] = "real"
    base_year: Annotated[int, Field(ge=-9999, le=9999)] | None = None
    deflator: str | None = None
    inflation: Rate | None = None


def in_money_of(
    currency: Currency,
    series: Mapping[str, PriceSeries],
    used: Sequence[str],
    head: Where,
    rows: Where,
) -> dict[str, PriceSeries]:
    """
    Return the series that are used in the money of the estate; the others are left as they are.

    What a row's `basis` says decides: ``nominal``, ``real`` (of the base year of the estate) or
    ``real 2018``.  A row that says neither is as published, which is nominal where a deflator is given.
    The deflator is a series of an index; beyond its last year it grows by the declared inflation.

    Args:
        currency: Whether the estate is real or nominal, its base year, deflator and inflation.
        series: All of the table.
        used: The names of those that a product uses.
        head: Gives the places of estate.yaml.
        rows: Gives the places of prices.csv.

    Raises:
        CaseError: A nominal series without a deflator in a real estate (or the other way round), a
            deflator that is not in the table, or years that it does not reach.
    """
    faults: list[Fault] = []
    index = None
    if currency.deflator is not None:
        index = series.get(currency.deflator)
        if index is None or not index.prices:
            mend = nearest(currency.deflator, list(series))
            message = f"no index is called {currency.deflator!r}"
            faults.append(fault(head, ("currency", "deflator"), message, mend))
        elif currency.base_year is None:
            faults.append(fault(head, ("currency", "base_year"), "a deflator needs a base year"))
    if faults:
        raise CaseError(faults, SEE)
    changed = dict(series)
    for name in dict.fromkeys(used):
        one = series.get(name)
        if one is not None and one.prices:
            changed[name] = _converted(one, currency, index, rows, faults)
    if faults:
        raise CaseError(faults, SEE)
    return changed


def _converted(
    one: PriceSeries,
    currency: Currency,
    index: PriceSeries | None,
    rows: Where,
    faults: list[Fault],
) -> PriceSeries:
    prices: list[float] = []
    for year, price, basis, number in zip(one.years, one.prices, one.bases, one.rows, strict=True):
        had, wanted = _money_of(basis, year, currency)
        try:
            factor = 1.0 if had == wanted else _ratio(index, had, wanted, currency)
        except _MissingError as error:
            # The first row stands for all: what mends it mends them.
            faults.append(fault(rows, (number, "basis"), str(error), _MEND))
            return one
        prices.append(price * factor)
    return dataclasses.replace(one, prices=tuple(prices))


_MEND = "give currency a deflator, a base_year and an inflation that reach these years"


def _money_of(basis: str, year: int, currency: Currency) -> tuple[int | None, int | None]:
    """Return the year whose money a price is in, and that which the estate wants; None: as it is."""
    real = currency.prices == "real"
    wanted = currency.base_year if real else year
    if (found := re.search(r"\breal\s+(\d{4})\b", basis)) is not None:
        return int(found[1]), wanted
    if re.search(r"\breal\b", basis):
        return currency.base_year, wanted
    if re.search(r"\bnominal\b", basis) or currency.deflator is not None:
        return year, wanted
    return wanted, wanted


def _ratio(
    index: PriceSeries | None, had: int | None, wanted: int | None, currency: Currency
) -> float:
    if index is None:
        counts = f"money of {wanted}" if wanted else "real money without a base year"
        raise _MissingError(f"in money of {had}, and the estate counts in {counts}")
    return _level(index, wanted, currency) / _level(index, had, currency)


def _level(index: PriceSeries, year: int | None, currency: Currency) -> float:
    if year is None:
        raise _MissingError("the estate is real and has no base year")
    if year in index.years:
        return index.prices[index.years.index(year)]
    last = index.years[-1]
    if year > last and currency.inflation is not None:
        return index.prices[-1] * float((1 + currency.inflation) ** (year - last))
    raise _MissingError(f"the deflator {index.name!r} has no index for {year}")
