"""What the dance of the drafts shows: drafts, counter-offers, solutions and efficient offers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from counterdraft.advice.results import Answer, Pricing
from counterdraft.agreements import Point
from counterdraft.brief import words

__all__ = ["MOST_POINTS", "SOLUTIONS", "Mark", "marks_of"]

MOST_POINTS = 100
"""Frontier points drawn; of a longer frontier they are spread evenly and the page says so."""

SOLUTIONS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """
    One mark of the dance: where it stands, what it is called, and the offer behind it.

    ``x`` is our gain and ``y`` theirs; ``ranges`` is P10 and P90 of both where they are known.
    """

    key: str
    sort: str
    label: str
    title: str
    x: float
    y: float
    ranges: tuple[float, float, float, float] | None
    offer: tuple[str, ...]
    ours: bool = False


def marks_of(answer: Answer, other: str) -> list[Mark]:
    """
    Return everything the dance of the answering party with *other* shows.

    Drafts in the order of the answer, then counter-offers, solutions, and the efficient offers.
    """
    own = words.answering_party(answer)
    found = [*_drafts(answer, own, other), *_counters(answer, own, other)]
    game = answer.frontier.game
    names = [player.name for player in game.players]
    if own not in names or other not in names:
        return found
    at = (names.index(own), names.index(other))

    def gain(point: Point, k: int) -> float:
        player = game.players[k]
        return float(player.figure(point.worth[k] - player.reservation))

    tied: dict[tuple[int, ...], list[str]] = {}
    points: dict[tuple[int, ...], Point] = {}
    for solution in answer.solutions:
        for point in solution.points[:1]:
            tied.setdefault(point.worth, []).append(SOLUTIONS.get(solution.name, solution.name))
            points[point.worth] = point
    for k, (worth, called) in enumerate(tied.items()):
        point = points[worth]
        x, y = (gain(point, p) for p in at)
        label = "all four solutions" if len(called) == len(SOLUTIONS) else " · ".join(called)
        offer = _offer(answer, point.offer)
        found.append(
            Mark(
                f"solution-{k}",
                "solution",
                label,
                f"Solution: {words.joined_list(called)}",
                x,
                y,
                None,
                offer,
            )
        )
    total = len(answer.frontier)
    step = max(1, total - 1) / (MOST_POINTS - 1)
    chosen = range(total) if total <= MOST_POINTS else [round(k * step) for k in range(MOST_POINTS)]
    for k in chosen:
        point = answer.frontier.point(k)
        x, y = (gain(point, p) for p in at)
        title = f"Efficient offer {k + 1} of {total:,}"
        found.append(
            Mark(f"point-{k}", "point", "", title, x, y, None, _offer(answer, point.offer))
        )
    return [m for m in found if math.isfinite(m.x) and math.isfinite(m.y)]


def _offer(answer: Answer, offer: Sequence[int]) -> tuple[str, ...]:
    case = answer.case
    return tuple(
        f"{words.issue_label(case, i)}: {words.option_label(case, i, o)}"
        for i, o in enumerate(offer)
    )


def _ranged(priced: Pricing, own: str, other: str) -> tuple[float, float, float, float] | None:
    x, y = priced.gain[own], priced.gain[other]
    found = (x.p10, x.p90, y.p10, y.p90)
    return found if all(map(math.isfinite, found)) else None


def _drafts(answer: Answer, own: str, other: str) -> Iterable[Mark]:
    years = {review.draft.date.year for review in answer.dance}
    for k, review in enumerate(answer.dance):
        priced, draft = review.pricing, review.draft
        if own not in priced.gain or other not in priced.gain:
            continue
        when = draft.date.strftime("%b") + (f" {draft.date.year}" if len(years) > 1 else "")
        label = f"{draft.date.day} {when}" if len(years) == 1 else when
        offer = tuple(
            f"{words.issue_label(answer.case, t.issue)}: {words.term_text(answer.case, t)}"
            for t in review.terms
        )
        by = words.party_label(answer.case, draft.proposed_by)
        title = f"{k + 1}. {words.draft_title(draft)}, {words.day(draft.date)}, proposed by {by}"
        x, y = priced.gain[own].mean, priced.gain[other].mean
        ranges = _ranged(priced, own, other)
        ours = draft.proposed_by == own
        yield Mark(f"draft-{k}", "draft", label, title, x, y, ranges, offer, ours)


def _counters(answer: Answer, own: str, other: str) -> Iterable[Mark]:
    for k, counter in enumerate(answer.shortlist.counters, 1):
        priced = counter.pricing
        if own not in priced.gain or other not in priced.gain:
            continue
        title = f"Counter-offer {k}: {words.counter_kind(counter)}"
        x, y = priced.gain[own].mean, priced.gain[other].mean
        offer = _offer(answer, counter.offer)
        ranges = _ranged(priced, own, other)
        yield Mark(f"counter-{k}", "counter", f"offer {k}", title, x, y, ranges, offer, ours=True)
