"""Counter-offers that differ in kind, each with what moves and what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from counterdraft.advice.results import Counter, Move, Shortlist
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.offer_search import Offer, ScoredOffer, boldest, most_expected
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.scoring.pricing import Priced, price, price_draft, range_of
from counterdraft.advice.search.candidates import Candidates
from counterdraft.advice.search.openings import openings
from counterdraft.advice.search.sentences import counter_sentence, none_sentence
from counterdraft.agreements import Frontier, Solutions, compare_offer, frontier, solutions
from counterdraft.case import Case, Draft
from counterdraft.errors import CaseError
from counterdraft.preferences import Game, Sample, expected_game
from counterdraft.runtime.background import run_in_background
from counterdraft.runtime.deadline import Deadline

__all__ = ["ExpectedGame", "ShortlistSearch", "counter_offers"]

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
class ExpectedGame:
    """What is exact for expected worths: the game, its efficient offers and its solutions."""

    game: Game
    front: Frontier
    solutions: Solutions

    @classmethod
    def of(cls, game: Game, deadline: Deadline | None = None) -> ExpectedGame:
        """Return a *game* with its efficient offers and its solutions."""
        front = frontier(game, deadline=deadline)
        known = front if len(game.players) <= 3 else None
        return cls(game, front, solutions(game, known, deadline=deadline))


def counter_offers(
    case: Case,
    draft: str,
    *,
    seed: int = 1,
    draws: int = 10_000,
    odds: Fraction = Fraction(1, 2),
    for_party: str | None = None,
    deadline: Deadline | None = None,
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
        deadline: When the search ends with the best it found, and its bound.

    Raises:
        CaseError: The draft or the party is unknown, the odds are no probability, or the seat lacks a
            mandate or belief.
    """
    answered = case.draft(draft)
    joint = JointSample(perspective(case, for_party), Sample(draws, seed))
    game = ExpectedGame.of(expected_game(case), deadline)
    return ShortlistSearch(joint, answered, game, odds, deadline=deadline).prove()


class ShortlistSearch:
    """
    The counter-offers on a joint sample and an expected game that are there already.

    An offer is listed when its expected gain is above no deal by more than its sampling error.  The list
    stands at once; the proof that nothing better was missed runs meanwhile, and may yet change it.

    Args:
        joint: The joint sample.
        draft: The draft that is answered.
        expected: What is exact for expected worths.
        odds: The least odds of the boldest offer.
        progress: Told the share of the work that is done.
        deadline: When the search ends with the best it found.

    Raises:
        CaseError: The odds are no probability.
    """

    def __init__(
        self,
        joint: JointSample,
        draft: Draft,
        expected: ExpectedGame,
        odds: Fraction,
        progress: Progress = lambda _share, _sentence: None,
        deadline: Deadline | None = None,
    ) -> None:
        if not 0 <= odds <= 1:
            raise CaseError.of(
                f"odds of {float(odds):g} are no probability", help="between 0 and 1"
            )
        self.joint, self.draft, self.expected, self.odds = joint, draft, expected, float(odds)
        self.candidates = Candidates(
            joint, draft, expected.front, expected.solutions, self.odds, progress, deadline
        )
        self._drafted = price_draft(joint, draft)
        self._chosen: dict[Kind, Offer] = {}
        self.counters: tuple[Counter, ...] = ()
        self._choose()
        progress(0.9, "counter-offers compared with the draft")

    def prove(self) -> Shortlist:
        """Return the list with its bound, chosen anew where the proof found offers to score."""
        bound, more = self.candidates.prove()
        if more:
            self._choose()
        search = self.candidates.search
        bold = search.best(boldest(self.odds))
        shut = (
            "mandate"
            if bold is None
            else "zopa"
            if not len(self.expected.front)
            else "odds"
            if bold.signed < self.odds
            else ""
        )
        best = self.counters[0].pricing.expected_gain if self.counters else 0.0
        notes = "; ".join(self.candidates.notes) + _impossible_changes(self.candidates)
        joint, game = self.joint, self.expected.game
        return Shortlist(
            counters=self.counters,
            bound=bound,
            searched=f"Scored on every draw: {notes}.",
            none_because=none_sentence(shut, bold, best, self.odds),
            openings=openings(joint, game, shut, bold, self.odds) if shut else (),
            ended_early=search.ended_early,
            case=joint.perspective.case,
        )

    def _choose(self) -> None:
        """Choose the counter-offers from what has been scored, and compare them with the draft."""
        chosen = _chosen_offers(self.candidates, self.odds)
        if chosen == self._chosen:
            return
        self._chosen = chosen
        game, front = self.expected.game, self.expected.front
        # To say whether others are better for everybody may take all efficient offers above it.
        compared = run_in_background(
            lambda: {o: compare_offer(game, o, front).efficient for o in chosen.values()}
        )
        counters = [
            _counter(self.joint, self.draft, kind, offer, self._drafted)
            for kind, offer in chosen.items()
        ]
        # What sampling alone may have made is not offered; what is signed on one draw gains just its error.
        counters = [
            c
            for c in counters
            if c.pricing.expected_gain > (1 + ROUNDING) * c.pricing.expected_gain_error
        ]
        counters.sort(key=lambda c: -c.pricing.expected_gain)
        efficient = compared.result()
        self.counters = tuple(replace(c, efficient=efficient[c.offer]) for c in counters)


