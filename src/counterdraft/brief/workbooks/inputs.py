"""The numbers of a term sheet as inputs: a rule whose numbers are cells writes formulas that name them."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from counterdraft.brief.workbooks.cells import Cell, YearRow
from counterdraft.brief.workbooks.lines import Kind
from counterdraft.brief.workbooks.worksheet import Section, Worksheet
from counterdraft.case.fields import Discount, Part, Rate, Share
from counterdraft.case.series import Discounts, Series, Shares, by_year

__all__ = ["WrittenSeries", "with_cells"]

SERIES = (Series, Shares, Discounts)
RATES = (Share, Rate, Discount, Shares, Discounts)
NEEDS_NO_INPUT = (0, 1)
"""Defaults that a formula leaves out."""
OLDEST_YEAR = 1000
"""Whole numbers from here on are years of the calendar."""
AnyPart = TypeVar("AnyPart", bound=Part)


class WrittenSeries(YearRow):
    """The cells of a series, which is compared as the file has it."""

    def __init__(self, row: YearRow, written: object) -> None:
        super().__init__(row.cells)
        self.written = written

    def __eq__(self, other: object) -> bool:
        return bool(self.written == other)

    def __ne__(self, other: object) -> bool:
        return bool(self.written != other)

    __hash__ = object.__hash__


def with_cells(part: AnyPart, sheet: Worksheet, section: Section, label: str) -> AnyPart:
    """
    Return a part of a term sheet whose numbers are cells.

    What the file does not say and a formula can leave out stays a number.

    Args:
        part: An instrument, or what stands in it.
        sheet: The inputs are added to it.
        section: Where they stand.
        label: What their labels begin with.
    """
    hints = get_type_hints(type(part), include_extras=True)
    update = {
        name: _changed(
            hints[name],
            value,
            f"{label} {name.strip('_').replace('_', ' ')}".strip(),
            (sheet, section),
            is_written=name in part.model_fields_set,
        )
        for name in type(part).model_fields
        if (value := getattr(part, name)) is not None
    }
    copy = part.model_copy(update=update)
    # What the file says and what it leaves out stays known: rules ask for it.
    object.__setattr__(copy, "__pydantic_fields_set__", set(part.model_fields_set))
    return copy


def _changed(
    hint: object,
    value: Any,  # noqa: ANN401
    label: str,
    place: tuple[Worksheet, Section],
    *,
    is_written: bool,
) -> Any:  # noqa: ANN401
    """Return the value of a field with cells in the place of numbers."""
    options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    if isinstance(value, Part):
        return with_cells(value, *place, label)
    is_series = any(option in SERIES for option in options)
    if isinstance(value, Mapping) and not is_series:
        inner = next((args[-1] for o in options if len(args := get_args(o)) == 2), object)
        return {
            key: _changed(inner, item, f"{label} {key}", place, is_written=True)
            for key, item in value.items()
        }
    if isinstance(value, tuple) and not is_series:
        inner = next((args[0] for o in options if (args := get_args(o))), object)
        return tuple(
            _changed(inner, item, f"{label} {n}", place, is_written=True)
            for n, item in enumerate(value, start=1)
        )
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not (is_series or is_number) or (not is_written and value in NEEDS_NO_INPUT):
        return value
    kind: Kind = "rate" if any(option in RATES for option in options) else "number"
    if is_series:
        return WrittenSeries(_series(*place, label, value, kind), value)
    if isinstance(value, int) and abs(value) >= OLDEST_YEAR:
        kind = "year"
    return place[0].number(place[1], label, value, "", "", kind)


def _series(sheet: Worksheet, section: Section, label: str, value: Any, kind: Kind) -> YearRow:  # noqa: ANN401
    """Return a series as one input where it is one number, else as an input of every year."""
    if isinstance(value, (tuple, dict)):
        return sheet.series(section, label, [*by_year(value, sheet.years)], kind=kind)
    cell: Cell = sheet.number(section, label, value, kind=kind)
    return YearRow([cell] * len(sheet.years))
