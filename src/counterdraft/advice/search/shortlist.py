"""Counter-offers that differ in kind, each with what moves and what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from counterdraft.advice.results import Counter, Move, Shortlist
from counterdraft.advice.scoring.joint_sample import Joint
from counterdraft.advice.scoring.offer_search import Found, Offer, boldest, most_expected
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.scoring.pricing import Priced, price, price_draft, range_of
from counterdraft.advice.search.candidates import Candidates, candidates
from counterdraft.advice.search.openings import openings
from counterdraft.advice.search.sentences import counter_sentence, none_sentence
from counterdraft.agreements import Frontier, Solutions, compare_offer, frontier, solutions
from counterdraft.case import Case, Draft
from counterdraft.errors import CaseError
from counterdraft.preferences import Game, Sample, expected_game
from counterdraft.runtime.background import run_in_background

__all__ = ["Table", "counter_offers", "shortlist"]

Kind = Literal[
    "one change", "two changes", "three changes", "fewest changes", "efficient", "boldest", "best"
]
Progress = Callable[[float, str], None]

ROUNDING = 1e-9
"""By how much a gain must pass its sampling error."""
KEEP = 0.8
"""Part of the best expected gain that the offer with the fewest changes must keep."""
CHANGES: dict[int, Kind] = {1: "one change", 2: "two changes", 3: "three changes"}


@dataclass(frozen=True, eq=False)
class Table:
    """What is exact for expected worths: the game, its efficient offers and its solutions."""

    game: Game
    front: Frontier
    solutions: Solutions

    @classmethod
    def of(cls, game: Game) -> Table:
        """Return the table of a *game*."""
        front = frontier(game)
        return cls(game, front, solutions(game, front if len(game.players) <= 3 else None))


def counter_offers(
    case: Case,
    draft: str,
    *,
    seed: int = 1,
    draws: int = 10_000,
    odds: Fraction = Fraction(1, 2),
    for_party: str | None = None,
) -> Shortlist:
    """
    Return the counter-offers to *draft* worth making, best expected gain first.

    Args:
        case: The case, as its seat may see it.
        draft: The draft's name.
        seed: Of the joint sample.
        draws: Of the joint sample.
        odds: The least odds of the boldest offer.
        for_party: Who answers, where the case is read from the table.

    Raises:
        CaseError: The draft or the party is unknown, the odds are no probability, or the seat lacks a
            mandate or belief.
    """
    found = case.draft(draft)
    joint = Joint(perspective(case, for_party), Sample(draws, seed))
    return shortlist(joint, found, Table.of(expected_game(case)), odds)


def shortlist(
    joint: Joint,
    draft: Draft,
    table: Table,
    odds: Fraction,
    progress: Progress = lambda _share, _sentence: None,
) -> Shortlist:
    """
    Return the counter-offers on a joint sample and a table that are there already.

    An offer is listed when its expected gain is above no deal by more than its sampling error.
    """
    if not 0 <= odds <= 1:
        raise CaseError.of(f"odds of {float(odds):g} are no probability", help="between 0 and 1")
    found = candidates(joint, draft, table.front, table.solutions, float(odds), progress)
    chosen = _chosen(found, float(odds))
    # To say whether others are better for everybody may take all efficient offers above it.
    compared = run_in_background(
        lambda: {o: compare_offer(table.game, o, table.front).efficient for o in chosen.values()}
    )
    drafted = price_draft(joint, draft)
    counters = [_counter(joint, draft, kind, offer, drafted) for kind, offer in chosen.items()]
    # What sampling alone may have made is not offered; what is signed on one draw gains just its error.
    counters = [
        c
        for c in counters
        if c.pricing.expected_gain > (1 + ROUNDING) * c.pricing.expected_gain_error
    ]
    counters.sort(key=lambda c: -c.pricing.expected_gain)
    best = counters[0].pricing.expected_gain if counters else 0.0
    progress(0.9, "counter-offers compared with the draft")
    bold = found.search.best(boldest(float(odds)))
    shut = (
        "mandate"
        if bold is None
        else "zopa"
        if not len(table.front)
        else "odds"
        if bold.signed < odds
        else ""
    )
    return Shortlist(
        counters=tuple(replace(c, efficient=compared.result()[c.offer]) for c in counters),
        bound=found.bound,
        searched="Scored on every draw: " + "; ".join(found.notes) + _short(found) + ".",
        none_because=none_sentence(shut, bold, best, float(odds)),
        openings=openings(joint, table.game, shut, bold, float(odds)) if shut else (),
    )


def _chosen(found: Candidates, odds: float) -> dict[Kind, Offer]:
    """Return the offers that differ in kind; one that is two kinds goes under the first."""
    best = found.search.best(most_expected)
    bold = found.search.best(boldest(odds))
    wanted: list[tuple[Kind, Found | None]] = []
    least = -np.inf
    for many, kind in CHANGES.items():
        top = next(iter(found.by_changes.get(many, [])), None)
        # More changes than needed for less are no answer.
        if top is not None and top.expected > least and top.expected > 0:
            wanted.append((kind, top))
            least = top.expected
    efficient = next(iter(found.front), None)
    wanted += [
        ("efficient", efficient if efficient is not None and efficient.expected > 0 else None),
        ("best", best if best is not None and best.expected > 0 else None),
        ("boldest", bold if bold is not None and bold.signed >= odds and bold.own > 0 else None),
        ("fewest changes", _fewest(found, KEEP * best.expected) if best is not None else None),
    ]
    chosen: dict[Kind, Offer] = {}
    for kind, offer in wanted:
        if offer is not None and offer.offer not in chosen.values():
            chosen[kind] = offer.offer
    return chosen


def _fewest(found: Candidates, least: float) -> Found | None:
    """Return the offer with the fewest changes to what the draft settles that gains at least so much."""
    columns = list(found.settled)
    base = [found.base[i] for i in columns]

    def order(f: Found) -> tuple[float, ...]:
        moved = sum(f.offer[i] != b for i, b in zip(columns, base, strict=True))
        return (-moved, *most_expected(f))

    enough = [f for f in found.search.known.values() if f.expected >= least and f.expected > 0]
    return max(enough, key=order, default=None)


def _short(found: Candidates) -> str:
    none = [
        str(many)
        for many in CHANGES
        if many <= len(found.settled) and not found.by_changes.get(many)
    ]
    if not none:
        return ""
    return f"; no change of {' or '.join(none)} terms alone meets our mandate"


def _counter(joint: Joint, draft: Draft, kind: Kind, offer: Offer, drafted: Priced) -> Counter:
    """Return a counter-offer, as if it were not efficient."""
    priced = price(joint, offer)
    moves = _moves(joint, draft, offer, priced, drafted)
    pricing = priced.pricing()
    return Counter(
        kind=kind,
        offer=tuple(int(o) for o in offer),
        moves=moves,
        pricing=pricing,
        efficient=False,
        sentence=counter_sentence(joint, kind, moves, pricing),
    )


def _moves(
    joint: Joint, draft: Draft, offer: Sequence[int], priced: Priced, drafted: Priced
) -> tuple[Move, ...]:
    """Return every term that moves, with what the offer would change if it alone were as in the draft."""
    party = joint.seat.party
    found = []
    for term in draft.terms:
        after = int(offer[term.issue])
        if term.option == after:
            continue
        back = {
            name: joint.swapped(
                name, priced.offers, priced.gain[name], term.issue, drafted.offers[:, term.issue]
            )
            for name in (party, *priced.accepts)
        }
        cost = back[party] - priced.gain[party]
        gains = {
            name: range_of(priced.gain[name] - back[name])
            for name in joint.seat.others
            if name in priced.accepts
        }
        found.append(Move(term.issue, term.option, after, range_of(cost), gains))
    return tuple(found)
