"""Factors between units of money, quantities, grades and prices: exact, or refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from counterdraft.case.unit_table import (
    AMBIGUOUS,
    CURRENCY_SIGNS,
    HUNDREDTHS,
    KINDS,
    PREFIXES,
    SHARES,
)
from counterdraft.errors import nearest

__all__ = [
    "PREFIX_WORDS",
    "UnitError",
    "convert",
    "money_unit",
    "prefix_of",
    "prefix_size",
    "substance_of",
    "tonnes_in",
]


class UnitError(ValueError):
    """A unit that cannot be converted, and what to write instead."""

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002 - as in a fault
        self.help = help
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class _Factor:
    """
    One factor of a unit.

    Attributes:
        text: As it is written.
        sizes: For each kind of unit that it may be, how many of the first of the kind it is.
        substance: Of which it is a quantity, as in ``t Be``; empty where it is not said.
    """

    text: str
    sizes: dict[str, Fraction]
    substance: str = ""


_BY_PREFIX = {word: unit for unit in PREFIXES for word in (unit.symbol, *unit.spellings)}
PREFIX_WORDS = tuple(_BY_PREFIX)
"""Every spelling of a prefix of money."""
_BY_WORD: dict[str, dict[str, Fraction]] = {}
for _kind, _units in (*KINDS.items(), ("share", SHARES)):
    for _unit in _units:
        for _word in (_unit.symbol, *_unit.spellings):
            _BY_WORD.setdefault(_word, {})[_kind] = _unit.size
_MONEY, _UNKNOWN = "money", "unknown"
_SUBSTANCE = re.compile(r"(?P<unit>.*\S)\s+(?P<substance>[A-Z][A-Za-z]?[A-Za-z0-9()]*)")


def convert(found: str, expected: str) -> Fraction:
    """
    Return what a number in the unit *found* is multiplied by to stand in *expected*, exactly.

    A unit is money (``USD m``, ``USc``), a quantity (``koz``, ``t Cu``), a part (``%``, ``g/t``), or
    money for each quantity (``USD/lb``).

    Raises:
        UnitError: A word is unknown or has two readings, or the two are units of different things.

    >>> convert("USD m", "USD bn"), convert("USD/lb", "USD m/kt"), convert("g/t", "%")
    (Fraction(1, 1000), Fraction(100000000, 45359237), Fraction(1, 10000))
    """
    currency = _currency_of(expected)
    over, under = _factors(found, currency)
    above, below = _factors(expected, currency)
    if (under is None) != (below is None):
        raise UnitError(f"expected {expected or 'a plain number'}, found '{found[:40]}'")
    factor = _between(over, above)
    return factor if under is None or below is None else factor / _between(under, below)


def money_unit(code: str, prefix: str) -> str:
    """Return the unit of money of a file: ``USD m``; of units the code alone."""
    return f"{code} {prefix_of(prefix)}".rstrip()


def prefix_of(word: str) -> str:
    """
    Return the prefix of money that a word spells: ``bn`` for ``billion``.

    Raises:
        UnitError: It is none, or has two readings.
    """
    if word in _BY_PREFIX:
        return _BY_PREFIX[word].symbol
    if word in AMBIGUOUS:
        raise _two_readings(word)
    valid = [*filter(None, _BY_PREFIX)]
    raise UnitError(f"'{word[:40]}' is no prefix of money", nearest(word[:40], valid))


def prefix_size(word: str) -> Fraction:
    """Return how many of a currency a prefix stands for."""
    return _BY_PREFIX[prefix_of(word)].size


def substance_of(unit: str) -> str:
    """Return the substance that a unit names: ``Be`` of ``t Be``; nothing where it names none."""
    named = _SUBSTANCE.fullmatch(unit)
    return named["substance"] if named is not None and named["unit"] in _BY_WORD else ""


def tonnes_in(unit: str) -> Fraction | None:
    """Return the tonnes in one *unit* of mass; None where it is a unit of something else."""
    try:
        return convert(unit, "t")
    except UnitError:
        return None


def _currency_of(unit: str) -> str:
    """Return the first word of a unit, where it may be the code of a currency."""
    word = re.split(r"[ /]", unit, maxsplit=1)[0]
    return "" if word in _BY_WORD else word


def _factors(unit: str, currency: str) -> tuple[_Factor, _Factor | None]:
    """Return what stands before and after the stroke; a mass for each mass is one part of a whole."""
    over, stroke, under = (part.strip() for part in unit.partition("/"))
    if not stroke:
        return _factor(over, currency), None
    above, below = _factor(over, currency), _factor(under, currency)
    if "mass" in above.sizes and "mass" in below.sizes:
        size = above.sizes["mass"] / below.sizes["mass"]
        return _Factor(unit, {"share": size}, above.substance or below.substance), None
    return above, below


def _factor(text: str, currency: str) -> _Factor:
    """Return the factor that a text names; one of nobody's table is converted into itself alone."""
    if text in AMBIGUOUS:
        raise _two_readings(text)
    if text in _BY_WORD:
        return _Factor(text, _BY_WORD[text])
    if (money := _money(text, currency)) is not None:
        return money
    named = _SUBSTANCE.fullmatch(text)
    if named is not None and named["unit"] in AMBIGUOUS:
        raise _two_readings(named["unit"])
    if named is not None and named["unit"] in _BY_WORD:
        return _Factor(text, _BY_WORD[named["unit"]], named["substance"])
    return _Factor(text, {f"{_UNKNOWN} {text}": Fraction(1)})


