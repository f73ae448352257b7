"""What each draft of a case is worth to each side, and what each of its clauses is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counterdraft.case import Case, Draft
from counterdraft.errors import CaseError
from counterdraft.estate.deals.drafts import alone, draft_terms, lost, no_deal, pace, settle_draft
from counterdraft.estate.deals.settlement import Settlement, settle_mixture, settle_terms, summary
from counterdraft.estate.deals.sides import Side, role, sides
from counterdraft.estate.reports.measures import hardness, recovery
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import ROLES, DealTerms

__all__ = ["clause_values", "compare", "gains", "value_draft"]


def value_draft(
    paths: Paths, case: Case, draft: Draft, *, responsive: bool = False
) -> dict[str, Any]:
    """
    Return the worth of a draft to each party, as JSON-ready data, in money of the estate.

    `parties` are the roles that the estate pays, `by_party` the parties of the case that hold them;
    `gain` is the change from no deal on the same paths, and `irr` and `payback_years` are of that change
    as it is expected: what is put in for the deal, and when it is got back.  `terms` say how hard the deal
    is on the deposits alone (see `hardness`).  With `responsive`, the same is reported apart
    for plans that answer to the terms, against plans that answer to the law alone, with the value that
    is `lost` by it to everybody.

    Raises:
        CaseError: An option has no meaning in money.
    """
    return _row(paths, case, draft, settle_draft(paths, case, draft), responsive=responsive)


def _row(
    paths: Paths, case: Case, draft: Draft, settled: Settlement, *, responsive: bool
) -> dict[str, Any]:
    parties = sides(case, paths.estate.deal_mapping.parties)
    row = {"draft": draft.name, "title": draft.title, **_valued(settled, no_deal(paths), parties)}
    mixture = draft_terms(paths, case, draft)
    row["terms"] = hardness(alone(paths, mixture), paths.estate.file)
    if row["claim"] is not None:
        row["claim"]["years_at_this_pace"] = pace(mixture, settled)
    if responsive:
        answers = settle_mixture(paths, mixture.terms, mixture.which, responsive=True)
        free = settle_terms(paths, DealTerms(), responsive=True)
        row["responsive"] = {
            **_valued(answers, free, parties),
            "lost": summary(lost(paths, mixture)),
        }
    return row


def _valued(settled: Settlement, base: Settlement, parties: Sequence[Side]) -> dict[str, Any]:
    return {
        "parties": {name: _worth(role(name), settled, base) for name in ROLES},
        "by_party": {
            one.name: {"label": one.label, "roles": one.roles, **_worth(one, settled, base)}
            for one in parties
        },
        "claim": settled.claim(),
        "into_fund": [float(v) for v in settled.into_fund],
        "years": list(settled.years),
    }


def _worth(one: Side, settled: Settlement, base: Settlement) -> dict[str, Any]:
    worth = one.part(settled.worth.T)
    return {
        "npv": summary(worth),
        "gain": summary(worth, one.part(base.worth.T)),
        "undiscounted": float(one.part(settled.total.T).mean()),
        "flows": [float(v) for v in one.part(settled.by_year)],
        **recovery(one.part(settled.by_year - base.by_year)),
    }


def gains(settled: Settlement, base: Settlement, parties: Sequence[Side]) -> dict[str, Any]:
    """Return what each role gains from one deal to another, and each party of the case."""

    def gain(one: Side) -> dict[str, float]:
        return summary(one.part(settled.worth.T), one.part(base.worth.T))

    by_party = {one.name: gain(one) for one in parties}
    return {**{name: gain(role(name)) for name in ROLES}, "by_party": by_party}


def compare(
    paths: Paths, case: Case, names: Sequence[str] = (), *, responsive: bool = False
) -> dict[str, Any]:
    """
    Return several drafts side by side under common random numbers (all of them without *names*).

    Differences between consecutive drafts carry the error of the difference, which common numbers make
    far smaller than that of either.
    """
    drafts = [case.draft(name) for name in names] if names else list(case.drafts)
    parties = sides(case, paths.estate.deal_mapping.parties)
    rows, steps = [], []
    before: Settlement | None = None
    for draft in drafts:
        settled = settle_draft(paths, case, draft)
        row = _row(paths, case, draft, settled, responsive=responsive)
        rows.append(row)
        if before is not None:
            moved = gains(settled, before, parties)
            steps.append({"from": rows[-2]["draft"], "to": draft.name, **moved})
        before = settled
    return {"drafts": rows, "steps": steps, "paths": paths.count, "seed": paths.seed}


def clause_values(paths: Paths, case: Case, draft: Draft) -> list[dict[str, Any]]:
    """
    Return what each clause is worth: one issue changed to each other option, all else as drafted.

    A change that no deal can have is left out.
    """
    mixture = draft_terms(paths, case, draft)
    base = settle_mixture(paths, mixture.terms, mixture.which)
    parties = sides(case, paths.estate.deal_mapping.parties)
    rows: list[dict[str, Any]] = []
    for i, issue in enumerate(case.issues):
        if issue.name not in paths.estate.deal_mapping.issues:
            continue
        for position, option in enumerate(issue.options):
            if draft.terms[i].weights[position] == 1:
                continue
            try:
                other = draft_terms(paths, case, draft, {issue.name: option.name})
            except CaseError:
                continue
            settled = settle_mixture(paths, other.terms, other.which)
            rows.append(
                {
                    "issue": issue.name,
                    "option": option.name,
                    **gains(settled, base, parties),
                }
            )
    return rows
