"""Results as plain data, ready for JSON: the one conversion that every output uses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

__all__ = ["LEFT_OUT_IF_NONE", "plain"]

LEFT_OUT_IF_NONE: Mapping[str, bool] = {"left out if none": True}
"""Metadata of a dataclass field that has no key in JSON where its value is None."""


def plain(value: Any) -> Any:  # noqa: ANN401
    """
    Return JSON-ready data: dataclasses by field, dates as ISO text, what is no finite number as null.

    The underscore after a name that Python keeps for itself (``from_``) is dropped.

    >>> from fractions import Fraction
    >>> plain(Fraction(1, 3)), plain(float("inf")), plain(date(2025, 2, 7))
    (0.3333333333333333, None, '2025-02-07')
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if is_dataclass(value):
        return {
            f.name.rstrip("_"): plain(content)
            for f in fields(value)
            if (content := getattr(value, f.name)) is not None
            or LEFT_OUT_IF_NONE.items() - f.metadata.items()
        }
    if isinstance(value, Sequence):
        return [plain(v) for v in value]
    number = float(value)
    return number if math.isfinite(number) else None
