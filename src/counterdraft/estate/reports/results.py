"""What a report of an estate holds: frozen, typed, every amount in one unit of money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_type_hints

from counterdraft.case.spreads import Range
from counterdraft.estate.deals.settlement import ClaimOutlook, Never
from counterdraft.estate.ground.deposits import Assumption
from counterdraft.estate.ground.estate_file import EstateFile
from counterdraft.runtime.plain_data import LEFT_OUT_IF_NONE

__all__ = [
    "Amount",
    "ClaimOutlook",
    "ClauseChange",
    "ClauseStep",
    "ControlShare",
    "DealValue",
    "DepositWorth",
    "Deterrence",
    "DraftStep",
    "DraftValue",
    "EstateReport",
    "Gains",
    "GroundStep",
    "Hardness",
    "MoneyBasis",
    "MoneyRange",
    "Never",
    "NewProjects",
    "PathReturns",
    "PointGain",
    "PreSharingFlow",
    "PriceResponse",
    "Progressivity",
    "ProjectReturn",
    "ResponsiveValue",
    "SideName",
    "SideValue",
    "SideYears",
    "TakeAtPrice",
    "YearBands",
    "YearlySpread",
    "in_other_money",
]

_MONEY = "in money"
Amount = Annotated[float, _MONEY]
"""An amount in the report's unit of money."""
MoneyRange = Annotated[Range, _MONEY]
"""Mean, standard error, P10, P50 and P90 of an amount over the paths."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SideName:
    """Whose money it is: a party of the case with its weight in each role, or a role alone."""

    name: str
    label: str
    roles: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Gains:
    """What each role of the estate gains, and each party of the case that holds roles."""

    by_role: Mapping[str, MoneyRange]
    by_party: Mapping[str, MoneyRange]

    def of(self, name: str) -> Range:
        """Return what the party or role of that name gains."""
        return self.by_party[name] if name in self.by_party else self.by_role[name]

    def moves(self, names: Iterable[str]) -> bool:
        """Return whether any of the named sides gains or loses anything on any path."""
        return any(gain.mean or gain.p10 or gain.p90 for gain in map(self.of, names))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange(Gains):
    """What one issue settled by another option changes, all else as drafted."""

    issue: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseStep(Gains):
    """What the options of these issues add to what was agreed before them."""

    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointGain(Gains):
    """What one point more of a numeric clause brings, all else as drafted."""

    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStep(Gains):
    """What changes from one draft to the next."""

    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class SideValue:
    """
    What one side has by a deal.

    Attributes:
        label: Of the party or role.
        roles: Its weight in each role.
        npv: Present value at the rate of each role.
        gain: The change against no deal on the same paths.
        undiscounted: Expected sum over the years.
        flows: Expected by year.
        irr: Rate of return of the expected change; None where nothing is put in.
        payback_years: Of the same; ``never`` where it is not got back.
    """

    label: str
    roles: Mapping[str, float]
    npv: MoneyRange
    gain: MoneyRange
    undiscounted: Amount
    flows: tuple[Amount, ...]
    irr: float | None
    payback_years: float | Never | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealValue:
    """What a deal is worth to each role and party, its claim, and expected payments into its fund by year."""

    by_role: Mapping[str, SideValue]
    by_party: Mapping[str, SideValue]
    claim: ClaimOutlook | None
    into_fund: tuple[Amount, ...]
    years: tuple[int, ...]

    @property
    def sides(self) -> Mapping[str, SideValue]:
        """The parties of the case, or the roles where no party holds one."""
        return self.by_party or self.by_role


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsiveValue(DealValue):
    """A deal where owners' plans answer to its terms, and what their answers cost everybody together."""

    lost: MoneyRange


@dataclass(frozen=True, slots=True)
class PreSharingFlow:
    """The flow of the deposits before anybody shares it, expected by year."""

    npv: Amount
    undiscounted: Amount
    flows: tuple[Amount, ...]
    irr: float | None


@dataclass(frozen=True, slots=True)
class Hardness:
    """What government and fund take of the deposits' flow before sharing; None where there is none."""

    pre_party: PreSharingFlow
    government_take: float | None
    government_take_discounted: float | None
    government_take_at_owner_rate: float | None
    average_effective_tax_rate: float | None


@dataclass(frozen=True, slots=True)
class YearBands:
    """P10, P50 and P90 by year."""

    p10: tuple[Amount, ...]
    p50: tuple[Amount, ...]
    p90: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class SideYears(YearBands):
    """One side's money by year, and what it has had up to each year's end."""

    cumulative: YearBands