def _money(text: str, currency: str) -> _Factor | None:
    """Return the money that a text names: a code, or hundredths of one, and a prefix; else None."""
    code, _, prefix = (part.strip() for part in text.partition(" "))
    code, size = CURRENCY_SIGNS.get(code, code), Fraction(1)
    if code in HUNDREDTHS:
        code, size = HUNDREDTHS[code] or currency, Fraction(1, 100)
    elif not ((code and code == currency) or re.fullmatch(r"[A-Z]{3}", code)):
        return None
    if prefix in AMBIGUOUS:
        raise _two_readings(prefix)
    if prefix not in _BY_PREFIX:
        return None
    return _Factor(text, {f"{_MONEY} {code}": size * prefix_size(prefix)})


def _between(found: _Factor, expected: _Factor) -> Fraction:
    """Return the factor from one unit to another of the same kind and substance."""
    wanted = f"expected {expected.text or 'a plain number'}, found '{found.text[:40]}'"
    for kind, size in found.sizes.items():
        if kind not in expected.sizes:
            continue
        named = found.substance and found.substance != expected.substance
        if named and (kind == "share" or expected.substance):
            raise UnitError(
                wanted, "one compound is not converted into another: name the same in both"
            )
        return size / expected.sizes[kind]
    kinds = [kind.partition(" ")[0] for factor in (found, expected) for kind in factor.sizes]
    if kinds[0] == _UNKNOWN:
        raise _unknown(found.text)
    if kinds == [_MONEY, _MONEY]:
        code = next(iter(expected.sizes)).partition(" ")[2]
        raise UnitError(wanted, f"write {code} with k, m, bn or tn; currencies are not mixed")
    raise UnitError(wanted)


def _two_readings(word: str) -> UnitError:
    first, reading, second, other = AMBIGUOUS[word]
    message = f"'{word}' has two readings: {reading}, or {other}"
    return UnitError(message, f"write {first} or {second}")


def _unknown(word: str) -> UnitError:
    close = get_close_matches(word[:40], [*filter(None, _BY_WORD)], n=1, cutoff=0.6)
    listed = "`counterdraft units` lists the units that are read"
    mend = f"did you mean '{close[0]}'?  {listed}" if close else listed
    return UnitError(f"'{word[:40]}' is not a known unit", mend)
