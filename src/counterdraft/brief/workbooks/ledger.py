"""A workbook of yearly rows: inputs on a sheet of their own, formulas that name them on another."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from counterdraft.case.series import by_year

__all__ = ["FIRST", "Fixed", "Kind", "Ledger", "Line", "Row", "Value", "letter"]

FIRST = 4
"""Column (from nought) of the first year: after the label, the value, the unit and the remark."""
HEAD = 3
"""Lines above the first: the title, the years, and their numbers from nought."""
Kind = Literal["money", "rate", "number", "heading"]


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
    """One line of yearly cells: its number in its sheet, counted from 1."""

    number: int
    sheet: str = ""

    def at(self, t: int) -> str:
        """Return the cell of year *t*."""
        return f"{self.sheet}{letter(FIRST + t)}{self.number}"

    def before(self, t: int, opening: str = "0") -> str:
        """Return the cell of the year before, or the opening where there is none."""
        return self.at(t - 1) if t else opening

    def upto(self, t: int) -> str:
        """Return the cells from the first year to *t*."""
        return f"{self.sheet}${letter(FIRST)}{self.number}:{letter(FIRST + t)}{self.number}"

    def since(self, t: int, count: int) -> str:
        """Return the cells from *t* to the last of *count* years."""
        last = letter(FIRST + count - 1)
        return f"{self.sheet}{letter(FIRST + t)}{self.number}:${last}{self.number}"


@dataclass(frozen=True)
class Fixed:
    """One cell that holds in every year, by its name."""

    name: str

    def at(self, _: int) -> str:
        """Return the name."""
        return self.name


Value = Row | Fixed


@dataclass
class Line:
    """One line of a sheet: what stands in its columns."""

    label: str
    kind: Kind
    unit: str = ""
    remark: str = ""
    value: float | None = None
    name: str = ""
    cells: Sequence[float | str] = ()
    total: bool = False


@dataclass(eq=False)
class Ledger:
    """
    Lines under construction.

    Args:
        title: Head of the sheets.
        years: Their columns.
        unit: Of the money.
    """

    title: str
    years: Sequence[int]
    unit: str
    inputs: list[Line] = field(default_factory=list)
    flows: list[Line] = field(default_factory=list)

    def heading(self, text: str, remark: str = "") -> None:
        """Begin a part, on both sheets."""
        for lines in (self.inputs, self.flows):
            if lines and lines[-1].kind == "heading":
                lines.pop()
            lines.append(Line(text, "heading", remark=remark))

    def number(
        self, label: str, value: float, unit: str = "", remark: str = "", kind: Kind = "number"
    ) -> Fixed:
        """Add an input that holds in every year, with a name for the formulas."""
        name = self._named(label)
        self.inputs.append(Line(label, kind, unit, remark, float(value), name))
        return Fixed(name)

    def series(
        self,
        label: str,
        values: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]],
        unit: str = "",
        remark: str = "",
        kind: Kind = "number",
    ) -> Row:
        """Add an input of its own for every year."""
        self.inputs.append(Line(label, kind, unit, remark, cells=[float(v) for v in values]))
        return Row(len(self.inputs) + HEAD, "Inputs!")

    def given(
        self,
        label: str,
        series: float | tuple[float, ...] | dict[int, float],
        unit: str = "",
        remark: str = "",
        kind: Kind = "number",
    ) -> Value:
        """Add an input as the file writes it: one number, or one a year."""
        if isinstance(series, (tuple, dict)):
            return self.series(label, by_year(series, self.years), unit, remark, kind)
        return self.number(label, series, unit, remark, kind)

    def formulas(
        self,
        label: str,
        formula: Callable[[int], str],
        unit: str = "",
        remark: str = "",
        kind: Kind = "money",
        *,
        total: bool = False,
    ) -> Row:
        """
        Add a line of formulas.

        Args:
            label: What the line is.
            formula: Gives the formula of each year, without the equals sign.
            unit: Of what it gives; the ledger's money where it is not said.
            remark: How to read it.
            kind: How to show it.
            total: Whether its sum over the years means something.
        """
        row = self.reserve(label, unit, remark, kind, total=total)
        self.fill(row, formula)
        return row

    def reserve(
        self,
        label: str,
        unit: str = "",
        remark: str = "",
        kind: Kind = "money",
        *,
        total: bool = False,
    ) -> Row:
        """Add a line whose formulas are filled in later: others may name it already."""
        money = self.unit if kind == "money" and not unit else unit
        self.flows.append(Line(label, kind, money, remark, total=total))
        return Row(len(self.flows) + HEAD)

    def fill(self, row: Row, formula: Callable[[int], str]) -> None:
        """Write the formulas of a line."""
        cells = [f"={formula(t)}" for t in range(len(self.years))]
        self.flows[row.number - HEAD - 1].cells = cells

    @property
    def following(self) -> Row:
        """The line of formulas that will be added next: for formulas that refer to their own line."""
        return Row(len(self.flows) + HEAD + 1)

    @staticmethod
    def year(t: int) -> str:
        """Return the cell that holds the year."""
        return f"{letter(FIRST + t)}$2"

    @staticmethod
    def position(t: int) -> str:
        """Return the cell that holds the number of the year, from nought."""
        return f"{letter(FIRST + t)}$3"

    def _named(self, label: str) -> str:
        name = re.sub(r"[^A-Za-z0-9_]+", "_", label).strip("_")
        if not re.match(r"[A-Za-z_]", name) or re.fullmatch(r"[A-Za-z]{0,3}\d*|[RrCc]\d*", name):
            name = f"_{name}"
        taken = {line.name.lower() for line in self.inputs}
        found, number = name, 2
        while found.lower() in taken:
            found, number = f"{name}_{number}", number + 1
        return found