@dataclass(frozen=True, slots=True)
class YearlySpread:
    """By side its money by year under the deal, and the change against no deal, over so many paths."""

    flow: Mapping[str, SideYears]
    change: Mapping[str, SideYears]
    paths: int


@dataclass(frozen=True, slots=True)
class PathReturns:
    """Return and payback over the part of the paths on which anything is built."""

    built: float
    irr: Mapping[str, float | None] | None
    payback_years: Mapping[str, float | Never] | None


@dataclass(frozen=True, slots=True)
class ProjectReturn:
    """What projects yet to be built return to their investor."""

    irr: float | None
    payback_years: float | Never | None
    npv: Amount
    by_path: PathReturns
    average_effective_tax_rate: float | None = field(default=None, metadata=LEFT_OUT_IF_NONE)


@dataclass(frozen=True, slots=True)
class NewProjects:
    """The return of projects yet to be built: before any terms, by the law in force, by the deal."""

    before_terms: ProjectReturn
    by_law: ProjectReturn
    by_deal: ProjectReturn


@dataclass(frozen=True, slots=True)
class TakeAtPrice:
    """The flow before sharing and what is taken of it, at a factor on all prices."""

    price_factor: float
    pre_party_npv: Amount
    government_take: float | None
    government_take_discounted: float | None


@dataclass(frozen=True, slots=True)
class Progressivity:
    """How the take moves with prices."""

    curve: tuple[TakeAtPrice, ...]
    verdict: str

    def at(self, factor: float) -> float | None:
        """Return the discounted take at a factor on all prices."""
        return next(p.government_take_discounted for p in self.curve if p.price_factor == factor)


@dataclass(frozen=True, slots=True)
class PriceResponse:
    """From which factor on all prices each side no longer loses, and how the take moves with them."""

    break_even_price_factor: Mapping[str, float | Never]
    new_projects_break_even_price_factor: float | Never
    marginal_effective_tax_rate: float | None
    progressivity: Progressivity
    paths: int


@dataclass(frozen=True, slots=True)
class Deterrence:
    """
    By how much attack and loss of ground must become rarer for a side to be no worse off.

    Attributes:
        name: Of the side.
        label: As it is shown.
        roles: Its weight in each role.
        factor: On the yearly chances: 1 where nothing need change, ``never`` where no end of attacks helps.
        factor_error: Its standard error.
        gain_without: The gain with the chances as they are.
        gain_at_most: The gain without any attack or loss.
        guarantees: The gain with each guarantee as control.yaml takes it, all else as in the deal.
        paths: How many there were.
    """

    name: str
    label: str
    roles: Mapping[str, float]
    factor: float | Never
    factor_error: float | None
    gain_without: MoneyRange
    gain_at_most: MoneyRange
    guarantees: Mapping[str, MoneyRange] | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    paths: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftValue(DealValue):
    """
    What a draft is worth; the last eight are there where they were asked for.

    Attributes:
        draft: Its name.
        title: As it is shown.
        terms: How hard it is on the deposits alone.
        deposits_alone: By party the mean gain from the deposits, as if nothing were extracted elsewhere.
        responsive: The same where owners' plans answer to the terms.
        clauses: One clause changed, all else as drafted.
        clause_steps: From no deal to the draft; they add up to its gain.
        gradient: One point more of each numeric clause.
        by_year: The spread of each side's money by year.
        new_projects: What projects yet to be built return.
        prices: How the draft answers to the level of prices.
        deterrence: By how much attack must become rarer.
    """

    draft: str
    title: str
    terms: Hardness
    deposits_alone: Mapping[str, Amount]
    responsive: ResponsiveValue | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    clauses: tuple[ClauseChange, ...] | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    clause_steps: tuple[ClauseStep, ...] | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    gradient: tuple[PointGain, ...] | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    by_year: YearlySpread | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    new_projects: NewProjects | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    prices: PriceResponse | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    deterrence: Deterrence | None = field(default=None, metadata=LEFT_OUT_IF_NONE)


@dataclass(frozen=True, slots=True)
class GroundStep:
    """One step from a claim of riches to what the state gets: what is left, and its standard error."""

    kind: Literal["claimed", "in_the_ground", "mines", "sold", "net", "today", "state"]
    step: str
    money: Amount
    error: Amount


@dataclass(frozen=True, slots=True)
class ControlShare:
    """The deposits in one state of control: how many, and their part of what the ground holds and gives."""

    control: str
    deposits: int
    in_the_ground: float
    sold: float
    state: float


