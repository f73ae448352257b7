"""What the file of one mine may hold, and how its shorter forms are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from counterdraft.case.fields import Count, Discount, Money, MoneyPrefix, Part, Rate
from counterdraft.case.series import Series
from counterdraft.fiscal.indicators import Timing
from counterdraft.prices.models import PriceModel

__all__ = [
    "MOST_YEARS",
    "SYNONYMS",
    "Currency",
    "Escalation",
    "Options",
    "Party",
    "ProjectFile",
    "spell_out_years",
]

MOST_YEARS = 500
Year = Annotated[int, Field(ge=-9999, le=9999)]
SYNONYMS = {
    "abandonment": "closure",
    "base_year": "currency: {base_year: …}",
    "capital": "capex",
    "cost": "opex",
    "costs": "opex",
    "decommissioning": "closure",
    "development": "capex: {development: …}",
    "escalators": "escalation",
    "discount": "rate",
    "discount_rate": "rate",
    "discount_rates": "also_at",
    "discounting": "timing",
    "exploration": "capex: {exploration: …}",
    "first_year": "start_year",
    "fiscal_terms": "terms",
    "instruments": "terms: {instruments: …}",
    "investment": "capex",
    "name": "title",
    "output": "production",
    "prices": "price",
    "rates": "also_at",
    "residual_value": "salvage",
    "sales": "revenue",
    "term_sheet": "terms",
    "unit_cost": "opex_per_unit",
    "volume": "production",
    "volumes": "production",
}
"""What others call a field: named where it is met, for the nearest spelling would not find it."""


class Currency(Part):
    """The money of a file."""

    code: str = "USD"
    unit: MoneyPrefix = "m"
    prices: Literal["real", "nominal"] = "real"
    base_year: Year | None = None


class Party(Part):
    """Somebody who is paid: at which rate it looks at money, and whether it is the government."""

    label: str = ""
    rate: Discount | None = None
    government: bool = False


class Quantity(Part):
    """A volume a year."""

    unit: str = ""
    values: Series


class Price(Part):
    """A price a year, or the model that draws it."""

    unit: str = ""
    values: Series | None = None
    model: PriceModel | None = None


class Escalation(Part):
    """By how much amounts grow a year from the first on, beside inflation."""

    price: Rate = 0.0
    opex: Rate = 0.0
    capex: Rate = 0.0
    closure: Rate = 0.0


def _count_or(word: str, least: int, most: int) -> tuple[PlainValidator, WithJsonSchema]:
    """Return how a whole number between two ends, or a word in its place, is read and written."""

    def read(value: object) -> object:
        whole = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        if not (whole or value == word):
            raise ValueError(f"a whole number from {least} to {most}, or {word}, is expected")
        return value

    number = {"type": "integer", "minimum": least, "maximum": most}
    return PlainValidator(read), WithJsonSchema({"anyOf": [number, {"const": word}]})


class Options(Part):
    """
    What the owner may do beside the plan: wait, stand still at the cost of care, give up.

    `decisions` are how often a year it may; `now` is what there is today.
    """

    now: Literal["undeveloped", "open", "closed"] = "undeveloped"
    delay: Annotated[int | Literal["forever"], *_count_or("forever", 0, 40)] = 0
    suspend: bool = False
    care: Annotated[Count, Field(le=1)] = 0.1
    care_cost: Count = 0.0
    close: Count = 0.0
    reopen: Count = 0.0
    keeps: Literal["calendar", "reserves"] = "calendar"
    abandon: bool = False
    closing: Money = 0.0
    decisions: Annotated[int | Literal["continuous"], *_count_or("continuous", 1, 366)] = 1
    at: Annotated[tuple[Annotated[Count, Field(gt=0)], ...], Field(max_length=100)] = ()


def _read_years(value: object) -> object:
    """Read ``2025-2035``, a first year and a count, a list, or a number of years from 1."""
    first, count = 1, value
    if isinstance(value, str) and (
        span := re.fullmatch(r"\s*([0-9]{1,6})\s*-\s*([0-9]{1,6})\s*", value)
    ):
        first, count = int(span[1]), int(span[2]) - int(span[1]) + 1
    elif isinstance(value, Mapping) and set(value) == {"first", "count"}:
        first, count = value["first"], value["count"]
    elif isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(value)
    if not isinstance(first, int) or not isinstance(count, int) or isinstance(count, bool):
        raise ValueError("years are 2025-2035, {first: 2025, count: 11}, a list, or a number")  # noqa: TRY004
    if not 1 <= count <= MOST_YEARS:
        raise ValueError(f"{count} years: 1 to {MOST_YEARS} are looked at")
    return tuple(range(first, first + count))


def spell_out_years(data: Mapping[str, object]) -> dict[str, object]:
    """
    Return the data of a file with its years spelt out, where `start_year` and the lists say enough.

    Without `years` there are as many as the longest list has values; `start_year` is the first, else 1.
    """
    filled = dict(data)
    first, years = filled.get("start_year"), filled.get("years")
    if years is None:
        lists = [len(values) for values in _lists_by_year(filled)]
        years = max(lists) if lists else None
    if isinstance(years, int) and isinstance(first, int) and not isinstance(years, bool):
        filled["years"] = {"first": first, "count": years}
    elif years is not None:
        filled["years"] = years
    return filled


def _lists_by_year(value: object) -> list[Sequence[object]]:
    """Return the lists under the fields that hold a value a year."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [value]
    if not isinstance(value, Mapping):
        return []
    known = {"production", "price", "revenue", "opex", "opex_per_unit", "capex", "closure"}
    fields = known & set(value) or set(value) - {"model", "unit", "history", "terms", "parties"}
    return [values for field in fields for values in _lists_by_year(value[field])]


