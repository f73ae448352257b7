"""One mine: yearly production, price and cost, a term sheet, and who is to be paid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.estate.book import Floats, Flows
from counterdraft.estate.indicators import Timing
from counterdraft.estate.instruments.royalty import Royalty
from counterdraft.estate.instruments.take_or_pay import TakeOrPay
from counterdraft.estate.instruments.windfall import Windfall
from counterdraft.estate.price_models import PriceModel
from counterdraft.estate.reading import SEE, Count, Part, Path, Rate, Where, fault, nowhere, read
from counterdraft.estate.series import Series, by_year
from counterdraft.estate.terms import TermSheet
from counterdraft.estate.units import UnitError, price_factor

__all__ = ["Party", "Project"]


MOST_YEARS = 500
_Year = Annotated[int, Field(ge=-9999, le=9999)]


class Currency(Part):
    """The money of a file."""

    code: str = "USD"
    unit: Literal["", "k", "m", "bn"] = "m"
    prices: Literal["real", "nominal"] = "real"
    base_year: int | None = None


class Party(Part):
    """Somebody who is paid: at which rate it looks at money, and whether it is the government."""

    label: str = ""
    rate: Rate | None = None
    government: bool = False


class _Quantity(Part):
    unit: str = ""
    values: Series


class _Price(Part):
    unit: str = ""
    values: Series | None = None
    model: PriceModel | None = None


def _years(value: object) -> object:
    """Read ``2025-2035``, a first year and a count, a list, or a number of years from 1."""
    first, count = 1, value
    if isinstance(value, str) and (found := re.fullmatch(r"\s*(\d+)\s*-\s*(\d+)\s*", value)):
        first, count = int(found[1]), int(found[2]) - int(found[1]) + 1
    elif isinstance(value, Mapping) and set(value) == {"first", "count"}:
        first, count = value["first"], value["count"]
    elif isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(value)
    if not isinstance(first, int) or not isinstance(count, int) or isinstance(count, bool):
        raise ValueError("years are 2025-2035, {first: 2025, count: 11}, a list, or a number")  # noqa: TRY004
    if not 1 <= count <= MOST_YEARS:
        raise ValueError(f"{count} years: 1 to {MOST_YEARS} are looked at")
    return tuple(range(first, first + count))


def _dressed(value: object) -> object:
    is_dressed = isinstance(value, Mapping) and {"values", "unit", "model"} & set(map(str, value))
    return value if is_dressed else {"values": value}


def _is_table(value: object, reserved: frozenset[str]) -> bool:
    """Return whether names stand here, not a value, its dress, or steps by year."""
    return isinstance(value, Mapping) and not any(
        str(key) in reserved or str(key).lstrip("-").isdigit() for key in value
    )


def _named(value: object) -> object:
    """A single product needs no name."""
    reserved = frozenset({"values", "model", "value", "unit"})
    return value if _is_table(value, reserved) else {"product": value}


def _kinds(value: object) -> object:
    return value if _is_table(value, frozenset({"value"})) else {"development": value}


_Quantities = Annotated[
    dict[str, Annotated[_Quantity, BeforeValidator(_dressed)]], BeforeValidator(_named)
]
_Prices = Annotated[
    dict[str, Annotated[_Price, BeforeValidator(_dressed)]], BeforeValidator(_named)
]


def _no_terms() -> dict[str, object]:
    return {"instruments": {}}


class Options(Part):
    """What the owner may do beside the plan: wait, stand still at the cost of care, give up."""

    delay: Annotated[int, Field(ge=0, le=40)] = 0
    suspend: bool = False
    care: Annotated[Count, Field(le=1)] = 0.1
    abandon: bool = False
    closing: Count = 0.0


class _File(Part):
    title: str = ""
    note: str = ""
    currency: Currency = Currency()
    years: Annotated[tuple[_Year, ...], BeforeValidator(_years), Field(max_length=MOST_YEARS)]
    timing: Timing = "end"
    rate: Rate = 0.10
    valued_at: _Year | None = None
    parties: dict[str, Party] = Field(default_factory=dict)
    production: _Quantities = Field(default_factory=dict)
    price: _Prices = Field(default_factory=dict)
    revenue: Series | None = None
    opex: Series = 0.0
    opex_per_unit: Series = 0.0
    capex: Annotated[dict[str, Series], BeforeValidator(_kinds)] = Field(default_factory=dict)
    closure: Series = 0.0
    paths: int = Field(default=1, ge=1, le=1_000_000)
    seed: int = 1
    options: Options | None = None
    terms: dict[str, object] = Field(default_factory=_no_terms)


@dataclass(frozen=True, eq=False)
class Project:
    """A mine whose flows are known or drawn, and the terms it works under."""

    title: str
    currency: Currency
    timing: Timing
    rate: float
    shift: int
    parties: Mapping[str, Party]
    terms: TermSheet
    flows: Flows
    scale: Mapping[str, float]
    """What turned the prices of the file into money of the file per unit of volume."""
    options: Options | None
    given: bool
    """True where revenue is given as such, so that there is no price to break even at."""

    @classmethod
    def from_data(cls, data: object, where: Where = nowhere) -> Project:
        """
        Return the project that *data* describes, its prices drawn.

        Raises:
            CaseError: Anything that the reference of term sheets does not allow, all faults at once.
        """
        file = read(_File, data, where)
        faults = _lengths(file, where)
        faults += _products(file, where)
        if not file.years or list(file.years) != sorted(set(file.years)):
            faults.append(fault(where, ("years",), "years must follow each other"))
        known = list(file.parties) or None
        terms = None
        try:
            terms = TermSheet.from_data(
                file.terms, where, ("terms",), years=file.years, parties=known
            )
        except CaseError as error:
            faults += error.faults
        else:
            faults += _named_products(terms, list(file.production), where)
        factors = _factors(file, where, faults)
        if faults or terms is None:
            raise CaseError(faults, SEE)
        shift = 0 if file.valued_at is None else file.years[0] - file.valued_at
        return cls(
            file.title,
            file.currency,
            file.timing,
            file.rate,
            shift,
            {name: file.parties.get(name, Party()) for name in terms.parties},
            terms,
            _flows(file, factors),
            factors,
            file.options,
            file.revenue is not None,
        )

    def rate_of(self, party: str) -> float:
        """Return the party's own discount rate, or the file's."""
        own = self.parties[party].rate if party in self.parties else None
        return self.rate if own is None else own

    def government(self) -> list[str]:
        """Return the parties that are the government: those that say so, or the state."""
        marked = [name for name, party in self.parties.items() if party.government]
        return marked or [self.terms.state]


def _lengths(file: _File, where: Where) -> list[Fault]:
    faults: list[Fault] = []
    series: list[tuple[Path, object]] = [
        (("revenue",), file.revenue),
        (("opex",), file.opex),
        (("opex_per_unit",), file.opex_per_unit),
        (("closure",), file.closure),
    ]
    series += [(("capex", kind), one) for kind, one in file.capex.items()]
    series += [(("production", name), one.values) for name, one in file.production.items()]
    series += [(("price", name), one.values) for name, one in file.price.items()]
    for place, one in series:
        if isinstance(one, tuple) and len(one) != len(file.years):
            message = f"has {len(one)} values for {len(file.years)} years"
            faults.append(fault(where, place, message, "years and values must line up"))
        values: Sequence[float] = ()
        if place[0] != "revenue" and one is not None:
            values = (
                one
                if isinstance(one, tuple)
                else (list(one.values()) if isinstance(one, dict) else [float(str(one))])
            )
        if any(value < 0 for value in values):
            mend = "costs, prices and volumes are written without a sign"
            faults.append(fault(where, place, f"{min(values):g} is less than 0", mend))
    return faults


def _products(file: _File, where: Where) -> list[Fault]:
    faults: list[Fault] = []
    if file.revenue is not None:
        if file.price:
            mend = "give a revenue, or production and prices"
            faults.append(fault(where, ("price",), "stands beside a revenue", mend))
        return faults
    if not file.production:
        faults.append(fault(where, (), "neither revenue nor production is given"))
    faults += [
        fault(where, ("production", name), f"there is no price for {name!r}")
        for name in file.production
        if name not in file.price
    ]
    for name, price in file.price.items():
        if name not in file.production:
            faults.append(fault(where, ("price", name), f"nothing is produced of {name!r}"))
        if (price.values is None) == (price.model is None):
            faults.append(fault(where, ("price", name), "give either values or a model"))
    return faults


def _named_products(terms: TermSheet, products: list[str], where: Where) -> list[Fault]:
    faults = []
    for one in terms.instruments:
        place: Path = ("terms", "instruments", one.name)
        product = getattr(one, "product", None)
        if product is not None and product not in products:
            mend = nearest(product, products)
            at = (*place, "product")
            faults.append(fault(where, at, f"{product!r} is not produced", mend))
        needs_volume = isinstance(one, (Windfall, TakeOrPay)) or (
            isinstance(one, Royalty) and (one.per_unit or one.by == "volume")
        )
        if needs_volume and not products:
            faults.append(fault(where, place, "needs production, and only a revenue is given"))
    return faults


def _factors(file: _File, where: Where, faults: list[Fault]) -> dict[str, float]:
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


def _flows(file: _File, factors: Mapping[str, float]) -> Flows:
    years, count = file.years, len(file.years)
    random = any(price.model is not None for price in file.price.values())
    paths = file.paths if random else 1

    def column(series: object) -> Floats:
        values = by_year(series, years)  # type: ignore[arg-type]
        return np.repeat(values[:, None], paths, axis=1)

    volumes = {name: column(one.values) for name, one in file.production.items()}
    prices: dict[str, Floats] = {}
    for name, price in file.price.items():
        if price.model is not None:
            drawn = price.model.draw(count, paths, file.seed, name)
            prices[name] = drawn * factors[name]
        elif price.values is not None:
            prices[name] = column(price.values) * factors[name]
    revenue = np.zeros((count, paths))
    if file.revenue is not None:
        revenue = column(file.revenue)
        total = sum(volumes.values(), np.zeros((count, paths)))
        average = np.where(total > 0, revenue / np.where(total > 0, total, 1.0), 0.0)
        prices = dict.fromkeys(volumes, average)
    else:
        for name, volume in volumes.items():
            revenue = revenue + volume * prices[name]
    total = sum(volumes.values(), np.zeros((count, paths)))
    opex = column(file.opex) + column(file.opex_per_unit) * total
    capex = {kind: column(one) for kind, one in file.capex.items()}
    scale = dict(factors)
    return Flows(years, volumes, prices, revenue, opex, capex, column(file.closure), scale)
