"""Plain values as YAML text on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from counterdraft.case.numbers import decimal, read_number
from counterdraft.formats.yaml_quotes import quoted

__all__ = ["flow"]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./ -]*[A-Za-z0-9_.]|[A-Za-z]|\d{4}-\d{2}-\d{2}", re.ASCII)
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def flow(value: Any) -> str:  # noqa: ANN401, PLR0911 - one per kind of value
    """
    Return *value* as YAML on one line, which reads back as the same value.

    Texts are quoted unless they are plainly words; fractions must be decimals.

    Raises:
        TypeError: The value is of a kind that a case file does not hold.
        ValueError: The number has no finite decimal.

    >>> flow({"says": "binding", "article": "3", "note": "yes: at once", "known": date(2025, 3, 3)})
    '{says: binding, article: "3", note: "yes: at once", known: 2025-03-03}'
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Fraction():
            written = decimal(value)
            if read_number(written) is None:
                raise ValueError(f"{written} has no decimal of at most 40 digits")
            return written
        case float():
            return flow(Fraction(repr(value)))
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case Mapping():
            return (
                "{" + ", ".join(f"{_key(key)}: {flow(entry)}" for key, entry in value.items()) + "}"
            )
        case Sequence():
            return "[" + ", ".join(flow(entry) for entry in value) + "]"
    raise TypeError(f"a case file holds no {type(value).__name__}")


def _key(key: Any) -> str:  # noqa: ANN401 - a name or the number of a breakpoint
    return key if isinstance(key, str) and read_number(key) is not None else flow(key)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return quoted(text)
