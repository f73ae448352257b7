"""The units of the trade: symbol, size, other spellings; and the words that have two readings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["AMBIGUOUS", "CURRENCY_SIGNS", "HUNDREDTHS", "KINDS", "PREFIXES", "SHARES", "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: how large it is in the first unit of its kind, and how else it is spelt."""

    symbol: str
    size: Fraction
    meaning: str
    spellings: tuple[str, ...] = ()


def _unit(symbol: str, size: str | int | Fraction, meaning: str, *spellings: str) -> Unit:
    return Unit(symbol, Fraction(size), meaning, spellings)


_POUND = Fraction("0.00045359237")
_OUNCE = Fraction("0.0000311034768")
_BTU = Fraction("1055.05585262") / 10**9
_FOOT = Fraction("0.3048") ** 3

KINDS: dict[str, tuple[Unit, ...]] = {
    "mass": (
        _unit("t", 1, "tonne, 1,000 kg", "tonne", "tonnes"),
        _unit("g", Fraction(1, 10**6), "gram"),
        _unit("kg", Fraction(1, 1000), "kilogram"),
        _unit("dmt", 1, "dry metric tonne: a tonne, as tonnes of a product are dry"),
        _unit("kt", 1000, "thousand tonnes"),
        _unit("Mt", 10**6, "million tonnes"),
        _unit("Gt", 10**9, "thousand million tonnes"),
        _unit("lb", _POUND, "pound, 0.45359237 kg", "lbs", "pound", "pounds"),
        _unit("klb", 1000 * _POUND, "thousand pounds"),
        _unit("Mlb", 10**6 * _POUND, "million pounds", "MMlb"),
        _unit("st", 2000 * _POUND, "short ton, 2,000 lb", "short ton", "short tons"),
        _unit("lt", 2240 * _POUND, "long ton, 2,240 lb", "long ton", "long tons"),
        _unit("oz", _OUNCE, "troy ounce, 31.1034768 g", "ozt", "oz t", "troy oz", "troy ounce"),
        _unit("koz", 1000 * _OUNCE, "thousand troy ounces"),
        _unit("Moz", 10**6 * _OUNCE, "million troy ounces"),
        _unit("ct", Fraction(2, 10**7), "carat, 0.2 g", "carat", "carats"),
        _unit("kct", Fraction(2, 10**4), "thousand carats"),
        _unit("Mct", Fraction(2, 10), "million carats"),
    ),
    "wet mass": (
        _unit("wmt", 1, "wet metric tonne: not a dry one, for the moisture is not known"),
        _unit("kwmt", 1000, "thousand wet metric tonnes"),
    ),
    "metal units": (_unit("dmtu", 1, "dry metric tonne unit: 10 kg of what is contained", "mtu"),),
    "oil": (
        _unit("bbl", 1, "barrel, 42 US gallons", "bbls", "barrel", "barrels"),
        _unit("kbbl", 1000, "thousand barrels"),
        _unit("MMbbl", 10**6, "million barrels", "MMbbls", "mmbbl"),
        _unit("Gbbl", 10**9, "thousand million barrels"),
        _unit("m3", 1 / Fraction("0.158987294928"), "cubic metre", "m³"),
    ),
    "oil equivalent": (
        _unit("boe", 1, "barrel of oil equivalent: neither oil nor gas until a ratio is agreed"),
        _unit("kboe", 1000, "thousand barrels of oil equivalent"),
        _unit("MMboe", 10**6, "million barrels of oil equivalent", "mmboe"),
    ),
    "gas": (
        _unit("m3", 1, "cubic metre, at the conditions of the contract", "m³", "Sm3", "scm"),
        _unit("scf", _FOOT, "standard cubic foot", "cf"),
        _unit("mcf", 1000 * _FOOT, "thousand cubic feet, as the trade has it", "Mcf", "Mscf"),
        _unit("MMcf", 10**6 * _FOOT, "million cubic feet", "MMscf", "mmcf"),
        _unit("bcf", 10**9 * _FOOT, "thousand million cubic feet", "Bcf"),
        _unit("tcf", 10**12 * _FOOT, "million million cubic feet", "Tcf"),
        _unit("MMcm", 10**6, "million cubic metres"),
        _unit("bcm", 10**9, "thousand million cubic metres"),
    ),
    "energy": (
        _unit("GJ", 1, "gigajoule"),
        _unit("TJ", 1000, "terajoule"),
        _unit("PJ", 10**6, "petajoule"),
        _unit("MMBtu", 10**6 * _BTU, "million Btu, of the international table", "mmbtu"),
        _unit("kWh", Fraction(36, 10**4), "kilowatt-hour"),
        _unit("MWh", Fraction(36, 10), "megawatt-hour"),
        _unit("GWh", 3600, "gigawatt-hour"),
        _unit("TWh", 3_600_000, "terawatt-hour"),
    ),
}
"""Units by kind, of which none is converted into another; the first of a kind has the size 1."""

