"""A ledger as a workbook: what it says at a glance, the inputs, and the flows by formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from counterdraft.brief.workbooks.ledger import FIRST, HEAD, Fixed, Ledger, Line, Row, letter

__all__ = ["Answer", "written"]

EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
INK, PAPER, BLUE = "#1b2a3a", "#eef2f6", "#1f4e9c"


@dataclass(frozen=True)
class Answer:
    """What a party gets: its cash by year, its factors, and its worth as the program has it."""

    party: str
    rate: Fixed
    cash: Row
    factors: Row
    known: float


def written(
    ledger: Ledger,
    answers: Sequence[Answer],
    check: Row,
    notes: Mapping[str, str],
    order: Sequence[tuple[str, str, str]] = (),
) -> bytes:
    """
    Return the workbook, the same bytes for the same ledger.

    Cells of formulas hold no value, so that every program calculates them when it opens the file; the
    worth of each party as the program has it stands beside the formula as a number.

    Args:
        ledger: Inputs and flows.
        answers: Of the parties, for the first sheet.
        check: The line that must be nought.
        notes: What the reader is told first.
        order: The instruments in the order in which they are settled: name, kind, who pays whom.
    """
    import xlsxwriter  # noqa: PLC0415 - start-up time

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": ledger.title, "created": EPOCH})
    styles = _styles(book)
    front = book.add_worksheet("Summary")
    inputs, flows = book.add_worksheet("Inputs"), book.add_worksheet("Flows")
    _sheet(inputs, ledger, ledger.inputs, styles, "Inputs: change a blue cell and the rest follows")
    _sheet(flows, ledger, ledger.flows, styles, "Flows by formula")
    for number, line in enumerate(ledger.inputs, start=HEAD + 1):
        if line.name:
            book.define_name(line.name, f"=Inputs!$B${number}")
    _front(book, front, ledger, answers, check, notes, order, styles)
    front.activate()
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:  # noqa: ANN401 - a library without types
    def style(**more: object) -> Any:  # noqa: ANN401
        return book.add_format({"font_name": "Calibri", "font_size": 10, **more})

    thin = "#,##0.00;[Red]-#,##0.00;–"
    formats = {"money": thin, "rate": "0.00%", "number": "#,##0.####"}
    found = {f"{kind} by formula": style(num_format=text) for kind, text in formats.items()}
    found |= {
        f"{kind} given": style(num_format=text, font_color=BLUE) for kind, text in formats.items()
    }
    return found | {
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


def _sheet(
    sheet: Any,  # noqa: ANN401
    ledger: Ledger,
    lines: Sequence[Line],
    styles: Mapping[str, Any],
    title: str,
) -> None:
    count = len(ledger.years)
    inputs = sheet.get_name() == "Inputs"
    sheet.write(0, 0, f"{ledger.title} · {title}", styles["title"])
    sheet.write_row(1, 0, ["", "value" if inputs else "sum", "unit", "remark"], styles["head"])
    sheet.write_row(1, FIRST, list(ledger.years), styles["years"])
    sheet.write(2, 0, "number of the year", styles["quiet"])
    sheet.write_row(2, FIRST, list(range(count)), styles["count"])
    for number, line in enumerate(lines, start=HEAD):
        if line.kind == "heading":
            for column in range(FIRST + count):
                sheet.write_blank(number, column, None, styles["part"])
            sheet.set_row(number, 20)
            sheet.write(number, 0, line.label, styles["part"])
            sheet.write(number, 3, line.remark, styles["part"])
            continue
        sheet.write(number, 0, line.label, styles["label"])
        sheet.write(number, 2, line.unit, styles["quiet"])
        sheet.write(number, 3, line.remark or line.name, styles["quiet"])
        if line.value is not None:
            sheet.write_number(number, 1, line.value, styles[f"{line.kind} given"])
        elif line.total:
            span = f"{letter(FIRST)}{number + 1}:{letter(FIRST + count - 1)}{number + 1}"
            sheet.write_formula(number, 1, f"=SUM({span})", styles["sum"], "")
        for t, cell in enumerate(line.cells):
            if isinstance(cell, str):
                style = styles[f"{line.kind} by formula"]
                sheet.write_formula(number, FIRST + t, cell, style, "")
            else:
                sheet.write_number(number, FIRST + t, cell, styles[f"{line.kind} given"])
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


def _front(
    book: Any,  # noqa: ANN401
    sheet: Any,  # noqa: ANN401
    ledger: Ledger,
    answers: Sequence[Answer],
    check: Row,
    notes: Mapping[str, str],
    order: Sequence[tuple[str, str, str]],
    styles: Mapping[str, Any],
) -> None:
    last = len(ledger.years) - 1
    sheet.write(0, 0, ledger.title, styles["title"])
    sheet.write(1, 0, f"amounts in {ledger.unit}", styles["quiet"])
    heads = ["party", "rate", "present value", "as the program has it", "difference", "sum"]
    sheet.write(3, 0, heads[0], styles["head"])
    sheet.write_row(3, 1, heads[1:], styles["column"])

    def whole(row: Row) -> str:
        return f"Flows!{row.at(0)}:{row.at(last)}"

    for number, one in enumerate(answers, start=4):
        sheet.write(number, 0, one.party, styles["label"])
        sheet.write_formula(number, 1, f"={one.rate.name}", styles["rate by formula"], "")
        value = f"=SUMPRODUCT({whole(one.cash)},{whole(one.factors)})"
        sheet.write_formula(number, 2, value, styles["money by formula"], "")
        sheet.write_number(number, 3, one.known, styles["sum"])
        away = f"=ROUND(C{number + 1}-D{number + 1},6)"
        sheet.write_formula(number, 4, away, styles["money by formula"], "")
        total = f"=SUM({whole(one.cash)})"
        sheet.write_formula(number, 5, total, styles["money by formula"], "")
    row = 4 + len(answers)
    off = f"MAX(MAX({whole(check)}),-MIN({whole(check)}))"
    fine, odd = "The parties add up to the project in every year.", "THE PARTIES DO NOT ADD UP."
    verdict = f'=IF({off}<0.005,"{fine}","{odd}")'
    sheet.write_formula(row, 0, verdict, styles["verdict"], "")
    row = _order(sheet, row + 2, order, styles)
    for key, text in notes.items():
        sheet.write(row, 0, key, styles["key"])
        sheet.merge_range(row, 1, row, 5, text, styles["wrapped"])
        sheet.set_row(row, 15 * (1 + len(text) // 95))
        row += 1
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for one in answers:
        at = one.cash.number - 1
        chart.add_series(
            {
                "name": one.party,
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
    sheet.write_row(row, 0, ["settled in this order", "", "kind", "who pays whom"], styles["head"])
    for name, kind, whom in order:
        row += 1
        sheet.write_row(row, 0, [name, "", kind, whom], styles["label"])
    return row + 2
