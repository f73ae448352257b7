"""Numbers of the field's files: read as the decimals that are written, never as binary ones."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

__all__ = ["exact", "whole"]

_DECIMAL = re.compile(r"([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?", re.ASCII)
_WHOLE = re.compile(r"[-+]?\d{1,18}", re.ASCII)
_LONGEST = 400
_GREATEST = 10**100
_PLAIN = 100
"""Digits of a number that cannot pass the greatest one."""
_TENS = [10**k for k in range(_PLAIN + 1)]


@lru_cache(maxsize=1 << 16)
def exact(text: str) -> Fraction | None:
    """
    Return the number that *text* writes, exactly, or None when it writes none.

    Every finite number that a program prints is read, up to 10^100 in size; ``NaN`` and ``Infinity``
    are none.

    >>> exact("1.1"), exact("4e-2"), exact("NaN")
    (Fraction(11, 10), Fraction(1, 25), None)
    """
    whole_part, _, after = text.partition(".")
    digits = whole_part + after
    if len(digits) <= _PLAIN and digits.isdecimal() and digits.isascii():
        return Fraction(int(digits), _TENS[len(after)]) if after else Fraction(int(digits))
    if len(text) > _LONGEST or (found := _DECIMAL.fullmatch(text.strip())) is None:
        return None
    sign, before, after, exponent = found.groups("")
    if not before + after:
        return None
    number = int(sign + before + after)
    places = len(after) - int(exponent or 0)
    if abs(places) > _LONGEST:
        return None
    value = Fraction(number, 10**places) if places > 0 else Fraction(number * 10**-places)
    return value if abs(value) <= _GREATEST else None


def whole(text: str | None) -> int | None:
    """Return the integer that *text* writes, or None when it writes none."""
    if text is None or _WHOLE.fullmatch(text.strip()) is None:
        return None
    return int(text)
