"""What stands out in a draft, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from counterdraft.advice.results import Pricing, TermReview
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.words import amount, chance, condition_words, listed, option, signed_amount
from counterdraft.case import Draft
from counterdraft.preferences import draft_offers, mask

__all__ = ["findings", "same_document"]


def same_document(draft: Draft) -> bool | None:
    """
    Return whether every hand-over was of one document, by its fingerprint.

    None when fewer than two hand-overs carry a fingerprint: nobody can say.
    """
    prints = [h.document for h in draft.hand_overs if h.document]
    if len(prints) < 2:
        return None
    return len(set(prints)) == 1


def findings(
    joint: JointSample,
    draft: Draft,
    terms: Sequence[TermReview],
    pricing: Pricing,
    same: bool | None,  # noqa: FBT001
) -> tuple[str, ...]:
    """Return what an adviser says first about the *draft*: mandate, silences, costs, what is unknown."""
    case = joint.perspective.case
    unit = joint.perspective.own.unit
    found = [_as_a_whole(joint, pricing)]
    found += [
        f"{'Red line' if not line.linkage else 'Linkage'} broken{_how_often(joint, draft, k)}: we need that "
        f"{condition_words(case, line.condition)}."
        + (f" {line.because[:1].upper()}{line.because[1:]}." if line.because else "")
        for k, line in enumerate(joint.perspective.own.red_lines)
        if line.condition.text in pricing.broken
    ]
    found += [
        f"Silent on “{case.issues[t.issue].label}”: what applies is {option(case, t.issue, t.option)}, "
        + (
            f"{amount(t.loss.mean, unit)} worse for us than {option(case, t.issue, t.best)}."
            if t.loss.mean > 0
            else "which is our best."
        )
        for t in terms
        if t.status == "silent"
    ]
    costly = sorted((t for t in terms if t.status == "says" and t.loss.mean > 0), key=_lost)[:3]
    found += [
        f"“{case.issues[t.issue].label}” as drafted ({option(case, t.issue, t.option)}) costs us "
        f"{amount(t.loss.mean, unit)} (P10 to P90: {amount(t.loss.p10, unit)} to {amount(t.loss.p90, unit)}) "
        f"against {option(case, t.issue, t.best)}."
        for t in costly
    ]
    dark = [case.issues[t.issue].label for t in terms if t.status == "unknown"]
    if dark:
        found.append(
            f"We do not know what it says on {listed(f'“{d}”' for d in dark)}; drawn from their ranges."
        )
    later = [case.issues[t.issue].label for t in terms if t.status == "open"]
    if later:
        found.append(f"Left to be settled later: {listed(f'“{d}”' for d in later)}.")
    found += _documents(draft, same)
    found += [
        f"{joint.perspective.label(name)} would find it better than no deal with a chance of "
        f"{chance(odds.value)}, gaining "
        f"{signed_amount(pricing.gain[name].mean, joint.worth[name].unit)} on average, as we believe."
        for name, odds in pricing.odds.items()
    ]
    return tuple(found)


def _as_a_whole(joint: JointSample, pricing: Pricing) -> str:
    gain = pricing.gain[joint.perspective.party]
    unit = joint.perspective.own.unit
    tie = joint.worth[joint.perspective.party].tie
    compared = (
        f"{amount(abs(gain.mean), unit)} {'better' if gain.mean > 0 else 'worse'} for us than"
    )
    if abs(gain.mean) <= tie:
        compared = "worth as much to us as"
    return (
        f"As a whole it is {compared} no deal "
        f"(P10 to P90: {signed_amount(gain.p10, unit)} to {signed_amount(gain.p90, unit)}); "
        f"the chance that it is better is {chance(pricing.own_better.value)}"
        + (
            f", that it is no worse {chance(pricing.own_no_worse.value)}."
            if pricing.own_no_worse.value > pricing.own_better.value
            else "."
        )
        + ("" if pricing.within_mandate else " Our mandate forbids signing it as it stands.")
    )


def _how_often(joint: JointSample, draft: Draft, line: int) -> str:
    """Return how likely the red line is broken, where terms that we do not know decide it."""
    condition = joint.perspective.own.red_lines[line].condition
    if all(draft.terms[i].option is not None for i in condition.issues):
        return ""
    share = float(np.mean(~mask(condition, draft_offers(draft, joint.sample))))
    return "" if share == 1 else f" with a chance of {chance(share)}"


def _lost(term: TermReview) -> float:
    return -term.loss.mean


def _documents(draft: Draft, same: bool | None) -> list[str]:  # noqa: FBT001
    if len(draft.hand_overs) < 2:
        return []
    many = {2: "twice", 3: "three times"}.get(
        len(draft.hand_overs), f"{len(draft.hand_overs)} times"
    )
    if same is None:
        return [
            f"It was handed over {many}; without fingerprints nobody can say whether they were one document."
        ]
    what = (
        "the copies are the same document"
        if same
        else "the copies are NOT the same document: compare them before answering"
    )
    return [f"It was handed over {many}; by their fingerprints {what}."]