SHARES = (
    _unit("fraction", 1, "part of a whole", "", "one"),
    _unit("%", Fraction(1, 100), "hundredth; `% Li2O` is a grade of that compound", "percent"),
    _unit("ppm", Fraction(1, 10**6), "millionth, by mass: 1 g/t"),
    _unit("ppb", Fraction(1, 10**9), "thousand-millionth, by mass"),
)
"""Parts of a whole; a mass for each mass, as g/t, is one too."""

PREFIXES = (
    _unit("", 1, "of the currency", "one"),
    _unit("k", 1000, "thousand", "thousand"),
    _unit("m", 10**6, "million", "mn", "million", "MM"),
    _unit("bn", 10**9, "thousand million (short scale)", "billion"),
    _unit("tn", 10**12, "million million (short scale)", "trillion"),
)
"""How many of a currency; they follow its code, as in ``USD bn``."""

HUNDREDTHS = {
    "USc": "USD",
    "US¢": "USD",
    "EURc": "EUR",
    "GBp": "GBP",
    "AUc": "AUD",
    "CAc": "CAD",
    "¢": "",
    "c": "",
}
"""Hundredths of a currency; those without one are of the currency that is expected."""
CURRENCY_SIGNS = {"US$": "USD", "€": "EUR", "£": "GBP"}

AMBIGUOUS = {
    "Mbbl": ("kbbl", "a thousand barrels in petroleum", "MMbbl", "a million in the SI"),
    "mbbl": ("kbbl", "a thousand barrels", "MMbbl", "a million"),
    "Mbbls": ("kbbl", "a thousand barrels", "MMbbl", "a million"),
    "Mboe": ("kboe", "a thousand in petroleum", "MMboe", "a million in the SI"),
    "mboe": ("kboe", "a thousand", "MMboe", "a million"),
    "MBtu": ("0.001 MMBtu", "a thousand Btu", "MMBtu", "a million"),
    "mbtu": ("0.001 MMBtu", "a thousand Btu", "MMBtu", "a million"),
    "mt": ("t", "a metric ton", "Mt", "a million tonnes"),
    "MT": ("t", "a metric ton", "Mt", "a million tonnes"),
    "mmt": ("Mt", "a million metric tons", "kt", "a thousand"),
    "ton": ("t", "a tonne", "st or lt", "a short or a long ton"),
    "tons": ("t", "a tonne", "st or lt", "a short or a long ton"),
    "T": ("t", "a tonne", "st", "a short ton"),
    "mcm": ("m3", "thousand cubic metres", "MMcm", "million cubic metres"),
    "M": ("k", "a thousand, as in Roman numerals", "m", "a million"),
    "b": ("bn", "a thousand million", "tn", "a million million, on the long scale"),
    "B": ("bn", "a thousand million", "tn", "a million million, on the long scale"),
    "mlb": ("klb", "a thousand pounds", "Mlb", "a million"),
    "moz": ("koz", "a thousand ounces", "Moz", "a million"),
    "$": ("USD", "one dollar", "AUD or CAD", "another"),
    "¥": ("JPY", "the yen", "CNY", "the yuan"),
}
"""Words with two readings, each with what to write for it; none is ever taken."""
