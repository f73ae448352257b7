"""The deposits of an estate, and what stands in for fields that nobody has published."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from counterdraft.case.ranges import Ends

__all__ = ["CONTROL", "DRAWN", "FIELDS", "Assumption", "Deposit"]

CONTROL = ("held", "returned", "exposed", "occupied")
"""Who may hold the ground, from best to worst."""
FIELDS = ("start", "build", "capacity", "capex", "opex", "life", "ramp", "sustain", "closure")
"""Fields that an analogue may fill: years, years, units a year, money, money per unit, years, years,
and parts of capital cost."""
DRAWN = (*FIELDS, "ore", "grade", "recovery")
"""Figures of a deposit that are drawn, in the order of the kernels."""


@dataclass(frozen=True)
class Assumption:
    """A field that nobody has published, and what it was filled with."""

    deposit: str
    field: str
    low: float
    mode: float
    high: float
    because: str


@dataclass(frozen=True)
class Deposit:
    """
    One deposit, every field known or assumed.

    Attributes:
        products: The quantity of each product that one unit of capacity yields.
        figures: Low, mode and high of each of `DRAWN`: ore in tonnes (without end where it is not known),
            grade and recovery as fractions.
        tonnes: In one unit of the main product.
    """

    name: str
    title: str
    commodity: str
    products: Mapping[str, float]
    zone: str
    control: str
    resource_class: str
    existing: bool
    figures: Mapping[str, Ends]
    tonnes: float = 1.0
    lat: float | None = None
    lon: float | None = None
    region: str = ""
    holder: str = ""
    source: str = ""
    confidence: str = ""
    note: str = ""

    @property
    def contained(self) -> float | None:
        """What the ground most likely holds, in units of the main product; None where nobody knows."""
        held = self.figures["ore"][1] * self.figures["grade"][1] / self.tonnes
        return held if math.isfinite(held) else None
