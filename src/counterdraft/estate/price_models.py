"""The price models that a file may name."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from counterdraft.estate import price_paths
from counterdraft.estate.price_paths import Floats
from counterdraft.estate.reading import Count, Money, Part, Rate
from counterdraft.estate.streams import stream

__all__ = ["Bootstrap", "Constant", "Gbm", "PriceModel", "Schwartz", "SchwartzSmith"]

Positive = Annotated[Count, Field(gt=0)]


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
        return price_paths.gbm(self.start, self.drift, self.volatility, z)


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
        return price_paths.schwartz_one_factor(self.start, self.kappa, self.alpha, self.sigma, z)


class SchwartzSmith(Part):
    """Schwartz and Smith (2000): a deviation that fades and a level that drifts."""

    model: Literal["two_factor"]
    start: Positive
    deviation: Money = 0.0
    kappa: Positive
    sigma_short: Count
    drift_long: Rate = 0.0
    sigma_long: Count
    correlation: Annotated[Money, Field(ge=-1, le=1)] = 0.0

    def draw(self, years: int, paths: int, seed: int, name: str) -> Floats:
        """Return drawn prices, (years, paths)."""
        z = stream(seed, f"price/{name}").standard_normal((2, years, paths))
        return price_paths.schwartz_smith(
            self.deviation,
            float(np.log(self.start)) - self.deviation,
            self.kappa,
            self.sigma_short,
            self.drift_long - 0.5 * self.sigma_long**2,
            self.sigma_long,
            self.correlation,
            z,
        )


class Bootstrap(Part):
    """Past yearly log changes in a drawn order; `history` holds past prices, one a year."""

    model: Literal["bootstrap"]
    start: Positive
    history: Annotated[tuple[Positive, ...], Field(min_length=3)]

    def draw(self, years: int, paths: int, seed: int, name: str) -> Floats:
        """Return drawn prices, (years, paths)."""
        changes = np.diff(np.log(np.array(self.history)))
        picks = stream(seed, f"price/{name}").integers(0, len(changes), (years, paths))
        return price_paths.bootstrap(self.start, changes, picks)


PriceModel = Annotated[
    Constant | Gbm | Schwartz | SchwartzSmith | Bootstrap, Field(discriminator="model")
]
