"""Strict reading: plain JSON data with the types that are expected, and nothing beyond stated limits."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, NoReturn

__all__ = [
    "MOST_BITS",
    "Refused",
    "entry",
    "integer",
    "integers",
    "items",
    "mapping",
    "parsed",
    "text_of",
    "truth",
]

MOST_BITS = 4_096
"""Bits of an integer: some 1,200 digits."""
MOST_LETTERS = 1 << 29
"""Letters of a file: half a gigabyte."""
MOST_DEPTH = 800
"""Lists and objects within each other; a proof tree has four for each split."""


class Refused(Exception):  # noqa: N818
    """The data is no certificate, or it does not prove what it claims; the message says why."""


def parsed(text: str) -> dict[str, Any]:
    """
    Return the object in a JSON text, in which numbers are integers and no name occurs twice.

    Raises:
        Refused: The text is something else, too long or too deep.
    """
    if len(text) > MOST_LETTERS:
        raise Refused(f"not a certificate: more than {MOST_LETTERS:,} letters")
    if _depth(text) > MOST_DEPTH:
        raise Refused(f"not a certificate: nested more than {MOST_DEPTH} deep")
    try:
        value = json.loads(
            text,
            parse_float=_no_number,
            parse_constant=_no_number,
            parse_int=_parsed_integer,
            object_pairs_hook=_without_duplicates,
        )
    except (ValueError, RecursionError) as error:
        raise Refused("not a certificate: not JSON") from error
    return mapping(value, "the file")


def text_of(certificate: Mapping[str, Any]) -> str:
    """Return plain data as JSON text, the same for the same data."""
    try:
        return json.dumps(certificate, sort_keys=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused(f"not a certificate: {error}") from error


def entry(data: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - checked by whoever reads it
    """Return an entry of an object."""
    if name not in data:
        raise Refused(f"not a certificate: '{name}' is missing")
    return data[name]


def mapping(value: object, what: str) -> dict[str, Any]:
    """Return *value* where it is an object."""
    if isinstance(value, dict):
        return value
    raise Refused(f"not a certificate: {what} is {_kind(value)}, expected an object")


def items(value: object, what: str, *, most: int = 1 << 26) -> list[Any]:
    """Return *value* where it is a list of *most* items or fewer."""
    if not isinstance(value, list):
        raise Refused(f"not a certificate: {what} is {_kind(value)}, expected a list")
    if len(value) > most:
        raise Refused(f"not a certificate: {what} has more than {most:,} items")
    return value


def integer(value: object, what: str, low: int | None = None, high: int | None = None) -> int:
    """Return *value* where it is an integer between *low* and *high*, both included."""
    if type(value) is not int:
        raise Refused(f"not a certificate: {what} is {_kind(value)}, expected an integer")
    if value.bit_length() > MOST_BITS:
        raise Refused(f"not a certificate: {what} has more than {MOST_BITS:,} bits")
    if (low is not None and value < low) or (high is not None and value > high):
        raise Refused(f"not a certificate: {what} is {value}, expected {low} to {high}")
    return value


def integers(
    value: object, what: str, low: int | None = None, high: int | None = None
) -> tuple[int, ...]:
    """Return *value* where it is a list of integers between *low* and *high*."""
    return tuple(integer(each, what, low, high) for each in items(value, what))


def truth(value: object, what: str) -> bool:
    """Return *value* where it is true or false."""
    if isinstance(value, bool):
        return value
    raise Refused(f"not a certificate: {what} is {_kind(value)}, expected true or false")


def _kind(value: object) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "text",
        type(None): "null",
        bool: "true or false",
    }
    return names.get(type(value), "a number")


def _no_number(written: str) -> NoReturn:
    raise Refused(f"not a certificate: {written[:40]} is no integer")


def _parsed_integer(written: str) -> int:
    # Three bits are less than a digit; the exact limit is checked where the number is used.
    if 3 * len(written) > MOST_BITS:
        raise Refused(f"not a certificate: a number has more than {MOST_BITS:,} bits")
    return int(written)


def _without_duplicates(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(f"not a certificate: '{twice[:40]}' occurs twice in one object")
    return data


def _depth(text: str) -> int:
    """Return how deep brackets are nested at most; those within texts may count too many."""
    steps = (1 if bracket in "[{" else -1 for bracket in re.findall(r"[\[\]{}]", text))
    return max(accumulate(steps), default=0)
