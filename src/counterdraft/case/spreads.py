"""Figures under ignorance: a range and its mean, a probability, each with its sampling error."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Probability", "Range"]


@dataclass(frozen=True, slots=True)
class Range:
    """
    A figure under ignorance: mean with its sampling error, and P10, P50, P90 of the draws.

    ``p10`` is below 90 % of the draws.  Units are the owner's (money of the case, or points).
    """

    mean: float
    error: float
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability over ignorance with its sampling standard error."""

    value: float
    error: float
