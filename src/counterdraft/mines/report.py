"""What is reported of one mine under its terms: every indicator, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from counterdraft.mines.file import Currency
from counterdraft.runtime.plain_data import LEFT_OUT_IF_NONE

__all__ = [
    "BreakEven",
    "DateFigure",
    "ExactAtPrice",
    "ExactOptions",
    "ExactValue",
    "GovernmentTiming",
    "InstrumentShare",
    "MineChecks",
    "MineClaim",
    "MineFlows",
    "MineOptions",
    "MineParty",
    "MineReport",
    "MineTerms",
    "MoneyPerUnit",
    "PathFigure",
    "PathSpread",
    "PathsUsed",
    "PlanFollowed",
    "PriceSensitivity",
    "ResponsiveOwner",
    "ResponsiveParty",
    "SavedCost",
    "SavingsIndex",
    "TakeAtFactor",
    "TermsAtRate",
    "ValueOnPaths",
    "WorthAtRate",
    "YearSpread",
]

Never = Literal["never"]
BreakEven = float | Never | None
"""A price or a factor; never: none is high enough; None: it pays at a price of zero, or has no price."""


@dataclass(frozen=True)
class PathSpread:
    """A figure over the paths on which there is one."""

    mean: float
    p10: float
    p50: float
    p90: float
    sd: float
    none_in: float | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    """The part of the paths that have none."""


PathFigure = float | PathSpread | None
"""A number with one path, a spread with many; None where there is none."""


@dataclass(frozen=True)
class YearSpread:
    """A year over the paths, those on which it never comes counted last."""

    p10: int | Never
    p50: int | Never
    p90: int | Never


DateFigure = int | YearSpread | Never


@dataclass(frozen=True)
class WorthAtRate:
    """A present value at another discount rate."""

    rate: float
    npv: PathFigure


@dataclass(frozen=True, kw_only=True)
class MineParty:
    """What one party gets, or the project before anybody shares it; money of the answer."""

    rate: float
    government: bool | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    npv: PathFigure
    npv_at: tuple[WorthAtRate, ...]
    undiscounted: PathFigure
    irr: PathFigure
    irr_roots: tuple[float, ...]
    irr_note: str
    irr_several_in: float
    irr_against_npv_in: float
    payback_years: PathFigure | Never
    payback_year: DateFigure
    discounted_payback_years: PathFigure | Never
    largest_outlay: PathFigure
    flows: list[float]
    flows_p10: list[float] | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    flows_p90: list[float] | None = field(default=None, metadata=LEFT_OUT_IF_NONE)


@dataclass(frozen=True)
class TermsAtRate:
    """What the terms take, and where the mine breaks even, at another discount rate."""

    rate: float
    pre_party_npv: float
    owner_npv: float
    government_npv: float
    government_take: float | None
    marginal_effective_tax_rate: float | None
    break_even_price_factor: BreakEven
    break_even_constant_price: BreakEven


@dataclass(frozen=True)
class SavedCost:
    """The owner's part of a cost that is saved."""

    undiscounted: float | None
    discounted: float | None


@dataclass(frozen=True)
class SavingsIndex:
    """The owner's part of what is saved in operating and in capital cost; None where there is none."""

    operating: SavedCost | None
    capital: SavedCost | None


@dataclass(frozen=True)
class MoneyPerUnit:
    """Undiscounted money per unit of production, and the owner's value per unit."""

    revenue: float
    opex: float
    capex: float
    closure: float
    government: float
    owner: float
    owner_npv: float


@dataclass(frozen=True)
class InstrumentShare:
    """What one instrument brings its payee, and its part of the government's receipts."""

    between: tuple[str, ...]
    undiscounted: float
    npv: float
    to_government: float
    part_of_government_take: float | None


@dataclass(frozen=True)
class GovernmentTiming:
    """The government's receipts by year, their running part of all, and when half is in."""

    government: list[float]
    cumulative_part: list[float] | None
    half_by: int | None


@dataclass(frozen=True)
class TakeAtFactor:
    """What the terms take where all prices, or all costs, are multiplied by a factor."""

    price_factor: float | None = field(default=None, metadata=LEFT_OUT_IF_NONE, kw_only=True)
    cost_factor: float | None = field(default=None, metadata=LEFT_OUT_IF_NONE, kw_only=True)
    pre_party_npv: float
    pre_party_irr: float | None
    government_take: float | None
    government_take_discounted: float | None


@dataclass(frozen=True)
class PriceSensitivity:
    """Whether the government's part rises with the price, and how it moves with cost."""

    curve: tuple[TakeAtFactor, ...]
    verdict: str
    by_cost: tuple[TakeAtFactor, ...]


