"""Kinds of fields that files share: amounts, rates, shares and counts, bare, in percent or annotated."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeGuard

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from counterdraft.case.units import PREFIX_WORDS, prefix_of
from counterdraft.errors import nearest

__all__ = [
    "ANNOTATIONS",
    "LARGEST",
    "SHARES",
    "Count",
    "Discount",
    "Money",
    "MoneyPrefix",
    "Part",
    "Rate",
    "Return",
    "Share",
    "Weight",
    "Whole",
    "check_annotations",
    "is_annotated",
    "plain_number",
]

SHARES = "shares are fractions; for 1.7 % write 1.7 percent"
LARGEST = 1e15
"""Beyond it products of inputs would leave the numbers that a computer can hold."""
ANNOTATIONS = ("kind", "source", "because", "known", "note")
_PERCENT = re.compile(
    r"^\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*(?:%|percent)\s*$"
)


def plain_number(value: object) -> object:
    """
    Return the number of ``{value: 12, source: S4}``, and 0.0625 for ``6.25 %``; anything else as it is.

    Raises:
        ValueError: It is no finite number, or is annotated with something that would not be used.
    """
    if is_annotated(value):
        value = _annotated_value(value)
    if isinstance(value, str) and (found := _PERCENT.match(value)):
        value = float(found[1]) / 100
    if isinstance(value, bool):
        raise ValueError("a number is expected here, not true or false")  # noqa: TRY004
    if isinstance(value, (int, float)):
        if not isinstance(value, int) and not math.isfinite(value):
            raise ValueError("is not a finite number")
        if abs(value) > LARGEST:
            raise ValueError(f"is larger than {LARGEST:g}; use a larger unit")
    return value


def _annotated_value(annotated: Mapping[str, Any]) -> object:
    """Return the value of an annotated number; what nobody would read beside it is refused."""
    if {"low", "mode", "high"} & set(map(str, annotated)):
        raise ValueError("takes one number, and no range")
    check_annotations(annotated, ("value",))
    return annotated["value"]


def is_annotated(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Return whether a figure is written with its provenance, ``{value: 12, source: S4}``, or as a range."""
    return isinstance(value, Mapping) and bool(
        {"value", "low", "mode", "high"} & set(map(str, value))
    )


def check_annotations(annotated: Mapping[str, Any], numbers: Sequence[str]) -> None:
    """
    Check that all that stands beside the *numbers* of a figure is read by somebody.

    Raises:
        ValueError: A key is no annotation: what it says would be dropped.
    """
    for key in map(str, annotated):
        if key == "unit":
            raise ValueError("takes no unit: write the number in the unit of the file")
        if key not in {*numbers, *ANNOTATIONS}:
            raise ValueError(f"{key!r} is no annotation: {nearest(key, ANNOTATIONS)}")


def _written(**limits: float) -> WithJsonSchema:
    """Return the JSON Schema of a number as files write it: bare, in percent, or annotated."""
    return WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", **limits},
                {"type": "string", "pattern": _PERCENT.pattern.replace("?:", "")},
                {"type": "object", "required": ["value"]},
            ]
        }
    )


Money = Annotated[float, BeforeValidator(plain_number), _written()]
"""An amount in the unit of the file."""
Rate = Annotated[float, BeforeValidator(plain_number), Field(gt=-1), _written(exclusiveMinimum=-1)]
"""A rate a year, as a fraction or in percent."""
Return = Annotated[float, BeforeValidator(plain_number), Field(gt=-1, le=10)]
"""What money earns or owes a year: compounded over the years it must stay a number."""
Discount = Annotated[
    float,
    BeforeValidator(plain_number),
    Field(gt=-1, le=1),
    _written(exclusiveMinimum=-1, maximum=1),
]
"""A rate at which somebody looks at money or lends it: no more than 100 % a year, so that 10 is no 10 %."""
Share = Annotated[
    float, BeforeValidator(plain_number), Field(ge=0, le=1), _written(minimum=0, maximum=1)
]
"""A part of a whole, from 0 to 1."""
MoneyPrefix = Annotated[
    str, AfterValidator(prefix_of), WithJsonSchema({"type": "string", "enum": list(PREFIX_WORDS)})
]
"""How many of a currency an amount counts: none, k, m, bn or tn, or another spelling of these."""
Whole = Annotated[int, Field(ge=0, le=1000)]
"""How many years: none or more."""
Weight = Annotated[float, BeforeValidator(plain_number), Field(ge=0, le=100)]
"""How often something counts."""
Count = Annotated[float, BeforeValidator(plain_number), Field(ge=0), _written(minimum=0)]
"""Nothing below zero: tonnes, years, principals."""


class Part(BaseModel):
    """A frozen piece of a file that knows no other fields than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
