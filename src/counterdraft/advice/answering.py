"""The whole answer of one seat to one draft."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from counterdraft.advice.money import begin_money
from counterdraft.advice.results import Answer, Counter, DraftReview, Shortlist
from counterdraft.advice.reviewing.draft_review import review_draft
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.scoring.pricing import Priced, price, price_draft
from counterdraft.advice.search.shortlist import ExpectedGame, ShortlistSearch
from counterdraft.advice.sensitivity.assumptions import assumptions, provenance_counts
from counterdraft.advice.sensitivity.break_even import break_even
from counterdraft.advice.sensitivity.held_streams import HeldStreams
from counterdraft.advice.sensitivity.information_value import find_out
from counterdraft.advice.sensitivity.tornado import headlines, questions, tornado
from counterdraft.advice.words import amount
from counterdraft.agreements import count_acceptable
from counterdraft.case import TABLE, Case, Figure
from counterdraft.preferences import Sample, expected_game
from counterdraft.runtime.background import run_in_background
from counterdraft.runtime.deadline import Deadline
from counterdraft.version import __version__

__all__ = ["answer"]

Progress = Callable[[float, str], None]

FIGURES_ASKED = 6
"""Weightiest figures of ours for which break-even values are sought."""


def answer(
    case: Case,
    draft: str,
    *,
    seed: int = 1,
    draws: int = 10_000,
    odds: Fraction = Fraction(1, 2),
    for_party: str | None = None,
    progress: Progress | None = None,
    deadline: Deadline | None = None,
) -> Answer:
    """
    Return everything there is to say about the *draft*, seen from one seat.

    Without a deadline it hangs on the case as its seat may see it, the seed, the number of draws and the
    version, and on nothing else: the same input gives the same answer, on any number of threads.

    Args:
        case: The case, as its seat may see it.
        draft: The draft's name.
        seed: Of the joint sample.
        draws: Of the joint sample.
        odds: The least odds of the boldest counter-offer.
        for_party: Who answers, where the case is read from the table; by default the first player.
        progress: Called with the share of the work that is done and what was done last.
        deadline: When frontier, solutions and the search for counter-offers end with the best found, and
            its bound; then the answer hangs on the clock too.

    Raises:
        CaseError: The draft or the party is unknown, or the seat lacks a mandate or belief.
    """
    tell = progress or (lambda _share, _sentence: None)
    answered = case.draft(draft)
    seat = perspective(case, for_party)
    game = expected_game(case)
    zopa = run_in_background(count_acceptable, game, deadline=deadline)
    sample = Sample(draws, seed)
    minerals = begin_money(seat, sample, answered)
    joint = JointSample(seat, sample)
    tell(0.1, f"{draws:,} draws of {len(joint.parties)} parties' worth")
    expected = ExpectedGame.of(game, deadline)
    tell(0.25, f"{len(expected.front):,} efficient points of {game.size:,} offers")
    priced = {d.name: price_draft(joint, d) for d in case.drafts}
    dance = tuple(review_draft(joint, d, priced[d.name]) for d in case.drafts)
    review = next(r for r in dance if r.draft is answered)
    tell(0.35, f"{len(dance)} drafts reviewed")
    search = ShortlistSearch(
        joint,
        answered,
        expected,
        odds,
        lambda share, text: tell(0.35 + 0.45 * share, text),
        deadline,
    )

    def sensitivities(counters: tuple[Counter, ...]) -> _Sensitivities:
        return _Sensitivities(joint, priced[answered.name], review, counters)

    # The proof of the shortlist runs meanwhile; what hangs on the list is worked out anew if it changes it.
    counters = search.counters
    money = None if minerals is None else minerals.finish([c.offer for c in counters])
    hanging = sensitivities(counters)
    tell(0.9, f"{len(hanging.streams.figures)} uncertain figures moved")
    offers = search.prove()
    if offers.counters != counters:
        money = None if minerals is None else minerals.finish([c.offer for c in offers.counters])
        hanging = sensitivities(offers.counters)
    return Answer(
        case=case,
        seed=seed,
        draws=draws,
        version=__version__,
        review=review,
        dance=dance,
        frontier=expected.front,
        solutions=expected.solutions,
        zopa=zopa.result(),
        space=game.size,
        shortlist=offers,
        headlines=headlines(hanging.questions),
        tornado=hanging.bars,
        break_even=hanging.break_even,
        find_out=hanging.find_out,
        assumptions=hanging.assumptions,
        provenance_counts=provenance_counts(joint),
        table_error=_table_error(joint, offers.counters),
        odds_wanted=odds,
        notices=_notices(joint, review, expected, offers),
        party=seat.party,
        gains=hanging.gains,
        money=None if money is None else money.result(),
    )


class _Sensitivities:
    """What hangs on the draft and on the counter-offers that are listed."""

    def __init__(
        self,
        joint: JointSample,
        drafted: Priced,
        review: DraftReview,
        listed: tuple[Counter, ...],
    ) -> None:
        counters = [price(joint, c.offer) for c in listed]
        self.streams = HeldStreams(joint)
        self.questions = questions(drafted, counters[0] if counters else None)
        self.bars = tornado(self.streams, self.questions)
        choices = {f"counter-offer {k}": c for k, c in enumerate(counters, start=1)}
        if review.pricing.within_mandate:
            choices = {"the draft": drafted, **choices}
        self.break_even = break_even(
            joint.perspective,
            review.draft,
            listed[0].offer if listed else None,
            _own_figures(joint, [bar.figure for bar in self.bars[self.questions[0].name]]),
        )
        self.find_out = find_out(self.streams, choices)
        self.assumptions = assumptions(joint, self.bars[self.questions[-1].name])
        self.gains = {
            "draft": drafted.gain,
            **{f"counter {k}": c.gain for k, c in enumerate(counters, start=1)},
        }


def _own_figures(joint: JointSample, figures: list[Figure]) -> list[Figure]:
    """Return the weightiest uncertain figures of our own mandate, each once."""
    ours = {f for found in joint.worth[joint.perspective.party].streams.values() for f in found}
    return [f for f in dict.fromkeys(figures) if f in ours][:FIGURES_ASKED]


def _table_error(joint: JointSample, counters: tuple[Counter, ...]) -> dict[str, float]:
    """Return by party the largest standard error of a mean worth among the offers shown."""
    if not counters:
        return dict.fromkeys(joint.parties, 0.0)
    offers = np.array([c.offer for c in counters], dtype=np.int64)
    return {
        name: float((worth.of(offers).std(axis=0) / np.sqrt(joint.draws)).max())
        for name, worth in joint.worth.items()
    }


def _notices(
    joint: JointSample, review: DraftReview, expected: ExpectedGame, offers: Shortlist
) -> tuple[str, ...]:
    case = joint.perspective.case
    notices = []
    if case.seat == TABLE:
        notices.append("Seen from the table: everybody's mandate is shown.")
    if offers.none_because:
        notices.append(offers.none_because)
    if offers.ended_early:
        unit = joint.perspective.own.unit
        notices.append(
            "The search for counter-offers ended at its time limit: these are the best found by then. "
            f"No offer has an expected gain above {amount(offers.bound, unit)}."
        )
    if not review.pricing.within_mandate:
        notices.append(
            "The draft as it stands breaks our mandate, so signing it is not among the choices."
        )
    notices.append(
        "“Accepts” means: better than no deal by our beliefs, within the red lines that we believe are held. "
        "It does not mean that they would stop bargaining there."
    )
    notices += [note for note in (expected.front.note, *expected.solutions.notices) if note]
    notices += list(case.withheld_by_date)
    return tuple(notices)
