"""One mine: yearly production, price and cost, a term sheet, and who is to be paid."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from counterdraft.case.places import Path, Where, fault, nowhere
from counterdraft.case.series import by_year
from counterdraft.case.validation import SEE, read_model
from counterdraft.errors import CaseError, Fault
from counterdraft.fiscal.book import Flows
from counterdraft.fiscal.indicators import MOMENTS, Timing, discount_factors
from counterdraft.fiscal.terms import TermSheet
from counterdraft.fiscal.waterfall import Outcome, run
from counterdraft.mines.checks import (
    faults_of_names,
    faults_of_products,
    faults_of_series,
    money_per_price,
)
from counterdraft.mines.file import (
    SYNONYMS,
    Currency,
    Options,
    Party,
    ProjectFile,
    spell_out_years,
)
from counterdraft.mines.plan import Plan
from counterdraft.mines.price_level import level_of_prices
from counterdraft.mines.prices import PriceDraw, price_draws
from counterdraft.mines.rights import faults_of_options
from counterdraft.prices.models import PriceModel
from counterdraft.runtime.arrays import Floats

__all__ = ["Party", "Project"]


@dataclass(frozen=True, eq=False)
class Project:
    """A mine whose flows are known or drawn, and the terms it works under."""

    title: str
    currency: Currency
    timing: Timing
    rate: float
    also_at: tuple[float, ...]
    shift: int
    parties: Mapping[str, Party]
    terms: TermSheet
    flows: Flows
    """In the money of each year, in which taxes are reckoned."""
    deflator: Floats
    """(years,) what turns the money of a year into that of the answer: ones without inflation."""
    scale: Mapping[str, float]
    """What turned the prices of the file into money of the file per unit of volume."""
    options: Options | None
    revenue_given: bool
    """True where revenue is given as such, so that there is no price to break even at."""
    plan: Plan
    models: Mapping[str, PriceModel]
    """Of the products whose price is drawn."""
    draw: PriceDraw
    """Gives prices at times, years from the start of the first; another label, other paths."""
    places: Where = nowhere
    """Gives the place of each value in the file."""

    @classmethod
    def from_data(cls, data: object, where: Where = nowhere) -> Project:
        """
        The project that *data* describes, its prices drawn.

        Raises:
            CaseError: Anything that the reference of term sheets does not allow, all faults at once.
        """
        where = _places_of_unnamed(where)
        file = _read_file(data, where)
        faults = faults_of_series(file, where) + faults_of_products(file, where)
        for position, (year, following) in enumerate(pairwise(file.years)):
            if following != year + 1:
                message = f"{following} after {year}: the years of a mine follow each other"
                mend = "list every year, with zeros where no money moves"
                faults.append(fault(where, ("years", position + 1), message, mend))
                break
        faults += _faults_of_start_year(file, where) + faults_of_options(file, where)
        terms = None
        try:
            terms = TermSheet.from_data(
                file.terms, where, ("terms",), years=file.years, parties=list(file.parties) or None
            )
        except CaseError as error:
            faults += error.faults
        else:
            faults += faults_of_names(terms, file, where)
        factors = money_per_price(file, where, faults)
        if faults or terms is None:
            raise CaseError(faults, SEE)
        shift = 0 if file.valued_at is None else file.years[0] - file.valued_at
        real = file.currency.prices == "real"
        index = level_of_prices(file, where) if real else np.ones(len(file.years))
        plan = _plan_of_file(file, factors, index)
        draw = price_draws(file, factors)
        passed = np.arange(len(file.years), dtype=np.float64)
        sold = draw(MOMENTS[file.timing] + passed, "").prices
        level = (index * (1 + file.escalation.price) ** passed)[:, None]
        return cls(
            file.title,
            file.currency,
            file.timing,
            file.rate,
            file.also_at,
            shift,
            {name: file.parties.get(name, Party()) for name in terms.parties},
            terms,
            plan.flows_at_prices({name: price * level for name, price in sold.items()}),
            1 / index,
            factors,
            file.options,
            file.revenue is not None,
            plan,
            {name: price.model for name, price in file.price.items() if price.model is not None},
            draw,
            where,
        )

    def rate_of(self, party: str) -> float:
        """The party's own discount rate, or the file's."""
        own = self.parties[party].rate if party in self.parties else None
        return self.rate if own is None else own

    def factors(self, rate: float) -> Floats:
        """The worth at the valuation date of one unit of each year, (years,)."""
        plain = discount_factors(len(self.deflator), rate, self.timing)
        shifted: Floats = plain * (1 + rate) ** -self.shift
        return shifted

    def yearly_rate(self, rate: float) -> float:
        """Return a discount rate of the file compounded once a year, as rates of return are."""
        return float(np.expm1(rate)) if self.timing == "continuous" else rate

    @property
    def owner_options(self) -> Options:
        """The options of a file that gives them: what values them is asked of no other."""
        assert self.options is not None
        return self.options

    @property
    def moments(self) -> Floats:
        """When the money of each year moves, in years from the start of the first, (years,)."""
        return MOMENTS[self.timing] + np.arange(len(self.deflator), dtype=np.float64)

    @property
    def continuous_rate(self) -> float:
        """The owner's discount rate, continuous."""
        rate = self.rate_of(self.terms.owner)
        return rate if self.timing == "continuous" else float(np.log1p(rate))

    def outcome(self, flows: Flows | None = None) -> Outcome:
        """
        Who gets what, in money of the answer.

        Taxes are reckoned in the money of each year; the lines that instruments report stay in it.

        Args:
            flows: Others than the project's own: at another price, or fewer paths.
        """
        found = run(self.terms, self.flows if flows is None else flows)
        if (self.deflator == 1).all():
            return found
        level = self.deflator[:, None]
        return dataclasses.replace(
            found,
            net=found.net * level,
            cash={name: cash * level for name, cash in found.cash.items()},
            transfers={key: moved * level for key, moved in found.transfers.items()},
        )

    def government(self) -> list[str]:
        """The parties that are the government: those that say so, or the state."""
        marked = [name for name, party in self.parties.items() if party.government]
        return marked or [self.terms.state]


