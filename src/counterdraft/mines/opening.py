"""The right to open a mine: at one of several dates, or at any moment for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from counterdraft.mines.price_grid import PriceGrid, smoothed_maximum
from counterdraft.runtime.arrays import Floats

__all__ = ["RightToOpen", "value_of_opening", "value_of_opening_for_ever"]


@dataclass(frozen=True)
class RightToOpen:
    """From which price on a mine is opened, and what the right to do so is worth at a price."""

    trigger: float | None
    worth: Callable[[float], float]


def value_of_opening(
    grid: PriceGrid, mine: Floats, rate: float, dates: int | None, years: float
) -> tuple[Floats, float | None]:
    """
    What the right to open is worth today, (points,), and the price from which it is used at once.

    Args:
        grid: Of prices.
        mine: (points,) what the mine is worth when it is opened.
        rate: Continuous.
        dates: After today's; None for no end of them.
        years: Between two of them.
    """
    discount = float(np.exp(-rate * years))
    wait = np.zeros(len(mine))
    if dates is None:
        wait, _ = grid.value_of_waiting(np.maximum(mine, 0.0), wait, discount, years)
    else:
        # Backwards over the dates: open now, or keep the right until the next.
        for _ in range(dates):
            wait = discount * grid.expected(smoothed_maximum(mine, wait), years)
    best = np.maximum(wait, 0.0)
    return np.maximum(mine, best), grid.crossing_price(mine - best)


def value_of_opening_for_ever(grid: PriceGrid, mine: Floats, rate: float) -> RightToOpen | None:
    """
    The right to open at any moment, for ever, or None where waiting is always better.

    Below the trigger S* it is worth mine(S*) phi(S) / phi(S*), S* the best (Dixit and Pindyck 1994,
    chapters 5 and 6; Schwartz 1997, section VI).

    Args:
        grid: Of prices.
        mine: (points,) what the mine is worth when it is opened.
        rate: Continuous, above nought where the price reverts.
    """
    from scipy.interpolate import CubicSpline  # noqa: PLC0415 - start-up time
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 - start-up time

    pays = mine > 0
    if not pays.any():
        return RightToOpen(None, lambda _: 0.0)
    gain = np.full(len(mine), -np.inf)
    gain[pays] = np.log(mine[pays]) - grid.model.log_waiting(grid.x[pays], rate)
    # Near the end of the grid a mine that is always better opened later would look as if it were not.
    best = int(np.argmax(gain))
    if best >= len(mine) - 2:
        return None
    smooth = CubicSpline(grid.x, mine)

    def loss(x: float) -> float:
        worth = float(smooth(x))
        if worth <= 0:
            return np.inf
        return float(grid.model.log_waiting(np.array([x]), rate)[0] - np.log(worth))

    bounds = (grid.x[max(best - 1, 0)], grid.x[best + 1])
    optimum = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-10})
    trigger, least = float(np.exp(optimum.x)), float(optimum.fun)

    def worth(price: float) -> float:
        if price >= trigger:
            return float(smooth(np.log(price)))
        waiting = grid.model.log_waiting(np.array([np.log(price)]), rate)[0]
        return float(np.exp(waiting - least))

    return RightToOpen(trigger, worth)
