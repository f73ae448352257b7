"""Options to stop: least-squares Monte Carlo of Longstaff and Schwartz (2001)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from counterdraft.estate.arrays import Floats

__all__ = ["Stopping", "early_exercise_put", "stop"]


@dataclass(frozen=True, eq=False)
class Stopping:
    """What the right to stop is worth, its standard error, and when each path stops (-1: never)."""

    value: float
    error: float
    when: np.ndarray[tuple[int], np.dtype[np.int64]]


def stop(
    payoff: Callable[[int], Floats],
    features: Callable[[int], Floats],
    dates: int,
    discount: float,
    *,
    pairs: bool = False,
    only_in_the_money: bool = True,
) -> Stopping:
    """
    Return the worth today of being paid once, at the best of *dates* dates, or never.

    Backwards from the last date, the worth of going on is regressed on the features over the paths
    whose payoff is above nought; a path stops where its payoff exceeds the fitted worth of going on.
    The worth is that of the rule on realised payoffs, so it is biased low but for the fit to the same
    paths.

    Args:
        payoff: For a date (0 is the first), what stopping pays on each path, (paths,).
        features: For a date, the regressors, (paths, k).
        dates: How many.
        discount: From one date to the one before, and from the first date to today.
        pairs: Whether path i and path i + paths/2 are antithetic: the error is then that of pair means.
        only_in_the_money: Whether to fit only where stopping pays something.
    """
    cash = np.maximum(payoff(dates - 1), 0.0)
    when = np.where(cash > 0, dates - 1, -1)
    for date in range(dates - 2, -1, -1):
        cash = cash * discount
        now = payoff(date)
        chosen = now > 0 if only_in_the_money else np.ones_like(now, bool)
        if chosen.sum() < 10:
            continue
        design = features(date)[chosen]
        gram = design.T @ design
        weights = np.linalg.lstsq(gram, design.T @ cash[chosen], rcond=None)[0]
        stops = np.zeros_like(chosen)
        stops[chosen] = (now[chosen] > design @ weights) & (now[chosen] > 0)
        cash = np.where(stops, now, cash)
        when = np.where(stops, date, when)
    cash = cash * discount
    half = len(cash) // 2
    sample = 0.5 * (cash[:half] + cash[half:]) if pairs else cash
    return Stopping(
        float(cash.mean()), float(sample.std(ddof=1) / np.sqrt(len(sample))), when.astype(np.int64)
    )


def early_exercise_put(
    spot: float,
    strike: float,
    rate: float,
    sigma: float,
    years: float,
    dates: int,
    z: Floats,
) -> Stopping:
    """
    Return a put that may be exercised *dates* times: table 1 of Longstaff and Schwartz (2001).

    The regressors are a constant and three Laguerre polynomials of price over strike, without their
    common weight, which only rescales them.

    Args:
        spot: The price today.
        strike: What the holder may sell at.
        rate: Riskless, continuous.
        sigma: Volatility.
        years: To expiry.
        dates: Exercise dates in all.
        z: Standard normals, (dates, paths / 2); their mirror images make the other half.
    """
    step = years / dates
    walk = np.cumsum(sigma * np.sqrt(step) * z, axis=0)
    drift = (rate - 0.5 * sigma**2) * step * np.arange(1, dates + 1)[:, None]
    price = spot * np.exp(np.concatenate([drift + walk, drift - walk], axis=1))

    def laguerre(date: int) -> Floats:
        x = price[date] / strike
        return np.stack(
            [
                np.ones_like(x),
                1 - x,
                1 - 2 * x + 0.5 * x**2,
                1 - 3 * x + 1.5 * x**2 - x**3 / 6,
            ],
            axis=1,
        )

    return stop(
        lambda date: strike - price[date],
        laguerre,
        dates,
        float(np.exp(-rate * step)),
        pairs=True,
    )
