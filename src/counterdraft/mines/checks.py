"""What is wrong with the file of one mine beyond the shape of its fields."""

from __future__ import annotations

from counterdraft.case.fields import SHARES
from counterdraft.case.places import Path, Where, fault
from counterdraft.case.series import never_begins
from counterdraft.case.units import UnitError, price_factor
from counterdraft.errors import Fault, nearest
from counterdraft.fiscal.book import WORKING_CAPITAL
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.instruments.bonus import Bonus
from counterdraft.fiscal.instruments.income_tax import IncomeTax
from counterdraft.fiscal.instruments.payout_royalty import PayoutRoyalty
from counterdraft.fiscal.instruments.production_sharing import ProductionSharing
from counterdraft.fiscal.instruments.royalty import Royalty
from counterdraft.fiscal.instruments.service_fee import ServiceFee
from counterdraft.fiscal.instruments.take_or_pay import TakeOrPay
from counterdraft.fiscal.instruments.windfall import Windfall
from counterdraft.fiscal.terms import TermSheet
from counterdraft.mines.file import ProjectFile

__all__ = ["lengths", "named", "price_factors", "products"]


def lengths(file: ProjectFile, where: Where) -> list[Fault]:
    """Return lists that do not line up with the years, and signs where none belong."""
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
    series += [(("capex", kind), one) for kind, one in file.capex.items()]
    series += [(("production", name), one.values) for name, one in file.production.items()]
    series += [(("price", name), one.values) for name, one in file.price.items()]
    for place, one in series:
        if one is None:
            continue
        if isinstance(one, tuple) and len(one) != len(file.years):
            message = f"has {len(one)} values for {len(file.years)} years"
            faults.append(fault(where, place, message, "years and values must line up"))
        values = [value for _, value in _items(one)]
        if place[0] == "inflation" and any(value <= -1 for value in values):
            faults.append(fault(where, place, f"{min(values):g} must be more than -1"))
        if place[0] in {"inflation", "working_capital"} and any(value > 1 for value in values):
            faults.append(fault(where, place, f"{max(values):g} is more than 1", SHARES))
        if message := never_begins(one, file.years):
            faults.append(fault(where, place, message, "name years of the project"))
        signed = place in {("revenue",), ("inflation",), ("capex", WORKING_CAPITAL)}
        if not signed and any(value < 0 for value in values):
            mend = "costs, prices and volumes are written without a sign"
            for at, value in _items(one):
                if value < 0:
                    faults.append(fault(where, (*place, *at), f"{value:g} is less than 0", mend))
    return faults


def _items(one: object) -> list[tuple[Path, float]]:
    """Return the values of a series, each with its place in it."""
    if isinstance(one, tuple):
        return [((position,), value) for position, value in enumerate(one)]
    if isinstance(one, dict):
        return [((str(year),), value) for year, value in one.items()]
    return [((), float(str(one)))]


def products(file: ProjectFile, where: Where) -> list[Fault]:
    """Return products without a price, prices without a product, and a revenue beside them."""
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


def named(terms: TermSheet, file: ProjectFile, where: Where) -> list[Fault]:
    """Return what the term sheet names and the project does not have: products, kinds of capital."""
    faults: list[Fault] = []
    produced, spent = list(file.production), [*file.capex]
    if WORKING_CAPITAL not in spent:
        spent.append(WORKING_CAPITAL)
    for one in terms.instruments:
        place = terms.place(one.name)
        for at, product in _products(one):
            if product not in produced:
                mend = nearest(product, produced)
                faults.append(fault(where, (*place, *at), f"{product!r} is not produced", mend))
        if _needs_volume(one) and not produced:
            faults.append(fault(where, place, "needs production, and only a revenue is given"))
        for at, kind in one.kinds_of_capital():
            if kind not in spent:
                message = f"no capital is called {kind!r}"
                faults.append(fault(where, (*place, *at), message, nearest(kind, spent)))
    return faults


def _products(one: Instrument) -> list[tuple[Path, str]]:
    """Return the products that an instrument names, each with its place in it."""
    found: list[tuple[Path, str]] = [
        (("splits", name), name) for name in getattr(one, "splits", ())
    ]
    if (product := getattr(one, "product", None)) is not None:
        found.append((("product",), product))
    return found


BY_VOLUME = frozenset({"volume", "daily", "cumulative", "drop", "unit_profit"})


def _needs_volume(one: Instrument) -> bool:
    if isinstance(one, (Windfall, TakeOrPay, ServiceFee)):
        return True
    if getattr(one, "per_unit", 0.0) or getattr(one, "credit_per_unit", 0.0):
        return True
    if isinstance(one, Bonus) and one.on == "daily":
        return True
    slides: list[object] = [one] if isinstance(one, (Royalty, IncomeTax)) else []
    if isinstance(one, ProductionSharing):
        slides = [one.split, *one.splits.values(), one.sliding_limit, one.sliding_excess]
    if isinstance(one, PayoutRoyalty):
        slides = [one.gross, one.net]
    levels = {getattr(slide, name, None) for slide in slides for name in ("by", "then_by")}
    return bool(BY_VOLUME & levels)


def price_factors(file: ProjectFile, where: Where, faults: list[Fault]) -> dict[str, float]:
    """Return what turns each price times its volume into money of the file; note what cannot be."""
    factors = {}
    for name, price in file.price.items():
        factors[name] = 1.0
        quantity = file.production.get(name)
        if not price.unit or quantity is None:
            continue
        try:
            factors[name] = price_factor(
                price.unit,
                quantity.unit or price.unit.partition("/")[2].strip(),
                file.currency.code,
                file.currency.unit,
            )
        except UnitError as error:
            faults.append(fault(where, ("price", name, "unit"), str(error)))
    return factors
