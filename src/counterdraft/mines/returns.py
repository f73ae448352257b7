"""The rate of return of a party's flow: which of several is quoted, and whether the NPV agrees with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.fiscal.rates_of_return import Crossing, irr, rates_of_return, roots_by_path
from counterdraft.runtime.arrays import Floats

__all__ = ["ReturnOfFlow", "return_of_flow"]

CLOSE = 1e-9
"""Differences that are relatively no larger are rounding."""


@dataclass(frozen=True, eq=False)
class ReturnOfFlow:
    """The rate of return of each path of a flow, and what must be said beside it."""

    quoted: Floats
    """(paths,), NaN where a path has none."""
    roots: tuple[float, ...]
    """Every rate of return where there is one path, lowest first."""
    note: str
    """Why there is none, which of several is quoted, and whether the NPV has the other sign."""
    several_in: float
    """The part of the paths that have more than one."""
    against_npv_in: float
    """The part of the paths whose NPV is negative although the rate quoted is above the discount rate, or
    positive although it is below."""


def return_of_flow(cash: Floats, worth: Floats, discount_rate: float) -> ReturnOfFlow:
    """
    The rates of return of a flow, beside its NPV.

    Args:
        cash: (years, paths) in money.
        worth: (paths,) the NPV of each path at the discount rate.
        discount_rate: Compounded yearly.
    """
    quoted = irr(cash, discount_rate)
    roots = roots_by_path(cash)
    number = np.bincount(roots.path, minlength=cash.shape[1])
    against = _against(quoted, worth, discount_rate, np.abs(cash).sum(axis=0))
    shown: tuple[float, ...] = ()
    note = "of the paths that have one"
    if cash.shape[1] == 1:
        crossings = rates_of_return(cash[:, 0])
        shown = tuple(crossing.rate for crossing in crossings)
        note = _note(cash[:, 0], crossings, float(quoted[0]), discount_rate)
    if cash.shape[1] == 1 and against[0]:
        sign, place = ("negative", "above") if worth[0] < 0 else ("positive", "below")
        note += (
            f"; the NPV at {discount_rate:.4%} is {sign} although this rate of return is {place} it"
        )
    return ReturnOfFlow(quoted, shown, note, float((number > 1).mean()), float(against.mean()))


def _against(quoted: Floats, worth: Floats, rate: float, moved: Floats) -> NDArray[np.bool_]:
    """Whether the NPV of each path has another sign than the rate quoted less the discount rate."""
    excess = np.where(np.abs(quoted - rate) > CLOSE * (1 + abs(rate)), quoted - rate, 0.0)
    gain = np.where(np.abs(worth) > CLOSE * moved, worth, 0.0)
    return np.isfinite(quoted) & (np.sign(excess) * np.sign(gain) < 0)


def _note(flow: Floats, crossings: list[Crossing], quoted: float, rate: float) -> str:
    """Why one flow has no rate of return, or which of its rates is quoted."""
    if not crossings:
        reasons = {
            "no money moves": not flow.any(),
            "the flow is never negative": bool((flow >= 0).all()),
            "the flow is never positive": bool((flow <= 0).all()),
            "at no rate is the flow worth nothing": True,
        }
        return "none: " + next(why for why, holds in reasons.items() if holds)
    falls = any(crossing.direction < 0 for crossing in crossings)
    direction = next(crossing.direction for crossing in crossings if crossing.rate == quoted)
    way = {-1: "falls through", 0: "touches", 1: "rises through"}[direction]
    if len(crossings) == 1:
        return "the only one" if falls else f"the only one; the NPV {way} zero there"
    shown = ", ".join(f"{crossing.rate:.4%}" for crossing in crossings)
    return f"several: {shown}; given is the one nearest {rate:.4%} at which the NPV {way} zero"
