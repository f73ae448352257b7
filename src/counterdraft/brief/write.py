"""The brief as files: all of them, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from counterdraft.advice.results import Answer
from counterdraft.brief.data.json_data import draws_csv, to_json
from counterdraft.brief.documents.excel import issue_table_xlsx
from counterdraft.brief.documents.word import issue_table_docx
from counterdraft.brief.page.html_page import html
from counterdraft.errors import CaseError, nearest
from counterdraft.runtime.atomic import write_all

__all__ = ["FORMS", "write"]


def _html_bytes(answer: Answer) -> bytes:
    return html(answer).encode("utf-8", "replace")


FORMS: dict[str, Callable[[Answer], bytes]] = {
    "html": _html_bytes,
    "json": to_json,
    "csv": draws_csv,
    "xlsx": issue_table_xlsx,
    "docx": issue_table_docx,
}
"""The forms that a brief can be written in, by the ending of the file; a new form is one line."""


def write(
    answer: Answer, folder: str | Path, stem: str, forms: Iterable[str] | None = None
) -> tuple[Path, ...]:
    """
    Write the brief into *folder* as ``stem.html``, ``stem.json`` and so on.

    Every form is made before the first is written; then all files appear at once, or, when
    something fails or is interrupted, none does and what was there before is as it was.

    Args:
        answer: What to write.
        folder: Where; it is made when it is missing.
        stem: The name of the files without its ending.
        forms: Which of FORMS; all by default.

    Returns:
        The paths, in the order of the forms.

    Raises:
        CaseError: A form is unknown, the folder cannot be written, the disk is full.
    """
    wanted = tuple(dict.fromkeys(FORMS if forms is None else forms))
    for form in wanted:
        if form not in FORMS:
            raise CaseError.of(f"no form is called '{form}'", help=nearest(form, list(FORMS)))
    contents = {Path(folder) / f"{stem}.{form}": FORMS[form](answer) for form in wanted}
    write_all(contents)
    return tuple(contents)
