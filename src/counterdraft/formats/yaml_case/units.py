"""Units of money and shares, and the factors between them."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["PREFIXES", "factor"]

PREFIXES = {
    "": 1,
    "one": 1,
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "tn": 10**12,
    "trillion": 10**12,
}
"""How many of the currency a prefix stands for."""

_SHARES = {
    "": Fraction(1),
    "fraction": Fraction(1),
    "percent": Fraction(1, 100),
    "%": Fraction(1, 100),
}


def factor(found: str, expected: str) -> Fraction | None:
    """
    Return what a number in *found* is multiplied by to stand in *expected*; None if they differ.

    >>> factor("USD m", "USD bn")
    Fraction(1, 1000)
    >>> factor("EUR bn", "USD bn") is None
    True
    """
    if found == expected:
        return Fraction(1)
    if found in _SHARES and expected in _SHARES:
        return _SHARES[found] / _SHARES[expected]
    one, other = _money(found), _money(expected)
    if one is None or other is None or one[0] != other[0]:
        return None
    return Fraction(one[1], other[1])


def _money(unit: str) -> tuple[str, int] | None:
    code, _, prefix = unit.partition(" ")
    return (code, PREFIXES[prefix]) if prefix in PREFIXES and code else None
