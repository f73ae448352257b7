"""Where a draft's worth comes from: clause after clause, one clause changed, one point more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np

from counterdraft.case import Case, Draft
from counterdraft.case.spreads import Range
from counterdraft.errors import CaseError
from counterdraft.estate.deals.drafts import DealMixture, certain_mixture, draft_terms, no_deal
from counterdraft.estate.deals.settlement import Settlement, settle_mixture, summary
from counterdraft.estate.deals.sides import Side, role, sides
from counterdraft.estate.reports.results import ClauseChange, ClauseStep, PointGain
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import ROLES, DealTerms
from counterdraft.runtime.arrays import Floats

__all__ = ["GainsBySide", "clause_steps", "clause_values", "gains", "gradient", "point_values"]

STEPS = {"share": 0.01, "claim": None, "interest": 0.01, "partner_part": 0.01, "lock_share": 0.01}
"""One point of each clause; a claim changes by a hundredth of itself."""


class GainsBySide(TypedDict):
    """Gains by role and by party, as the constructors of `Gains` take them."""

    by_role: Mapping[str, Range]
    by_party: Mapping[str, Range]


def gains(settlement: Settlement, base: Settlement, parties: Sequence[Side]) -> GainsBySide:
    """Return what each role gains from one deal to another, and each party of the case."""
    return _by_side((settlement.worth - base.worth).T, parties)


def _by_side(change: Floats, parties: Sequence[Side]) -> GainsBySide:
    """Return the spread of a change of present values, (roles, paths), by role and by party."""
    return {
        "by_role": {name: summary(role(name).part(change)) for name in ROLES},
        "by_party": {side.name: summary(side.part(change)) for side in parties},
    }


def clause_values(paths: Paths, case: Case, draft: Draft) -> tuple[ClauseChange, ...]:
    """
    Return what each clause is worth: one issue changed to each other option, all else as drafted.

    A change that no deal can have is left out.
    """
    mixture = draft_terms(paths, case, draft)
    base = settle_mixture(paths, mixture.terms, mixture.which)
    parties = sides(case, paths.estate.deal_mapping.parties)
    rows = list[ClauseChange]()
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
            changed = settle_mixture(paths, other.terms, other.which)
            by_side = gains(changed, base, parties)
            rows.append(ClauseChange(**by_side, issue=issue.name, option=option.name))
    return tuple(rows)


def clause_steps(paths: Paths, case: Case, draft: Draft) -> tuple[ClauseStep, ...]:
    """
    Return what each clause adds when the clauses are agreed one after another, in the order of fiscal.yaml.

    The first step begins at no deal, the last ends at the draft, so that the steps add up to its gain.
    What a clause adds depends on what was agreed before it: in another order the same clauses add other
    amounts, and the same sum.  A clause that is no deal by itself (a lien without a sum) is agreed
    together with the next.
    """
    parties = sides(case, paths.estate.deal_mapping.parties)
    known = {issue.name for issue in case.issues}
    before, agreed, together = no_deal(paths), list[str](), list[str]()
    rows = list[ClauseStep]()
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
        after = settle_mixture(paths, mixture.terms, mixture.which)
        rows.append(ClauseStep(**gains(after, before, parties), issues=tuple(together)))
        before, together = after, []
    if fault is not None:
        raise fault
    return tuple(rows)


def gradient(paths: Paths, terms: DealTerms) -> dict[str, dict[str, float]]:
    """Return the change of each role's expected worth for one point more of each clause of a deal."""
    rows = point_values(paths, certain_mixture(paths, terms))
    return {row.clause: {name: row.by_role[name].mean for name in ROLES} for row in rows}


def point_values(
    paths: Paths, mixture: DealMixture, parties: Sequence[Side] = ()
) -> tuple[PointGain, ...]:
    """
    Return what one point more of each numeric clause brings to each role, and to each party.

    One point is a hundredth of a share or rate; a claim changes by a hundredth of itself.  Central
    differences on the same paths, one-sided at the ends; where terms are not known, of each that may be.
    """
    rows = list[PointGain]()
    for name, step in STEPS.items():
        values = np.array([float(getattr(terms, name)) for terms in mixture.terms])
        sizes = 0.01 * values if step is None else np.full(values.size, step)
        if not (sizes > 0).any():
            continue
        most = np.inf if name in {"claim", "interest"} else 1.0
        up, down = np.minimum(values + sizes, most), np.maximum(values - sizes, 0.0)
        high, low = (
            settle_mixture(
                paths,
                [
                    terms.model_copy(update={name: float(v)})
                    for terms, v in zip(mixture.terms, ends, strict=True)
                ],
                mixture.which,
            )
            for ends in (up, down)
        )
        scale = np.where(up > down, sizes / np.where(up > down, up - down, 1.0), 0.0)
        change = ((high.worth - low.worth) * scale[mixture.which][:, None]).T
        rows.append(PointGain(**_by_side(change, parties), clause=name))
    return tuple(rows)
