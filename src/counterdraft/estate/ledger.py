"""A worksheet of yearly rows whose cells are formulas, so that a reviewer can check them by hand."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from counterdraft.estate.book import Floats

__all__ = ["FIRST", "Ledger", "Row", "letter"]

FIRST = 3
"""Column (from nought) of the first year: after the label, the parameter and the unit."""


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


@dataclass(frozen=True)
class Row:
    """One line: its number in the sheet, counted from 1."""

    number: int

    def at(self, t: int) -> str:
        """Return the cell of year *t*."""
        return f"{letter(FIRST + t)}{self.number}"

    def before(self, t: int, opening: str = "0") -> str:
        """Return the cell of the year before, or the opening where there is none."""
        return self.at(t - 1) if t else opening

    @property
    def parameter(self) -> str:
        """The cell of the parameter of the line, fixed."""
        return f"$B${self.number}"


Cell = str | float


@dataclass(eq=False)
class Ledger:
    """
    Lines under construction.

    Args:
        title: Head of the sheet.
        years: Its columns.
        unit: Of the money.
    """

    title: str
    years: Sequence[int]
    unit: str
    lines: list[tuple[str, float | None, str, list[Cell], list[float] | None]] = field(
        default_factory=list
    )

    def heading(self, text: str) -> None:
        """Add a line that only says something."""
        self.lines.append((text, None, "heading", [], None))

    def values(self, label: str, numbers: Floats, note: str = "") -> Row:
        """Add a line of numbers: inputs, or what has no formula (then the note says so)."""
        self.lines.append((label, None, note or "input", [float(v) for v in numbers], None))
        return Row(len(self.lines) + 2)

    def formulas(
        self,
        label: str,
        formula: Callable[[int], str],
        *,
        parameter: float | None = None,
        known: Floats | None = None,
    ) -> Row:
        """
        Add a line of formulas.

        Args:
            label: What the line is.
            formula: Gives the formula of each year, without the equals sign.
            parameter: A number that stands in the second column, for the formulas to name.
            known: What the formulas give, shown by programs that do not calculate.
        """
        row = Row(len(self.lines) + 3)
        cells: list[Cell] = ["=" + formula(t) for t in range(len(self.years))]
        numbers = None if known is None else [float(v) for v in known]
        self.lines.append((label, parameter, "", cells, numbers))
        return row

    @property
    def following(self) -> Row:
        """The line that will be added next: for formulas that refer to their own line."""
        return Row(len(self.lines) + 3)

    def workbook(self, notes: Mapping[str, str]) -> bytes:
        """Return the workbook: the sheet of flows, and a sheet of notes."""
        import xlsxwriter  # noqa: PLC0415 - start-up time

        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        book.set_properties({"title": self.title, "created": _EPOCH})
        sheet = book.add_worksheet("Flows")
        style = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "input": book.add_format({"font_color": "#1f4e9c", "num_format": "#,##0.00"}),
            "plain": book.add_format({"num_format": "#,##0.00"}),
            "bold": book.add_format({"bold": True}),
            "parameter": book.add_format({"font_color": "#1f4e9c", "num_format": "0.0000"}),
        }
        sheet.write(0, 0, f"{self.title} ({self.unit})", style["bold"])
        sheet.write_row(1, 0, ["", "parameter", "kind", *self.years], style["head"])
        for number, (label, parameter, kind, cells, known) in enumerate(self.lines, start=2):
            sheet.write(number, 0, label, style["bold"] if kind == "heading" else None)
            if parameter is not None:
                sheet.write(number, 1, parameter, style["parameter"])
            if kind not in {"heading", ""}:
                sheet.write(number, 2, kind)
            for t, cell in enumerate(cells):
                if isinstance(cell, str):
                    shown = 0 if known is None else known[t]
                    sheet.write_formula(number, FIRST + t, cell, style["plain"], shown)
                else:
                    sheet.write_number(number, FIRST + t, cell, style["input"])
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 2, 12)
        sheet.freeze_panes(2, FIRST)
        other = book.add_worksheet("Notes")
        other.set_column(0, 0, 28)
        other.set_column(1, 1, 90)
        for number, (key, text) in enumerate(notes.items()):
            other.write(number, 0, key)
            other.write(number, 1, text)
        book.close()
        return buffer.getvalue()


def _epoch() -> Any:  # noqa: ANN401 - a date of a library without types
    from datetime import datetime  # noqa: PLC0415

    return datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones


_EPOCH = _epoch()
