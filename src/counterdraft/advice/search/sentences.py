"""Sentences about counter-offers that an adviser can read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.advice.results import Move, Pricing
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.offer_search import ScoredOffer
from counterdraft.advice.words import amount, chance, listed, option, signed_amount

__all__ = ["counter_sentence", "none_sentence"]

OPENING = {
    "one change": "The smallest change: ",
    "two changes": "Two changes: ",
    "three changes": "Three changes: ",
    "fewest changes": "The fewest changes that keep four fifths of the best expected gain: ",
    "efficient": "Nothing left on the table: ",
    "boldest": "The boldest that may be signed: ",
    "best": "The most expected gain: ",
}


NAMED = 4
"""Weightiest changes that the sentence names; the table beside it has all."""


def counter_sentence(joint: JointSample, kind: str, moves: Sequence[Move], pricing: Pricing) -> str:
    """Return what a counter-offer asks for, what it brings us, and what they would make of it."""
    case = joint.perspective.case
    unit = joint.perspective.own.unit
    settled = sorted((m for m in moves if m.before is not None), key=_weight, reverse=True)
    asked = [
        f"{case.issues[m.issue].label} – {option(case, m.issue, m.after)} instead of "
        f"{option(case, m.issue, m.before)}"
        for m in settled[:NAMED]
    ]
    if len(settled) > NAMED:
        asked.append(f"{len(settled) - NAMED} lesser changes")
    filled = sum(m.before is None for m in moves)
    if filled:
        asked.append(
            f"settle the {filled} terms that we do not know or that it leaves open"
            if filled > 1
            else "settle the one term that we do not know or that it leaves open"
        )
    what = "; ".join(asked) if asked else "sign it as it stands"
    own = pricing.gain[joint.perspective.party]
    theirs = listed(
        f"{joint.perspective.label(name)} ({chance(odds.value)})"
        for name, odds in pricing.odds.items()
    )
    return (
        f"{OPENING.get(kind, '')}{what}. Against no deal it is worth {signed_amount(own.mean, unit)} to us "
        f"on average (P10 to P90: {signed_amount(own.p10, unit)} to {signed_amount(own.p90, unit)}). "
        f"Better than no deal, by our beliefs, for {theirs}; that they would stop bargaining there is "
        f"not said. Expected gain {amount(pricing.expected_gain, unit)}."
    )


def _weight(move: Move) -> float:
    """Return how much a move moves, whoever gains by it."""
    return abs(move.cost_to_us.mean) + sum(abs(g.mean) for g in move.gain_to_them.values())


def none_sentence(shut: str, bold: ScoredOffer | None, best: float, odds: float) -> str:
    """Return why there is nothing to offer, or that no deal is the best; empty where there is something."""
    if shut == "mandate":
        return "No offer that is possible meets our mandate: our red lines and linkages exclude each other."
    said = []
    if shut == "zopa":
        said.append(
            "At expected worths no offer is better than no deal for everybody who must sign: the zone of "
            "possible agreement is empty."
        )
    if bold is not None and bold.signed < odds:
        said.append(
            f"No offer found within our mandate has odds of {chance(odds)}; the likeliest has "
            f"{chance(bold.signed)}."
        )
    if best <= 0:
        said.append(
            "No offer found has an expected gain above no deal by more than its sampling error: "
            "no deal is the best answer."
        )
    return " ".join(said)