def _places_of_unnamed(where: Where) -> Where:
    """The places of a file in which a single product, kind or list of values may have no name."""
    implied = ({"values"}, {"development"}, {"product"}, {"product", "values"})

    def place(path: Path) -> tuple[str, int, int]:
        tries = [tuple(step for step in path if step not in names) for names in implied]
        return max(where(path), *map(where, tries))

    return place


def _read_file(data: object, where: Where) -> ProjectFile:
    """The file, or its faults and those of its term sheet together."""
    filled = spell_out_years(data) if isinstance(data, Mapping) else data
    try:
        return read_model(ProjectFile, filled, where)
    except CaseError as error:
        faults = [_with_usual_name(mistake) for mistake in error.faults]
        terms = filled.get("terms") if isinstance(filled, Mapping) else None
        if isinstance(terms, Mapping):
            try:
                TermSheet.from_data(terms, where, ("terms",))
            except CaseError as other:
                faults += other.faults
        raise CaseError(faults, SEE) from None


def _with_usual_name(mistake: Fault) -> Fault:
    """Name the field that is meant where a fault is about another's word for it."""
    if mistake.message == "unknown field" and mistake.field in SYNONYMS:
        return dataclasses.replace(mistake, help=f"did you mean {SYNONYMS[mistake.field]!r}?")
    if mistake.field == "years" and mistake.message == "is missing":
        mend = "give years: 2025-2035, or start_year: 2025 and a list of values"
        return dataclasses.replace(mistake, help=mend)
    return mistake


def _faults_of_start_year(file: ProjectFile, where: Where) -> list[Fault]:
    faults: list[Fault] = []
    if file.start_year is not None and file.years and file.years[0] != file.start_year:
        message = f"{file.start_year} is not the first of the years, {file.years[0]}"
        faults.append(fault(where, ("start_year",), message))
    return faults


def _plan_of_file(file: ProjectFile, factors: Mapping[str, float], index: Floats) -> Plan:
    """The yearly figures, in the money of each year."""
    years = file.years

    grows = file.escalation

    def money(series: object, growth: float) -> Floats:
        level = index * (1 + growth) ** np.arange(len(years))
        values: Floats = by_year(series, years) * level  # type: ignore[arg-type]
        return values

    volumes = {name: by_year(volume.values, years) for name, volume in file.production.items()}
    total = sum(volumes.values(), np.zeros(len(years)))
    per_unit = money(file.opex_per_unit, grows.opex)
    return Plan(
        years,
        volumes,
        money(file.opex, grows.opex) + per_unit * total,
        {kind: money(spent, grows.capex) for kind, spent in file.capex.items()},
        money(file.closure, grows.closure) - money(file.salvage, grows.closure),
        by_year(file.working_capital, years),
        None if file.revenue is None else money(file.revenue, grows.price),
        dict(factors),
        per_unit,
    )
