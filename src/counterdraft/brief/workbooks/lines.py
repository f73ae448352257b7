"""The lines of a workbook: inputs on one sheet, yearly formulas on another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from counterdraft.brief.workbooks.cells import Cell

__all__ = ["FIRST", "HEAD", "Kind", "Line", "letter"]

FIRST = 4
"""Column (from zero) of the first year: after the label, the value, the unit and the remark."""
HEAD = 3
"""Lines above the first: the title, the years, and their numbers from zero."""
Kind = Literal["money", "rate", "number", "year", "heading"]


def letter(column: int) -> str:
    """
    Return the name of a column.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(eq=False)
class Line:
    """One line of a sheet: what stands in its columns, and its number once the sheet is laid out."""

    label: str
    kind: Kind
    unit: str = ""
    remark: str = ""
    value: float | None = None
    name: str = ""
    cells: dict[int, Cell] = field(default_factory=dict)
    """By the position of the year."""
    is_total: bool = False
    """The sum over its years is shown, and the line stays even where nothing is computed in it."""
    is_input: bool = False
    number: int = 0

    def at(self, year: int) -> str:
        """Return the name of the cell of a year."""
        return f"{'Inputs!' if self.is_input else ''}{letter(FIRST + year)}{self.number}"

    def span(self, first: int, last: int, years: int) -> str:
        """Return the name of the cells of some years, the ends of the calendar held in place."""
        start = ("$" if first == 0 else "") + letter(FIRST + first)
        end = ("$" if last == years - 1 else "") + letter(FIRST + last)
        return f"{'Inputs!' if self.is_input else ''}{start}{self.number}:{end}{self.number}"
