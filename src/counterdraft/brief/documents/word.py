"""The issue table as a Word document that the delegation edits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from counterdraft.advice.results import Answer
from counterdraft.brief.documents.issue_table import IssueTable, issue_table

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["issue_table_docx"]

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands where the document asks for the time: the same answer gives the same bytes."""


def issue_table_docx(answer: Answer) -> bytes:
    """
    Return a .docx document: issues by draft, our mandate and our counter-offers, on A4 landscape.

    The head of the table repeats on every page.  Nothing of another party's mandate, or of our
    beliefs about it, is in the file.
    """
    import docx  # noqa: PLC0415 - start-up time
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    table = issue_table(answer)
    document = docx.Document()
    about = document.core_properties
    about.title, about.author, about.last_modified_by = table.title[:255], "Counterdraft", ""
    about.comments = ""
    about.created = about.modified = _MADE
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = Mm(16)
    page.top_margin = page.bottom_margin = Mm(15)
    normal = document.styles["Normal"]
    many = len(table.counters) > 3
    normal.font.name, normal.font.size = "Calibri", Pt(8 if many else 9.5)
    normal.paragraph_format.space_after = Pt(0)

    title = document.add_paragraph()
    _run(title, table.title, bold=True, size=15)
    under = document.add_paragraph()
    _run(under, table.subtitle, colour="5B6472")
    if table.warning:
        _run(page.header.paragraphs[0], table.warning, bold=True, colour="9C2B1F")
    under.paragraph_format.space_after = Pt(8)
    _table(document, table)
    note = document.add_paragraph()
    note.paragraph_format.space_before = Pt(6)
    _run(note, "Bold: moved against the draft. The counter-offers may be edited.", colour="5B6472")
    if table.minerals:
        _minerals(document, table)
    foot = page.footer.paragraphs[0]
    _run(foot, table.foot, size=7.5, colour="5B6472")

    out = io.BytesIO()
    document.save(out)
    return _timeless(out.getvalue())


def _table(document: Document, table: IssueTable) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    heads = ["Issue", "The draft", "Our mandate", "Verdict", *table.counters]
    verdict = 24
    wide = (265 - verdict) / (len(heads) - 1)
    widths = [wide, wide, wide, verdict, *[wide] * len(table.counters)]
    grid = document.add_table(rows=1 + len(table.rows), cols=len(heads))
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    lines = [(list(heads), [True] * len(heads))]
    for row in table.rows:
        where = f" ({row.source})" if row.source else ""
        cells = [row.issue, row.draft + where, row.mandate, row.verdict, *row.counters]
        lines.append((cells, [True, False, False, False, *row.moved]))
    for k, (grid_row, (cells, bold)) in enumerate(zip(grid.rows, lines, strict=True)):
        _row(grid_row, cells, bold, widths, head=k == 0)


def _minerals(document: Document, table: IssueTable) -> None:
    """Add what the minerals bring each party, by offer: mean, and P10, P50 and P90."""
    from docx.shared import Mm, Pt  # noqa: PLC0415

    note = document.add_paragraph()
    note.paragraph_format.space_before = note.paragraph_format.space_after = Pt(8)
    _run(
        note, "Mean, and P10 … P50 … P90 of the estate's paths, from shared files.", colour="5B6472"
    )
    columns = len(table.minerals[0])
    widths = [70.0, *[48.0] * (columns - 1)]
    grid = document.add_table(rows=len(table.minerals), cols=columns)
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for k, (grid_row, cells) in enumerate(zip(grid.rows, table.minerals, strict=True)):
        _row(grid_row, cells, [True, *[k == 0] * (columns - 1)], widths, head=k == 0)


def _row(
    grid_row: Any,  # noqa: ANN401
    cells: Sequence[str],
    bold: Sequence[bool],
    widths: Sequence[float],
    *,
    head: bool,
) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    properties = grid_row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other door to it
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, text, strong, width in zip(grid_row.cells, cells, bold, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2.5)
        _run(paragraph, text, bold=strong)
        shape = cell._tc.get_or_add_tcPr()  # noqa: SLF001
        borders = OxmlElement("w:tcBorders")
        line = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "8" if head else "4"), ("color", "B9B4A7")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
        shape.append(borders)
        if head:
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", "ECE8DD")):
                shade.set(qn(f"w:{name}"), value)
            shape.append(shade)


def _run(
    paragraph: Any,  # noqa: ANN401
    text: str,
    *,
    bold: bool = False,
    size: float | None = None,
    colour: str = "1D2430",
) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    run = paragraph.add_run(text)
    run.bold = bold
    run.font.color.rgb = RGBColor.from_string(colour)
    if size is not None:
        run.font.size = Pt(size)


def _timeless(package: bytes) -> bytes:
    """Return the same package with every part dated 1980, the first date that ZIP knows."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            stamped = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            stamped.compress_type = zipfile.ZIP_DEFLATED
            stamped.external_attr = part.external_attr
            new.writestr(stamped, old.read(part.filename))
    return out.getvalue()
