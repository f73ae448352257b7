"""From no deal to a draft, one clause after another: where its worth comes from."""

from __future__ import annotations

from typing import Any

from counterdraft.case import Case, Draft
from counterdraft.errors import CaseError
from counterdraft.estate.deals.drafts import draft_terms, no_deal
from counterdraft.estate.deals.settlement import settle_mixture
from counterdraft.estate.deals.sides import sides
from counterdraft.estate.reports.draft_values import gains
from counterdraft.estate.simulation import Paths

__all__ = ["clause_steps"]


def clause_steps(paths: Paths, case: Case, draft: Draft) -> list[dict[str, Any]]:
    """
    Return what each clause adds when the clauses are agreed one after another, in the order of fiscal.yaml.

    The first step begins at no deal, the last ends at the draft, so that the steps add up to its gain.
    What a clause adds depends on what was agreed before it: in another order the same clauses add other
    amounts, and the same sum.  A clause that is no deal by itself (a lien without a sum) is agreed
    together with the next.

    Returns:
        One row per step: `issues`, what each role gains by it, and under `by_party` each party.
    """
    parties = sides(case, paths.estate.deal_mapping.parties)
    known = {issue.name for issue in case.issues}
    before, agreed, together = no_deal(paths), list[str](), list[str]()
    rows = []
    fault: CaseError | None = None
    for name in paths.estate.deal_mapping.issues:
        if name not in known:
            continue
        agreed.append(name)
        together.append(name)
        try:
            mixture = draft_terms(paths, case, draft, only=agreed)
        except CaseError as error:
            fault = error
            continue
        fault = None
        settled = settle_mixture(paths, mixture.terms, mixture.which)
        rows.append({"issues": together, **gains(settled, before, parties)})
        before, together = settled, []
    if fault is not None:
        raise fault
    return rows
