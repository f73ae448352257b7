"""What hangs on what: each headline with one stream of ignorance held at a low and at a high value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from counterdraft.advice.results import Bar, Headline
from counterdraft.advice.scoring.pricing import Priced
from counterdraft.advice.sensitivity.held_streams import HeldStreams
from counterdraft.advice.words import stream_label
from counterdraft.case import Figure

__all__ = ["QUANTILES", "Question", "headlines", "questions", "tornado"]

QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where a stream is held; the bar runs from the first to the last."""


@dataclass(frozen=True, eq=False)
class Question:
    """A headline figure, and how to find it again where a stream is held."""

    name: str
    unit: str
    value: float
    held: Callable[[HeldStreams, str, float], float]
    touches: Callable[[HeldStreams, str], bool]


def questions(drafted: Priced, counter: Priced | None) -> tuple[Question, ...]:
    """
    Return the figures that the answer turns on.

    Own gain of the draft; of the recommended counter-offer, where there is one, own gain, the odds that it
    is signed, and its expected gain.
    """
    joint = drafted.joint
    party = joint.perspective.party
    unit = joint.perspective.own.unit

    def own(priced: Priced, name: str) -> Question:
        return Question(
            name,
            unit,
            float(priced.gain[party].mean()),
            lambda s, stream, q: float(s.own_gain(priced, stream, q).mean()),
            lambda s, stream: stream in s.joint.worth[party].streams,
        )

    found = [own(drafted, "our gain from the draft")]
    if counter is not None:
        offer = counter
        found += [
            own(offer, "our gain from the counter-offer"),
            Question(
                "odds of the counter-offer",
                "probability",
                float(offer.signed.mean()),
                lambda s, stream, q: float(s.signed(offer, stream, q).mean()),
                lambda s, stream: s.touches_signing(offer, stream),
            ),
            Question(
                "expected gain of the counter-offer",
                unit,
                float(offer.kept.mean()),
                lambda s, stream, q: float(
                    np.where(s.signed(offer, stream, q), s.own_gain(offer, stream, q), 0.0).mean()
                ),
                lambda _s, _stream: True,
            ),
        ]
    return tuple(found)


def headlines(asked: tuple[Question, ...]) -> tuple[Headline, ...]:
    """Return the headline figures as they stand."""
    return tuple(Headline(q.name, q.unit, q.value) for q in asked)


def tornado(streams: HeldStreams, asked: tuple[Question, ...]) -> dict[str, tuple[Bar, ...]]:
    """
    Return, by headline, one bar per stream that moves it, widest first.

    A stream (a figure, or the figures that share a driver) is held at its 10th, 30th, 50th, 70th and
    90th percentile, all else as drawn; the bar runs from the first to the last (Howard 1988; one-way
    sensitivity on common random numbers).  It is not monotone when the five do not all rise or all fall by
    more than rounding: then its ends alone mislead.  ``share`` is the part of the sum of all swings.

    Args:
        streams: The streams in view.
        asked: The headlines.
    """
    bars: dict[str, list[Bar]] = {question.name: [] for question in asked}
    for stream, figures in streams.figures.items():
        label = stream_label(streams.joint.perspective.case, stream, figures)
        for question in asked:
            if question.touches(streams, stream):
                values = [question.held(streams, stream, q) for q in QUANTILES]
                if np.ptp(values) > 1e-12 * (1 + abs(question.value)):
                    bars[question.name].append(_bar(figures[0], label, values))
    return {name: _ranked(found) for name, found in bars.items()}


def _bar(figure: Figure, label: str, values: list[float]) -> Bar:
    """Return the bar of the values at `QUANTILES`; ``share`` is the swing as yet."""
    swing = float(np.ptp(values))
    steps = np.diff(values)
    monotone = bool((steps >= -1e-9 * swing).all() or (steps <= 1e-9 * swing).all())
    return Bar(figure, label, values[0], values[-1], monotone, swing)


def _ranked(bars: list[Bar]) -> tuple[Bar, ...]:
    total = sum(bar.share for bar in bars)
    ranked = sorted(bars, key=lambda bar: (-bar.share, bar.label))
    return tuple(replace(bar, share=bar.share / total) for bar in ranked)
