"""A draft against the mandate, issue by issue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.results import DraftReview, TermReview
from counterdraft.advice.reviewing.findings import findings, same_document
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.perspective import Perspective, perspective
from counterdraft.advice.scoring.pricing import Priced, price_draft, range_of
from counterdraft.advice.words import needed
from counterdraft.case import Case, Draft, RedLine, Term
from counterdraft.preferences import Sample, mask

__all__ = ["review", "review_draft"]

Draws = NDArray[np.float64]
Offers = NDArray[np.int64]
Verdict = Literal["good", "acceptable", "poor", "red line", "linkage", "unknown"]

POOR = 0.5
"""A term is poor when it loses more than this part of what our best and worst options lie apart."""
GOOD = 0.1
"""… and good when it loses no more than this part."""


def review(
    case: Case,
    draft: str,
    *,
    seed: int = 1,
    draws: int = 10_000,
    for_party: str | None = None,
) -> DraftReview:
    """
    Return the *draft* against the mandate of the party that answers.

    Args:
        case: The case, as its seat may see it.
        draft: The draft's name.
        seed: Of the joint sample.
        draws: Of the joint sample.
        for_party: Who answers, where the case is read from the table.

    Raises:
        CaseError: The draft or the party is unknown, or the seat lacks a mandate or belief.
    """
    found = case.draft(draft)
    return review_draft(JointSample(perspective(case, for_party), Sample(draws, seed)), found)


def review_draft(joint: JointSample, draft: Draft, priced: Priced | None = None) -> DraftReview:
    """Return the review of the *draft* on a joint sample that is there already."""
    priced = priced or price_draft(joint, draft)
    terms = tuple(_term(joint, term, priced) for term in draft.terms)
    pricing = priced.pricing()
    same = same_document(draft)
    return DraftReview(
        draft=draft,
        terms=terms,
        pricing=pricing,
        silent=sum(term.status == "silent" for term in draft.terms),
        unknown=sum(term.status in {"unknown", "open"} for term in draft.terms),
        same_document=same,
        findings=findings(joint, draft, terms, pricing, same),
        case=joint.perspective.case,
    )


def _term(joint: JointSample, term: Term, priced: Priced) -> TermReview:
    seat = joint.perspective
    issue = seat.case.issues[term.issue]
    worths = _by_option(joint, priced, term.issue)
    means = worths.mean(axis=1)
    best = _best(seat, term.issue, means)
    drafted = worths[priced.offers[:, term.issue], np.arange(joint.draws)]
    nothing = np.zeros(joint.draws)
    against = nothing if issue.if_silent is None else worths[issue.if_silent]
    lines = _broken(seat.own.red_lines, priced.offers, term)
    lost = float(worths[best].mean() - drafted.mean())
    span = float(means.max() - means.min())
    certain = [share == 1 for _, share in lines]
    verdict: Verdict = "unknown"
    if term.option is not None or any(certain):
        broken_now = [line for line, share in lines if share == 1]
        if any(not line.linkage for line in broken_now):
            verdict = "red line"
        elif broken_now:
            verdict = "linkage"
        elif term.option is not None:
            verdict = _grade(lost, span)
    return TermReview(
        issue=term.issue,
        status=term.status,
        option=term.option,
        best=best,
        wanted=_wanted(joint, term.issue, best),
        worth=range_of(drafted - against) if issue.if_silent is not None else range_of(nothing),
        loss=range_of(worths[best] - drafted),
        verdict=verdict,
        broken=tuple(
            line.condition.text if share == 1 else f"{line.condition.text} ({100 * share:.0f} %)"
            for line, share in lines
        ),
        source=term.source,
        article=term.article,
        confidence=term.confidence,
        provenance=term.where,
        statements=tuple(s for s in seat.case.statements if term.issue in s.issues),
    )


def _best(seat: Perspective, issue: int, means: Draws) -> int:
    """Return our best option of the *issue* among those that our red lines on it alone allow."""
    allowed = np.ones(len(means), dtype=np.bool_)
    offers = np.zeros((len(means), len(seat.sizes)), dtype=np.int64)
    offers[:, issue] = np.arange(len(means))
    for line in seat.own.red_lines:
        if line.condition.issues == (issue,):
            allowed &= mask(line.condition, offers)
    return (
        int(np.argmax(np.where(allowed, means, -np.inf)))
        if allowed.any()
        else int(np.argmax(means))
    )


def _grade(lost: float, span: float) -> Verdict:
    if span <= 0 or lost <= GOOD * span:
        return "good"
    return "poor" if lost > POOR * span else "acceptable"


def _by_option(joint: JointSample, priced: Priced, issue: int) -> Draws:
    """Return own gain for each option of the *issue*, all else as drafted, (options, draws)."""
    party = joint.perspective.party
    found = np.empty((joint.perspective.sizes[issue], joint.draws))
    for option in range(len(found)):
        options = np.full(joint.draws, option)
        found[option] = joint.gain_with_option(
            party, priced.offers, priced.gain[party], issue, options
        )
    return found


def _broken(lines: Sequence[RedLine], offers: Offers, term: Term) -> list[tuple[RedLine, float]]:
    """Return our red lines on this issue that the draft breaks, with the share of draws on which it does."""
    found = []
    for line in lines:
        if term.issue in line.condition.issues:
            share = float((~mask(line.condition, offers)).mean())
            if share > 0:
                found.append((line, share))
    return found


def _wanted(joint: JointSample, issue: int, best: int) -> str:
    """Return what the mandate asks of the issue: its red lines, else our best option."""
    case = joint.perspective.case
    alone = [
        needed(case, line.condition)
        for line in joint.perspective.own.red_lines
        if not line.linkage and line.condition.issues == (issue,)
    ]
    label = case.issues[issue].options[best].label
    if not alone:
        return f"best: {label}"
    needs = f"needs {' and '.join(alone)}"
    return needs if needs.endswith(f" {label}") else f"{needs}; best: {label}"
