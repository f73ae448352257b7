"""The price models that a file may name."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from counterdraft.case.fields import Count, Money, Part, Rate
from counterdraft.prices import bootstrap
from counterdraft.prices.convenience_yield import ConvenienceYield
from counterdraft.prices.one_factor import OneFactor
from counterdraft.prices.short_long import ShortLong
from counterdraft.runtime.arrays import Floats

__all__ = [
    "Bootstrap",
    "Constant",
    "Gbm",
    "GibsonSchwartz",
    "Measure",
    "PriceModel",
    "Schwartz",
    "SchwartzSmith",
]

Positive = Annotated[Count, Field(gt=0)]
Correlation = Annotated[Money, Field(ge=-1, le=1)]
Measure = Literal["pricing", "real_world"]
"""Whether chances are those of the pricing measure, under which what is traded earns the riskless rate, or
those that are expected."""


Drawn = tuple[Floats, Floats | None]
"""Prices, (times, paths), and a second factor that is known with them, where there is one."""


class Constant(Part):
    """The same price every year, growing at `growth`."""

    model: Literal["constant"]
    start: Positive
    growth: Rate = 0.0

    @property
    def measure(self) -> Measure:
        """Where nothing is uncertain the two are one."""
        return "pricing"

    def draw(self, times: Floats, paths: int, _: np.random.Generator, first: float) -> Drawn:
        """Return the price at *times*, (times, paths); it grows from *first* on."""
        values = self.start * (1 + self.growth) ** np.maximum(times - first, 0.0)
        return np.repeat(values[:, None], paths, axis=1), None


class Gbm(Part):
    """
    Geometric Brownian motion from `start`, the price today.

    It is expected to grow by `drift`, continuous.  Under the pricing measure it grows by `riskless` less
    `convenience_yield`, or by `drift` less `lambda`, the premium for its risk.
    """

    model: Literal["gbm"]
    start: Positive
    drift: Rate = 0.0
    volatility: Count
    convenience_yield: Money | None = None
    riskless: Rate | None = None
    market_price_of_risk: Annotated[Money, Field(alias="lambda")] = 0.0

    @model_validator(mode="after")
    def _one_way(self) -> Gbm:
        pair = {"convenience_yield", "riskless"} & self.model_fields_set
        if not pair:
            return self
        if len(pair) == 1:
            given = next(iter(pair))
            other = "riskless" if given == "convenience_yield" else "convenience_yield"
            raise PydanticCustomError("alone", f"{given} needs {other} beside it")
        for name, field in (("drift", "drift"), ("lambda", "market_price_of_risk")):
            if field in self.model_fields_set:
                message = (
                    f"{name} stands beside riskless and convenience_yield, which say it already"
                )
                raise PydanticCustomError("twice", message)
        return self

    @property
    def measure(self) -> Measure:
        """Which chances the paths have."""
        told = {"riskless", "market_price_of_risk"} & self.model_fields_set
        return "pricing" if told else "real_world"

    @property
    def one_factor(self) -> OneFactor:
        """What moves its logarithm."""
        growth = self.drift - self.market_price_of_risk
        if self.riskless is not None and self.convenience_yield is not None:
            growth = self.riskless - self.convenience_yield
        return OneFactor(growth - 0.5 * self.volatility**2, self.volatility)

    def draw(self, times: Floats, paths: int, rng: np.random.Generator, _: float) -> Drawn:
        """Return drawn prices, (times, paths)."""
        z = rng.standard_normal((len(times), paths))
        return self.one_factor.draw(self.start, times, z), None


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
    def measure(self) -> Measure:
        """Which chances the paths have."""
        return "pricing" if "market_price_of_risk" in self.model_fields_set else "real_world"

    @property
    def one_factor(self) -> OneFactor:
        """What moves its logarithm."""
        level = self.mu - self.sigma**2 / (2 * self.kappa) - self.market_price_of_risk
        return OneFactor(self.kappa * level, self.sigma, self.kappa)

    def draw(self, times: Floats, paths: int, rng: np.random.Generator, _: float) -> Drawn:
        """Return drawn prices, (times, paths)."""
        z = rng.standard_normal((len(times), paths))
        return self.one_factor.draw(self.start, times, z), None


class SchwartzSmith(Part):
    """
    Schwartz and Smith (2000): a deviation that fades and a level that drifts.

    `drift_long` is the growth of the expected level, so that the log level drifts by half a variance less.
    With `lambda_short` or `lambda_long`, by which the drifts of the deviation and of the level are lowered,
    the paths are those of the pricing measure.
    """

    model: Literal["two_factor"]
    start: Positive
    deviation: Money = 0.0
    kappa: Positive
    sigma_short: Count
    drift_long: Rate = 0.0
    sigma_long: Count
    correlation: Correlation = 0.0
    lambda_short: Money = 0.0
    lambda_long: Money = 0.0

    @property
    def measure(self) -> Measure:
        """Which chances the paths have."""
        told = {"lambda_short", "lambda_long"} & self.model_fields_set
        return "pricing" if told else "real_world"

    def draw(self, times: Floats, paths: int, rng: np.random.Generator, _: float) -> Drawn:
        """Return drawn prices, (times, paths)."""
        z = rng.standard_normal((2, len(times), paths))
        drift = self.drift_long - self.lambda_long - 0.5 * self.sigma_long**2
        model = ShortLong(self.kappa, self.sigma_short, drift, self.sigma_long, self.correlation)
        # A deviation that reverts to -lambda / kappa is one that reverts to nought about a lower level.
        lowered = self.lambda_short / self.kappa
        level = float(np.log(self.start)) - self.deviation
        return model.paths(self.deviation + lowered, level - lowered, z, times)


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

    @property
    def measure(self) -> Measure:
        """Which chances the paths have."""
        return "pricing" if "market_price_of_risk" in self.model_fields_set else "real_world"

    def draw(self, times: Floats, paths: int, rng: np.random.Generator, _: float) -> Drawn:
        """Return drawn prices, (times, paths)."""
        z = rng.standard_normal((2, len(times), paths))
        mean = self.mean_yield - self.market_price_of_risk / self.kappa
        model = ConvenienceYield(
            self.kappa, mean, self.sigma, self.sigma_yield, self.correlation, self.drift
        )
        today = self.mean_yield if self.yield_today is None else self.yield_today
        return model.paths(self.start, today, z, times)


class Bootstrap(Part):
    """
    Past yearly log changes, drawn in blocks; `history` holds past prices, one a year.

    `block` is the expected length of a run of past years (Politis and Romano 1994).
    """

    model: Literal["bootstrap"]
    start: Positive
    history: Annotated[tuple[Positive, ...], Field(min_length=3)]
    block: Annotated[Count, Field(ge=1)] = 1

    @property
    def measure(self) -> Measure:
        """Which chances the paths have."""
        return "real_world"

    def draw(self, times: Floats, paths: int, rng: np.random.Generator, _: float) -> Drawn:
        """Return drawn prices, (times, paths); within a year they do not move."""
        changes = np.diff(np.log(np.array(self.history)))
        whole = np.ceil(times - 1e-9).astype(int)
        picks = bootstrap.block_picks(len(changes), max(int(whole[-1]), 1), paths, self.block, rng)
        later = bootstrap.bootstrap(self.start, changes, picks)
        today = np.full((1, paths), self.start)
        return np.concatenate([today, later])[whole], None


PriceModel = Annotated[
    Constant | Gbm | Schwartz | SchwartzSmith | GibsonSchwartz | Bootstrap,
    Field(discriminator="model"),
]
