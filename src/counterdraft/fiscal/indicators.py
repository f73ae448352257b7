"""What a flow of money is worth: present value, return, payback, and the date of repayment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MOMENTS",
    "Timing",
    "discount_factors",
    "irr",
    "irr_roots",
    "npv",
    "payback",
    "progressivity",
    "repaid",
    "years_to_repay",
]

Floats = NDArray[np.float64]
Timing = Literal["start", "mid", "end", "continuous"]
MOMENTS: dict[Timing, float] = {"start": 0.0, "mid": 0.5, "end": 1.0, "continuous": 1.0}
"""How much of its year has passed when money moves."""


def discount_factors(count: int, rate: float, timing: Timing) -> Floats:
    """
    Return the worth today of one unit in each year.

    `start`: the first year is not discounted.  `mid`: half a year.  `end`: one year.  `continuous`: at
    the end of each year at exp(-rate).

    >>> discount_factors(2, 0.25, "end").round(2).tolist()
    [0.8, 0.64]
    """
    position = np.arange(count, dtype=float)
    if timing == "continuous":
        return np.exp(-rate * (position + 1))
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


def irr(flows: Floats, lowest: float = -0.99, highest: float = 1e6) -> Floats:
    """
    Return the internal rate of return of each path, or NaN where there is none.

    Bisection on the present value between two rates; a path whose flows never change sign has none.
    Where the flows change sign more than once the answer is the one nearest to nought of several (Norstrom
    1972 gives a sufficient condition for only one), as far as a grid of rates tells them apart.

    Args:
        flows: (years, paths) or (years,).
        lowest: The least rate looked at.
        highest: The greatest.
    """
    table = flows.reshape(len(flows), -1)
    scale = np.abs(table).sum(axis=0)
    table = table / np.where(scale > 0, scale, 1.0)
    # In the discount factor v the value is a polynomial: Horner, from the last year.
    low = np.full(table.shape[1], 1 / (1 + highest))
    high = np.full(table.shape[1], 1 / (1 + lowest))

    def value(v: Floats) -> Floats:
        total = np.zeros_like(v)
        for row in table[::-1]:
            total = total * v + row
        return total

    signs = (table > 0).any(axis=0) & (table < 0).any(axis=0)
    # Start from the rate nought: the root nearest to it on either side is the one reported.
    one = np.ones_like(low)
    at_low, at_one, at_high = value(low), value(one), value(high)
    upper = np.sign(at_low) * np.sign(at_one) <= 0
    lo = np.where(upper, low, one)
    hi = np.where(upper, one, high)
    valid = signs & (upper | (np.sign(at_one) * np.sign(at_high) <= 0))
    pairs = signs & ~valid & (_changes(table) > 1)
    if pairs.any():
        lo[pairs], hi[pairs], valid[pairs] = _nearest_cell(table[:, pairs], lowest, highest)
    sign_lo = np.sign(value(lo))
    for _ in range(90):
        middle = 0.5 * (lo + hi)
        same = np.sign(value(middle)) == sign_lo
        lo, hi = np.where(same, middle, lo), np.where(same, hi, middle)
    found: Floats = np.where(valid, 2 / (lo + hi) - 1, np.nan)
    return found.reshape(flows.shape[1:]) if flows.ndim > 1 else found[0]


def _changes(table: Floats) -> NDArray[np.int64]:
    """Return how often the flow of each path changes sign, noughts left out."""
    count, last = np.zeros(table.shape[1], np.int64), np.zeros(table.shape[1])
    for row in np.sign(table):
        count += (row * last) < 0
        last = np.where(row == 0, last, row)
    return count


def _nearest_cell(
    table: Floats, lowest: float, highest: float
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """
    Return the two discount factors, nearest to one, between which the worth of each path changes sign.

    For flows that are worth as little (or as much) at both ends as at the rate nought, so that their rates
    of return come in pairs.
    """
    grid = np.geomspace(1 / (1 + highest), 1 / (1 + lowest), 513)
    order = np.argsort(np.abs(np.log(grid[:-1] * grid[1:])))
    paths = table.shape[1]
    lo, hi, valid = np.ones(paths), np.ones(paths), np.zeros(paths, np.bool_)
    for begin in range(0, paths, 1024):
        part = slice(begin, begin + 1024)
        worth = np.zeros((len(grid), table[:, part].shape[1]))
        for row in table[::-1, part]:
            worth = worth * grid[:, None] + row
        signs = np.sign(worth)
        turns = (signs[:-1] * signs[1:] <= 0)[order]
        cell = order[np.argmax(turns, axis=0)]
        lo[part], hi[part], valid[part] = grid[cell], grid[cell + 1], turns.any(axis=0)
    return lo, hi, valid


def irr_roots(flows: Floats, lowest: float = -0.99, highest: float = 1e6) -> list[float]:
    """
    Return every rate at which a flow is worth nothing, lowest first.

    The sign of the present value is looked at on a grid of 20,000 discount factors; two rates closer
    than a tenth of a percentage point may be missed.

    Args:
        flows: (years,).
        lowest: The least rate looked at.
        highest: The greatest.

    >>> [round(rate, 6) for rate in irr_roots(np.array([-100.0, 230.0, -132.0]))]
    [0.1, 0.2]
    """
    scale = float(np.abs(flows).sum())
    if not scale or not ((flows > 0).any() and (flows < 0).any()):
        return []

    def value(v: Floats) -> Floats:
        total = np.zeros_like(v)
        for amount in flows[::-1] / scale:
            total = total * v + amount
        return total

    grid = np.geomspace(1 / (1 + highest), 1 / (1 + lowest), 20_001)
    signs = np.sign(value(grid))
    found = [float(v) for v in grid[signs == 0]]
    for at in np.flatnonzero(signs[:-1] * signs[1:] < 0):
        low, high = grid[at : at + 1], grid[at + 1 : at + 2]
        for _ in range(60):
            middle = 0.5 * (low + high)
            same = np.sign(value(middle)) == signs[at]
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        found.append(float(0.5 * (low + high)[0]))
    return sorted(1 / v - 1 for v in found)


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


def progressivity(curve: Sequence[Mapping[str, Any]], whose: str) -> str:
    """
    Say whether the discounted government take rises along *curve*, from its least price to its greatest.

    Args:
        curve: Rows with `government_take_discounted`; None where there is nothing to take.
        whose: What is taken from, in words.
    """
    takes = [row["government_take_discounted"] for row in curve]
    known = [take for take in takes if take is not None]
    if len(known) < 2:
        return f"unknown: {whose} is worth something at fewer than two of the prices"
    change = known[-1] - known[0]
    if abs(change) < 1e-6:
        return "neutral"
    return "progressive" if change > 0 else "regressive"
