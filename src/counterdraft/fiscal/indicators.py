"""What a flow of money is worth: present value, return, payback, and the date of repayment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MOMENTS",
    "Timing",
    "discount_factors",
    "npv",
    "payback",
    "progressivity",
    "repaid",
    "years_to_repay",
]

Floats = NDArray[np.float64]
Timing = Literal["start", "mid", "end", "spread", "continuous"]
MOMENTS: dict[Timing, float] = {
    "start": 0.0,
    "mid": 0.5,
    "end": 1.0,
    "spread": 0.5,
    "continuous": 1.0,
}
"""How much of its year has passed when money moves, on average."""


def discount_factors(count: int, rate: float, timing: Timing) -> Floats:
    """
    Return the worth today of one unit in each year.

    `start`: the first year is not discounted.  `mid`: half a year.  `end`: one year.  `spread`: evenly over
    the year, the mean of (1 + rate)^-s over its moments s.  `continuous`: at the end of each year at
    exp(-rate).

    >>> discount_factors(2, 0.25, "end").round(2).tolist()
    [0.8, 0.64]
    >>> discount_factors(1, 0.25, "spread").round(4).tolist()
    [0.8963]
    """
    position = np.arange(count, dtype=float)
    if timing == "continuous":
        return np.exp(-rate * (position + 1))
    if timing == "spread":
        within = rate / ((1.0 + rate) * np.log1p(rate)) if rate else 1.0
        return np.asarray(within * (1.0 + rate) ** -position)
    factors: Floats = (1.0 + rate) ** -(position + MOMENTS[timing])
    return factors


def npv(flows: Floats, rate: float, timing: Timing = "end") -> Floats:
    """
    Return the net present value of each path.

    Args:
        flows: (years, paths) or (years,).
        rate: A year.
        timing: When in the year money moves.
    """
    worth: Floats = discount_factors(len(flows), rate, timing) @ flows
    return worth


def payback(flows: Floats, timing: Timing = "end") -> Floats:
    """
    Return the years until the cumulative flow is no longer negative and stays so, by interpolation.

    Counted from the start of the first year; where money moves at the start of each year, from the first
    flow.  NaN where it never is.  A flow that is never negative pays back at once.

    Args:
        flows: (years, paths).
        timing: When in the year money moves.

    >>> float(payback(np.array([[-10.0], [4.0], [12.0]]))[0])
    2.5
    """
    total = np.cumsum(flows, axis=0)
    count = len(flows)
    below = total < -1e-12 * np.abs(flows).sum(axis=0)
    last = count - 1 - np.argmax(below[::-1], axis=0)
    none = ~below.any(axis=0)
    following = np.minimum(last + 1, count - 1)
    paths = np.arange(flows.shape[1])
    gain = flows[following, paths]
    part = -total[last, paths] / np.where(gain > 0, gain, 1.0)
    years = last + part + (0.0 if timing == "start" else 1.0)
    return np.where(none, 0.0, np.where(last == count - 1, np.nan, years))


def repaid(balance: Floats, years: tuple[int, ...], tolerance: float = 1e-6) -> Floats:
    """
    Return the year in which a balance is first repaid for good, NaN for never.

    Args:
        balance: (years, paths), owed at the end of each year.
        years: The calendar of the rows.
        tolerance: What counts as nothing, relative to the largest balance.
    """
    peak = np.maximum(balance.max(axis=0), 1e-300)
    owing = balance > tolerance * peak
    count = len(balance)
    last = np.where(owing.any(axis=0), count - 1 - np.argmax(owing[::-1], axis=0), -1)
    calendar = np.array([*years, years[-1] + 1], float)
    return np.where(last == count - 1, np.nan, calendar[last + 1])


def years_to_repay(principal: float, payment: float, interest: float = 0.0) -> float:
    """
    Return how many yearly payments repay a principal with interest; infinity where they never do.

    Interest accrues on the balance before each payment.

    >>> years_to_repay(500, 0.5), years_to_repay(120, 4.8, 0.04)
    (1000.0, inf)
    """
    if principal <= 0:
        return 0.0
    if payment <= interest * principal * (1 + 1e-12):
        return float("inf")
    if interest == 0:
        return principal / payment
    return float(-np.log1p(-interest * principal / payment) / np.log1p(interest))


def progressivity(takes: Sequence[float | None], whose: str) -> str:
    """
    Whether the discounted government take rises from the least price to the greatest.

    Args:
        takes: By price, lowest first; None where there is nothing to take.
        whose: What is taken from, in words.

    >>> progressivity([None, 0.3, 0.4], "the mine")
    'progressive'
    """
    known = [take for take in takes if take is not None]
    if len(known) < 2:
        return f"unknown: {whose} is worth something at fewer than two of the prices"
    change = known[-1] - known[0]
    if abs(change) < 1e-6:
        return "neutral"
    return "progressive" if change > 0 else "regressive"
