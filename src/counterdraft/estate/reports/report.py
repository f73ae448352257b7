"""Everything that the estate says of a case, as one typed report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from counterdraft.case import Case, Draft
from counterdraft.estate.deals.drafts import certain_mixture, draft_terms
from counterdraft.estate.deals.sides import Side, role, side, sides
from counterdraft.estate.reports.clauses import clause_steps, clause_values, point_values
from counterdraft.estate.reports.draft_values import compare
from counterdraft.estate.reports.questions import (
    control_shares,
    deposit_worths,
    deterrence,
    ground_steps,
)
from counterdraft.estate.reports.results import (
    DealValue,
    DraftStep,
    DraftValue,
    EstateReport,
    Gains,
    MoneyBasis,
    SideName,
)
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import ROLES, DealTerms

__all__ = ["case_report", "estate_report", "part_of"]

MOST = 4_000
"""Paths on which it is asked what must deter: each step of the search simulates the war anew."""

Value = TypeVar("Value")
Deal = TypeVar("Deal", bound=DealValue)
Row = TypeVar("Row", bound=Gains)


def case_report(
    paths: Paths,
    case: Case,
    names: Sequence[str] = (),
    *,
    responsive: bool = False,
    clauses: bool = False,
    indicators: bool = False,
    full: str = "",
    party: str | None = None,
) -> EstateReport:
    """
    Return the worth of drafts, and what it rests on.

    Args:
        paths: The estate's, common to all drafts.
        case: The case.
        names: Drafts by name or date; all of them without any.
        responsive: Report beside the fixed plans those that answer to the terms.
        clauses: Add what each clause of each draft is worth, what one point more of it is, and the way
            from no deal to the draft.
        indicators: Add the spread of money by year, what new projects get back, how the draft answers to
            the level of prices, and what must deter.
        full: One of the drafts that has clauses and indicators in any case.
        party: A party of the case or a role: the report speaks of it alone.

    Raises:
        CaseError: A draft or the party is not known, or an option has no meaning in money.
    """
    whose = None if party is None else side(case, paths.estate.deal_mapping.parties, party)
    drafts = [case.draft(name) for name in names] if names else list(case.drafts)
    values, steps = compare(paths, case, names, responsive=responsive)
    chosen = case.draft(full) if full else None
    by_draft = list(zip(values, drafts, strict=True))
    by_draft = [
        (_with_clauses(value, paths, case, draft) if clauses or draft is chosen else value, draft)
        for value, draft in by_draft
    ]
    detailed = [draft for draft in drafts if indicators or draft is chosen]
    values = _with_indicators(by_draft, paths, case, detailed, whose)
    report = estate_report(paths, values, steps)
    return report if whose is None else _seen_by(report, whose)


def estate_report(
    paths: Paths, drafts: tuple[DraftValue, ...] = (), steps: tuple[DraftStep, ...] = ()
) -> EstateReport:
    """Return what the estate says of itself, with the worth of these *drafts*, in its own money."""
    estate = paths.estate
    return EstateReport(
        drafts=drafts,
        steps=steps,
        paths=paths.count,
        seed=paths.seed,
        ground=ground_steps(paths),
        control=control_shares(paths),
        deposits=deposit_worths(paths),
        assumptions=tuple(estate.assumptions),
        withheld_by_date=tuple(estate.withheld_by_date),
        money=MoneyBasis.of(estate.file),
        estate=estate.fingerprint,
    )


def part_of(
    report: EstateReport, names: Sequence[str] = (), *, responsive: bool, full: bool
) -> EstateReport:
    """
    Return of a report what would have been asked for: some drafts, plain or in full.

    Args:
        report: Of every draft.
        names: The drafts that are kept; all of them without any.
        responsive: Whether plans that answer to the terms are kept.
        full: Whether what only a draft in full has is kept.
    """
    drafts = [draft for draft in report.drafts if not names or draft.draft in names]
    if not responsive:
        drafts = [replace(draft, responsive=None) for draft in drafts]
    if not full:
        drafts = [
            replace(
                draft,
                clauses=None,
                clause_steps=None,
                gradient=None,
                by_year=None,
                new_projects=None,
                prices=None,
                deterrence=None,
            )
            for draft in drafts
        ]
    return replace(report, drafts=tuple(drafts), steps=() if names else report.steps)


def _with_clauses(value: DraftValue, paths: Paths, case: Case, draft: Draft) -> DraftValue:
    parties = sides(case, paths.estate.deal_mapping.parties)
    return replace(
        value,
        clauses=clause_values(paths, case, draft),
        gradient=point_values(paths, draft_terms(paths, case, draft), parties),
        clause_steps=clause_steps(paths, case, draft),
    )


def _with_indicators(
    values: Sequence[tuple[DraftValue, Draft]],
    paths: Paths,
    case: Case,
    detailed: Sequence[Draft],
    whose: Side | None,
) -> tuple[DraftValue, ...]:
    """Return the values, those of *detailed* drafts with indicators."""
    if not detailed:
        return tuple(value for value, _ in values)
    from counterdraft.estate.reports.price_response import price_response  # noqa: PLC0415 - seldom
    from counterdraft.estate.reports.yearly import new_projects, yearly, yearly_spread  # noqa: PLC0415

    parties = sides(case, paths.estate.deal_mapping.parties)
    everybody = (*parties, *map(role, ROLES))
    none = certain_mixture(paths, DealTerms())
    without = yearly(paths, none)
    prices = price_response(paths, case, detailed)
    few = Paths(paths.estate, min(paths.count, MOST), paths.seed)
    deterred = whose or next((one for one in parties if "state" in one.roles), role("state"))

    def indicators(value: DraftValue, draft: Draft) -> DraftValue:
        mixture = draft_terms(paths, case, draft)
        return replace(
            value,
            by_year=yearly_spread(paths, mixture, without, everybody),
            new_projects=new_projects(paths, mixture, none),
            prices=prices[draft.name],
            deterrence=deterrence(few, draft_terms(few, case, draft), whose=deterred),
        )

    return tuple(
        indicators(value, draft) if draft in detailed else value for value, draft in values
    )


def _seen_by(report: EstateReport, whose: Side) -> EstateReport:
    """Return the report with the money of one side alone: its own, and that of its roles."""

    def own(money: Mapping[str, Value]) -> dict[str, Value]:
        return {k: v for k, v in money.items() if k == whose.name or k in whose.roles}

    def both(row: Row) -> Row:
        return replace(row, by_role=own(row.by_role), by_party=own(row.by_party))

    def rows(given: Sequence[Row] | None) -> tuple[Row, ...] | None:
        return None if given is None else tuple(map(both, given))

    def deal(value: Deal) -> Deal:
        return replace(value, by_role=own(value.by_role), by_party=own(value.by_party))

    def valued(value: DraftValue) -> DraftValue:
        years, prices = value.by_year, value.prices
        return replace(
            deal(value),
            deposits_alone=own(value.deposits_alone),
            responsive=None if value.responsive is None else deal(value.responsive),
            clauses=rows(value.clauses),
            clause_steps=rows(value.clause_steps),
            gradient=rows(value.gradient),
            by_year=None
            if years is None
            else replace(years, flow=own(years.flow), change=own(years.change)),
            prices=None
            if prices is None
            else replace(prices, break_even_price_factor=own(prices.break_even_price_factor)),
        )

    return replace(
        report,
        party=SideName(whose.name, whose.label, dict(whose.roles)),
        drafts=tuple(map(valued, report.drafts)),
        steps=tuple(map(both, report.steps)),
    )
