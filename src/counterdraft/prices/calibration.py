"""Parameters of a price model from a short series, with their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from counterdraft.runtime.arrays import Floats

__all__ = ["Prior", "Reversion", "Wander", "calibrate_gbm", "calibrate_schwartz"]

KAPPAS = np.geomspace(0.03, 2.0, 60)
SIGMAS = np.geomspace(0.005, 1.5, 400)
"""Volatilities that are looked at.  Without an end the mean of a price would be infinite: its logarithm
would have the heavy tails of an inverse gamma."""


@dataclass(frozen=True)
class Prior:
    """
    What is believed of a commodity before its series is read; a short series moves it little.

    `volatility` is the yearly one, known as if from `worth` observations; `kappa` and `kappa_sd_log`
    give a lognormal speed of reversion; `level_sd` is the spread of the log level about the mean of the
    series; `drift_sd` that of the yearly growth of the expected price about nought (all assumptions).
    """

    volatility: float = 0.25
    worth: float = 4.0
    kappa: float = 0.25
    kappa_sd_log: float = 0.7
    level_sd: float = 0.4
    drift_sd: float = 0.02


@dataclass(frozen=True, eq=False)
class Reversion:
    """Draws of (kappa, alpha, sigma) of the one-factor model, one of each a path."""

    kappa: Floats
    alpha: Floats
    sigma: Floats


@dataclass(frozen=True, eq=False)
class Wander:
    """
    Draws of (drift, sigma) of geometric Brownian motion, one of each a path.

    `drift` is the growth of the expected price; the log price drifts by half a variance less.
    """

    drift: Floats
    sigma: Floats


def calibrate_schwartz(
    years: Sequence[int], prices: Sequence[float], prior: Prior, rng: np.random.Generator, n: int
) -> Reversion:
    """
    Return draws from the posterior of the one-factor model, gaps in the years allowed.

    Given kappa the transition is a linear regression with known weights, so that with a normal and
    inverse-gamma prior the posterior of (alpha, sigma^2) and the likelihood of kappa are exact
    (Gelman et al., *Bayesian Data Analysis*, section 3.3); kappa is drawn from a grid.

    Args:
        years: When each price held.
        prices: Above nought.
        prior: What is believed before.
        rng: The stream.
        n: How many draws.
    """
    x = np.log(np.asarray(prices, float))
    gap = np.diff(np.asarray(years, float))
    centre = float(x.mean())
    tau0 = (prior.volatility / prior.level_sd) ** 2
    a0 = prior.worth / 2
    b0 = a0 * prior.volatility**2
    kept = np.exp(-np.outer(KAPPAS, gap))
    spread = (1 - kept**2) / (2 * KAPPAS[:, None])
    design, seen = 1 - kept, x[1:] - kept * x[:-1]
    precision = tau0 + (design**2 / spread).sum(axis=1)
    mean = (tau0 * centre + (design * seen / spread).sum(axis=1)) / precision
    a = a0 + len(gap) / 2
    squares = (seen**2 / spread).sum(axis=1) + tau0 * centre**2 - precision * mean**2
    b = b0 + 0.5 * np.maximum(squares, 0.0)
    log_weight = (
        -0.5 * np.log(spread).sum(axis=1)
        - 0.5 * np.log(precision)
        - a * np.log(b)
        - 0.5 * (np.log(KAPPAS / prior.kappa) / prior.kappa_sd_log) ** 2
    )
    weight = np.exp(log_weight - log_weight.max())
    pick = rng.choice(len(KAPPAS), size=n, p=weight / weight.sum())
    sigma2 = np.minimum(b[pick] / rng.standard_gamma(a, n), SIGMAS[-1] ** 2)
    alpha = mean[pick] + np.sqrt(sigma2 / precision[pick]) * rng.standard_normal(n)
    return Reversion(KAPPAS[pick], alpha, np.sqrt(sigma2))


def calibrate_gbm(
    years: Sequence[int], prices: Sequence[float], prior: Prior, rng: np.random.Generator, n: int
) -> Wander:
    """
    Return draws of drift and volatility, the drift shrunk towards nought.

    Believed before: the expected price grows by N(0, drift_sd^2) a year, whatever the volatility, so that
    a few rising years do not compound for decades.  Given sigma the drift is normal (Gelman et al.,
    *Bayesian Data Analysis*, section 2.5); sigma is drawn from a grid.

    Args:
        years: When each price held.
        prices: Above nought.
        prior: What is believed before.
        rng: The stream.
        n: How many draws.
    """
    change = np.diff(np.log(np.asarray(prices, float)))
    gap = np.diff(np.asarray(years, float))
    square = SIGMAS**2
    precision = gap.sum() / square + prior.drift_sd**-2
    # Of the drift of the logarithm, which is believed to be half a variance below nought.
    mean = (change.sum() / square - 0.5 * square / prior.drift_sd**2) / precision
    log_weight = (
        -0.5 * len(gap) * np.log(square)
        - 0.5 * (change**2 / gap).sum() / square
        - 0.5 * (0.5 * square / prior.drift_sd) ** 2
        + 0.5 * precision * mean**2
        - 0.5 * np.log(precision)
        - 0.5 * prior.worth * (np.log(square) + prior.volatility**2 / square)
    )
    weight = np.exp(log_weight - log_weight.max())
    pick = rng.choice(len(SIGMAS), size=n, p=weight / weight.sum())
    drift = mean[pick] + rng.standard_normal(n) / np.sqrt(precision[pick])
    return Wander(drift + 0.5 * square[pick], SIGMAS[pick])
