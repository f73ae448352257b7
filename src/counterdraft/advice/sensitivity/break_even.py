"""The value of one figure at which a choice turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from counterdraft.advice.results import BreakEven
from counterdraft.advice.scoring.perspective import Perspective
from counterdraft.advice.sensitivity.exact_gain import (
    ExactGain,
    OptionProbabilities,
    option_probabilities,
)
from counterdraft.advice.words import amount, figure_label, figure_text
from counterdraft.case import Draft, Figure
from counterdraft.preferences.chance.distributions import quantile

__all__ = ["break_even", "turning_point"]

MOST = 12
"""Break-even values that are given."""
HALVINGS = 60


@dataclass(frozen=True, slots=True)
class _Choice:
    """A difference of expected gains whose sign decides, and how to say that it turns."""

    turns: str
    never: str
    terms: OptionProbabilities
    against: OptionProbabilities | None
    other: str


def break_even(
    seat: Perspective, draft: Draft, counter: Sequence[int] | None, figures: Sequence[Figure]
) -> tuple[BreakEven, ...]:
    """
    Return at which value of one figure of ours a choice turns, all other figures at their means.

    Three questions: when is the draft worth no deal; when is it worth the recommended counter-offer; and for
    each issue on which the draft is silent, when would the draft with another option there be worth either
    ("presence must be worth … to equal …").  Expected gains are exact; where they are linear in the figure so
    is the value.  A figure on which the choice does not turn within ten times its range is said never to turn
    it.

    Args:
        seat: Who answers.
        draft: The draft that is answered.
        counter: The recommended counter-offer, where there is one.
        figures: The figures to ask about, weightiest first.
    """
    exactly = ExactGain(seat.own, seat.sizes)
    drafted = option_probabilities(draft)
    choices = [
        _Choice(
            "the draft is worth as much as no deal",
            "never turns it between the draft and no deal",
            drafted,
            None,
            "no deal",
        )
    ]
    if counter is not None:
        offered = tuple(
            tuple(Fraction(int(o == chosen)) for o in range(size))
            for chosen, size in zip(counter, seat.sizes, strict=True)
        )
        choices.append(
            _Choice(
                "the draft is worth as much as the recommended counter-offer",
                "never turns it between the draft and the recommended counter-offer",
                drafted,
                offered,
                "the recommended counter-offer",
            )
        )
    found = [b for choice in choices for b in _answers(seat, exactly, choice, figures)]
    silent = [
        b
        for against in choices
        for choice in _silences(seat, exactly, draft, against)
        for b in _answers(seat, exactly, *choice)
    ]
    # What may come true first, then what would have to leave its range, then what never turns anything.
    ranked = sorted([*silent, *found], key=_likeliness)
    return tuple(ranked[:MOST])


def _silences(
    seat: Perspective, exactly: ExactGain, draft: Draft, like: _Choice
) -> list[tuple[_Choice, list[Figure]]]:
    """Return, for what a silent issue might say, the same choice with the draft saying it."""
    found = []
    drafted = option_probabilities(draft)
    for term in draft.terms:
        if term.status != "silent":
            continue
        issue = seat.case.issues[term.issue]
        for position, option in enumerate(issue.options):
            if position == term.option:
                continue
            terms = list(drafted)
            terms[term.issue] = tuple(
                Fraction(int(o == position)) for o in range(len(issue.options))
            )
            changed = tuple(terms)
            figures = _only_there(exactly, term.issue, changed, drafted)
            said = (
                f"the draft with “{issue.label} – {option.label}” is worth as much as {like.other}"
            )
            if figures:
                found.append(
                    (
                        _Choice(
                            said,
                            f"never makes it so that {said}",
                            changed,
                            like.against,
                            like.other,
                        ),
                        figures,
                    )
                )
    return found


def _only_there(
    exactly: ExactGain, issue: int, changed: OptionProbabilities, drafted: OptionProbabilities
) -> list[Figure]:
    """Return the first uncertain figure of ours that counts with those terms and not as drafted."""
    for piece in exactly.pieces:
        if issue not in piece.issues:
            continue
        for figure in piece.figures:
            if (
                not figure.certain
                and exactly.slope(changed, figure) != 0
                and exactly.slope(drafted, figure) == 0
            ):
                return [figure]
    return []


def _answers(
    seat: Perspective, exactly: ExactGain, choice: _Choice, figures: Sequence[Figure]
) -> list[BreakEven]:
    found = []
    for figure in figures:

        def apart(value: Fraction, figure: Figure = figure) -> Fraction:
            gain = exactly.gain(choice.terms, figure, value)
            if choice.against is None:
                return gain
            return gain - exactly.gain(choice.against, figure, value)

        low, high = _range(figure)
        if apart(low) == apart(high):
            continue
        value = turning_point(apart, low, high)
        found.append(_said(seat, figure, choice, value))
    return found


def turning_point(
    apart: Callable[[Fraction], Fraction], low: Fraction, high: Fraction
) -> float | None:
    """
    Return where a difference that hangs on one figure is nothing; None when it never is.

    Linear differences are solved in rationals; others (caps, least, greatest) by bisection between the
    nearest points of opposite sign, looked for up to ten times the range beyond it.

    >>> turning_point(lambda v: 2 * v - 3, Fraction(0), Fraction(1))
    1.5
    """
    width = high - low or Fraction(1)
    at_low, at_high, middle = apart(low), apart(high), apart((low + high) / 2)
    far = [low - 10 * width, high + 10 * width]
    linear = 2 * middle == at_low + at_high and all(
        apart(v) == at_low + (at_high - at_low) * (v - low) / width for v in far
    )
    if linear:
        if at_low == at_high:
            return None
        value = low - at_low * width / (at_high - at_low)
        return float(value) if far[0] <= value <= far[1] else None
    points = [low + width * k / 4 for k in range(-40, 45)]
    signs = [apart(p) for p in points]
    crossings = [
        (a, b)
        for a, b, one, other in zip(points, points[1:], signs, signs[1:], strict=False)
        if (one < 0) != (other < 0)
    ]
    if not crossings:
        return None
    centre = (low + high) / 2
    left, right = min(crossings, key=lambda c: abs(c[0] + c[1] - 2 * centre))
    negative_left = apart(left) < 0
    for _ in range(HALVINGS):
        half = (left + right) / 2
        if (apart(half) < 0) == negative_left:
            left = half
        else:
            right = half
    return float((left + right) / 2)


def _said(seat: Perspective, figure: Figure, choice: _Choice, value: float | None) -> BreakEven:
    label = figure_label(seat.case, figure)
    unit = figure.unit or seat.own.unit
    if value is None:
        return BreakEven(figure, label, None, f"“{label}” {choice.never}, whatever it may be.")
    low, high = (float(v) for v in _range(figure))
    beyond = "" if low <= value <= high else ", which lies outside its range"
    return BreakEven(
        figure,
        label,
        value,
        f"“{label}” would have to be {amount(value, unit)} (now {figure_text(figure)}){beyond}: "
        f"then {choice.turns}.",
    )


def _likeliness(found: BreakEven) -> int:
    if found.value is None:
        return 2
    low, high = _range(found.figure)
    return 0 if low <= found.value <= high else 1


def _range(figure: Figure) -> tuple[Fraction, Fraction]:
    """Return the ends between which a figure lies for all practical purposes, in rationals."""
    low, high = quantile(figure.distribution, np.array([0.001, 0.999]))
    return Fraction(float(low)).limit_denominator(10**6), Fraction(float(high)).limit_denominator(
        10**6
    )