def _chosen_offers(scored: Candidates, odds: float) -> dict[Kind, Offer]:
    """Return the offers that differ in kind; one that is two kinds goes under the first."""
    best = scored.search.best(most_expected)
    bold = scored.search.best(boldest(odds))
    by_changes = scored.by_changes()
    wanted: list[tuple[Kind, ScoredOffer | None]] = []
    least = -np.inf
    for count, kind in CHANGES.items():
        top = next(iter(by_changes[count]), None)
        # More changes than needed for less are no answer.
        if top is not None and top.expected > least and top.expected > 0:
            wanted.append((kind, top))
            least = top.expected
    efficient = next(iter(scored.on_frontier), None)
    wanted += [
        ("efficient", efficient if efficient is not None and efficient.expected > 0 else None),
        ("best", best if best is not None and best.expected > 0 else None),
        ("boldest", bold if bold is not None and bold.signed >= odds and bold.own > 0 else None),
        ("fewest changes", _fewest_changes(scored, KEEP * best.expected) if best else None),
    ]
    chosen: dict[Kind, Offer] = {}
    for kind, offer in wanted:
        if offer is not None and offer.offer not in chosen.values():
            chosen[kind] = offer.offer
    return chosen


def _fewest_changes(scored: Candidates, least: float) -> ScoredOffer | None:
    """Return the offer with the fewest changes to what the draft settles that gains at least so much."""
    columns = list(scored.settled)
    base = [scored.base[i] for i in columns]

    def order(each: ScoredOffer) -> tuple[float, ...]:
        moved = sum(each.offer[i] != b for i, b in zip(columns, base, strict=True))
        return (-moved, *most_expected(each))

    known = scored.search.known.values()
    enough = [each for each in known if each.expected >= least and each.expected > 0]
    return max(enough, key=order, default=None)


def _impossible_changes(found: Candidates) -> str:
    by_changes = found.by_changes()
    none = [
        str(many) for many in CHANGES if many <= len(found.settled) and not by_changes.get(many)
    ]
    if not none:
        return ""
    return f"; no change of {' or '.join(none)} terms alone meets our mandate"


def _counter(
    joint: JointSample, draft: Draft, kind: Kind, offer: Offer, drafted: Priced
) -> Counter:
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
    joint: JointSample, draft: Draft, offer: Sequence[int], priced: Priced, drafted: Priced
) -> tuple[Move, ...]:
    """Return every term that moves, with what the offer would change if it alone were as in the draft."""
    party = joint.perspective.party
    found = []
    for term in draft.terms:
        after = int(offer[term.issue])
        if term.option == after:
            continue
        back = {
            name: joint.gain_with_option(
                name, priced.offers, priced.gain[name], term.issue, drafted.offers[:, term.issue]
            )
            for name in (party, *priced.accepts)
        }
        cost = back[party] - priced.gain[party]
        gains = {
            name: range_of(priced.gain[name] - back[name])
            for name in joint.perspective.others
            if name in priced.accepts
        }
        found.append(Move(term.issue, term.option, after, range_of(cost), gains))
    return tuple(found)
