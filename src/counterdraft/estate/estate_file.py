"""The head of an estate: years, rates, products and their prices, classes of resource, the law."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from counterdraft.estate.reading import Count, Part, Rate, Share, _number

__all__ = ["EstateFile", "Law", "Plan", "Product"]


class Product(Part):
    """
    Something that is sold: its series of past prices and how the price may go on.

    `quantity` is the unit of the deposits' quantities; `factor` is used instead where a price cannot be
    converted (a price per unit of metal in ore).  `realised` is the part of the quoted price that is
    paid; `long_share` the part of variance that is of the long-run level, with two factors.
    """

    label: str = ""
    series: str
    quantity: str = "t"
    factor: Count | None = None
    model: Literal["schwartz", "gbm", "two_factor", "bootstrap", "constant"] = "schwartz"
    volatility: Count = 0.25
    kappa: Annotated[Count, Field(gt=0)] = 0.25
    long_share: Share = 0.5
    realised: Annotated[Count, Field(gt=0)] = 1.0
    because: str = ""


class _Class(Part):
    label: str = ""
    conversion: Share
    because: str = ""


class Law(Part):
    """The fiscal terms in force, which every project pays before a deal."""

    income_tax: Share
    tax_years: Annotated[Count, Field(ge=1)] = 10
    royalty: dict[str, Share]
    because: str = ""
    source: str = ""


class Plan(Part):
    """How owners behave: how long they wait, what standing still costs, when they give up."""

    window: Count = 15
    care: Share = 0.02
    patience: Count = 5


class _Rates(Part):
    state: Rate
    partner: Rate
    owner: Rate


class Currency(Part):
    """The money of the estate."""

    code: str
    unit: Literal["", "k", "m", "bn"] = "m"
    prices: Literal["real", "nominal"] = "real"
    base_year: int | None = None


def _correlation(value: object) -> object:
    return _number(value) if not isinstance(value, Mapping) or "value" in value else value


class Claimed(Part):
    """What somebody said the minerals are worth: the first step down to what they are."""

    label: str
    money: Count
    source: str


class EstateFile(Part):
    """Everything of an estate that is not a table."""

    title: str = ""
    note: str = ""
    currency: Currency
    first_year: Annotated[int, Field(ge=-9999, le=9999)]
    years: Annotated[int, Field(ge=2, le=60)]
    timing: Literal["start", "mid", "end"] = "mid"
    prices_until: int | None = None
    rates: _Rates
    claimed: Claimed | None = None
    products: dict[str, Product]
    correlation: Annotated[float | dict[str, dict[str, float]], BeforeValidator(_correlation)] = 0.0
    classes: dict[str, _Class]
    law: Law
    plan: Plan = Plan()
