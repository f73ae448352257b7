"""Past prices, as a table of rows with sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counterdraft.errors import CaseError, Fault
from counterdraft.estate.reading import Where, fault, nowhere

__all__ = ["PriceSeries", "read_prices"]


@dataclass(frozen=True)
class PriceSeries:
    """Yearly prices of one series, gaps left as gaps."""

    name: str
    unit: str
    years: tuple[int, ...]
    prices: tuple[float, ...]
    sources: tuple[str, ...]


def read_prices(
    rows: Sequence[Mapping[str, str]], where: Where = nowhere, *, until: int | None = None
) -> dict[str, PriceSeries]:
    """
    Return the series of a table of prices, preferred rows only.

    Args:
        rows: Lines with series_id, unit, year, price, preferred, source.
        where: Gives the place of (line, column).
        until: Later years are dropped: nobody knew them.

    Raises:
        CaseError: A year or price that is not one, two preferred prices for a year, units that differ.
    """
    faults: list[Fault] = []
    table: dict[str, dict[int, tuple[float, str]]] = {}
    units: dict[str, str] = {}
    for number, row in enumerate(rows):
        if (row.get("preferred") or "yes") != "yes":
            continue
        name, unit = row.get("series_id", ""), row.get("unit", "")
        try:
            year, price = int(row["year"]), float(row["price"])
        except (KeyError, ValueError):
            faults.append(fault(where, (number, "price"), "a year and a price are expected"))
            continue
        if not 0 < price < float("inf"):
            faults.append(fault(where, (number, "price"), f"{price:g} is not a price above 0"))
        if units.setdefault(name, unit) != unit:
            message = f"the unit {unit!r} differs from {units[name]!r} of the same series"
            faults.append(fault(where, (number, "unit"), message))
        if until is not None and year > until:
            continue
        series = table.setdefault(name, {})
        if year in series:
            message = f"a second preferred price for {name} in {year}"
            faults.append(fault(where, (number, "year"), message, "mark one of them: preferred no"))
        series[year] = (price, row.get("source", ""))
    if faults:
        raise CaseError(faults, "docs/reference/estate-files")
    return {
        name: PriceSeries(
            name,
            units[name],
            tuple(sorted(series)),
            tuple(series[y][0] for y in sorted(series)),
            tuple(dict.fromkeys(series[y][1] for y in sorted(series))),
        )
        for name, series in table.items()
    }
