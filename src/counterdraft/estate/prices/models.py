"""The price models that a file may name."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from counterdraft.estate.prices import processes
from counterdraft.estate.prices.convenience_yield import ConvenienceYield
from counterdraft.estate.prices.processes import Floats
from counterdraft.estate.prices.short_long import ShortLong
from counterdraft.estate.records.reading import Count, Money, Part, Rate
from counterdraft.estate.streams import stream

__all__ = [
    "Bootstrap",
    "Constant",
    "Gbm",
    "GibsonSchwartz",
    "PriceModel",
    "Schwartz",
    "SchwartzSmith",
]

Positive = Annotated[Count, Field(gt=0)]
Correlation = Annotated[Money, Field(ge=-1, le=1)]


class Constant(Part):
    """The same price every year, growing at `growth`."""

    model: Literal["constant"]
    start: Positive
    growth: Rate = 0.0

    def draw(self, years: int, paths: int, _seed: int, _name: str) -> Floats:
        """Return the price of each year, (years, paths)."""
        values = self.start * (1 + self.growth) ** np.arange(years)
        return np.repeat(values[:, None], paths, axis=1)


class Gbm(Part):
    """Geometric Brownian motion from `start`, one step to the end of the first year."""

    model: Literal["gbm"]
    start: Positive
    drift: Rate = 0.0
    volatility: Count

    def draw(self, years: int, paths: int, seed: int, name: str) -> Floats:
        """Return drawn prices, (years, paths)."""
        z = stream(seed, f"price/{name}").standard_normal((years, paths))
        return processes.gbm(self.start, self.drift, self.volatility, z)


class Schwartz(Part):
    """
    Schwartz (1997), model 1; `mu` is its log level.

    With `lambda` the paths are those of the pricing measure.
    """

    model: Literal["schwartz"]
    start: Positive
    kappa: Positive
    mu: Money
    sigma: Count
    market_price_of_risk: Annotated[Money, Field(alias="lambda")] = 0.0

    @property
    def alpha(self) -> float:
        """The long-run mean of the log price."""
        return self.mu - self.sigma**2 / (2 * self.kappa) - self.market_price_of_risk

    def draw(self, years: int, paths: int, seed: int, name: str) -> Floats:
        """Return drawn prices, (years, paths)."""
        z = stream(seed, f"price/{name}").standard_normal((years, paths))
        return processes.schwartz_one_factor(self.start, self.kappa, self.alpha, self.sigma, z)


class SchwartzSmith(Part):
    """
    Schwartz and Smith (2000): a deviation that fades and a level that drifts.

    `drift_long` is the growth of the expected level, so that the log level drifts by half a variance less.
    """

    model: Literal["two_factor"]
    start: Positive
    deviation: Money = 0.0
    kappa: Positive
    sigma_short: Count
    drift_long: Rate = 0.0
    sigma_long: Count
    correlation: Correlation = 0.0

    def draw(self, years: int, paths: int, seed: int, name: str) -> Floats:
        """Return drawn prices, (years, paths)."""
        z = stream(seed, f"price/{name}").standard_normal((2, years, paths))
        drift = self.drift_long - 0.5 * self.sigma_long**2
        model = ShortLong(self.kappa, self.sigma_short, drift, self.sigma_long, self.correlation)
        return model.paths(self.deviation, float(np.log(self.start)) - self.deviation, z)


class GibsonSchwartz(Part):
    """
    Gibson and Schwartz (1990), model 2 of Schwartz (1997): a convenience yield that wanders about a mean.

    `drift` is the total return of holding the commodity, yield included; `yield_today` is the mean where
    it is not given.  With `lambda` and the riskless rate as `drift` the paths are those of the pricing
    measure.
    """

    model: Literal["gibson_schwartz"]
    start: Positive
    drift: Rate = 0.0
    sigma: Count
    kappa: Positive
    mean_yield: Money = 0.0
    sigma_yield: Count
    correlation: Correlation = 0.0
    yield_today: Money | None = None
    market_price_of_risk: Annotated[Money, Field(alias="lambda")] = 0.0

    def draw(self, years: int, paths: int, seed: int, name: str) -> Floats:
        """Return drawn prices, (years, paths)."""
        z = stream(seed, f"price/{name}").standard_normal((2, years, paths))
        mean = self.mean_yield - self.market_price_of_risk / self.kappa
        model = ConvenienceYield(
            self.kappa, mean, self.sigma, self.sigma_yield, self.correlation, self.drift
        )
        today = self.mean_yield if self.yield_today is None else self.yield_today
        return model.paths(self.start, today, z)


class Bootstrap(Part):
    """
    Past yearly log changes, drawn in blocks; `history` holds past prices, one a year.

    `block` is the expected length of a run of past years (Politis and Romano 1994).
    """

    model: Literal["bootstrap"]
    start: Positive
    history: Annotated[tuple[Positive, ...], Field(min_length=3)]
    block: Annotated[Count, Field(ge=1)] = 1

    def draw(self, years: int, paths: int, seed: int, name: str) -> Floats:
        """Return drawn prices, (years, paths)."""
        changes = np.diff(np.log(np.array(self.history)))
        rng = stream(seed, f"price/{name}")
        picks = processes.block_picks(len(changes), years, paths, self.block, rng)
        return processes.bootstrap(self.start, changes, picks)


PriceModel = Annotated[
    Constant | Gbm | Schwartz | SchwartzSmith | GibsonSchwartz | Bootstrap,
    Field(discriminator="model"),
]
