"""A price of two factors: a short-term deviation that fades and a long-term level that drifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterdraft.runtime.arrays import Floats

__all__ = ["ShortLong"]

Number = Floats | float


@dataclass(frozen=True, eq=False)
class ShortLong:
    """
    The parameters of Schwartz and Smith (2000): numbers, or one of each a path.

    The log price is chi + xi, where d chi = -kappa chi dt + sigma_short dz and d xi = drift_long dt +
    sigma_long dw, and dz dw = correlation dt.
    """

    kappa: Number
    sigma_short: Number
    drift_long: Number
    sigma_long: Number
    correlation: Number = 0.0

    def covariance(self, years: Number) -> tuple[Floats, Floats, Floats]:
        """Return var(chi), var(xi) and cov(chi, xi) after *years* (equation 3 of the paper)."""
        kappa = np.asarray(self.kappa)
        own = np.square(self.sigma_short) * -np.expm1(-2 * kappa * years) / (2 * kappa)
        both = self.correlation * np.asarray(self.sigma_short) * self.sigma_long
        return (
            np.asarray(own),
            np.asarray(np.square(self.sigma_long) * years),
            np.asarray(both * -np.expm1(-kappa * years) / kappa),
        )

    def log_moments(self, chi: Number, xi: Number, years: Number) -> tuple[Floats, Floats]:
        """Return mean and variance of the log price after *years* (equation 4)."""
        own, level, both = self.covariance(years)
        mean = chi * np.exp(-np.asarray(self.kappa) * years) + xi + self.drift_long * years
        return np.asarray(mean), own + level + 2 * both

    def log_futures(
        self,
        chi: Number,
        xi: Number,
        years: Number,
        premium_short: float = 0.0,
        premium: float = 0.0,
    ) -> Floats:
        """
        Return the logs of futures prices (equation 9): expected prices with both drifts less by a premium.

        Args:
            chi: The deviation today.
            xi: The level today.
            years: To maturity.
            premium_short: What the drift of the deviation is lowered by, a year.
            premium: What the drift of the level is lowered by, a year.
        """
        mean, variance = self.log_moments(chi, xi, years)
        kappa = np.asarray(self.kappa)
        lowered = premium_short * -np.expm1(-kappa * years) / kappa + premium * np.asarray(years)
        return np.asarray(mean - lowered + 0.5 * variance)

    def paths(self, chi: Number, xi: Number, z: Floats, times: Floats) -> tuple[Floats, Floats]:
        """
        Return prices drawn from the exact transition between *times*.

        Args:
            chi: The deviation today, a number or (paths,).
            xi: The level today.
            z: Standard normals, (2, times, paths).
            times: Years from today, not falling.

        Returns:
            (times, paths) of the price, and of the deviation.
        """
        deviation = np.zeros(z.shape[2]) + chi
        here = np.zeros(z.shape[2]) + xi
        out, second = np.empty(z.shape[1:]), np.empty(z.shape[1:])
        for t, gap in enumerate(np.diff(times, prepend=0.0)):
            own, level, both = self.covariance(float(gap))
            spread = np.sqrt(own)
            load = np.where(spread > 0, both / np.where(spread > 0, spread, 1.0), 0.0)
            rest = np.sqrt(np.maximum(level - load**2, 0.0))
            kept = np.exp(-np.asarray(self.kappa) * gap)
            deviation = kept * deviation + spread * z[0, t]
            here = here + self.drift_long * gap + load * z[0, t] + rest * z[1, t]
            out[t], second[t] = np.exp(deviation + here), deviation
        return out, second
