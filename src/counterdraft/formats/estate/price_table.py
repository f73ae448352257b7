"""Past prices in prices.csv: rows with sources, of which the preferred one of each year counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from counterdraft.case.fields import LARGEST
from counterdraft.case.places import Where, fault, nowhere
from counterdraft.errors import CaseError, Fault
from counterdraft.formats.estate.dated_rows import row_day
from counterdraft.prices.series import PriceSeries

__all__ = ["read_prices"]


@dataclass(frozen=True)
class _Quote:
    year: int
    price: float
    source: str
    basis: str
    preferred: bool
    known: date
    number: int


def read_prices(
    rows: Sequence[Mapping[str, str]],
    where: Where = nowhere,
    *,
    until: int | None = None,
    as_of: date | None = None,
) -> dict[str, PriceSeries]:
    """
    Return the series of a table of prices, preferred rows only.

    The price of a year was known from the first of February of the next, unless its row says from when.
    Where the preferred row was not known yet, the newest other row of that year stands in.  A series of
    which nothing was known has no years.

    Args:
        rows: Lines with series_id, unit, basis, year, price, preferred, known, source.
        where: Gives the place of (line, column).
        until: Later years are dropped, whatever the day.
        as_of: What was known later is not used; None is after everything.

    Raises:
        CaseError: A year or price that is not one, two preferred prices for a year, units that differ.
    """
    faults: list[Fault] = []
    units: dict[str, str] = {}
    table: dict[str, dict[int, list[_Quote]]] = {}
    for number, row in enumerate(rows):
        preferred = (row.get("preferred") or "yes") == "yes"
        if not preferred and as_of is None:
            continue
        name, unit = row.get("series_id", ""), row.get("unit", "")
        one = _quote(row, number, where, preferred=preferred, faults=faults)
        if units.setdefault(name, unit) != unit:
            message = f"the unit {unit!r} differs from {units[name]!r} of the same series"
            faults.append(fault(where, (number, "unit"), message))
        if one is None or (until is not None and one.year > until):
            continue
        quotes = table.setdefault(name, {}).setdefault(one.year, [])
        if preferred and any(other.preferred for other in quotes):
            message = f"a second preferred price for {name} in {one.year}"
            faults.append(fault(where, (number, "year"), message, "mark one of them: preferred no"))
        quotes.append(one)
    if faults:
        raise CaseError(faults, "docs/reference/estate-files")
    return {name: _series(name, units[name], years, as_of) for name, years in table.items()}


def _quote(
    row: Mapping[str, str], number: int, where: Where, *, preferred: bool, faults: list[Fault]
) -> _Quote | None:
    found: dict[str, float] = {}
    for column, read in (("year", int), ("price", float)):
        text = (row.get(column) or "").strip()
        try:
            found[column] = read(text)
        except ValueError:
            message = f"a {column} is expected (found {text!r:.20})"
            faults.append(fault(where, (number, column), message))
    if len(found) < 2:
        return None
    year, price = int(found["year"]), found["price"]
    if not 1 / LARGEST <= price <= LARGEST:
        least = 1 / LARGEST if 0 < price < 1 else 0
        message = f"{price:g} is not a price (above {least:g}, at most {LARGEST:g})"
        faults.append(fault(where, (number, "price"), message))
        return None
    if not MINYEAR <= year < MAXYEAR:
        faults.append(fault(where, (number, "year"), f"{year} is not a year"))
        return None
    known = row_day(row, number, where, faults) or date(year + 1, 2, 1)
    source, basis = (row.get(column) or "" for column in ("source", "basis"))
    return _Quote(year, price, source, basis, preferred, known, number)


def _series(
    name: str, unit: str, years: Mapping[int, Sequence[_Quote]], as_of: date | None
) -> PriceSeries:
    chosen: list[_Quote] = []
    withheld: list[str] = []
    for year in sorted(years):
        best = next((one for one in years[year] if one.preferred), None)
        if as_of is not None and (best is None or best.known > as_of):
            known = [one for one in years[year] if one.known <= as_of and best is not None]
            stand_in = max(known, key=lambda one: (one.known, one.number), default=None)
            if best is not None:
                instead = "nothing" if stand_in is None else f"{stand_in.price:g}"
                withheld.append(
                    f"{name}: {best.price:g} of {year}, known from {best.known}, is not used: {instead}"
                )
            best = stand_in
        if best is not None:
            chosen.append(best)
    return PriceSeries(
        name,
        unit,
        tuple(one.year for one in chosen),
        tuple(one.price for one in chosen),
        tuple(dict.fromkeys(one.source for one in chosen)),
        tuple(one.basis for one in chosen),
        tuple(one.number for one in chosen),
        tuple(withheld),
    )
