"""What money at risk is worth for sure, at a ladder of aversions each twice the one before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.compiling import compiled

__all__ = ["equivalents"]

F64 = NDArray[np.float64]


@compiled()
def equivalents(begin: int, end: int, worth: F64, rates: F64, none: F64, found: F64) -> None:
    """
    Integrate rows *begin* to *end* at every rate: one exponential a path, squared from rate to rate.

    Args:
        begin: First row.
        end: One past the last.
        worth: (rows, paths) money.
        rates: (rates,) aversion per unit of money, each twice the one before.
        none: (rates, paths) what each path weighs without a deal: exp(-rate x money), its mean 1.
        found: (rows, 3, 1 + rates) is written: certainty equivalents, their slopes by the logarithm of the
            rate, and the standard errors of what they are more than without a deal.  First come the
            means, at a rate of nought, without slope or error.
    """
    paths = worth.shape[1]
    weight = np.empty(paths)
    for row in range(begin, end):
        least = worth[row, 0]
        total = 0.0
        for p in range(paths):
            least = min(least, worth[row, p])
            total += worth[row, p]
        found[row, 0, 0] = total / paths
        found[row, 1, 0] = 0.0
        found[row, 2, 0] = 0.0
        for p in range(paths):
            weight[p] = np.exp(-rates[0] * (worth[row, p] - least))
        for k in range(rates.shape[0]):
            whole = moment = square = common = 0.0
            for p in range(paths):
                w = weight[p]
                whole += w
                moment += w * worth[row, p]
                square += w * w
                common += w * none[k, p]
                weight[p] = w * w
            sure = least - np.log(whole / paths) / rates[k]
            found[row, 0, k + 1] = sure
            found[row, 1, k + 1] = moment / whole - sure
            # How each path moves the difference (delta method): its weight here less that without a deal.
            apart = square * (paths / whole) ** 2 - 2.0 * common * (paths / whole)
            for p in range(paths):
                apart += none[k, p] ** 2
            found[row, 2, k + 1] = np.sqrt(max(apart, 0.0) / paths) / rates[k] / np.sqrt(paths)
