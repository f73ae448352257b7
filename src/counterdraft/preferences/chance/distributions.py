"""What a range means: its mean, exactly, and its quantiles, for many draws at once."""

from __future__ import annotations

from fractions import Fraction
from math import exp, floor, log10

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.figures import (
    Distribution,
    Lognormal,
    Normal,
    Pert,
    Point,
    Triangular,
    Uniform,
    Weighted,
)
from counterdraft.preferences.chance.quantiles import normal_quantile

__all__ = [
    "DIGITS",
    "mean",
    "percentiles",
    "quantile",
    "rounded",
    "spread",
    "variance",
]

DIGITS = 10
"""Significant digits to which a mean or certainty equivalent that is not rational is rounded."""


def mean(distribution: Distribution) -> Fraction:  # noqa: PLR0911 - one per kind
    """
    Return the mean of the *distribution*, exactly where it is rational.

    Triangle: (low + mode + high) / 3.  PERT: (low + 4 mode + high) / 6 (Malcolm, Roseboom, Clark and
    Fazar 1959).  A lognormal's mean, median x exp(sd_log^2 / 2), is rounded to `DIGITS` digits.

    >>> mean(Triangular(Fraction(1), Fraction(4), Fraction(10)))
    Fraction(5, 1)
    """
    match distribution:
        case Point(value):
            return value
        case Triangular(low, mode, high):
            return (low + mode + high) / 3
        case Pert(low, mode, high):
            return (low + 4 * mode + high) / 6
        case Uniform(low, high):
            return (low + high) / 2
        case Normal(centre, _):
            return centre
        case Lognormal(median, sd_log):
            centre_of_mass = float(median) * exp(float(sd_log) ** 2 / 2)
            return rounded(centre_of_mass, centre_of_mass)
        case Weighted(values, weights):
            return sum((v * w for v, w in zip(values, weights, strict=True)), Fraction(0))


def variance(distribution: Distribution) -> float:  # noqa: PLR0911 - one per kind
    """
    Return the variance of the *distribution*.

    Triangle: (a² + b² + c² − ab − ac − bc) / 18.  PERT: (m − a)(b − m) / 7 with m its mean, as a Beta
    whose shapes add up to 6 has.
    """
    match distribution:
        case Point():
            return 0.0
        case Triangular(a, c, b):
            return float((a * a + b * b + c * c - a * b - a * c - b * c) / 18)
        case Pert(low, _, high):
            middle = mean(distribution)
            return float((middle - low) * (high - middle) / 7)
        case Uniform(low, high):
            return float((high - low) ** 2 / 12)
        case Normal(_, sd):
            return float(sd * sd)
        case Lognormal(median, sd_log):
            growth = exp(float(sd_log) ** 2)
            return float(median) ** 2 * growth * (growth - 1)
        case Weighted(values, weights):
            middle = mean(distribution)
            return float(sum(w * (v - middle) ** 2 for v, w in zip(values, weights, strict=True)))


def quantile(  # noqa: PLR0911 - one per kind
    distribution: Distribution, u: NDArray[np.float64]
) -> NDArray[np.float64]:
    """
    Return the values below which the shares *u* of the *distribution* lie.

    Normal and lognormal ranges are not cut off: their quantiles run as far as *u* does.

    Args:
        distribution: Any distribution of a figure.
        u: Probabilities strictly between 0 and 1, any shape.

    Returns:
        Values of the same shape.
    """
    match distribution:
        case Point(value):
            return np.full(u.shape, float(value))
        case Triangular(low, mode, high):
            return _triangular(float(low), float(mode), float(high), u)
        case Pert(low, mode, high):
            return _pert(low, mode, high, u)
        case Uniform(low, high):
            return float(low) + (float(high) - float(low)) * u
        case Normal(centre, sd):
            return float(centre) + float(sd) * normal_quantile(u)
        case Lognormal(median, sd_log):
            return float(median) * np.exp(float(sd_log) * normal_quantile(u))
        case Weighted(values, weights):
            upto = np.cumsum([float(w) for w in weights])
            positions = np.searchsorted(upto, u, side="right")
            chosen = np.minimum(positions, len(values) - 1)
            return np.array([float(v) for v in values])[chosen]


def percentiles(distribution: Distribution) -> tuple[float, float, float]:
    """Return P10, P50 and P90: P10 is below 90 % of what may come."""
    low, middle, high = quantile(distribution, np.array([0.1, 0.5, 0.9]))
    return float(low), float(middle), float(high)


def rounded(value: float, scale: float) -> Fraction:
    """
    Return *value* as a decimal fraction with `DIGITS` significant digits of *scale*.

    Measured against a scale, so that a small difference of large numbers does not gain digits that
    mean nothing.
    """
    if scale == 0:
        return Fraction(0)
    places = DIGITS - 1 - floor(log10(scale))
    return Fraction(round(Fraction(value) * Fraction(10) ** places)) / Fraction(10) ** places


def spread(distribution: Distribution) -> float:
    """Return the largest magnitude that the *distribution* reaches, or that its bulk reaches."""
    match distribution:
        case Point(value):
            return abs(float(value))
        case Triangular(low, _, high) | Pert(low, _, high) | Uniform(low, high):
            return max(abs(float(low)), abs(float(high)))
        case Normal(centre, sd):
            return abs(float(centre)) + 3 * float(sd)
        case Lognormal(median, sd_log):
            return float(median) * exp(float(sd_log))
        case Weighted(values, _):
            return max(abs(float(v)) for v in values)


def _triangular(
    low: float, mode: float, high: float, u: NDArray[np.float64]
) -> NDArray[np.float64]:
    width = high - low
    if width == 0:
        return np.full(u.shape, low)
    rising = low + np.sqrt(u * (width * (mode - low)))
    falling = high - np.sqrt((1 - u) * (width * (high - mode)))
    return np.where(u * width < mode - low, rising, falling)


def _pert(
    low: Fraction, mode: Fraction, high: Fraction, u: NDArray[np.float64]
) -> NDArray[np.float64]:
    from counterdraft.preferences.chance.beta_quantile import beta_quantile  # noqa: PLC0415 - compiled

    if high == low:
        return np.full(u.shape, float(low))
    peak = float((mode - low) / (high - low))
    inner: NDArray[np.float64] = beta_quantile(
        1 + 4 * peak, 5 - 4 * peak, np.array(u).ravel()
    ).reshape(u.shape)
    return float(low) + float(high - low) * inner
