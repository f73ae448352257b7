"""The accounts of a waterfall as cells: instruments that are settled in them write their formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counterdraft.brief.workbooks.cells import Cell, YearRow, cell_of
from counterdraft.brief.workbooks.inputs import with_cells
from counterdraft.brief.workbooks.lines import Kind, Line
from counterdraft.brief.workbooks.worksheet import Section, Worksheet
from counterdraft.fiscal.book import Book, Flows
from counterdraft.fiscal.instrument import Instrument

__all__ = ["FormulaBook"]

RATES = frozenset({"rate", "share", "state_share"})
"""Lines of instruments that report a rate."""
PER_UNIT = frozenset({"level"})


class FormulaBook(Book):
    """
    Accounts of one path whose numbers are cells of a worksheet.

    Args:
        sheet: The worksheet.
        flows: The project before anybody shares it, in rows of cells.
        owner: Who earns the revenue.
        state: Whose receipts are the revenue of the state.
        final: The line of each party's cash once everything is paid.
    """

    def __init__(
        self, sheet: Worksheet, flows: Flows, owner: str, state: str, final: dict[str, Line]
    ) -> None:
        self.sheet, self.final = sheet, final
        self.parts: dict[str, Section] = {}
        self.now, self.name = -1, ""
        self.payments: dict[tuple[str, str, str], Line] = {}
        self.constants: dict[tuple[str, str], Cell] = {}
        super().__init__(flows, owner, state, list(final))

    def add(self, instrument: Instrument) -> Instrument:
        """Return the instrument with its numbers as inputs of a section of its own."""
        whom = f"{instrument.payer} to {instrument.payee}"
        title = f"{instrument.name} ({instrument.kind.replace('_', ' ')})"
        section = self.parts[instrument.name] = self.sheet.section(title, whom)
        return with_cells(instrument, self.sheet, section, f"{instrument.name}:")

    @property
    def elapsed(self) -> Any:  # noqa: ANN401
        """Years since the first."""
        return self.sheet.elapsed_cells

    def zeros(self) -> Any:  # noqa: ANN401
        """Return zero."""
        return Cell(0.0)

    def blank(self) -> Any:  # noqa: ANN401
        """Zeros, one per year."""
        return YearRow(Cell(0.0) for _ in self.sheet.years)

    def by_year(self, series: Any) -> Any:  # noqa: ANN401
        """Return a series year by year."""
        return series if isinstance(series, YearRow) else self.blank() + series

    def line(self, name: str) -> Any:  # noqa: ANN401
        """Return the reported line *name*: what is written to it is shown."""
        if name not in self.lines:
            self.lines[name] = _Reported(self, name.partition(".")[2])  # type: ignore[assignment]
        return self.lines[name]

    def show(self, label: str, amount: Any, kind: Any = "money") -> Any:  # noqa: ANN401
        """Return *amount*, which has a line of its own from now on."""
        section, label = self.parts[self.name], f"{self.name}: {label}"
        if isinstance(amount, YearRow):
            return self.sheet.show_years(section, label, amount, kind)
        return self.sheet.show(section, label, self.now, amount, kind)

    def constant(self, label: str, number: Any) -> Any:  # noqa: ANN401
        """Return a number of the rule as an input."""
        if isinstance(number, Cell):
            return number
        key = (self.name, label)
        if key not in self.constants:
            section = self.parts[self.name]
            self.constants[key] = self.sheet.number(section, f"{self.name}: {label}", number)
        return self.constants[key]

    def enter(self, name: str, t: int) -> None:
        """Begin year *t* of the instrument *name*."""
        self.name, self.now = name, t

    def close(self, t: int) -> None:
        """Write what every party has got in year *t*: later years name it."""
        for party, line in self.final.items():
            cash: Any = self.cash[party]
            cash[t] = self.sheet.put_own(line, t, cash[t])

    def pay(self, name: str, t: int, payer: str, payee: str, amount: Any, **flags: bool) -> None:  # noqa: ANN401
        """Move *amount*, which stands in a line that says who pays whom."""
        line = self._payment(name, payer, payee)
        moved: Any = self.sheet.put_own(line, t, amount)
        super().pay(name, t, payer, payee, moved, **flags)

    def _payment(self, name: str, payer: str, payee: str) -> Line:
        """Return the line of what is moved, named after the instrument where it moves but one sum."""
        key = (name, payer, payee)
        if key not in self.payments:
            label = name if not any(other[0] == name for other in self.payments) else ""
            if not label:
                used = {other[2] for other in self.payments if other[0] == name}
                label = f"{name} by {payer}" if payee in used else f"{name} to {payee}"
            section, remark = self.parts[self.name], f"{payer} to {payee}"
            self.payments[key] = self.sheet.line(section, label, remark=remark, is_total=True)
        return self.payments[key]


class _Reported(YearRow):
    """A line that an instrument reports: what is written to it is shown."""

    def __init__(self, book: FormulaBook, name: str) -> None:
        super().__init__(Cell(0.0) for _ in book.sheet.years)
        self.book, self.label = book, name.replace("_", " ")
        self.kind: Kind = "rate" if name in RATES else "number" if name in PER_UNIT else "money"

    def __setitem__(self, at: Any, value: Any) -> None:  # noqa: ANN401
        if isinstance(at, slice):
            super().__setitem__(at, value)
            return
        book = self.book
        section = book.parts[book.name]
        shown = book.sheet.show(
            section, f"{book.name}: {self.label}", at, cell_of(value), self.kind
        )
        self.cells[at] = shown


def put_sums(sheet: Worksheet, line: Line, rows: Sequence[YearRow]) -> None:
    """Write the sum of rows to a line, year by year."""
    for t in range(len(sheet.years)):
        cells = [row[t] for row in rows]
        sheet.put_own(line, t, sum(cells[1:], cells[0]))
