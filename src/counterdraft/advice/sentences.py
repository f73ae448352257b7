"""Sentences about counter-offers that an adviser can read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.advice.answer import Move, Pricing
from counterdraft.advice.joint import Joint
from counterdraft.advice.search import Found
from counterdraft.advice.words import amount, chance, listed, option, signed_amount

__all__ = ["counter_sentence", "none_sentence"]

OPENING = {
    "one change": "The smallest change: ",
    "two changes": "Two changes: ",
    "three changes": "Three changes: ",
    "fewest changes": "The fewest changes that serve us: ",
    "efficient": "Nothing left on the table: ",
    "boldest": "The boldest that may be signed: ",
    "best": "The most expected gain: ",
}


def counter_sentence(joint: Joint, kind: str, moves: Sequence[Move], pricing: Pricing) -> str:
    """Return what a counter-offer asks for, what it brings us, and what they would make of it."""
    case = joint.seat.case
    unit = joint.seat.own.unit
    moved = [
        f"{case.issues[m.issue].label} – {option(case, m.issue, m.after)} instead of "
        f"{option(case, m.issue, m.before)}"
        for m in moves
        if m.before is not None
    ]
    filled = [
        f"{case.issues[m.issue].label} – {option(case, m.issue, m.after)}"
        for m in moves
        if m.before is None
    ]
    asked = "; ".join(moved) if moved else "sign what the draft settles"
    if filled:
        asked += "; and settle what the draft leaves unknown or open: " + "; ".join(filled)
    own = pricing.gain[joint.seat.party]
    theirs = listed(
        f"{joint.seat.label(name)} ({chance(odds.value)})" for name, odds in pricing.odds.items()
    )
    return (
        f"{OPENING.get(kind, '')}{asked}. If signed, it leaves us {signed_amount(own.mean, unit)} against no deal "
        f"(P10 to P90: {signed_amount(own.p10, unit)} to {signed_amount(own.p90, unit)}). "
        f"Better than no deal, by our beliefs, for {theirs}; that they would stop bargaining there is "
        f"not said. Expected gain {amount(pricing.expected_gain, unit)}."
    )


def none_sentence(shut: str, bold: Found | None, best: float, odds: float) -> str:
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
            f"No offer found within our mandate has odds of {chance(odds)}; the likeliest has {chance(bold.signed)}."
        )
    if best <= 0:
        said.append("No offer found has an expected gain above no deal: no deal is the best answer.")
    return " ".join(said)
