"""Quantiles of the beta distribution, compiled: those of PERT figures."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.compiling import compiled

__all__ = ["beta_quantile"]

TINY = 1e-300
"""Stands for a zero in Lentz's method."""


@compiled("f8(f8,f8,f8,f8)")
def _incomplete(first: float, second: float, scale: float, x: float) -> float:
    """The regularised incomplete beta function by its continued fraction, for x below its mean or so."""
    if x <= 0.0:
        return 0.0
    # Lentz's method on Abramowitz and Stegun (1964), 26.5.8: two steps of the fraction a round.
    lower = 1.0 - (first + second) * x / (first + 1.0)
    lower = 1.0 / (TINY if abs(lower) < TINY else lower)
    upper, value = 1.0, lower
    for m in range(1, 300):
        before = value
        even = m * (second - m) * x / ((first + 2 * m - 1) * (first + 2 * m))
        odd = -(first + m) * (first + second + m) * x / ((first + 2 * m) * (first + 2 * m + 1))
        for part in (even, odd):
            lower = 1.0 + part * lower
            lower = 1.0 / (TINY if abs(lower) < TINY else lower)
            upper = 1.0 + part / upper
            upper = TINY if abs(upper) < TINY else upper
            value *= lower * upper
        if abs(value - before) <= 1e-16 * abs(value):
            break
    return exp(first * log(x) + second * log1p(-x) - scale) / first * value


@compiled("f8[::1](f8,f8,f8[::1])")
def beta_quantile(first: float, second: float, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Quantiles of the beta distribution, to about 1e-14.

    Args:
        first: Shape at the lower end, at least 1.
        second: Shape at the upper end, at least 1.
        u: (draws,) probabilities between 0 and 1.

    >>> beta_quantile(1.0, 2.0, np.array([0.19, 0.75])).round(12).tolist()
    [0.1, 0.5]
    """
    scale = lgamma(first) + lgamma(second) - lgamma(first + second)
    turn = (first + 1.0) / (first + second + 2.0)
    quantiles = np.empty_like(u)
    for k in range(len(u)):
        low, high, x = 0.0, 1.0, first / (first + second)
        # Newton's steps; one that leaves the bracket halves it instead.
        for _ in range(200):
            if x > turn:
                away = 1.0 - u[k] - _incomplete(second, first, scale, 1.0 - x)
            else:
                away = _incomplete(first, second, scale, x) - u[k]
            if away == 0.0:
                break
            if away < 0.0:
                low = x
            else:
                high = x
            slope = exp((first - 1.0) * log(x) + (second - 1.0) * log1p(-x) - scale)
            step = x - away / slope if slope > 0.0 else -1.0
            if not low < step < high:
                step = 0.5 * (low + high)
            moved = abs(step - x)
            x = step
            if moved <= 1e-15 * x or high - low <= 1e-16 * high:
                break
        quantiles[k] = 0.0 if u[k] <= 0.0 else 1.0 if u[k] >= 1.0 else x
    return quantiles
