"""The estate of a case, from the data of its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from counterdraft.case.places import Where, fault, nowhere
from counterdraft.case.units import UnitError, convert, money_unit, prefix_size
from counterdraft.case.validation import read_model
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.estate.ground.control import Control
from counterdraft.estate.ground.deposits import Deposit
from counterdraft.estate.ground.estate_file import EstateFile
from counterdraft.estate.model import Estate
from counterdraft.fiscal.deal_terms import DealMapping
from counterdraft.formats.dated_versions import known_versions
from counterdraft.formats.estate.analogue_table import read_analogues
from counterdraft.formats.estate.deposit_table import read_deposits
from counterdraft.formats.estate.price_table import read_prices
from counterdraft.prices.correlation import correlation_matrix
from counterdraft.prices.deflator import in_money_of
from counterdraft.prices.series import PriceSeries

__all__ = ["Table", "build_estate"]

SEE = "docs/reference/estate-files"
FARTHEST = 100
"""Years over which a last known price may be carried to the first year."""


@dataclass(frozen=True, eq=False)
class Table:
    """The lines of a CSV file and the place of each cell."""

    rows: Sequence[Mapping[str, str]]
    where: Where = nowhere


def build_estate(
    head: tuple[Any, Where],
    control: tuple[Any, Where],
    deal: tuple[Any, Where],
    deposits: Table,
    analogues: Table,
    prices: Table,
    *,
    as_of: date | None = None,
    fingerprint: str = "",
) -> Estate:
    """
    Return the estate that the data of its files describe, checked.

    Args:
        head: estate.yaml and its places.
        control: control.yaml and its places.
        deal: fiscal.yaml and its places.
        deposits: deposits.csv.
        analogues: analogues.csv.
        prices: prices.csv.
        as_of: What was known later is not used, and is said.
        fingerprint: Stands for the bytes of all files.

    Raises:
        CaseError: The faults of the first file that has any.
    """
    (head_data, said), (control_data, of_control), (deal_data, of_deal) = (
        known_versions(data, as_of, where, SEE) for data, where in (head, control, deal)
    )
    file = read_model(EstateFile, head_data, head[1], see=SEE)
    process = Control.from_data(control_data, control[1])
    series = read_prices(prices.rows, prices.where, until=file.prices_until, as_of=as_of)
    used = [product.series for product in file.products.values()]
    series = in_money_of(file.currency, series, used, head[1], prices.where)
    matrix = correlation_matrix(list(file.products), file.correlation, head[1])
    factors = _factors(file, series, head[1])
    survey = read_deposits(
        deposits.rows,
        read_analogues(analogues.rows, analogues.where, as_of=as_of),
        products={n: p.quantity for n, p in file.products.items()},
        zones=list(process.zones),
        classes=list(file.classes),
        money=money_unit(file.currency.code, file.currency.unit),
        where=deposits.where,
        as_of=as_of,
    )
    _royalties(file, survey.deposits, head[1])
    guarantees = list(process.guarantees)
    deal_mapping = DealMapping.from_data(deal_data, deal[1], guarantees=guarantees)
    later = [s for p in file.products.values() for s in series[p.series].withheld]
    withheld_by_date = (
        *said,
        *of_control,
        *of_deal,
        *survey.withheld_by_date,
        *dict.fromkeys(later),
    )
    found, assumed = survey.deposits, survey.assumptions
    return Estate(
        file,
        found,
        assumed,
        process,
        deal_mapping,
        series,
        factors,
        matrix,
        fingerprint,
        withheld_by_date,
        as_of,
        head[1],
    )


def _factors(file: EstateFile, series: Mapping[str, PriceSeries], where: Where) -> dict[str, float]:
    factors, faults = {}, list[Fault]()
    for name, product in file.products.items():
        place = ("products", name, "series")
        if product.series not in series:
            mend = nearest(product.series, list(series))
            faults.append(fault(where, place, f"no prices are called {product.series!r}", mend))
            continue
        if not series[product.series].prices:
            message = f"no price of {product.series!r} was known on the day"
            faults.append(fault(where, place, message, "name another series, or look from later"))
            continue
        if product.factor is not None:
            factors[name] = product.factor / float(prefix_size(file.currency.unit))
            continue
        try:
            money = money_unit(file.currency.code, file.currency.unit)
            price = convert(series[product.series].unit, f"{money}/{product.quantity}")
            factors[name] = float(price)
        except UnitError as error:
            mend = "give the factor from the price to money per unit of quantity"
            mend = f"{error.help}; or {mend}" if error.help else mend
            faults.append(fault(where, place, str(error), mend))
    last = max((one.years[-1] for one in series.values() if one.prices), default=file.first_year)
    if file.first_year - last > FARTHEST:
        message = (
            f"no price is carried over {file.first_year - last:,} years (the last is of {last})"
        )
        mend = f"begin within {FARTHEST} years of the last price"
        faults.append(fault(where, ("first_year",), message, mend))
    if faults:
        raise CaseError(faults, SEE)
    return factors


def _royalties(file: EstateFile, deposits: Sequence[Deposit], where: Where) -> None:
    names = sorted({one.commodity for one in deposits} - set(file.law.royalty))
    if names and "default" not in file.law.royalty:
        message = f"no royalty for {', '.join(names)}, and no default"
        raise CaseError(fault(where, ("law", "royalty"), message), SEE)
