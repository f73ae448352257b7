"""What money at risk is worth for sure to a party averse to risk, for any aversion, from a few of them."""

from __future__ import annotations

import math

import numpy as np

from counterdraft.runtime.arrays import Floats
from counterdraft.runtime.blocks import blockwise

__all__ = ["aversion_rates", "equivalents_at", "rate_weights"]

LEAST, RATES = 2.0**-6, 10
"""The lowest rate times the spread of the money, and how many there are, each twice the one before."""


def aversion_rates(spread: float) -> Floats:
    """
    Return rates of aversion, from one that hardly counts to one that sees little but the worst paths.

    The highest is 8 over the spread.  A party with tolerance T that counts X c-fold is averse at the rate
    c/T.  The ladder hangs on the money alone, not on anybody's tolerance.

    Args:
        spread: The standard deviation of the money at stake; nought where it is certain.
    """
    first = LEAST / spread if spread > 0 else 1.0
    rates: Floats = first * np.exp2(np.arange(RATES, dtype=float))
    return rates


def equivalents_at(worth: Floats, before: Floats, rates: Floats) -> Floats:
    """
    Return what money is worth for sure, more than without a deal, at every rate.

    Under constant absolute risk aversion (Pratt 1964; Arrow 1965) X is worth -ln E[exp(-rX)]/r at the rate
    r.  Both are integrated over the same paths, and the party holds the one or the other: what the deal
    adds to a risk that it bears already counts as it moves that risk.

    Args:
        worth: (deals, paths) the party's money under each deal.
        before: (paths,) its money without a deal.
        rates: Of `aversion_rates`.

    Returns:
        (deals, 3, 1 + rates): differences of certainty equivalents, their slopes by the logarithm of the
        rate, and their standard errors; at a rate of nought first, where they are means.
    """
    from counterdraft.estate.kernels.certainty_equivalents import equivalents  # noqa: PLC0415 - compiled, on use

    exponents = -rates[:, None] * (before - before.min())
    none = np.exp(exponents)
    none /= none.mean(axis=1, keepdims=True)
    rows = np.concatenate([before[None], worth])
    found = np.zeros((len(rows), 3, 1 + len(rates)))

    def job(begin: int, end: int) -> Floats:
        equivalents(begin, end, rows, rates, none, found)
        return np.zeros(0)

    blockwise(len(rows), job, block=32)
    sure = found[1:].copy()
    sure[:, :2] -= found[0, :2]
    if worth.shape[1] > 1:
        sure[:, 2, 0] = (worth - before).std(axis=1, ddof=1) / math.sqrt(worth.shape[1])
    return sure


def rate_weights(rates: Floats, rate: float) -> Floats:
    """
    Return the weights of values and slopes that give what holds at any *rate* of the ladder's span.

    Cubic between two rates, by values and slopes at both (Hermite); below the first a parabola through the
    mean.

    Returns:
        (2, 1 + rates): of values, and of slopes by the logarithm of the rate.
    """
    weights = np.zeros((2, 1 + len(rates)))
    if rate <= rates[0]:
        x = rate / rates[0]
        weights[0, 0] = (1 - x) ** 2
        weights[0, 1] = x * (2 - x)
        weights[1, 1] = x * (x - 1)
        return weights
    step = math.log(2)
    place = min(math.log(rate / rates[0]) / step, len(rates) - 1.0)
    k = min(int(place), len(rates) - 2)
    s = place - k
    weights[0, k + 1], weights[0, k + 2] = (1 + 2 * s) * (1 - s) ** 2, s * s * (3 - 2 * s)
    weights[1, k + 1], weights[1, k + 2] = step * s * (1 - s) ** 2, step * s * s * (s - 1)
    return weights
