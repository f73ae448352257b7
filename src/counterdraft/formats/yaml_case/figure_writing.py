"""A figure as a case file writes it."""

from __future__ import annotations

from typing import Any

from counterdraft.case import (
    Figure,
    Lognormal,
    Normal,
    Pert,
    Point,
    Triangular,
    Uniform,
    Weighted,
)

__all__ = ["annotated"]


def annotated(figure: Figure) -> dict[str, Any]:
    """
    Return the *figure* as the table that reads back as the same figure.

    >>> from fractions import Fraction
    >>> annotated(Figure("mandates/island/reservation", Point(Fraction(3))))
    {'value': Fraction(3, 1), 'kind': 'assumption'}
    """
    found: dict[str, Any]
    match figure.distribution:
        case Point(value):
            found = {"value": value}
        case Triangular(low, mode, high):
            found = {"low": low, "mode": mode, "high": high}
        case Pert(low, mode, high):
            found = {"distribution": "pert", "low": low, "mode": mode, "high": high}
        case Uniform(low, high):
            found = {"distribution": "uniform", "low": low, "high": high}
        case Normal(mean, sd):
            found = {"distribution": "normal", "mean": mean, "sd": sd}
        case Lognormal(median, sd_log):
            found = {"distribution": "lognormal", "median": median, "sd_log": sd_log}
        case Weighted(values, weights):
            found = {"distribution": "weighted", "values": dict(zip(values, weights, strict=True))}
    found["kind"] = figure.provenance.kind
    extras = {
        "source": figure.provenance.source,
        "because": figure.provenance.because,
        "known": figure.provenance.known,
        "driver": figure.driver,
        "opposed": figure.opposed,
        "chance": figure.chance,
    }
    return found | {key: value for key, value in extras.items() if value}
