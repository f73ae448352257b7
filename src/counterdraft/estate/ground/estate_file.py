"""The head of an estate: years, rates, products and their prices, classes of resource, the law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from counterdraft.case.fields import Count, Part, Rate, Share, plain_number
from counterdraft.case.ranges import Ends, Triangle
from counterdraft.prices.deflator import Currency

__all__ = ["EstateFile", "GibsonSchwartz", "Law", "Plan", "Product", "TwoFactor"]


def _within(low: float, high: float) -> Callable[[Ends], Ends]:
    def check(ends: Ends) -> Ends:
        if not low <= ends[0] <= ends[2] <= high:
            raise ValueError(f"does not lie between {low:g} and {high:g}")
        return ends

    return check


Correlation = Annotated[Triangle, AfterValidator(_within(-1.0, 1.0))]
Spread = Annotated[Triangle, AfterValidator(_within(0.0, 5.0))]
Speed = Annotated[Triangle, AfterValidator(_within(1e-3, 50.0))]
Growth = Annotated[Triangle, AfterValidator(_within(-1.0, 1.0))]


class TwoFactor(Part):
    """
    Declared ranges of a deviation and a level (Schwartz and Smith 2000); the series weighs them.

    `drift` is the yearly growth of the expected level.
    """

    kappa: Speed | None = None
    sigma_short: Spread | None = None
    sigma_long: Spread | None = None
    correlation: Correlation | None = None
    drift: Growth | None = None


class GibsonSchwartz(Part):
    """
    Declared ranges of a price with a stochastic convenience yield (Gibson and Schwartz 1990).

    `drift` is the total return, the yield included.
    """

    kappa: Speed | None = None
    mean_yield: Growth | None = None
    sigma: Spread | None = None
    sigma_yield: Spread | None = None
    correlation: Correlation | None = None
    drift: Growth | None = None

    @model_validator(mode="after")
    def _drift_beside_yield(self) -> GibsonSchwartz:
        if self.mean_yield is not None and self.drift is None:
            raise ValueError("drift is missing: a price grows by its drift less the mean yield")
        return self


class Product(Part):
    """
    Something that is sold: its series of past prices and how the price may go on.

    `quantity` is the unit of the deposits' quantities; `factor` is used instead where a price cannot be
    converted (a price per unit of metal in ore).  `realised` is the part of the quoted price that is
    paid.  `two_factor` and `gibson_schwartz` hold declared ranges of those models' parameters; what is
    not declared follows from `volatility` and `kappa`.
    """

    label: str = ""
    series: str
    quantity: str = "t"
    factor: Count | None = None
    model: Literal["schwartz", "gbm", "two_factor", "gibson_schwartz", "bootstrap", "constant"] = (
        "schwartz"
    )
    volatility: Count = 0.25
    kappa: Annotated[Count, Field(gt=0)] = 0.25
    two_factor: TwoFactor = TwoFactor()
    gibson_schwartz: GibsonSchwartz = GibsonSchwartz()
    realised: Annotated[Count, Field(gt=0)] = 1.0
    because: str = ""

    @model_validator(mode="after")
    def _asked(self) -> Product:
        for name in ("two_factor", "gibson_schwartz"):
            if name in self.model_fields_set and self.model != name:
                raise ValueError(f"has parameters of {name}, and its model is {self.model}")
        return self


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


def _correlation(value: object) -> object:
    return plain_number(value) if not isinstance(value, Mapping) or "value" in value else value


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
    block: Annotated[Count, Field(ge=1)] = 3.0
    """Expected length of a run of past years in a bootstrap."""
    highest: Annotated[Count, Field(ge=1)] | None = None
    """No price goes beyond so many times the last known one: others take its place, or mine it."""
    correlation: Annotated[float | dict[str, dict[str, float]], BeforeValidator(_correlation)] = 0.0
    classes: dict[str, _Class]
    law: Law
    plan: Plan = Plan()
