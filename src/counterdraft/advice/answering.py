"""The whole answer of one seat to one draft."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from counterdraft.advice.money import begin_money
from counterdraft.advice.results import Answer, Counter, DraftReview
from counterdraft.advice.reviewing.draft_review import review_draft
from counterdraft.advice.scoring.joint_sample import Joint
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.scoring.pricing import price, price_draft
from counterdraft.advice.search.shortlist import Table, shortlist
from counterdraft.advice.sensitivity.assumptions import assumptions, provenance_counts
from counterdraft.advice.sensitivity.break_even import break_even
from counterdraft.advice.sensitivity.held_streams import Streams
from counterdraft.advice.sensitivity.information_value import find_out
from counterdraft.advice.sensitivity.tornado import headlines, questions, tornado
from counterdraft.agreements import count_acceptable
from counterdraft.case import TABLE, Case, Figure
from counterdraft.preferences import Sample, expected_game
from counterdraft.runtime.background import run_in_background
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
) -> Answer:
    """
    Return everything there is to say about the *draft*, seen from one seat.

    It hangs on the case as its seat may see it, the seed, the number of draws and the version, and on nothing
    else: the same input gives the same answer, on any number of threads.

    Args:
        case: The case, as its seat may see it.
        draft: The draft's name.
        seed: Of the joint sample.
        draws: Of the joint sample.
        odds: The least odds of the boldest counter-offer.
        for_party: Who answers, where the case is read from the table; by default the first player.
        progress: Called with the share of the work that is done and what was done last.

    Raises:
        CaseError: The draft or the party is unknown, or the seat lacks a mandate or belief.
    """
    tell = progress or (lambda _share, _sentence: None)
    answered = case.draft(draft)
    seat = perspective(case, for_party)
    game = expected_game(case)
    zopa = run_in_background(count_acceptable, game)
    sample = Sample(draws, seed)
    minerals = begin_money(seat, sample, answered)
    joint = Joint(seat, sample)
    tell(0.1, f"{draws:,} draws of {len(joint.parties)} parties' worth")
    table = Table.of(game)
    tell(0.25, f"{len(table.front):,} efficient points of {table.game.size:,} offers")
    priced = {d.name: price_draft(joint, d) for d in case.drafts}
    dance = tuple(review_draft(joint, d, priced[d.name]) for d in case.drafts)
    tell(0.35, f"{len(dance)} drafts reviewed")
    offers = shortlist(
        joint, answered, table, odds, lambda share, text: tell(0.35 + 0.45 * share, text)
    )
    money = None if minerals is None else minerals.finish([c.offer for c in offers.counters])
    drafted = priced[answered.name]
    counters = [price(joint, c.offer) for c in offers.counters]
    streams = Streams(joint)
    asked = questions(drafted, counters[0] if counters else None)
    bars = tornado(streams, asked)
    tell(0.9, f"{len(streams.figures)} uncertain figures moved")
    review = next(r for r in dance if r.draft is answered)
    choices = {f"counter-offer {k}": c for k, c in enumerate(counters, start=1)}
    if review.pricing.within_mandate:
        choices = {"the draft": drafted, **choices}
    weighty = asked[-1].name
    return Answer(
        case=case,
        seed=seed,
        draws=draws,
        version=__version__,
        review=review,
        dance=dance,
        frontier=table.front,
        solutions=table.solutions,
        zopa=zopa.result(),
        space=table.game.size,
        shortlist=offers,
        headlines=headlines(asked),
        tornado=bars,
        break_even=break_even(
            seat,
            answered,
            offers.counters[0].offer if offers.counters else None,
            _own_figures(joint, [bar.figure for bar in bars[asked[0].name]]),
        ),
        find_out=find_out(streams, choices),
        assumptions=assumptions(joint, bars[weighty]),
        provenance_counts=provenance_counts(joint),
        table_error=_table_error(joint, offers.counters),
        odds_wanted=odds,
        notices=_notices(joint, review, table, offers.none_because),
        party=seat.party,
        gains={
            "draft": drafted.gain,
            **{f"counter {k}": c.gain for k, c in enumerate(counters, start=1)},
        },
        money=None if money is None else money.result(),
    )


def _own_figures(joint: Joint, figures: list[Figure]) -> list[Figure]:
    """Return the weightiest uncertain figures of our own mandate, each once."""
    ours = {f for found in joint.worth[joint.seat.party].streams.values() for f in found}
    return [f for f in dict.fromkeys(figures) if f in ours][:FIGURES_ASKED]


def _table_error(joint: Joint, counters: tuple[Counter, ...]) -> dict[str, float]:
    """Return by party the largest standard error of a mean worth among the offers shown."""
    if not counters:
        return dict.fromkeys(joint.parties, 0.0)
    offers = np.array([c.offer for c in counters], dtype=np.int64)
    return {
        name: float((worth.of(offers).std(axis=0) / np.sqrt(joint.draws)).max())
        for name, worth in joint.worth.items()
    }


def _notices(joint: Joint, review: DraftReview, table: Table, none_because: str) -> tuple[str, ...]:
    case = joint.seat.case
    found = []
    if case.seat == TABLE:
        found.append("Seen from the table: everybody's mandate is shown.")
    if none_because:
        found.append(none_because)
    if not review.pricing.within_mandate:
        found.append(
            "The draft as it stands breaks our mandate, so signing it is not among the choices."
        )
    found.append(
        "“Accepts” means: better than no deal by our beliefs, within the red lines that we believe are held. "
        "It does not mean that they would stop bargaining there."
    )
    found += [note for note in (table.front.note, *table.solutions.notices) if note]
    found += list(case.withheld_by_date)
    return tuple(found)
