"""A price whose holder earns a convenience yield that wanders about a mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterdraft.prices.short_long import ShortLong
from counterdraft.runtime.arrays import Floats

__all__ = ["ConvenienceYield"]

Number = Floats | float


@dataclass(frozen=True, eq=False)
class ConvenienceYield:
    """
    The parameters of Gibson and Schwartz (1990), model 2 of Schwartz (1997): numbers, or one a path.

    dS / S = (drift - delta) dt + sigma dz and d delta = kappa (mean_yield - delta) dt + sigma_yield dw,
    with dz dw = correlation dt.  Under the pricing measure the drift is the riskless rate.
    """

    kappa: Number
    mean_yield: Number
    sigma: Number
    sigma_yield: Number
    correlation: Number
    drift: Number = 0.0

    def covariance(self, years: Number) -> tuple[Floats, Floats, Floats]:
        """Return var(log S), var(delta) and cov(log S, delta) after *years*."""
        kappa, sigma = np.asarray(self.kappa), np.asarray(self.sigma)
        once = -np.expm1(-kappa * years) / kappa
        twice = -np.expm1(-2 * kappa * years) / (2 * kappa)
        both = self.correlation * sigma * self.sigma_yield
        square = np.square(self.sigma_yield)
        price = (
            sigma**2 * years
            + square / kappa**2 * (years - 2 * once + twice)
            - 2 * both / kappa * (years - once)
        )
        return (
            np.asarray(price),
            np.asarray(square * twice),
            np.asarray(both * once - square / kappa * (once - twice)),
        )

    def means(self, spot: Number, yield_: Number, years: Number) -> tuple[Floats, Floats]:
        """Return the means of log S and of the yield after *years*."""
        kappa = np.asarray(self.kappa)
        once = -np.expm1(-kappa * years) / kappa
        away = np.asarray(yield_) - self.mean_yield
        growth = (self.drift - self.mean_yield - 0.5 * np.square(self.sigma)) * years
        later = self.mean_yield + away * np.exp(-kappa * years)
        return np.asarray(np.log(spot) + growth - away * once), np.asarray(later)

    def futures(
        self, spot: float, yield_: float, years: Floats, rate: float, premium: float = 0.0
    ) -> Floats:
        """Return futures prices, from the same arguments as their logs."""
        return np.asarray(np.exp(self.log_futures(spot, yield_, years, rate, premium)))

    def log_futures(
        self, spot: float, yield_: float, years: Floats, rate: float, premium: float = 0.0
    ) -> Floats:
        """
        Return the logs of futures prices: Schwartz (1997), equations 18 to 20.

        Args:
            spot: The price today.
            yield_: The convenience yield today.
            years: To maturity.
            rate: Riskless, continuous.
            premium: The market price of the yield's risk (lambda), which lowers its drift.
        """
        kappa, sigma, own = (np.asarray(v) for v in (self.kappa, self.sigma, self.sigma_yield))
        mean = self.mean_yield - premium / kappa
        once = -np.expm1(-kappa * years) / kappa
        both = sigma * own * self.correlation
        slope = rate - mean + 0.5 * own**2 / kappa**2 - both / kappa
        level = 0.25 * own**2 * -np.expm1(-2 * kappa * years) / kappa**3
        fading = (mean * kappa + both - own**2 / kappa) * once / kappa
        return np.asarray(np.log(spot) - yield_ * once + slope * years + level + fading)

    def paths(
        self, spot: Number, yield_: Number, z: Floats, times: Floats
    ) -> tuple[Floats, Floats]:
        """
        Return prices drawn from the exact transition between *times*.

        Args:
            spot: The price today, a number or (paths,).
            yield_: The convenience yield today.
            z: Standard normals, (2, times, paths).
            times: Years from today, not falling.

        Returns:
            (times, paths) of the price, and of the yield.
        """
        x, delta = np.zeros(z.shape[2]) + np.log(spot), np.zeros(z.shape[2]) + yield_
        out, second = np.empty(z.shape[1:]), np.empty(z.shape[1:])
        for t, gap in enumerate(np.diff(times, prepend=0.0)):
            price, own, both = self.covariance(float(gap))
            spread = np.sqrt(own)
            load = np.where(spread > 0, both / np.where(spread > 0, spread, 1.0), 0.0)
            rest = np.sqrt(np.maximum(price - load**2, 0.0))
            x, delta = self.means(np.exp(x), delta, float(gap))
            x, delta = x + load * z[0, t] + rest * z[1, t], delta + spread * z[0, t]
            out[t], second[t] = np.exp(x), delta
        return out, second

    def short_long(self) -> ShortLong:
        """
        Return the same prices as a deviation and a level: Schwartz and Smith (2000), table 1.

        The deviation is (delta - mean_yield) / kappa, the level the log price less it.
        """
        kappa, sigma = np.asarray(self.kappa), np.asarray(self.sigma)
        short = np.asarray(self.sigma_yield) / kappa
        square = np.maximum(sigma**2 + short**2 - 2 * self.correlation * sigma * short, 0.0)
        long = np.sqrt(square)
        safe = np.where(long > 0, long, 1.0)
        together = np.where(long > 0, (self.correlation * sigma - short) / safe, 0.0)
        return ShortLong(
            kappa,
            short,
            self.drift - np.asarray(self.mean_yield) - 0.5 * sigma**2,
            long,
            np.clip(together, -1.0, 1.0),
        )
