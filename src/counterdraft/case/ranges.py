"""Ranges as a table cell or a file writes them: ``12``, ``5/8/12``, or fields."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator

from counterdraft.case.fields import LARGEST, plain_number

__all__ = ["Triangle", "parse_triangle"]

Ends = tuple[float, float, float]


def parse_triangle(value: object) -> Ends:
    """
    Return (low, mode, high).

    >>> parse_triangle("5/8/12"), parse_triangle(7), parse_triangle({"low": 1, "mode": 2, "high": 4})
    ((5.0, 8.0, 12.0), (7.0, 7.0, 7.0), (1.0, 2.0, 4.0))
    """
    parts: Sequence[object]
    if isinstance(value, Mapping) and "low" in value:
        parts = [value["low"], value.get("mode", value["low"]), value.get("high", value["low"])]
        if "mode" not in value:
            parts[1] = (float(str(value["low"])) + float(str(value.get("high")))) / 2
    elif isinstance(value, str) and "/" in value:
        parts = value.split("/")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        parts = list(value)
    else:
        parts = [value] * 3
    if len(parts) == 2:
        parts = [parts[0], (float(str(parts[0])) + float(str(parts[1]))) / 2, parts[1]]
    try:
        low, mode, high = (float(str(plain_number(part))) for part in parts)
    except (TypeError, ValueError):
        raise ValueError("a number or low/mode/high is expected") from None
    if not all(map(math.isfinite, (low, mode, high))):
        raise ValueError("a range must be finite")
    if max(-low, high) > LARGEST:
        raise ValueError(f"is larger than {LARGEST:g}; use a larger unit")
    if not low <= mode <= high:
        raise ValueError("low, mode and high must not fall")
    return low, mode, high


Triangle = Annotated[Ends, BeforeValidator(parse_triangle)]
"""A range with absolute ends."""
