"""Numbers as people write them, read exactly; and exact numbers as people read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["NUMBER", "Number", "decimal", "read_number", "read_ratio"]

NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?:\s*(?:%|percent(?![A-Za-z0-9_-])))?"
"""A decimal number, with an exponent or a percent sign if need be."""

_WRITTEN = re.compile(r"([-+]?(?:\d+(?:\.\d*)?|\.\d+))(?:[eE]([-+]?\d+))?\s*(%|percent)?", re.ASCII)
_DIGITS = 40
_EXPONENT = 30


@dataclass(frozen=True, slots=True)
class Number:
    """
    A number as it was written.

    ``value`` is exact; where ``percent`` is true it is the number before the sign, so that 50 % may
    become 1/2 of a fraction or 50 of a percentage.
    """

    value: Fraction
    percent: bool = False

    def of(self, unit: str) -> Fraction | None:
        """Return the value in *unit*, or None where a percentage makes no sense in it."""
        if not self.percent or unit in {"percent", "%"}:
            return self.value
        return self.value / 100 if unit in {"", "fraction"} else None


def read_number(text: str) -> Number | None:
    """
    Return the number that *text* writes, exactly, or None when it writes none.

    Up to 40 digits and exponents up to 30 are read: enough for money and shares, and too little to
    fill a memory.

    >>> read_number("0.1").value
    Fraction(1, 10)
    >>> read_number("50 %").of("fraction")
    Fraction(1, 2)
    """
    if len(text) > 2 * _DIGITS or (found := _WRITTEN.fullmatch(text.strip())) is None:
        return None
    digits, exponent, percent = found.groups()
    if len(digits) > _DIGITS or (exponent and abs(int(exponent)) > _EXPONENT):
        return None
    return Number(Fraction(digits) * Fraction(10) ** int(exponent or 0), percent is not None)


def read_ratio(text: str) -> Number | None:
    """
    Return the number that *text* writes, which may be two of them with a slash between; else None.

    >>> read_ratio("100/3").value, read_ratio("50 %").of(""), read_ratio("1/0"), read_ratio("1 %/2")
    (Fraction(100, 3), Fraction(1, 2), None, None)
    """
    over, slash, under = text.partition("/")
    above, below = read_number(over), read_number(under)
    if not slash:
        return above
    if above is None or below is None or below.value == 0 or above.percent or below.percent:
        return None
    return Number(above.value / below.value)


def decimal(value: Fraction) -> str:
    """
    Return the shortest decimal that is exactly *value*, or a fraction where there is none.

    >>> decimal(Fraction(1, 4)), decimal(Fraction(500)), decimal(Fraction(-1, 3))
    ('0.25', '500', '-1/3')
    """
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole = digits[: len(digits) - places] + ("." + digits[-places:] if places else "")
    return ("-" if value < 0 else "") + whole
