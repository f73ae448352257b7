"""A worksheet as a file: what it says at a glance, the inputs, and the flows by formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from counterdraft.brief.workbooks.cells import Cell
from counterdraft.brief.workbooks.formulas import formula
from counterdraft.brief.workbooks.lines import FIRST, HEAD, Line
from counterdraft.brief.workbooks.worksheet import Worksheet

__all__ = ["PartyWorth", "workbook_file"]

EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
INK, PAPER, BLUE = "#1b2a3a", "#eef2f6", "#1f4e9c"


@dataclass(frozen=True)
class PartyWorth:
    """What a party gets: its cash by year, its discount factors, and its worth as the program has it."""

    party: str
    rate: Cell
    cash: Line
    factors: Line
    npv: float


def workbook_file(
    sheet: Worksheet,
    worths: Sequence[PartyWorth],
    check: Line,
    notes: Mapping[str, str],
    order: Sequence[tuple[str, str, str]] = (),
) -> bytes:
    """
    Return the workbook, the same bytes for the same worksheet.

    Every formula stands beside its value, so that a preview shows it; a program that opens the file
    calculates it anew.  What a file says in words is written as text, whatever it begins with.

    Args:
        sheet: Inputs and flows.
        worths: Of the parties, for the first sheet.
        check: The line that must be zero.
        notes: What the reader is told first.
        order: The instruments in the order in which they are settled: name, kind, who pays whom.
    """
    import xlsxwriter  # noqa: PLC0415 - start-up time

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": sheet.title, "created": EPOCH})
    styles = _styles(book)
    front = book.add_worksheet("Summary")
    pages = book.add_worksheet("Inputs"), book.add_worksheet("Flows")
    inputs, flows = sheet.lay_out()
    title = "Inputs: change a blue cell and the rest follows"
    _page(pages[0], sheet, inputs, styles, title)
    _page(pages[1], sheet, flows, styles, "Flows by formula")
    for line in inputs:
        if line.name:
            book.define_name(line.name, f"=Inputs!$B${line.number}")
    _front(book, front, sheet, worths, check, notes, order, styles)
    front.activate()
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:  # noqa: ANN401 - a library without types
    def style(**more: object) -> Any:  # noqa: ANN401
        return book.add_format({"font_name": "Calibri", "font_size": 10, **more})

    thin = "#,##0.00;[Red]-#,##0.00;–"
    formats = {"money": thin, "rate": "0.00%", "number": "#,##0.####", "year": "0"}
    styles = {f"{kind} by formula": style(num_format=text) for kind, text in formats.items()}
    styles |= {
        f"{kind} given": style(num_format=text, font_color=BLUE) for kind, text in formats.items()
    }
    return styles | {
        "title": style(bold=True, font_size=14, font_color=INK),
        "years": style(bold=True, bottom=1, align="right", num_format="0"),
        "count": style(italic=True, font_color="#8a94a0", align="right", num_format="0"),
        "head": style(bold=True, bottom=1),
        "column": style(bold=True, bottom=1, align="right"),
        "key": style(bold=True, font_color=INK, valign="top"),
        "part": style(
            bold=True, bg_color=PAPER, font_color=INK, top=1, align="left", valign="vcenter"
        ),
        "label": style(),
        "quiet": style(font_color="#6b7682", italic=True, indent=1),
        "wrapped": style(text_wrap=True, valign="top"),
        "sum": style(num_format=thin, font_color="#6b7682"),
        "verdict": style(bold=True),
    }


def _texts(page: Any, row: int, column: int, texts: Sequence[str], style: Any) -> None:  # noqa: ANN401
    """Write words side by side: text, never a formula or a link."""
    for offset, text in enumerate(texts):
        page.write_string(row, column + offset, text, style)


def _page(
    sheet: Any,  # noqa: ANN401
    worksheet: Worksheet,
    lines: Sequence[Line],
    styles: Mapping[str, Any],
    title: str,
) -> None:
    """Write one of the two sheets of yearly lines."""
    count = len(worksheet.years)
    inputs = sheet.get_name() == "Inputs"
    _texts(sheet, 0, 0, [f"{worksheet.title} · {title}"], styles["title"])
    _texts(sheet, 1, 0, ["", "value" if inputs else "sum", "unit", "remark"], styles["head"])
    sheet.write_row(1, FIRST, list(worksheet.years), styles["years"])
    _texts(sheet, 2, 0, ["number of the year"], styles["quiet"])
    sheet.write_row(2, FIRST, list(range(count)), styles["count"])
    for line in lines:
        number = line.number - 1
        if line.kind == "heading":
            for column in range(FIRST + count):
                sheet.write_blank(number, column, None, styles["part"])
            sheet.set_row(number, 20)
            _texts(sheet, number, 0, [line.label], styles["part"])
            _texts(sheet, number, 3, [line.remark], styles["part"])
            continue
        _texts(sheet, number, 0, [line.label], styles["label"])
        _texts(sheet, number, 2, [line.unit, line.remark or line.name], styles["quiet"])
        if line.value is not None:
            sheet.write_number(number, 1, line.value, styles[f"{line.kind} given"])
        elif line.is_total:
            total = f"=SUM({line.span(0, count - 1, count)})"
            value = sum(float(cell.value) for cell in line.cells.values())
            sheet.write_formula(number, 1, total, styles["sum"], value)
        for t, cell in line.cells.items():
            _write_cell(sheet, number, t, line, cell, count, styles)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 9)
    sheet.set_column(3, 3, 30)
    sheet.set_column(FIRST, FIRST + count - 1, 11)
    sheet.freeze_panes(HEAD, FIRST)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0, 2)
    sheet.repeat_columns(0, 0)
    sheet.fit_to_pages(1 + (count - 1) // 16, 0)


def _write_cell(
    sheet: Any,  # noqa: ANN401
    number: int,
    t: int,
    line: Line,
    cell: Cell,
    count: int,
    styles: Mapping[str, Any],
) -> None:
    """Write an input as a number, a formula with its value, or the name of the cell where it stands."""
    column, value = FIRST + t, float(cell.value)
    if cell.operation == "input" and line.is_input:
        sheet.write_number(number, column, value, styles[f"{line.kind} given"])
        return
    style = styles[f"{line.kind} by formula"]
    if cell.is_number:
        sheet.write_number(number, column, value, style)
        return
    is_own = cell.place is not None and cell.place.line is line and cell.place.year == t
    text = (
        formula(cell, count)
        if is_own or cell.place is None
        else cell.place.line.at(cell.place.year)
    )
    sheet.write_formula(number, column, f"={text}", style, value)


def _front(
    book: Any,  # noqa: ANN401
    sheet: Any,  # noqa: ANN401
    worksheet: Worksheet,
    worths: Sequence[PartyWorth],
    check: Line,
    notes: Mapping[str, str],
    order: Sequence[tuple[str, str, str]],
    styles: Mapping[str, Any],
) -> None:
    count = len(worksheet.years)
    last = count - 1
    _texts(sheet, 0, 0, [worksheet.title], styles["title"])
    _texts(sheet, 1, 0, [f"amounts in {worksheet.unit}"], styles["quiet"])
    heads = ["party", "rate", "present value", "as the program has it", "difference", "sum"]
    _texts(sheet, 3, 0, heads[:1], styles["head"])
    _texts(sheet, 3, 1, heads[1:], styles["column"])

    def whole(line: Line) -> str:
        return f"Flows!{line.at(0)}:{line.at(last)}"

    def values(line: Line) -> np.ndarray[Any, Any]:
        return np.array([float(line.cells[t].value) for t in range(count)])

    for number, one in enumerate(worths, start=4):
        cash = values(one.cash)
        npv = float(cash @ values(one.factors))
        formulas = [
            (f"={one.rate.text}", "rate by formula", one.rate.value),
            (f"=SUMPRODUCT({whole(one.cash)},{whole(one.factors)})", "money by formula", npv),
            (None, "sum", one.npv),
            (
                f"=ROUND(C{number + 1}-D{number + 1},6)",
                "money by formula",
                round(npv - one.npv, 6) + 0.0,
            ),
            (f"=SUM({whole(one.cash)})", "money by formula", float(cash.sum())),
        ]
        _texts(sheet, number, 0, [one.party], styles["label"])
        for column, (text, style, value) in enumerate(formulas, start=1):
            if text is None:
                sheet.write_number(number, column, value, styles[style])
            else:
                sheet.write_formula(number, column, text, styles[style], value)
    row = 4 + len(worths)
    off = f"MAX(MAX({whole(check)}),-MIN({whole(check)}))"
    fine, odd = "The parties add up to the project in every year.", "THE PARTIES DO NOT ADD UP."
    verdict = fine if np.abs(values(check)).max() < 0.005 else odd
    text = f'=IF({off}<0.005,"{fine}","{odd}")'
    sheet.write_formula(row, 0, text, styles["verdict"], verdict)
    row = _order(sheet, row + 2, order, styles)
    for key, text in notes.items():
        _texts(sheet, row, 0, [key], styles["key"])
        sheet.merge_range(row, 1, row, 5, "", styles["wrapped"])
        _texts(sheet, row, 1, [text], styles["wrapped"])
        sheet.set_row(row, 15 * (1 + len(text) // 95))
        row += 1
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for number, one in enumerate(worths, start=4):
        at = one.cash.number - 1
        chart.add_series(
            {
                "name": ["Summary", number, 0],
                "categories": ["Flows", 1, FIRST, 1, FIRST + last],
                "values": ["Flows", at, FIRST, at, FIRST + last],
                "gap": 40,
            }
        )
    chart.set_title({"name": "Who gets what, by year", "name_font": {"size": 11, "color": INK}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis(
        {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#dde3e9"}}}
    )
    chart.set_x_axis({"label_position": "low"})
    chart.set_size({"width": 760, "height": 320})
    sheet.insert_chart(row + 1, 0, chart)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 5, 20)
    sheet.freeze_panes(4, 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _order(
    sheet: Any,  # noqa: ANN401
    row: int,
    order: Sequence[tuple[str, str, str]],
    styles: Mapping[str, Any],
) -> int:
    if not order:
        return row
    _texts(sheet, row, 0, ["settled in this order", "", "kind", "who pays whom"], styles["head"])
    for name, kind, whom in order:
        row += 1
        _texts(sheet, row, 0, [name, "", kind, whom], styles["label"])
    return row + 2
