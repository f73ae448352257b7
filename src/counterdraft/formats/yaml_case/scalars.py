"""The smallest parts of a file: texts, names, numbers, days and yes-or-no, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from counterdraft.case.numbers import Number, read_number, read_ratio
from counterdraft.case.units import PREFIX_WORDS, UnitError, prefix_of
from counterdraft.formats.tree import Map, Seq, Text, clip

__all__ = [
    "Day",
    "DayField",
    "Flag",
    "IssueName",
    "Name",
    "PrefixField",
    "Quantity",
    "QuantityField",
    "RatioField",
    "TextField",
    "Whole",
]

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and where it stands."""

    number: Number
    at: Text

    @property
    def value(self) -> Fraction:
        """The number in whichever unit has no percentages: ``50 %`` is a half."""
        return self.number.value / 100 if self.number.percent else self.number.value


@dataclass(frozen=True, slots=True)
class Day:
    """A date and where it stands."""

    value: date
    at: Text


def wrong(message: str, help: str = "") -> PydanticCustomError:  # noqa: A002
    """Return an error that becomes a fault with this wording."""
    return PydanticCustomError("fault", "{message}", {"message": message, "help": help})


def found(value: object) -> str:
    """Return what was found, in a word or two."""
    if isinstance(value, Map):
        return "a table"
    if isinstance(value, Seq):
        return "a list"
    return "nothing" if isinstance(value, Text) and value.empty else f"'{clip(str(value))}'"


def _scalar(value: object, expected: str) -> Text:
    if not isinstance(value, Text) or value.empty:
        raise wrong(f"expected {expected}, found {found(value)}")
    return value


def _text(value: object) -> Text:
    return _scalar(value, "a text")


def _name(value: object) -> Text:
    text = _scalar(value, "a name")
    if _NAME.fullmatch(text) is None:
        raise wrong(
            f"'{clip(text)}' is no name", "a name has letters A to Z, digits, _ and -, at most 100"
        )
    return text


def _issue_name(value: object) -> Text:
    text = _name(value)
    if text in {"and", "or", "not", "implies", "in", "true", "false"}:
        raise wrong(
            f"an issue may not be called '{text}'", "it is a word of the condition language"
        )
    return text


def _quantity(value: object) -> Quantity:
    text = _scalar(value, "a number")
    number = read_number(text)
    if number is None:
        raise wrong(f"'{clip(text)}' is no number", _number_help(text))
    return Quantity(number, text)


def _prefix(value: object) -> str:
    text = _scalar(value, "a prefix of money, as m or bn")
    try:
        return prefix_of(text)
    except UnitError as error:
        raise wrong(str(error), error.help) from None


def _ratio(value: object) -> Quantity:
    text = _scalar(value, "a number")
    if "/" not in text:
        return _quantity(value)
    number = read_ratio(text)
    if number is None:
        raise wrong(f"'{clip(text)}' is no ratio", "write two numbers, as 0.3/12")
    return Quantity(number, text)


def _number_help(text: str) -> str:
    if text.lower().lstrip("+-.") in {"nan", "inf", "infinity"}:
        return "only finite numbers are read; leave the field out, or write a wide range"
    if re.fullmatch(r"[-+]?[\d,_' ]+(\.\d+)?", text):
        return "write it without separators, as 1000000 or 1e6"
    if re.fullmatch(r"[-+]?\d+/\d+", text):
        return "write it as a decimal"
    if re.fullmatch(r"[-+]?\d+,\d+", text):
        return "write a point, not a comma"
    if re.match(r"[-+]?[\d.]+\s*[A-Za-z$€]", text):
        return "write {value: NUMBER, unit: UNIT} for a number with a unit"
    return "write it as 12, -0.5, 1e6 or 50 %"


def _whole(value: object) -> int:
    number = _quantity(value)
    if number.value.denominator != 1:
        raise wrong(f"'{number.at}' is no whole number")
    return int(number.value)


def _day(value: object) -> Day:
    text = _scalar(value, "a date")
    try:
        if _DAY.fullmatch(text) is None:
            raise ValueError  # noqa: TRY301 - one wording for both
        return Day(date.fromisoformat(text), text)
    except ValueError:
        raise wrong(f"'{clip(text)}' is no date", "write it as 2025-02-15") from None


def _flag(value: object) -> bool:
    text = _scalar(value, "true or false")
    if text.plain and text in {"true", "True", "TRUE"}:
        return True
    if text.plain and text in {"false", "False", "FALSE"}:
        return False
    raise wrong(f"expected true or false, found '{clip(text)}'")


def choice(words: tuple[str, ...], otherwise: str = "") -> Any:  # noqa: ANN401 - as `leaf`
    """Return the marks of a leaf that is one of some words; *otherwise* names another form."""
    listed = " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]

    def check(value: object) -> str:
        if isinstance(value, Text) and value in words:
            return str(value)
        near = get_close_matches(str(value)[:60], words, n=1) if isinstance(value, Text) else []
        advice = f"did you mean '{near[0]}'?" if near else otherwise
        raise wrong(f"expected {listed}, found {found(value)}", advice)

    return leaf(check, {"enum": list(words)})


def leaf(check: Any, schema: dict[str, Any]) -> Any:  # noqa: ANN401 - what Annotated takes
    """Return the two marks of a leaf: how it is read, and what editors are told."""
    return PlainValidator(check), WithJsonSchema(schema)


_NUMBER_SCHEMA = {
    "anyOf": [
        {"type": "number"},
        {
            "type": "string",
            "pattern": r"^\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*(%|percent)?\s*$",
        },
    ]
}
_NAME_SCHEMA = {"type": ["string", "number"], "pattern": "^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$"}

TextField = Annotated[Text, *leaf(_text, {"type": ["string", "number", "boolean"]})]
Name = Annotated[Text, *leaf(_name, _NAME_SCHEMA)]
IssueName = Annotated[Text, *leaf(_issue_name, _NAME_SCHEMA)]
QuantityField = Annotated[Quantity, *leaf(_quantity, _NUMBER_SCHEMA)]
PrefixField = Annotated[str, *leaf(_prefix, {"enum": [*filter(None, PREFIX_WORDS)]})]
RatioField = Annotated[Quantity, *leaf(_ratio, {"type": ["number", "string"]})]
Whole = Annotated[int, *leaf(_whole, {"type": "integer"})]
DayField = Annotated[
    Day, *leaf(_day, {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
Flag = Annotated[bool, *leaf(_flag, {"type": "boolean"})]
