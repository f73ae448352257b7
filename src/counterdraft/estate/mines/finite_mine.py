"""A mine with a fixed plan, valued from futures prices, and the option to open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from counterdraft.estate.arrays import Floats
from counterdraft.estate.prices.processes import schwartz_futures

__all__ = ["FiniteMine", "Opening"]


@dataclass(frozen=True)
class Opening:
    """When to open a mine, and what the right to do so is worth."""

    zero_npv_price: float
    trigger: float
    value: Callable[[float], float]


@dataclass(frozen=True)
class FiniteMine:
    """
    One unit a year at each year end, a fixed unit cost, an investment at the start.

    Schwartz (1997), section VI: the worth once opened is the sum of futures prices less costs, each
    discounted at the riskless rate; the perpetual right to open is an early-exercise option on it.
    """

    years: int
    unit_cost: float
    investment: float
    rate: float

    def _net(self, spot: float, futures: Callable[[float, Floats], Floats]) -> float:
        t = np.arange(1, self.years + 1, dtype=float)
        discount = np.exp(-self.rate * t)
        return float(((futures(spot, t) - self.unit_cost) * discount).sum()) - self.investment

    def discounted(self, spot: float) -> float:
        """Return the present value at a constant price: the discounted cash flow criterion."""
        return self._net(spot, lambda s, t: np.full_like(t, s))

    def under_gbm(self, yield_: float, sigma: float) -> Opening:
        """
        Return the option under geometric Brownian motion with a convenience yield (model 0).

        The right to open is A S^beta below the trigger (Dixit and Pindyck 1994, chapter 5).
        """
        drift = self.rate - yield_
        ratio = drift / sigma**2 - 0.5
        beta = -ratio + float(np.sqrt(ratio**2 + 2 * self.rate / sigma**2))

        def net(s: float) -> float:
            return self._net(s, lambda spot, t: spot * np.exp(drift * t))

        return _opening(net, lambda x: beta * x)

    def under_reversion(self, kappa: float, alpha: float, sigma: float) -> Opening:
        """
        Return the option under the mean-reverting price (model 1); *alpha* is risk-neutral.

        The increasing solution of the pricing equation is an integral of the Hermite kind
        (Borodin and Salminen, *Handbook of Brownian Motion*, II.7).
        """
        from scipy.integrate import trapezoid  # noqa: PLC0415 - start-up time

        def net(s: float) -> float:
            return self._net(s, lambda spot, t: schwartz_futures(spot, t, kappa, alpha, sigma))

        order = self.rate / kappa
        # u = exp(w): the integrand u^(order-1) exp(...) du is smooth in w.
        w = np.linspace(np.log(1e-12), np.log(60.0), 20_001)
        u = np.exp(w)

        def log_solution(x: float) -> float:
            slope = np.sqrt(2 * kappa) / sigma * (x - alpha)
            exponent = order * w + slope * u - 0.5 * u**2
            top = exponent.max()
            return float(top + np.log(trapezoid(np.exp(exponent - top), w)))

        return _opening(net, log_solution)


def _opening(net: Callable[[float], float], log_solution: Callable[[float], float]) -> Opening:
    """Return the option whose worth below the trigger S* is net(S*) phi(S) / phi(S*), S* the best."""
    from scipy.optimize import brentq, minimize_scalar  # noqa: PLC0415 - start-up time

    zero = float(brentq(net, 1e-9, 1e6, xtol=1e-12))

    def log_factor(x: float) -> float:
        return float(np.log(net(float(np.exp(x))))) - log_solution(x)

    low = np.log(zero) + 1e-6
    found = minimize_scalar(
        lambda x: -log_factor(x), bounds=(low, low + 4), method="bounded", options={"xatol": 1e-9}
    )
    trigger = float(np.exp(found.x))
    best = log_factor(float(found.x))

    def value(spot: float) -> float:
        if spot >= trigger:
            return net(spot)
        return float(np.exp(best + log_solution(float(np.log(spot)))))

    return Opening(zero, trigger, value)
