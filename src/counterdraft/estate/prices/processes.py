"""Prices year by year: geometric Brownian motion, mean reversion, and the past drawn again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["block_picks", "bootstrap", "gbm", "schwartz_futures", "schwartz_one_factor"]

Floats = NDArray[np.float64]


def gbm(start: Floats | float, drift: Floats | float, sigma: Floats | float, z: Floats) -> Floats:
    """
    Return geometric Brownian motion, one value at each year end.

    Args:
        start: The price today; a number or (paths,).
        drift: The expected growth a year, continuous.
        sigma: Volatility of the yearly log change.
        z: Standard normals, (years, paths).

    Returns:
        (years, paths); the mean of year t is start x exp(drift t).
    """
    steps = drift - 0.5 * np.square(sigma) + sigma * z
    paths: Floats = start * np.exp(np.cumsum(steps, axis=0))
    return paths


def schwartz_one_factor(
    start: Floats | float,
    kappa: Floats | float,
    alpha: Floats | float,
    sigma: Floats | float,
    z: Floats,
) -> Floats:
    """
    Return the mean-reverting price of Schwartz (1997), model 1, drawn from its exact transition.

    The logarithm X follows dX = kappa (alpha - X) dt + sigma dz.

    Args:
        start: The price today.
        kappa: Speed of reversion a year, above nought.
        alpha: Long-run mean of the logarithm (mu - sigma^2 / 2 kappa; less lambda when risk-neutral).
        sigma: Volatility.
        z: Standard normals, (years, paths).
    """
    kept = np.exp(-np.asarray(kappa))
    spread = sigma * np.sqrt((1 - kept**2) / (2 * np.asarray(kappa)))
    x = np.broadcast_to(np.log(start), z.shape[1:]).astype(float)
    out = np.empty_like(z)
    for t, row in enumerate(z):
        x = alpha + (x - alpha) * kept + spread * row
        out[t] = x
    return np.exp(out, out=out)


def schwartz_futures(
    spot: Floats | float, years: Floats, kappa: float, alpha: float, sigma: float
) -> Floats:
    """
    Return the futures price of Schwartz (1997), equation 7, with *alpha* the risk-neutral level.

    It is the expected spot under the pricing measure at each horizon of *years*.
    """
    kept = np.exp(-kappa * years)
    level = np.log(spot) * kept + (1 - kept) * alpha
    futures: Floats = np.exp(level + sigma**2 / (4 * kappa) * (1 - kept**2))
    return futures


def bootstrap(start: float, changes: Floats, picks: NDArray[np.intp]) -> Floats:
    """
    Return prices that repeat past log changes in a drawn order.

    Args:
        start: The price today.
        changes: Past yearly log changes.
        picks: Which change each year repeats, (years, paths).
    """
    paths: Floats = start * np.exp(np.cumsum(changes[picks], axis=0))
    return paths


def block_picks(
    count: int, years: int, paths: int, block: float, rng: np.random.Generator
) -> NDArray[np.intp]:
    """
    Return which past year each year repeats: years that follow each other, in blocks of random length.

    The stationary bootstrap of Politis and Romano (1994): after each year the next one follows with
    chance 1 - 1 / block, the first after the last; else a year is drawn anew.

    Args:
        count: How many past years there are.
        years: How many are wanted.
        paths: How many paths.
        block: The expected length of a block, 1 for years drawn one by one.
        rng: The stream.

    Returns:
        (years, paths)
    """
    fresh = rng.integers(0, count, (years, paths))
    anew = rng.random((years, paths)) * block < 1
    picks = np.empty((years, paths), np.intp)
    picks[0] = fresh[0]
    for t in range(1, years):
        picks[t] = np.where(anew[t], fresh[t], (picks[t - 1] + 1) % count)
    return picks
