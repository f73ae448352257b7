"""A number of a case: its range, where it comes from, and since when it was known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

__all__ = [
    "Distribution",
    "Figure",
    "Kind",
    "Lognormal",
    "Normal",
    "Pert",
    "Point",
    "Provenance",
    "Triangular",
    "Uniform",
    "Weighted",
    "lowest",
]

Kind = Literal["fact", "estimate", "assumption"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """
    Where a figure comes from.

    A fact and an estimate name a source, an assumption gives a reason.  A bare number is an
    assumption without a reason, and is counted as such.  ``where`` is ``file:line:column``.
    """

    kind: Kind = "assumption"
    source: str = ""
    because: str = ""
    known: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A number without a range."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Triangular:
    """Low, most likely, high; the ends are absolute."""

    low: Fraction
    mode: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Pert:
    """The smooth cousin of the triangle: Beta with shape 4 (Clark 1962)."""

    low: Fraction
    mode: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Uniform:
    """Anything between low and high."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Normal:
    """Mean and standard deviation."""

    mean: Fraction
    sd: Fraction


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Median and the standard deviation of the logarithm."""

    median: Fraction
    sd_log: Fraction


@dataclass(frozen=True, slots=True)
class Weighted:
    """A few values with their probabilities, in ascending order of value."""

    values: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]


Distribution = Point | Triangular | Pert | Uniform | Normal | Lognormal | Weighted


def lowest(distribution: Distribution) -> float:
    """Return the lower end of the values that the distribution can take; minus infinity for none."""
    match distribution:
        case Point(value):
            return float(value)
        case Triangular(low=low) | Pert(low=low) | Uniform(low=low):
            return float(low)
        case Weighted(values=values):
            return float(values[0])
        case Lognormal():
            return 0.0
    return float("-inf")


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A number of the case with its provenance.

    ``name`` is unique in the case and stable ("mandates/island/worth/guarantee/binding"): it keys
    the random stream.  Figures that share a ``driver`` move together (same quantile), or against
    each other where ``opposed``.  ``chance`` marks what nobody knows at signature and is integrated
    inside the party's worth; everything else is ignorance and is drawn.
    """

    name: str
    distribution: Distribution
    provenance: Provenance = Provenance()
    unit: str = ""
    driver: str = ""
    opposed: bool = False
    chance: bool = False

    @property
    def stream(self) -> str:
        """The name of the random stream: the driver's where there is one."""
        return f"driver/{self.driver}" if self.driver else self.name

    @property
    def certain(self) -> bool:
        """Whether the figure is a point."""
        return isinstance(self.distribution, Point)
