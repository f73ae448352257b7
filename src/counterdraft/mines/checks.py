"""What is wrong with the file of one mine beyond the shape of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from counterdraft.case.fields import SHARES, Part
from counterdraft.case.places import Path, Where, fault
from counterdraft.case.series import never_begins
from counterdraft.case.units import UnitError, convert, money_unit
from counterdraft.errors import Fault, nearest
from counterdraft.fiscal.book import WORKING_CAPITAL
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.instruments.bonus import Bonus
from counterdraft.fiscal.instruments.service_fee import ServiceFee
from counterdraft.fiscal.instruments.take_or_pay import TakeOrPay
from counterdraft.fiscal.instruments.windfall import Windfall
from counterdraft.fiscal.terms import TermSheet
from counterdraft.mines.file import ProjectFile

__all__ = ["faults_of_names", "faults_of_products", "faults_of_series", "money_per_price"]


def faults_of_series(file: ProjectFile, where: Where) -> list[Fault]:
    """Lists that do not line up with the years, and signs where none belong."""
    faults: list[Fault] = []
    names = (
        "revenue",
        "opex",
        "opex_per_unit",
        "closure",
        "salvage",
        "working_capital",
        "inflation",
    )
    series: list[tuple[Path, object]] = [((name,), getattr(file, name)) for name in names]
    series += [(("capex", kind), values) for kind, values in file.capex.items()]
    series += [
        (("production", name), quantity.values) for name, quantity in file.production.items()
    ]
    series += [(("price", name), price.values) for name, price in file.price.items()]
    for place, values in series:
        if values is None:
            continue
        if isinstance(values, tuple) and len(values) != len(file.years):
            message = f"has {len(values)} values for {len(file.years)} years"
            faults.append(fault(where, place, message, "years and values must line up"))
        amounts = [value for _, value in _items(values)]
        if place[0] == "inflation" and any(value <= -1 for value in amounts):
            faults.append(fault(where, place, f"{min(amounts):g} must be more than -1"))
        if place[0] in {"inflation", "working_capital"} and any(value > 1 for value in amounts):
            faults.append(fault(where, place, f"{max(amounts):g} is more than 1", SHARES))
        if message := never_begins(values, file.years):
            faults.append(fault(where, place, message, "name years of the project"))
        signed = place in {("revenue",), ("inflation",), ("capex", WORKING_CAPITAL)}
        # A by-product's credit may leave less than no cost; costs all below zero are a slip of the sign.
        signed |= place[0] in {"opex", "opex_per_unit"} and any(value > 0 for value in amounts)
        if not signed and any(value < 0 for value in amounts):
            mend = "costs, prices and volumes are written without a sign"
            for at, value in _items(values):
                if value < 0:
                    faults.append(fault(where, (*place, *at), f"{value:g} is less than 0", mend))
    return faults


def _items(series: object) -> list[tuple[Path, float]]:
    """The values of a series, each with its place in it."""
    if isinstance(series, tuple):
        return [((position,), value) for position, value in enumerate(series)]
    if isinstance(series, dict):
        return [((str(year),), value) for year, value in series.items()]
    return [((), float(str(series)))]


def faults_of_products(file: ProjectFile, where: Where) -> list[Fault]:
    """Products without a price, prices without a product, and a revenue beside them."""
    faults: list[Fault] = []
    if WORKING_CAPITAL in file.capex and "working_capital" in file.model_fields_set:
        faults.append(fault(where, ("working_capital",), "stands under capex as well"))
    if file.revenue is not None:
        if file.price:
            mend = "give a revenue, or production and prices"
            faults.append(fault(where, ("price",), "stands beside a revenue", mend))
        return faults
    if not file.production:
        mend = "give revenue: […], or production: […] and price: …"
        faults.append(fault(where, (), "neither revenue nor production is given", mend))
    for name in file.production:
        if name not in file.price:
            mend = (
                nearest(name, list(file.price)) if file.price else "give price: {" + name + ": …}"
            )
            faults.append(
                fault(where, ("production", name), f"there is no price for {name!r}", mend)
            )
    for name, price in file.price.items():
        if name not in file.production:
            faults.append(fault(where, ("price", name), f"nothing is produced of {name!r}"))
        if (price.values is None) == (price.model is None):
            faults.append(fault(where, ("price", name), "give either values or a model"))
    return faults


def faults_of_names(terms: TermSheet, file: ProjectFile, where: Where) -> list[Fault]:
    """What the term sheet names and the project does not have: products, kinds of capital."""
    faults: list[Fault] = []
    produced, spent = list(file.production), [*file.capex]
    if WORKING_CAPITAL not in spent:
        spent.append(WORKING_CAPITAL)
    for instrument in terms.instruments:
        place = terms.place(instrument.name)
        for at, product in _products(instrument):
            if product not in produced:
                mend = nearest(product, produced)
                faults.append(fault(where, (*place, *at), f"{product!r} is not produced", mend))
        if _needs_volume(instrument) and not produced:
            faults.append(fault(where, place, "needs production, and only a revenue is given"))
        for at, kind in instrument.kinds_of_capital():
            if kind not in spent:
                message = f"no capital is called {kind!r}"
                faults.append(fault(where, (*place, *at), message, nearest(kind, spent)))
    return faults


def _products(instrument: Instrument) -> list[tuple[Path, str]]:
    """The products that an instrument names, each with its place in it."""
    products: list[tuple[Path, str]] = [
        (("splits", name), name) for name in getattr(instrument, "splits", ())
    ]
    if (product := getattr(instrument, "product", None)) is not None:
        products.append((("product",), product))
    return products


BY_VOLUME = frozenset({"volume", "daily", "cumulative", "drop", "unit_profit"})


def _needs_volume(instrument: Instrument) -> bool:
    """Whether the instrument, or a slide in it, hangs on how much is produced."""
    if isinstance(instrument, (Windfall, TakeOrPay, ServiceFee)):
        return True
    if getattr(instrument, "per_unit", 0.0) or getattr(instrument, "credit_per_unit", 0.0):
        return True
    if isinstance(instrument, Bonus) and instrument.on == "daily":
        return True
    return any(
        {getattr(part, "by", None), getattr(part, "then_by", None)} & BY_VOLUME
        for part in _parts_of(instrument)
        if {"by", "then_by", "scale", "formula"} & part.model_fields_set
    )


def _parts_of(part: Part) -> Iterator[Part]:
    """A part of a file and all parts in it."""
    yield part
    for name in type(part).model_fields:
        value = getattr(part, name)
        inner = value.values() if isinstance(value, Mapping) else value
        for each in (
            inner if isinstance(inner, Iterable) and not isinstance(inner, str) else [inner]
        ):
            if isinstance(each, Part):
                yield from _parts_of(each)


def money_per_price(file: ProjectFile, where: Where, faults: list[Fault]) -> dict[str, float]:
    """What turns each price times its volume into money of the file; note what cannot be."""
    factors = {}
    for name, price in file.price.items():
        factors[name] = 1.0
        quantity = file.production.get(name)
        if quantity is None:
            continue
        try:
            convert(quantity.unit, quantity.unit)
        except UnitError as error:
            faults.append(fault(where, ("production", name, "unit"), str(error), error.help))
            continue
        if not price.unit:
            continue
        try:
            money = money_unit(file.currency.code, file.currency.unit)
            volume = quantity.unit or price.unit.partition("/")[2].strip()
            factors[name] = float(convert(price.unit, f"{money}/{volume}"))
        except UnitError as error:
            faults.append(fault(where, ("price", name, "unit"), str(error), error.help))
    return factors