@dataclass(frozen=True, kw_only=True)
class MineTerms:
    """How hard the terms are; shares are parts of a whole, None where there is no whole."""

    government: tuple[str, ...]
    government_undiscounted: float
    government_npv: float
    government_take: float | None
    government_take_discounted: float | None
    government_take_at_owner_rate: float | None
    average_effective_tax_rate: float | None
    marginal_effective_tax_rate: float | None
    taken_from_owner: float | None
    owner_take: float | None
    front_loading_index: float | None
    at: tuple[TermsAtRate, ...]
    break_even_price_factor: BreakEven
    break_even_prices: dict[str, float] | None
    break_even_constant_price: BreakEven
    break_even_price_factor_before_terms: BreakEven
    break_even_constant_price_before_terms: BreakEven
    least_share_of_revenue: float | None
    effective_royalty_rate: float | None
    access_to_gross_revenues: float | None
    entitlement: float | None
    savings_index: SavingsIndex
    marginal_government_take: float | None
    share_of_total_benefits: float | None
    share_of_total_benefits_discounted: float | None
    per_unit: MoneyPerUnit | None
    early_part: dict[str, float | None]
    by_instrument: dict[str, InstrumentShare]
    time_profile: GovernmentTiming
    progressivity: PriceSensitivity
    profitability_index: float | None
    profit_to_investment: float | None


@dataclass(frozen=True)
class MineClaim:
    """When a loan, a lien, a ceiling or a call is repaid, and what is left of it at the end."""

    repaid_probability: float
    repaid_year: DateFigure
    left_at_end: PathFigure


@dataclass(frozen=True)
class MineFlows:
    """The mine before anybody shares it, by year, on the mean of the paths."""

    pre_party: list[float]
    revenue: list[float]
    opex: list[float]
    capex: list[float]
    closure: list[float]


@dataclass(frozen=True)
class ValueOnPaths:
    """The owner's worth where it decides on drawn prices, the mean and its standard error."""

    npv: float
    se: float
    in_sample: float | None = field(default=None, metadata=LEFT_OUT_IF_NONE)


@dataclass(frozen=True)
class PathsUsed:
    """On how many paths rules are learnt and valued, and on how many dates the mine may be opened."""

    learnt_on: int
    valued_on: int
    dates_of_opening: int
    dates_a_year: int


@dataclass(frozen=True)
class ExactValue:
    """The owner's worth by dynamic programming, and what a coarser solution would change."""

    npv: float
    error: float


@dataclass(frozen=True)
class ExactAtPrice:
    """The owner's worth at another price of today, by right."""

    price: float
    worth: Mapping[str, float]


@dataclass(frozen=True)
class ExactOptions:
    """The owner's rights solved by the price of the day."""

    method: str
    decisions: int | str
    money: str
    worth: Mapping[str, ExactValue]
    triggers: Mapping[str, float | None]
    triggers_by_year: Mapping[str, list[float | None]]
    at: tuple[ExactAtPrice, ...]


@dataclass(frozen=True)
class MineOptions:
    """What the owner's rights are worth, on drawn paths and by the price of the day."""

    measure: str
    measure_note: str
    owner_rate_continuous: float
    on_paths: Mapping[str, ValueOnPaths]
    built: float | None
    worth_of_options: ValueOnPaths | None
    paths: PathsUsed | None
    paths_note: str
    exact: ExactOptions | None
    exact_note: str


@dataclass(frozen=True)
class ResponsiveParty:
    """A party's worth where the owner answers to the terms, and under the fixed plan."""

    npv: float
    se: float
    fixed: float


@dataclass(frozen=True)
class PlanFollowed:
    """How often the mine is opened, how late, how much of it stands still, how often it ends early."""

    opened: float
    years_waited: float | None
    stands_still: float | None
    given_up: float | None
    years_worked: float | None


@dataclass(frozen=True)
class ResponsiveOwner:
    """What each party has where the owner answers to the terms, and what everybody loses by that."""

    parties: dict[str, ResponsiveParty]
    before_terms: ValueOnPaths
    without_terms: ValueOnPaths
    lost: ValueOnPaths
    plan: PlanFollowed
    plan_without_terms: PlanFollowed


@dataclass(frozen=True)
class MineChecks:
    """Whether the parties add up to the project, to a cent in every year and on every path."""

    largest_gap: float
    adds_up: bool


@dataclass(frozen=True)
class MineReport:
    """One mine under its terms: what each party gets, how hard the terms are, what options are worth."""

    title: str
    currency: Currency
    years: tuple[int, ...]
    timing: str
    valued_at: int
    rate: float
    paths: int
    project: MineParty
    parties: dict[str, MineParty]
    terms: MineTerms
    claims: dict[str, MineClaim]
    instruments: dict[str, list[float]]
    lines: dict[str, list[float]]
    flows: MineFlows
    price_level: list[float]
    options: MineOptions | None
    responsive: ResponsiveOwner | None
    checks: MineChecks
