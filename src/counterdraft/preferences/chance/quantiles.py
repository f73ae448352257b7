"""
Quantiles of the normal distribution, and two functions of the certainty equivalents.

With `beta_quantile` they are all that a library of a third of the whole installation would serve here;
each is a page of a handbook, and the tests hold it against that library.
"""

from __future__ import annotations

from math import exp, lgamma, log1p

import numpy as np
from numpy.typing import NDArray

__all__ = ["lambert_w", "log_beta", "normal_quantile"]

Floats = NDArray[np.float64]

# Wichura (1988), Algorithm AS 241 (PPND16): numerators and denominators, of the lowest power first.
_CENTRE = (
    (
        3.3871328727963665,
        133.14166789178438,
        1971.5909503065513,
        13731.69376550946,
        45921.95393154987,
        67265.7709270087,
        33430.57558358813,
        2509.0809287301227,
    ),
    (
        1.0,
        42.31333070160091,
        687.1870074920579,
        5394.196021424751,
        21213.794301586597,
        39307.89580009271,
        28729.085735721943,
        5226.495278852854,
    ),
)
_TAIL = (
    (
        1.4234371107496835,
        4.630337846156546,
        5.769497221460691,
        3.6478483247632045,
        1.2704582524523684,
        0.2417807251774506,
        0.022723844989269184,
        0.0007745450142783414,
    ),
    (
        1.0,
        2.053191626637759,
        1.6763848301838038,
        0.6897673349851,
        0.14810397642748008,
        0.015198666563616457,
        0.0005475938084995345,
        1.0507500716444169e-09,
    ),
)
_FAR_TAIL = (
    (
        6.657904643501103,
        5.463784911164114,
        1.7848265399172913,
        0.29656057182850487,
        0.026532189526576124,
        0.0012426609473880784,
        2.7115555687434876e-05,
        2.0103343992922881e-07,
    ),
    (
        1.0,
        0.599832206555888,
        0.1369298809227358,
        0.014875361290850615,
        0.0007868691311456133,
        1.8463183175100548e-05,
        1.421511758316446e-07,
        2.0442631033899397e-15,
    ),
)


def normal_quantile(u: Floats) -> Floats:
    """
    Standard normal quantiles, to about 1e-16 relatively (Wichura 1988, Algorithm AS 241).

    Args:
        u: Probabilities between 0 and 1, of any shape.

    >>> normal_quantile(np.array([0.5, 0.975])).round(6).tolist()
    [0.0, 1.959964]
    """
    away = u - 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        tail = np.sqrt(-np.log(np.minimum(u, 1.0 - u)))
        outside = np.where(
            tail <= 5.0, _rational(tail - 1.6, _TAIL), _rational(tail - 5.0, _FAR_TAIL)
        )
    outside = np.where(np.isinf(tail), np.inf, outside)
    inside = away * _rational(0.180625 - away * away, _CENTRE)
    return np.where(np.abs(away) <= 0.425, inside, np.copysign(outside, away))


def _rational(x: Floats, coefficients: tuple[tuple[float, ...], tuple[float, ...]]) -> Floats:
    above, below = coefficients
    quotient: Floats = np.polyval(above[::-1], x) / np.polyval(below[::-1], x)
    return quotient


def log_beta(first: float, second: float) -> float:
    """
    Logarithm of the beta function.

    >>> round(exp(log_beta(2.0, 3.0)) * 12, 12)
    1.0
    """
    return lgamma(first) + lgamma(second) - lgamma(first + second)


def lambert_w(x: float) -> float:
    """
    The w with w·e^w = *x*, for x of zero and more, by Halley's steps (Corless et al. 1996).

    >>> round(lambert_w(exp(1.0)), 12)
    1.0
    """
    w = log1p(x)
    for _ in range(50):
        # Divided by e^w on both sides, so that nothing overflows.
        away = w - x * exp(-w)
        step = away / (w + 1.0 - (w + 2.0) * away / (2.0 * w + 2.0))
        w -= step
        if abs(step) <= 1e-15 * (1.0 + abs(w)):
            break
    return w
