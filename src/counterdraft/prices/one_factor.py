"""A price moved by one factor: its transition over any time, and what waiting for it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterdraft.runtime.arrays import Floats

__all__ = ["OneFactor"]

TERMS = 20_001
"""Of the sum that stands for an integral."""


@dataclass(frozen=True)
class OneFactor:
    """
    The logarithm X of a price: dX = (drift - kappa X) dt + sigma dz.

    With `kappa` nought a geometric Brownian motion whose log drifts by `drift`; else model 1 of Schwartz
    (1997), whose log reverts to drift / kappa.
    """

    drift: float
    sigma: float
    kappa: float = 0.0

    @property
    def level(self) -> float:
        """Where the log price comes to rest; where it does not revert there is none."""
        return self.drift / self.kappa if self.kappa else float("nan")

    def mean(self, x: Floats, years: float) -> Floats:
        """Return the mean of the log price after *years*."""
        if not self.kappa:
            return np.asarray(x + self.drift * years)
        kept = np.exp(-self.kappa * years)
        return np.asarray(self.level + (x - self.level) * kept)

    def spread(self, years: float) -> float:
        """Return the standard deviation of the log price after *years*."""
        if not self.kappa:
            return float(self.sigma * np.sqrt(years))
        return float(self.sigma * np.sqrt(-np.expm1(-2 * self.kappa * years) / (2 * self.kappa)))

    def draw(self, start: float, times: Floats, z: Floats) -> Floats:
        """
        Return prices at *times* years from now, from the exact transition between them.

        Args:
            start: The price today.
            times: Not falling, the first at nought or later.
            z: Standard normals, (times, paths).
        """
        out = np.empty_like(z)
        x = np.full(z.shape[1], float(np.log(start)))
        for k, gap in enumerate(np.diff(times, prepend=0.0)):
            x = self.mean(x, float(gap)) + self.spread(float(gap)) * z[k]
            out[k] = x
        return np.exp(out, out=out)

    def log_waiting(self, x: Floats, rate: float) -> Floats:
        """
        Return log phi(X), phi the rising solution of the pricing equation of a claim that pays nothing.

        A claim that is paid G when the price first reaches S* is worth G phi(S) / phi(S*) below it.  For a
        geometric Brownian motion phi is S^beta (Dixit and Pindyck 1994, chapter 5), for a reverting price an
        integral of the Hermite kind (Borodin and Salminen, *Handbook of Brownian Motion*, II.7).

        Args:
            x: Log prices.
            rate: Continuous, at which the claim is discounted; above nought where the price reverts.
        """
        if not self.kappa:
            return self.steepness(rate) * np.asarray(x, float)
        order = rate / self.kappa
        # u = exp(w): the integrand u^(order-1) exp(...) du is smooth in w; below the least u it is a power.
        z = np.sqrt(2 * self.kappa) / self.sigma * (np.asarray(x, float) - self.level)
        w = np.linspace(np.log(1e-12), np.log(60.0 + max(float(np.max(z)), 0.0)), TERMS)
        u = np.exp(w)
        found = np.empty(z.size)
        for k, slope in enumerate(z.ravel()):
            exponent = order * w + slope * u - 0.5 * u**2
            top = exponent.max()
            total = np.exp(exponent - top).sum() * (w[1] - w[0])
            found[k] = top + np.log(total + np.exp(order * w[0] - top) / order)
        return found.reshape(z.shape)

    def steepness(self, rate: float) -> float:
        """Return beta of S^beta, for a price that does not revert."""
        ratio = self.drift / self.sigma**2
        return -ratio + float(np.sqrt(ratio**2 + 2 * rate / self.sigma**2))