def _with_values(value: object) -> object:
    annotated = isinstance(value, Mapping) and {"values", "unit", "model"} & set(map(str, value))
    return value if annotated else {"values": value}


def _is_table(value: object, reserved: frozenset[str]) -> bool:
    """Return whether names stand here, not a value, its dress, or steps by year."""
    return isinstance(value, Mapping) and not any(
        str(key) in reserved or str(key).lstrip("-").isdigit() for key in value
    )


def _by_product(value: object) -> object:
    """A single product needs no name."""
    reserved = frozenset({"values", "model", "value", "unit"})
    return value if _is_table(value, reserved) else {"product": value}


def _by_kind(value: object) -> object:
    return value if _is_table(value, frozenset({"value"})) else {"development": value}


Quantities = Annotated[
    dict[str, Annotated[Quantity, BeforeValidator(_with_values)]], BeforeValidator(_by_product)
]
Prices = Annotated[
    dict[str, Annotated[Price, BeforeValidator(_with_values)]], BeforeValidator(_by_product)
]
Years = Annotated[
    tuple[Year, ...],
    BeforeValidator(_read_years),
    Field(max_length=MOST_YEARS),
    WithJsonSchema(
        {
            "description": "2025-2035, a number of years, a list, or {first: 2025, count: 11}",
            "anyOf": [
                {"type": "string", "pattern": r"^\s*[0-9]+\s*-\s*[0-9]+\s*$"},
                {"type": "integer", "minimum": 1, "maximum": MOST_YEARS},
                {"type": "array", "items": {"type": "integer"}},
                {
                    "type": "object",
                    "properties": {"first": {"type": "integer"}, "count": {"type": "integer"}},
                },
            ],
        }
    ),
]


def _no_terms() -> dict[str, object]:
    return {"instruments": {}}


class ProjectFile(Part):
    """One mine: yearly figures, who is paid, and the terms."""

    title: str = ""
    note: str = ""
    source: str = ""
    currency: Currency = Currency()
    start_year: Year | None = None
    years: Years
    timing: Timing = "end"
    rate: Discount = 0.10
    also_at: tuple[Discount, ...] = ()
    valued_at: Year | None = None
    inflation: Series = 0.0
    escalation: Escalation = Escalation()
    parties: dict[str, Party] = Field(default_factory=dict)
    production: Quantities = Field(default_factory=dict)
    price: Prices = Field(default_factory=dict)
    revenue: Series | None = None
    opex: Series = 0.0
    opex_per_unit: Series = 0.0
    capex: Annotated[dict[str, Series], BeforeValidator(_by_kind)] = Field(default_factory=dict)
    closure: Series = 0.0
    salvage: Series = 0.0
    working_capital: Series = 0.0
    paths: int | None = Field(default=None, ge=1, le=1_000_000)
    seed: int = 1
    options: Options | None = None
    terms: dict[str, object] = Field(default_factory=_no_terms)
