"""Units of quantities and of money, so that a price times a volume is money of the file."""

from __future__ import annotations

import re

__all__ = ["MASS", "MONEY", "UnitError", "money_factor", "price_factor", "quantity_factor"]

MASS = {
    "g": 1e-6,
    "oz": 31.1034768e-6,
    "lb": 0.45359237e-3,
    "kg": 1e-3,
    "t": 1.0,
    "kt": 1e3,
    "Mt": 1e6,
    "Gt": 1e9,
}
_VOLUME = {"bbl": 1.0, "kbbl": 1e3, "Mbbl": 1e6, "Gbbl": 1e9}
MONEY = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}


class UnitError(ValueError):
    """A unit that cannot be converted; the reader of a file turns it into a fault."""


def quantity_factor(found: str, wanted: str) -> float:
    """
    Return how many *wanted* one *found* is.

    >>> quantity_factor("kt", "t")
    1000.0
    """
    for table in (MASS, _VOLUME):
        if found in table and wanted in table:
            return table[found] / table[wanted]
    if found == wanted:
        return 1.0
    raise UnitError(f"{found!r} cannot be converted to {wanted!r}")


def money_factor(found: str, currency: str, unit: str) -> float:
    """
    Return how many of the file's unit one *found* is: ``USD m`` where ``USD bn`` is meant is 0.001.

    Raises:
        UnitError: Another currency, or no unit of money.
    """
    match = re.fullmatch(r"([A-Z]{3})(?:\s+(k|m|bn))?", found.strip())
    if match is None:
        raise UnitError(f"{found!r} is not an amount of money")
    if match[1] != currency:
        raise UnitError(f"is in {match[1]}, the rest is in {currency}; currencies are not mixed")
    return MONEY[match[2] or ""] / MONEY[unit]


def price_factor(price_unit: str, quantity_unit: str, currency: str, unit: str) -> float:
    """
    Return what turns a price times a quantity into money of the file.

    >>> price_factor("USD/t", "kt", "USD", "m")
    0.001
    """
    money, slash, per = price_unit.partition("/")
    if not slash:
        raise UnitError(f"{price_unit!r} is not a price: USD/t, USD/lb, …")
    return money_factor(money, currency, unit) * quantity_factor(quantity_unit, per.strip())
