"""The issue table as an Excel workbook that the delegation fills in."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from counterdraft.advice.results import Answer
from counterdraft.brief.documents.issue_table import IssueTable, issue_table

__all__ = ["issue_table_xlsx"]

_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands where the workbook asks for the time: the same answer gives the same bytes."""

_LINE = "#B9B4A7"
_INK = "#1D2430"


def issue_table_xlsx(answer: Answer) -> bytes:
    """
    Return an .xlsx workbook: issues by draft, our mandate and our counter-offers.

    The last column, "next offer", and the counter-offers are drop-down lists of each issue's
    options.  Everything is text, nothing is a formula or a macro, and nothing of another party's
    mandate or of our beliefs about it is in the file.
    """
    import xlsxwriter  # noqa: PLC0415 - start-up time

    table = issue_table(answer)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": table.title, "author": "Counterdraft", "created": _MADE})
        _issues(book, table)
        _options(book, table)
        if table.minerals:
            _minerals(book, table)
        for sheet in book.worksheets():
            sheet.set_header(f"&L&B{table.warning}")
    return out.getvalue()


def _issues(book, table: IssueTable) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    base = {"text_wrap": True, "valign": "top", "font_name": "Calibri", "font_color": _INK}
    title = book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False})
    quiet = book.add_format({**base, "font_color": "#5B6472", "text_wrap": False})
    loud = book.add_format({**base, "bold": True, "font_color": "#9C2B1F", "text_wrap": False})
    head = book.add_format(
        {**base, "bold": True, "bg_color": "#ECE8DD", "bottom": 1, "border_color": _LINE}
    )
    cell = book.add_format({**base, "bottom": 1, "bottom_color": _LINE})
    strong = book.add_format({**base, "bold": True, "bottom": 1, "bottom_color": _LINE})
    free = book.add_format({**base, "bg_color": "#FFFBEA", "bottom": 1, "bottom_color": _LINE})

    sheet = book.add_worksheet("Issues")
    sheet.write_string(0, 0, table.title, title)
    sheet.write_string(1, 0, table.subtitle, quiet)
    sheet.write_string(2, 0, table.warning, loud)
    heads = [
        "Issue",
        "The draft",
        "Where it says so",
        "Our mandate",
        "Verdict",
        *table.counters,
        "Next offer",
    ]
    for column, text in enumerate(heads):
        sheet.write_string(3, column, text, head)
    for k, row in enumerate(table.rows):
        line = 4 + k
        for column, text in enumerate((row.issue, row.draft, row.source, row.mandate, row.verdict)):
            sheet.write_string(line, column, text, strong if column == 0 else cell)
        for column, (text, moved) in enumerate(zip(row.counters, row.moved, strict=True), 5):
            sheet.write_string(line, column, text, strong if moved else cell)
        last = 5 + len(row.counters)
        sheet.write_blank(line, last, None, free)
        choose = {
            "validate": "list",
            "source": f"=Options!${_letter(k)}$2:${_letter(k)}${1 + len(row.options)}",
            "error_title": "Not an option",
            "error_message": "Choose one of this issue's options; the sheet Options lists them.",
        }
        sheet.data_validation(line, 5, line, last, choose)
    below = 5 + len(table.rows)
    sheet.write_string(below, 0, "Bold: moved against the draft. Yellow: yours to fill in.", quiet)
    sheet.write_string(below + 1, 0, table.foot, quiet)
    for column, width in enumerate([28, 30, 18, 30, 14, *[28] * len(table.counters), 28]):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(4, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    sheet.set_footer(f"&L{table.foot.replace('&', '&&')[:200]}&R&P / &N")


def _options(book, table: IssueTable) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Options")
    for column, row in enumerate(table.rows):
        sheet.write_string(0, column, row.issue, bold)
        for k, label in enumerate(row.options, 1):
            sheet.write_string(k, column, label)
        sheet.set_column(column, column, 26)
    sheet.freeze_panes(1, 0)


def _minerals(book, table: IssueTable) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Add what the minerals bring each party, by offer, as numbers that a reader may go on with."""
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    money = book.add_format({"num_format": "+#,##0.0;−#,##0.0;0.0"})
    sheet = book.add_worksheet("Minerals")
    what, *parties = table.minerals[0]
    heads = (f"{party}: {of}" for party in parties for of in ("mean", "P10", "P50", "P90"))
    for column, text in enumerate((what, *heads)):
        sheet.write_string(0, column, text, bold)
    for line, (cells, gains) in enumerate(zip(table.minerals[1:], table.gains, strict=True), 1):
        sheet.write_string(line, 0, cells[0], bold)
        for column, gain in enumerate(gains, 1):
            sheet.write_number(line, column, gain, money)
    below = len(table.minerals) + 1
    sheet.write_string(below, 0, "Mean, P10, P50 and P90 of the estate's paths, from shared files.")
    sheet.write_string(below + 1, 0, table.warning, bold)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 4 * len(parties), 14)
    sheet.freeze_panes(1, 1)


def _letter(column: int) -> str:
    """
    Return the letters of a column, counted from 0.

    >>> _letter(0), _letter(25), _letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
