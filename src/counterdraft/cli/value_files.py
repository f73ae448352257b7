"""The files of `counterdraft value -o`: the page, its pictures, everything as JSON, and a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from counterdraft.errors import CaseError

if TYPE_CHECKING:
    from counterdraft.case import Case
    from counterdraft.estate import EstateReport, Paths

__all__ = ["write_files"]


def write_files(
    drawn: Paths, case: Case, full: str, party: str | None, out: Path
) -> tuple[EstateReport, list[Path]]:
    """
    Write every file, or none, into the folder *out*.

    Args:
        drawn: The estate's paths.
        case: What everybody may read of it.
        full: The draft that is shown in full; the first without it.
        party: The side that alone is shown; all without it.
        out: The folder.

    Returns:
        The report of all drafts, and the paths of the files.

    Raises:
        CaseError: The folder cannot be written.
    """
    from counterdraft.brief.value_page import value_files
    from counterdraft.brief.workbooks import deal_workbook
    from counterdraft.estate import case_report, draft_terms
    from counterdraft.runtime.atomic import write_all

    if out.exists() and not out.is_dir():
        raise CaseError.of("is no folder", file=out.as_posix(), help="-o names a folder")
    draft = case.draft(full) if full else case.drafts[0]
    report = case_report(drawn, case, responsive=True, full=draft.name, party=party)
    mixture = draft_terms(drawn, case, draft)
    contents = {out / name: data for name, data in value_files(case, report, draft.name).items()}
    terms = mixture.terms[int(mixture.which[0])]
    contents[out / f"{case.name}-{draft.name}-path.xlsx"] = deal_workbook(drawn, terms, path=0)
    write_all(contents)
    return report, list(contents)
