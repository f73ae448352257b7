"""A range as it stands after an answer, with its provenance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.figures import Figure, Point, Provenance, Triangular, Weighted
from counterdraft.errors import CaseError
from counterdraft.preferences.chance.sampling import Sample, drawn

__all__ = ["narrowed", "stated"]

_DIGITS = 3
_OUTER = 0.01
"""The part of the draws that counts as nearest to an end."""


def narrowed(
    figure: Figure,
    sample: Sample,
    kept: NDArray[np.bool_],
    *,
    source: str,
    known: date,
    because: str = "elicited by comparison",
) -> Figure:
    """
    Return the *figure* with the range that the answers leave.

    Low and high are the ends of its values on the draws that agree with the answers, rounded outwards to
    three digits of the range, so that nothing that agrees is lost.  An end that no answer cut (some of
    the hundredth of the draws nearest to it is left) stays as it was.  The mode gives the triangle
    the mean of those draws where a triangle can have it.  A weighted figure keeps its values and
    takes their new frequencies.

    Args:
        figure: One of the ranges that were asked about.
        sample: The joint sample.
        kept: The draws that agree with the answers, (draws,).
        source: Name of the source under which the answers are kept.
        known: Day of the answers.
        because: A note on them.

    Raises:
        CaseError: No draw is left.
    """
    if not kept.any():
        raise CaseError.of("no draw agrees with the answers", field=figure.name)
    values = drawn(figure, sample)
    left = values[kept]
    provenance = _elicited(figure, source, known, because)
    before = figure.distribution
    if isinstance(before, Point):
        return replace(figure, provenance=provenance)
    if isinstance(before, Weighted):
        numbers = np.array([float(v) for v in before.values])
        counts = [int(n) for n in (left[:, None] == numbers).sum(axis=0)]
        pairs = [
            (v, Fraction(n, len(left))) for v, n in zip(before.values, counts, strict=True) if n
        ]
        return replace(
            figure,
            distribution=Weighted(tuple(v for v, _ in pairs), tuple(w for _, w in pairs)),
            provenance=provenance,
        )
    ends = (getattr(before, "low", None), getattr(before, "high", None))
    step = _step(float(values.max() - values.min()))
    low, high = _down(float(left.min()), step), _up(float(left.max()), step)
    # An end is cut when none of the draws nearest to it is left; fewer of them is no proof.
    first, last = np.quantile(values, [_OUTER, 1 - _OUTER])
    if ends[0] is not None and (left.min() <= first or low < ends[0]):
        low = ends[0]
    if ends[1] is not None and (left.max() >= last or high > ends[1]):
        high = ends[1]
    if low == high:
        return replace(figure, distribution=Point(low), provenance=provenance)
    mode = 3 * Fraction(float(left.mean())) - low - high
    nearest = min(max(_down(float(mode) + float(step) / 2, step), low), high)
    return replace(figure, distribution=Triangular(low, nearest, high), provenance=provenance)


def stated(
    figure: Figure,
    low: Fraction,
    mode: Fraction,
    high: Fraction,
    *,
    source: str,
    known: date,
    because: str = "stated when asked",
) -> Figure:
    """
    Return the *figure* with the range that its owner stated.

    Raises:
        CaseError: The range is upside down.
    """
    if not low <= mode <= high:
        raise CaseError.of(
            f"{float(low):g} / {float(mode):g} / {float(high):g} is no range",
            field=figure.name,
            help="low, mode and high must ascend",
        )
    distribution = Point(low) if low == high else Triangular(low, mode, high)
    return replace(
        figure, distribution=distribution, provenance=_elicited(figure, source, known, because)
    )


def _elicited(figure: Figure, source: str, known: date, because: str) -> Provenance:
    return Provenance("estimate", source, because, known, figure.provenance.where)


def _step(width: float) -> Fraction:
    """Return the power of ten that is the last of three digits of the *width*."""
    return Fraction(10) ** (floor(log10(width)) - _DIGITS + 1) if width > 0 else Fraction(1, 1000)


def _down(value: float, step: Fraction) -> Fraction:
    return floor(Fraction(value) / step) * step


def _up(value: float, step: Fraction) -> Fraction:
    return ceil(Fraction(value) / step) * step
