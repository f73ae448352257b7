"""A workbook under construction: inputs with names, and lines of formulas, part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from counterdraft.brief.workbooks.cells import Cell, Place, YearRow, cell_of, given, named
from counterdraft.brief.workbooks.formulas import leaves
from counterdraft.brief.workbooks.lines import FIRST, HEAD, Kind, Line, letter
from counterdraft.runtime.arrays import Floats

__all__ = ["Section", "Worksheet"]


@dataclass(eq=False)
class Section:
    """A part of both sheets: its inputs, and its lines of formulas."""

    title: str
    remark: str = ""
    inputs: list[Line] = field(default_factory=list)
    flows: list[Line] = field(default_factory=list)
    by_label: dict[tuple[str, int], Line] = field(default_factory=dict)
    shown: dict[tuple[str, int], int] = field(default_factory=dict)
    """How often a label was shown in a year."""


@dataclass(eq=False)
class Worksheet:
    """
    Inputs and lines of formulas.

    Args:
        title: Head of the sheets.
        years: Their columns.
        unit: Of the money.
    """

    title: str
    years: Sequence[int]
    unit: str
    sections: list[Section] = field(default_factory=list)
    names: dict[str, Line] = field(default_factory=dict)
    """Inputs by their names in formulas."""

    def section(self, title: str, remark: str = "") -> Section:
        """Return a new part, the last so far."""
        self.sections.append(Section(title, remark))
        return self.sections[-1]

    def number(
        self,
        section: Section,
        label: str,
        value: float,
        unit: str = "",
        remark: str = "",
        kind: Kind = "number",
    ) -> Cell:
        """Return an input that holds in every year."""
        name = self._free_name(label)
        line = Line(label, kind, unit, remark, value=float(value), name=name, is_input=True)
        section.inputs.append(line)
        self.names[name] = line
        return named(float(value), name, fixed=True)

    def series(
        self,
        section: Section,
        label: str,
        values: Sequence[float] | Floats,
        unit: str = "",
        remark: str = "",
        kind: Kind = "number",
    ) -> YearRow:
        """Return an input with a value for every year."""
        line = Line(label, kind, unit, remark, is_input=True)
        section.inputs.append(line)
        row = given(line, values)
        line.cells = dict(enumerate(row))
        return row

    def line(
        self,
        section: Section,
        label: str,
        kind: Kind = "money",
        unit: str = "",
        remark: str = "",
        *,
        is_total: bool = False,
    ) -> Line:
        """Return a new line of formulas, which stays where it has a total or something is computed in it."""
        money = self.unit if kind == "money" and not unit else unit
        line = Line(label, kind, money, remark, is_total=is_total)
        section.flows.append(line)
        return line

    def put(self, line: Line, t: int, amount: Cell) -> Cell:
        """Return *amount*, which stands in year *t* of a line from now on."""
        if amount.place is None and amount.operation not in {"number", "name"}:
            amount.place = Place(line, t)
        line.cells[t] = amount
        return amount

    def put_own(self, line: Line, t: int, amount: Any) -> Cell:  # noqa: ANN401
        """Return the cell of year *t* of a line that names *amount* wherever that stands."""
        cell = cell_of(amount)
        if cell.place is not None or cell.operation in {"number", "name"}:
            if cell.is_number and cell.value == 0:
                line.cells[t] = cell
                return cell
            cell = Cell(cell.value, "same", (cell,), fixed=False)
        return self.put(line, t, cell)

    def show(
        self, section: Section, label: str, t: int, amount: Cell, kind: Kind = "money"
    ) -> Cell:
        """Return *amount*, which stands in the line *label* of a section: in a second one the second time."""
        amount = cell_of(amount)
        if isinstance(amount.value, bool):
            amount = amount * 1.0
        count = section.shown[label, t] = section.shown.get((label, t), 0) + 1
        line = section.by_label.get((label, count))
        if line is None:
            text = label if count == 1 else f"{label} ({count})"
            line = section.by_label[label, count] = self.line(section, text, kind)
        return self.put(line, t, amount)

    def show_years(
        self, section: Section, label: str, row: YearRow, kind: Kind = "money"
    ) -> YearRow:
        """Return *row*, whose cells stand in the line *label* of a section."""
        return YearRow(self.show(section, label, t, cell, kind) for t, cell in enumerate(row))

    @property
    def year_cells(self) -> YearRow:
        """The years, as the head of the sheet names them."""
        return YearRow(
            named(float(year), f"{letter(FIRST + t)}$2") for t, year in enumerate(self.years)
        )

    @property
    def elapsed_cells(self) -> YearRow:
        """Years since the first, as the head of the sheet names them."""
        return YearRow(named(float(t), f"{letter(FIRST + t)}$3") for t in range(len(self.years)))

    def lay_out(self) -> tuple[list[Line], list[Line]]:
        """Return the lines of the two sheets, numbered: inputs that something hangs on, and formulas."""
        for section in self.sections:
            section.flows = [line for line in section.flows if line.is_total or _computes(line)]
        needed = set(self._needed())
        sheets: list[list[Line]] = []
        for name in ("inputs", "flows"):
            lines: list[Line] = []
            for section in self.sections:
                own = getattr(section, name)
                if name == "inputs":
                    own = [line for line in own if line in needed]
                if own:
                    lines += [Line(section.title, "heading", remark=section.remark), *own]
            for number, line in enumerate(lines, start=HEAD + 1):
                line.number = number
            sheets.append(lines)
        return sheets[0], sheets[1]

    def _needed(self) -> Iterator[Line]:
        """Give the inputs that formulas name."""
        for section in self.sections:
            for line in section.flows:
                for cell in line.cells.values():
                    for leaf in (cell, *leaves(cell)):
                        if leaf.operation == "name" and leaf.text in self.names:
                            yield self.names[leaf.text]
                        elif leaf.operation == "input" and leaf.place is not None:
                            yield leaf.place.line

    def _free_name(self, label: str) -> str:
        """Return a name for formulas that no other input has and that is no name of a cell."""
        name = re.sub(r"[^A-Za-z0-9_]+", "_", label).strip("_")
        if not re.match(r"[A-Za-z_]", name) or re.fullmatch(r"[A-Za-z]{0,3}\d*|[RrCc]\d*", name):
            name = f"_{name}"
        taken = {text.lower() for text in self.names}
        free, number = name, 2
        while free.lower() in taken:
            free, number = f"{name}_{number}", number + 1
        return free


def _computes(line: Line) -> bool:
    """Return whether a formula stands in a line, and not only names of other cells."""
    return any(
        cell.place is not None and cell.place.line is line and not cell.is_number
        for cell in line.cells.values()
    )
