"""Values that may change from year to year: one number, a list, or steps by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainValidator, TypeAdapter, WithJsonSchema

from counterdraft.estate.reading import Money, _number

__all__ = ["Series", "by_year"]

Floats = NDArray[np.float64]


def _one(value: object) -> float:
    found = _number(value)
    if not isinstance(found, (int, float)):
        raise ValueError("a number, a list or steps by year are expected")  # noqa: TRY004
    return float(found)


def _read(value: object) -> float | tuple[float, ...] | dict[int, float]:
    if isinstance(value, Mapping) and "value" not in value:
        steps = {}
        for year, amount in value.items():
            if not str(year).lstrip("-").isdigit():
                raise ValueError(f"{year!r:.20} is not a year")
            steps[int(str(year))] = _one(amount)
        return steps
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            raise ValueError("the list is empty")
        return tuple(_one(item) for item in value)
    return _one(value)


_WRITTEN = TypeAdapter(Money).json_schema()
Series = Annotated[
    float | tuple[float, ...] | dict[int, float],
    PlainValidator(_read),
    WithJsonSchema(
        {
            "description": "one number, a list of one a year, or steps that hold from their year on",
            "anyOf": [
                *_WRITTEN["anyOf"],
                {"type": "array", "items": _WRITTEN},
                {
                    "type": "object",
                    "patternProperties": {"^-?[0-9]+$": _WRITTEN},
                    "additionalProperties": False,
                },
            ],
        }
    ),
]
"""``5``, ``[5, 6, 7]`` (one a year) or ``{2025: 5, 2030: 7}`` (from that year on; 0 before)."""


def by_year(series: float | tuple[float, ...] | dict[int, float], years: Sequence[int]) -> Floats:
    """
    Return a series year by year.

    Args:
        series: A number, a value for every year, or steps that hold from their year on.
        years: The calendar or project years.

    Returns:
        (years,) in the unit of the series.

    Raises:
        ValueError: The list is not as long as the years.

    >>> by_year({2026: 2.0, 2028: 3.0}, range(2025, 2030)).tolist()
    [0.0, 2.0, 2.0, 3.0, 3.0]
    """
    if isinstance(series, dict):
        steps = sorted(series)
        return np.array(
            [next((series[s] for s in reversed(steps) if s <= y), 0.0) for y in years], float
        )
    if isinstance(series, tuple):
        if len(series) != len(years):
            raise ValueError(f"has {len(series)} values for {len(years)} years")
        return np.array(series, float)
    return np.full(len(years), float(series))
