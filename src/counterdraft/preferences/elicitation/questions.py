"""Which question to a party narrows its own ranges most, and what an answer leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import floor, log10
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.figures import Figure
from counterdraft.errors import CaseError
from counterdraft.preferences.by_draw.readings import unsure
from counterdraft.preferences.by_draw.worths import Worth
from counterdraft.preferences.chance.sampling import Sample, drawn

__all__ = ["Answer", "Question", "consistent", "questions"]

Answer = Literal["first", "second", "indifferent"]

Draws = NDArray[np.float64]
Kept = NDArray[np.bool_]

_INDIFFERENT = 0.05


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question with two sides.

    - "swap": the first offer moves one issue of the base, the second another; which is better?
    - "change": the first offer moves one issue of the base, the second is the base.
    - "value": is the figure above (first) or below (second) ``value``?

    The figures of one driver move together: a value is asked of the first, and narrows them all.
    ``reduction`` is the share of the quantity's variance that the answer takes away on average,
    ``odds`` the probability of "first", ``figures`` the ranges that an answer narrows.
    """

    kind: Literal["swap", "change", "value"]
    first: tuple[int, ...]
    second: tuple[int, ...]
    figures: tuple[Figure, ...]
    value: float | None
    odds: float
    reduction: float


def questions(
    worth: Worth,
    sample: Sample,
    base: Sequence[int],
    quantity: Draws,
    *,
    sizes: Sequence[int],
    kept: Kept | None = None,
    most: int = 5,
) -> tuple[Question, ...]:
    """
    Return the questions whose answer is expected to narrow *quantity* most, best first.

    Candidates are pairwise comparisons (Keeney and Raiffa 1976) between offers that move one issue of
    the *base*, which are even swaps (Hammond, Keeney and Raiffa 1998) where two issues move against
    each other, and for every stream whether its figure is above the middle of what is left of it.  Each
    splits the draws by their answers (a tie is an answer of its own); its score is, by the law of
    total variance, the variance between the answers over the whole.  Of questions that narrow the
    same streams the best is kept.

    Args:
        worth: The party's own worth, on *sample*.
        sample: The joint sample.
        base: The offer to start from, such as the draft.
        quantity: What is to be narrowed, (draws,): the worth of the draft less the best answer, say.
        sizes: Number of options per issue.
        kept: The draws that earlier answers leave; all when None.
        most: How many questions to return.
    """
    alive = np.ones(worth.draws, dtype=np.bool_) if kept is None else kept
    target = quantity[alive]
    if target.size < 2 or np.ptp(target) <= 1e-12 * np.abs(target).max():
        return ()  # nothing is open but rounding
    offers = _moves(tuple(base), sizes)
    worths = worth.of(np.array(offers)).T[:, alive]
    found = [
        _compared(worth, offers[one], offers[other], worths[one] - worths[other], target)
        for one, other in combinations(range(len(offers)), 2)
        if _asks(offers[one], offers[other], offers[0])
    ]
    for figures in worth.streams.values():
        together = tuple(filter(unsure, figures))
        if not together:
            continue
        values = drawn(together[0], sample)[alive]
        middle = _plain(float(np.median(values)), float(np.ptp(values)))
        odds, reduction = _split(values - middle, target)
        found.append(Question("value", (), (), together, middle, odds, reduction))
    best: dict[frozenset[str], Question] = {}
    for question in sorted(found, key=lambda q: -q.reduction):
        if question.reduction > 0 and question.figures:
            best.setdefault(frozenset(f.stream for f in question.figures), question)
    return tuple(best.values())[:most]


def consistent(
    question: Question, answer: Answer, worth: Worth, sample: Sample, kept: Kept | None = None
) -> Kept:
    """
    Return the draws, (draws,), that agree with the *answer*, and with the earlier ones.

    Indifference keeps the twentieth of the draws (among those left) in which the sides are nearest.

    Raises:
        CaseError: No draw agrees: the answer contradicts the ranges, or an earlier answer.
    """
    alive = np.ones(worth.draws, dtype=np.bool_) if kept is None else kept
    if question.kind == "value":
        assert question.value is not None
        side = drawn(question.figures[0], sample) - question.value
    else:
        first, second = worth.of(np.array([question.first, question.second])).T
        side = first - second
    if answer == "indifferent":
        nearest = np.quantile(np.abs(side[alive]), _INDIFFERENT) if alive.any() else 0.0
        fitting = np.abs(side) <= nearest
        # A tie is only possible where the sides change places.
        if question.kind != "value" and not (side[alive].min() <= 0 <= side[alive].max()):
            fitting[:] = False
    else:
        fitting = side > 0 if answer == "first" else side < 0
    found: Kept = alive & fitting
    if not found.any():
        raise CaseError.of(
            f"the answer '{answer}' contradicts every draw of the ranges as they are written",
            field=question.figures[0].name if question.figures else "",
            help="widen the ranges that it speaks of, or take back an earlier answer",
        )
    return found


def _moves(base: tuple[int, ...], sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the base and every offer that settles one of its issues otherwise."""
    found = [base]
    for issue, size in enumerate(sizes):
        others = (option for option in range(size) if option != base[issue])
        found.extend((*base[:issue], option, *base[issue + 1 :]) for option in others)
    return found


def _asks(one: tuple[int, ...], other: tuple[int, ...], base: tuple[int, ...]) -> bool:
    """Return whether the two move different issues of the base, or one of them is the base."""
    if base in {one, other}:
        return True
    return sum(a != b for a, b in zip(one, other, strict=True)) == 2


def _compared(
    worth: Worth, one: tuple[int, ...], other: tuple[int, ...], side: Draws, target: Draws
) -> Question:
    moved = sum(a != b for a, b in zip(one, other, strict=True))
    kind: Literal["swap", "change"] = "swap" if moved == 2 else "change"
    if kind == "change":
        # The base is the second side, so that "first" means: change it.
        one, other, side = other, one, -side
    odds, reduction = _split(side, target)
    figures = worth.between(one, other) if reduction > 0 else ()
    return Question(kind, one, other, figures, None, odds, reduction)


def _split(side: Draws, target: Draws) -> tuple[float, float]:
    """Return the probability of a positive side, and the share of variance between the answers."""
    middle, between = float(target.mean()), 0.0
    for part in (side > 0, side < 0, side == 0):
        if part.any():
            between += float(part.mean()) * (float(target[part].mean()) - middle) ** 2
    return float((side > 0).mean()), between / float(target.var())


def _plain(value: float, width: float) -> float:
    """Return *value* with three digits of the *width*: a number that one may ask about."""
    return round(value, 2 - floor(log10(width))) if width > 0 else value
