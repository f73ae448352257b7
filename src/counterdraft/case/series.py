"""Values that may change from year to year: one number, a list, or steps by year."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainValidator, TypeAdapter, WithJsonSchema
from pydantic_core import PydanticCustomError

from counterdraft.case.fields import SHARES, Discount, Money, Share, is_annotated, plain_number

__all__ = ["Discounts", "Series", "Shares", "Values", "by_year", "never_begins"]

Floats = NDArray[np.float64]


class _UnreadError(ValueError):
    """What is wrong with one value of a series, and how to mend it."""

    def __init__(self, reason: str, mend: str = "") -> None:
        self.reason, self.mend = reason, mend
        super().__init__(reason)


def _one(value: object) -> float:
    try:
        found = plain_number(value)
    except ValueError as error:
        raise _UnreadError(str(error)) from None
    if not isinstance(found, (int, float)):
        shown = "nothing" if value is None else f"{value!r:.40}"
        raise _UnreadError(f"a number, a list or steps by year are expected (found {shown})")
    return float(found)


def _share(value: object) -> float:
    found = _one(value)
    if found < 0:
        raise _UnreadError(f"{value!r:.40} is less than 0")
    if found > 1:
        raise _UnreadError(f"{value!r:.40} is more than 1", SHARES)
    return found


def _discount(value: object) -> float:
    found = _one(value)
    if found <= -1:
        raise _UnreadError(f"{value!r:.40} must be more than -1")
    if found > 1:
        raise _UnreadError(f"{value!r:.40} is more than 1", SHARES)
    return found


def _year(value: object) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", str(value)):
        raise _UnreadError(f"{value!r:.20} is not a year")
    return int(str(value))


def _values(value: Sequence[object]) -> Sequence[object]:
    if not value:
        raise _UnreadError("the list is empty")
    return value


def _read(
    value: object, one: Callable[[object], float] = _one
) -> float | tuple[float, ...] | dict[int, float]:
    at: tuple[str | int, ...] = ()
    try:
        if isinstance(value, Mapping) and not is_annotated(value):
            steps = {}
            for year, amount in value.items():
                at = (str(year),)
                steps[_year(year)] = one(amount)
            return steps
        if isinstance(value, Sequence) and not isinstance(value, str):
            listed = []
            for position, item in enumerate(_values(value)):
                at = (position,)
                listed.append(one(item))
            return tuple(listed)
        return one(value)
    except _UnreadError as error:
        told = {"at": at, "reason": error.reason, "mend": error.mend}
        raise PydanticCustomError("series", "{reason}", told) from None


def _shares(value: object) -> float | tuple[float, ...] | dict[int, float]:
    return _read(value, _share)


def _discounts(value: object) -> float | tuple[float, ...] | dict[int, float]:
    return _read(value, _discount)


def _written(number: type) -> WithJsonSchema:
    one = TypeAdapter(number).json_schema()
    steps = {"type": "object", "patternProperties": {"^-?[0-9]+$": one}}
    return WithJsonSchema(
        {
            "description": "one number, a list of one a year, or steps that hold from their year on",
            "anyOf": [
                *one["anyOf"],
                {"type": "array", "items": one},
                {**steps, "additionalProperties": False},
            ],
        }
    )


Values = float | tuple[float, ...] | dict[int, float]
Series = Annotated[Values, PlainValidator(_read), _written(Money)]
"""``5``, ``[5, 6, 7]`` (one a year) or ``{2025: 5, 2030: 7}`` (from that year on; 0 before)."""
Shares = Annotated[Values, PlainValidator(_shares), _written(Share)]
"""A series of parts of a whole, from 0 to 1."""

Discounts = Annotated[Values, PlainValidator(_discounts), _written(Discount)]
"""A series of rates a year at which money is looked at or accumulates, no more than 1."""


def by_year(series: Values, years: Sequence[int]) -> Floats:
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


def never_begins(series: object, years: Sequence[int]) -> str:
    """
    Return what is wrong with steps whose years are those of another calendar, else nothing.

    >>> never_begins({1: 2.0, 5: 3.0}, range(2025, 2030))
    'steps begin in 1 and 5; the years are 2025 to 2029'
    """
    is_steps = isinstance(series, dict) and series and all(isinstance(s, int) for s in series)
    if not isinstance(series, dict) or not is_steps or not years:
        return ""
    if any(abs(step - years[0]) <= 300 for step in series):
        return ""
    shown = " and ".join(map(str, sorted(series)[:2]))
    return f"steps begin in {shown}; the years are {years[0]} to {years[-1]}"
