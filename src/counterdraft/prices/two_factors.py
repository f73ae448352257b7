"""Parameters of a two-factor price from a short series of spot prices, with their uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from counterdraft.case.ranges import Ends
from counterdraft.prices.calibration import SIGMAS, Prior
from counterdraft.prices.convenience_yield import ConvenienceYield
from counterdraft.prices.short_long import ShortLong
from counterdraft.runtime.arrays import Floats
from counterdraft.runtime.streams import named_child

__all__ = ["TwoFactors", "calibrate_two_factors", "gibson_schwartz_prior", "short_long_prior"]

DRAWS = 16_384
"""Candidates that the series weighs."""
SPREAD = 0.5
"""Of the logarithm of a volatility that nobody declared."""


@dataclass(frozen=True, eq=False)
class TwoFactors:
    """Draws of the parameters, and of the deviation on the day of the last price, one of each a path."""

    model: ShortLong
    deviation: Floats


def _declared(
    given: Mapping[str, Ends | None], name: str, rng: np.random.Generator, otherwise: Floats
) -> Floats:
    """Return draws of a declared range, (draws,), from a stream of its own; *otherwise* without one."""
    if (ends := given.get(name)) is None:
        return otherwise
    low, mode, high = ends
    if low == high:
        return np.full(len(otherwise), mode)
    return named_child(rng, name).triangular(low, mode, high, len(otherwise))


def short_long_prior(
    prior: Prior, given: Mapping[str, Ends | None], rng: np.random.Generator
) -> ShortLong:
    """
    Return what is believed of a deviation and a level before the series is read.

    What is not declared: the level is half as volatile as the deviation (Schwartz and Smith 2000 find
    14.5 % and 28.6 % for oil), each within a factor of about two and a half of what `volatility` says; the
    correlation is anything, rather above nought.

    Args:
        prior: Volatility, speed of reversion and the spread of the drift.
        given: Declared ranges: kappa, sigma_short, sigma_long, correlation, drift.
        rng: The stream.
    """
    z = rng.standard_normal((4, DRAWS))
    kappa = prior.kappa * np.exp(prior.kappa_sd_log * z[0])
    wide = np.minimum(prior.volatility * np.exp(SPREAD * z[1:3]), SIGMAS[-1])
    short = _declared(given, "sigma_short", rng, 0.9 * wide[0])
    long = _declared(given, "sigma_long", rng, 0.45 * wide[1])
    drift = _declared(given, "drift", rng, prior.drift_sd * z[3])
    together = _declared(given, "correlation", rng, rng.triangular(-0.5, 0.2, 0.8, DRAWS))
    speed = _declared(given, "kappa", rng, kappa)
    return ShortLong(speed, short, drift - 0.5 * long**2, long, together)


def gibson_schwartz_prior(
    prior: Prior, given: Mapping[str, Ends | None], rng: np.random.Generator
) -> ShortLong:
    """
    Return the same for a stochastic convenience yield, as a deviation and a level.

    What is not declared: the yield moves with the price and gives back half to all of a change in the
    long run (Schwartz 1997 finds correlations of 0.8 and sigma_yield / kappa of 0.7 to 0.9 sigma, for oil
    and copper).

    Args:
        prior: Volatility, speed of reversion and the spread of the drift.
        given: Declared ranges: kappa, sigma, sigma_yield, mean_yield, correlation, drift.
        rng: The stream.
    """
    z = rng.standard_normal((3, DRAWS))
    kappa = _declared(given, "kappa", rng, prior.kappa * np.exp(prior.kappa_sd_log * z[0]))
    wide = np.minimum(prior.volatility * np.exp(SPREAD * z[1]), SIGMAS[-1])
    sigma = _declared(given, "sigma", rng, wide)
    given_back = rng.triangular(0.5, 0.75, 1.0, DRAWS)
    own = _declared(given, "sigma_yield", rng, kappa * sigma * given_back)
    together = _declared(given, "correlation", rng, rng.triangular(0.4, 0.8, 0.95, DRAWS))
    mean = _declared(given, "mean_yield", rng, np.zeros(DRAWS))
    # The expected price is believed to grow by nought, give or take, once the yield has settled.
    still = ConvenienceYield(kappa, mean, sigma, own, together, mean).short_long()
    settled = mean + 0.5 * (sigma**2 - np.square(still.sigma_long))
    drift = _declared(given, "drift", rng, settled + prior.drift_sd * z[2])
    return ConvenienceYield(kappa, mean, sigma, own, together, drift).short_long()


def calibrate_two_factors(
    years: Sequence[int],
    prices: Sequence[float],
    candidates: ShortLong,
    rng: np.random.Generator,
    n: int,
) -> TwoFactors:
    """
    Return draws from the posterior: candidates drawn again by how likely they make the series.

    The likelihood is the Kalman filter's, exact for gaps in the years: prices are observed without
    error, the level is unknown at first and the deviation has its long-run spread.  Drawing again by
    weight is the importance resampling of Rubin (1988); a short series moves the candidates little.

    Args:
        years: When each price held.
        prices: Above nought.
        candidates: Draws of what is believed before.
        rng: The stream.
        n: How many draws.
    """
    x = np.log(np.asarray(prices, float))
    likely, mean, variance = _filtered(np.asarray(years, float), x, candidates)
    weight = np.exp(likely - likely.max())
    pick = rng.choice(len(weight), size=n, p=weight / weight.sum())
    model = ShortLong(
        *(np.broadcast_to(np.asarray(v), weight.shape)[pick] for v in vars(candidates).values())
    )
    deviation = mean[pick] + np.sqrt(variance[pick]) * rng.standard_normal(n)
    return TwoFactors(model, deviation)


def _filtered(years: Floats, x: Floats, model: ShortLong) -> tuple[Floats, Floats, Floats]:
    """
    Return the log likelihood of the changes, and mean and variance of the deviation at the last price.

    The level is the price less the deviation, so that the deviation alone is filtered.
    """
    kappa = np.asarray(model.kappa)
    mean = np.zeros_like(kappa)
    variance = np.square(model.sigma_short) / (2 * kappa)
    likely = np.zeros_like(kappa)
    for gap, change in zip(np.diff(years), np.diff(x), strict=True):
        kept = np.exp(-kappa * gap)
        own, level, both = model.covariance(float(gap))
        expected = (kept - 1) * mean + model.drift_long * gap
        spread = (kept - 1) ** 2 * variance + own + level + 2 * both
        spread = np.maximum(spread, 1e-12)
        shared = kept * (kept - 1) * variance + own + both
        surprise = change - expected
        likely -= 0.5 * (np.log(spread) + surprise**2 / spread)
        mean = kept * mean + shared / spread * surprise
        variance = np.maximum(kept**2 * variance + own - shared**2 / spread, 0.0)
    return likely, mean, variance
