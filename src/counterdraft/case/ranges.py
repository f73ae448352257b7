"""Ranges as a table cell or a file writes them: ``12``, ``5/8/12``, or fields."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator

from counterdraft.case.fields import LARGEST, check_annotations, plain_number
from counterdraft.case.units import convert

__all__ = ["Triangle", "parse_triangle"]

Ends = tuple[float, float, float]
_NUMBER = r"[-+]?(?:\d++\.?+\d*+|\.\d++)(?:[eE][-+]?\d++)?+"
_WITH_UNIT = re.compile(
    rf"\s*(?P<numbers>{_NUMBER}(?:\s*/\s*{_NUMBER}){{0,2}})\s*(?P<unit>[^\s\d/+.-](?!.*/\s*[-+.\d]).*)"
)


def parse_triangle(value: object, unit: str = "") -> Ends:
    """
    Return the low end, the mode and the high end in *unit*.

    A number or two after a stroke share the unit that is written behind them; without one they stand in
    *unit* already.

    Raises:
        ValueError: Something is no number, too large, or the ends fall.
        UnitError: The unit written is not one of the same kind.

    >>> parse_triangle("5/8/12"), parse_triangle(7), parse_triangle({"low": 1, "mode": 2, "high": 4})
    ((5.0, 8.0, 12.0), (7.0, 7.0, 7.0), (1.0, 2.0, 4.0))
    >>> parse_triangle("1.1/1.2/1.5 g/t", "ppm")
    (1.1, 1.2, 1.5)
    """
    scale = 1.0
    if isinstance(value, str) and (written := _WITH_UNIT.fullmatch(value)):
        value, scale = written["numbers"], float(convert(written["unit"].strip(), unit))
    low, mode, high = map(_end, _parts(value))
    if max(-low, high) > LARGEST:
        raise ValueError(f"is larger than {LARGEST:g}; use a larger unit")
    if not low <= mode <= high:
        raise ValueError("low, mode and high must not fall")
    return low * scale, mode * scale, high * scale


def _parts(value: object) -> tuple[object, object, object]:
    """Return the three numbers of a range; of two the mode is the middle, one is all three."""
    parts: list[object] = [value]
    if isinstance(value, Mapping) and "low" in value:
        if "high" not in value:
            raise ValueError("a range with a low end needs a high one")
        check_annotations(value, ("low", "mode", "high"))
        parts = [value[key] for key in ("low", "mode", "high") if key in value]
    elif isinstance(value, str) and "/" in value:
        parts = [*value.split("/")]
    elif isinstance(value, Sequence) and not isinstance(value, str):
        parts = [*value]
    if len(parts) == 1:
        return parts[0], parts[0], parts[0]
    if len(parts) == 2:
        return parts[0], (_end(parts[0]) + _end(parts[1])) / 2, parts[1]
    if len(parts) != 3:
        raise ValueError("a number or low/mode/high is expected")
    return parts[0], parts[1], parts[2]


def _end(value: object) -> float:
    try:
        number = float(str(plain_number(value)))
    except (TypeError, ValueError):
        raise ValueError("a number or low/mode/high is expected") from None
    if not math.isfinite(number):
        raise ValueError("a range must be finite")
    return number


Triangle = Annotated[Ends, BeforeValidator(parse_triangle)]
"""A range with absolute ends."""