@dataclass(frozen=True, slots=True)
class DepositWorth:
    """A deposit, where it lies, and what lies in the ground there at today's prices."""

    name: str
    title: str
    commodity: str
    resource_class: str
    control: str
    lat: float | None
    lon: float | None
    money: Amount


@dataclass(frozen=True, slots=True)
class MoneyBasis:
    """The unit of all amounts: currency, base year, when in a year money moves, and the rate of each role."""

    code: str
    unit: str
    base_year: int | None
    prices: str
    timing: str
    rates: Mapping[str, float]

    @classmethod
    def of(cls, file: EstateFile) -> MoneyBasis:
        """Return the money that an estate is written in."""
        currency, rates = file.currency, file.rates
        return cls(
            code=currency.code,
            unit=currency.unit,
            base_year=currency.base_year,
            prices=currency.prices,
            timing=file.timing,
            rates={"state": rates.state, "partner": rates.partner, "owners": rates.owner},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateReport:
    """
    What the minerals are worth by the drafts of a case, and what that rests on.

    Attributes:
        party: The side that alone is spoken of; None where all are.
        drafts: In the order asked for.
        steps: From one draft to the next.
        ground: From the claim of riches to what the state gets.
        control: Who holds the ground.
        deposits: Each of the estate's.
        assumptions: The fields that nobody published, filled from analogues.
        withheld_by_date: What was not known on the day, and what stands in for it.
        money: The unit of all amounts.
        paths: How many joint paths there were.
        seed: Of the paths.
        estate: The fingerprint of its files.
    """

    party: SideName | None = field(default=None, metadata=LEFT_OUT_IF_NONE)
    drafts: tuple[DraftValue, ...]
    steps: tuple[DraftStep, ...]
    paths: int
    seed: int
    ground: tuple[GroundStep, ...]
    control: tuple[ControlShare, ...]
    deposits: tuple[DepositWorth, ...]
    assumptions: tuple[Assumption, ...]
    withheld_by_date: tuple[str, ...]
    money: MoneyBasis
    estate: str

    def draft(self, name: str) -> DraftValue | None:
        """Return the draft of that name, where it was valued."""
        return next((draft for draft in self.drafts if draft.draft == name), None)

    def ground_step(self, kind: str) -> GroundStep | None:
        """Return the step of that kind, where there is one."""
        return next((step for step in self.ground if step.kind == kind), None)

    @property
    def not_held(self) -> ControlShare:
        """What is occupied or exposed today, together."""
        rows = [row for row in self.control if row.control != "held"]
        return ControlShare(
            "occupied or exposed",
            sum(row.deposits for row in rows),
            sum(row.in_the_ground for row in rows),
            sum(row.sold for row in rows),
            sum(row.state for row in rows),
        )

    @property
    def assumed_deposits(self) -> int:
        """How many deposits have a field that stands on an analogue."""
        return len({assumption.deposit for assumption in self.assumptions})


def in_other_money(result: Result, factor: float) -> Result:
    """Return a result with every amount times *factor*: in another unit of money."""
    scaled: Result = _in_other_money(result, factor)
    return scaled


def _in_other_money(result: Any, factor: float) -> Any:  # noqa: ANN401
    if not is_dataclass(result) or isinstance(result, type):
        return _each(result, lambda part: _in_other_money(part, factor))
    changed = {
        name: _times(content, factor) if money else _in_other_money(content, factor)
        for name, money in _amounts(type(result)).items()
        if (content := getattr(result, name)) is not None
    }
    return replace(result, **changed)


@cache
def _amounts(kind: type) -> Mapping[str, bool]:
    """Return by field whether it holds amounts."""
    hints = get_type_hints(kind, include_extras=True)
    return {f.name: _holds_money(hints[f.name]) for f in fields(kind)}


def _holds_money(hint: Any) -> bool:  # noqa: ANN401
    return _MONEY in getattr(hint, "__metadata__", ()) or any(map(_holds_money, get_args(hint)))


def _times(value: Any, factor: float) -> Any:  # noqa: ANN401
    if isinstance(value, Range):
        return Range(*(factor * getattr(value, f.name) for f in fields(Range)))
    if isinstance(value, int | float):
        return factor * value
    return _each(value, lambda part: _times(part, factor))


def _each(value: Any, change: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return {name: change(part) for name, part in value.items()}
    return tuple(change(part) for part in value) if isinstance(value, tuple) else value
