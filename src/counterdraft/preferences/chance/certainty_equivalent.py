"""The sure amount that is as good as a chance, for a party that is averse to risk."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import inf, isfinite, log, sqrt

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
from counterdraft.preferences.chance.distributions import mean, rounded, spread
from counterdraft.preferences.chance.quantiles import lambert_w, log_beta

__all__ = ["certainty_equivalent"]

_NODES = 24
_GRADES = 48


def certainty_equivalent(
    distribution: Distribution, tolerance: Fraction | None, coefficient: Fraction = Fraction(1)
) -> Fraction | None:
    """
    Return the value at which the party is indifferent to the chance, per unit of *coefficient*.

    Under constant absolute risk aversion (Pratt 1964; Arrow 1965) with tolerance T, a chance that
    pays c·X is worth −T·ln E[exp(−c·X/T)]; divided by c that is what X counts for.  Without a
    tolerance it is the mean.  Independent chances add up under this attitude, and under no other
    but the neutral one.

    Closed forms: points, weighted values, uniform, normal (mean − c·sd²/2T).  Triangle, PERT and
    lognormal: Gauss–Legendre on panels that halve towards where the integrand peaks, to a relative
    error below 1e-12; then rounded to ten digits of the range.

    Args:
        distribution: What may come, in the party's unit.
        tolerance: T, in the party's unit; None for neutral.
        coefficient: What the chance is multiplied by inside the worth; not zero.

    Returns:
        The value, or None when there is none: a cost with a lognormal tail is worth minus infinity.
    """
    if tolerance is None or isinstance(distribution, Point):
        return mean(distribution)
    value = _equivalent(distribution, float(coefficient / tolerance))
    return rounded(value, spread(distribution)) if isfinite(value) else None


@lru_cache(maxsize=4096)
def _equivalent(distribution: Distribution, rate: float) -> float:
    """Return −ln E[exp(−rate·X)] / rate; a negative rate is that of one who pays X."""
    match distribution:
        case Normal(centre, sd):
            return float(centre) - rate * float(sd) ** 2 / 2
        case Weighted(values, weights):
            return (
                -_log_mean(
                    np.array([-rate * float(v) for v in values]),
                    np.array([float(w) for w in weights]),
                )
                / rate
            )
        case Lognormal(median, sd_log):
            return -_lognormal(float(median) * rate, float(sd_log)) / rate if rate > 0 else -inf
        case Uniform(low, high) | Triangular(low, _, high) | Pert(low, _, high) if low == high:
            return float(low)
        case Uniform() | Triangular() | Pert():
            return _bounded(distribution, rate)
        case Point(value):
            return float(value)


def _bounded(distribution: Uniform | Triangular | Pert, rate: float) -> float:
    """Integrate the density over [0, 1]: the distance from the worse end, in the range's width."""
    worse, better = float(distribution.low), float(distribution.high)
    if rate < 0:
        worse, better = better, worse
    peak = 0.5
    if not isinstance(distribution, Uniform):
        peak = (float(distribution.mode) - worse) / (better - worse)
    x, weights = _graded(0.0, 1.0, peak)
    x = np.minimum(x, 1 - 2.0**-53)
    match distribution:
        case Uniform():
            density = np.ones_like(x)
        case Triangular():
            rising = 2 * x / peak if peak else np.zeros_like(x)
            falling = 2 * (1 - x) / (1 - peak) if peak < 1 else np.zeros_like(x)
            density = np.where(x < peak, rising, falling)
        case Pert():
            first, second = 1 + 4 * peak, 5 - 4 * peak
            logs = (first - 1) * np.log(x) + (second - 1) * np.log1p(-x) - log_beta(first, second)
            density = np.exp(logs)
    return worse - _log_mean(-abs(rate * (better - worse)) * x, weights * density) / rate


def _lognormal(scale: float, sd: float) -> float:
    """Return ln E[exp(−scale·e^(sd·z))] over the standard normal z, around the integrand's peak."""
    if sd == 0:
        return -scale
    peak = -lambert_w(scale * sd * sd) / sd
    z, weights = _graded(peak - 14, peak + 14, peak)
    return _log_mean(-scale * np.exp(sd * z) - z * z / 2 - log(sqrt(2 * np.pi)), weights)


def _log_mean(logs: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return ln Σ weights·exp(logs) without overflow."""
    top = float(logs.max())
    return top + log(float(np.sum(weights * np.exp(logs - top))))


def _graded(
    low: float, high: float, peak: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return nodes and weights on panels that halve towards both ends and towards the peak."""
    halves = 0.5 ** np.arange(1, _GRADES)
    edges = {low, peak, high}
    for start, stop in ((low, peak), (peak, high)):
        if stop > start:
            edges.update((start + (stop - start) * halves).tolist())
            edges.update((stop - (stop - start) * halves).tolist())
    ends = np.array(sorted(edges))
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    middle, half = (ends[1:] + ends[:-1]) / 2, np.diff(ends) / 2
    x = (middle[:, None] + half[:, None] * nodes).ravel()
    return x, (half[:, None] * weights).ravel()
