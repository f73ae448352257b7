"""What each draft of a case is worth to each side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from counterdraft.case import Case, Draft
from counterdraft.estate.deals.drafts import (
    draft_terms,
    no_deal,
    repayment_years,
    settle_deposits_alone,
    settle_draft,
    value_lost,
)
from counterdraft.estate.deals.settlement import Settlement, settle_mixture, settle_terms, summary
from counterdraft.estate.deals.sides import Side, role, sides
from counterdraft.estate.reports.clauses import gains
from counterdraft.estate.reports.hardness import hardness, recovery
from counterdraft.estate.reports.results import (
    DraftStep,
    DraftValue,
    ResponsiveValue,
    SideValue,
)
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import ROLES, DealTerms

__all__ = ["compare", "value_draft"]


class _DealValue(TypedDict):
    by_role: dict[str, SideValue]
    by_party: dict[str, SideValue]
    into_fund: tuple[float, ...]
    years: tuple[int, ...]


def value_draft(paths: Paths, case: Case, draft: Draft, *, responsive: bool = False) -> DraftValue:
    """
    Return the worth of a draft to each role and party, in money of the estate.

    A gain is the change from no deal on the same paths; rate of return and payback are of that change as
    it is expected: what is put in for the deal, and when it is got back.  With *responsive* the same is
    reported apart for plans that answer to the terms, against plans that answer to the law alone.

    Raises:
        CaseError: An option has no meaning in money.
    """
    settlement = settle_draft(paths, case, draft)
    return _draft_value(paths, case, draft, settlement, responsive=responsive)


def _draft_value(
    paths: Paths, case: Case, draft: Draft, settlement: Settlement, *, responsive: bool
) -> DraftValue:
    mixture = draft_terms(paths, case, draft)
    base = no_deal(paths)
    parties = sides(case, paths.estate.deal_mapping.parties)
    deposits = settle_deposits_alone(paths, mixture)
    moved = deposits.worth.T - base.worth.T
    answers = None
    if responsive:
        after = settle_mixture(paths, mixture.terms, mixture.which, responsive=True)
        free = settle_terms(paths, DealTerms(), responsive=True)
        answers = ResponsiveValue(
            **_values(after, free, parties),
            claim=after.claim(repayment_years(mixture, after)),
            lost=summary(value_lost(paths, mixture)),
        )
    return DraftValue(
        draft=draft.name,
        title=draft.title,
        **_values(settlement, base, parties),
        claim=settlement.claim(repayment_years(mixture, settlement)),
        terms=hardness(deposits, paths.estate.file),
        deposits_alone={side.name: float(side.part(moved).mean()) for side in parties},
        responsive=answers,
    )


def _values(settlement: Settlement, base: Settlement, parties: Sequence[Side]) -> _DealValue:
    return {
        "by_role": {name: _side_value(role(name), settlement, base) for name in ROLES},
        "by_party": {side.name: _side_value(side, settlement, base) for side in parties},
        "into_fund": tuple(settlement.into_fund.tolist()),
        "years": settlement.years,
    }


def _side_value(side: Side, settlement: Settlement, base: Settlement) -> SideValue:
    worth, before = side.part(settlement.worth.T), side.part(base.worth.T)
    irr, payback = recovery(side.part(settlement.by_year - base.by_year))
    return SideValue(
        label=side.label,
        roles=side.roles,
        npv=summary(worth),
        gain=summary(worth - before),
        undiscounted=float(side.part(settlement.total.T).mean()),
        flows=tuple(side.part(settlement.by_year).tolist()),
        irr=irr,
        payback_years=payback,
    )


def compare(
    paths: Paths, case: Case, names: Sequence[str] = (), *, responsive: bool = False
) -> tuple[tuple[DraftValue, ...], tuple[DraftStep, ...]]:
    """
    Return several drafts under common random numbers (all of them without *names*), and the steps between.

    Steps between consecutive drafts carry the error of the difference, which common numbers make far
    smaller than that of either.
    """
    drafts = [case.draft(name) for name in names] if names else list(case.drafts)
    parties = sides(case, paths.estate.deal_mapping.parties)
    values, steps = list[DraftValue](), list[DraftStep]()
    before: Settlement | None = None
    for draft in drafts:
        after = settle_draft(paths, case, draft)
        if before is not None:
            step = gains(after, before, parties)
            steps.append(DraftStep(**step, from_=values[-1].draft, to=draft.name))
        values.append(_draft_value(paths, case, draft, after, responsive=responsive))
        before = after
    return tuple(values), tuple(steps)
