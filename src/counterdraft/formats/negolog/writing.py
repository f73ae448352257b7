"""NegoLog: a case written as one JSON file per player."""

from __future__ import annotations

from fractions import Fraction

from counterdraft.case import Case
from counterdraft.formats.exporting import Mean, Outline, Sheet, additive, outline
from counterdraft.formats.json_writing import Raw, json_text

__all__ = ["write"]


def write(case: Case, mean: Mean) -> tuple[dict[str, bytes], list[str]]:
    """
    Return the files of the *case* by their names, and what they cannot carry.

    Args:
        case: The case, seen from the table.
        mean: Returns the mean of a range.
    """
    found = outline(case, mean)
    files = {}
    for sheet in found.sheets:
        rows = additive(sheet, found)
        _cut(sheet, rows, found)
        profile = {
            "reservationValue": Raw(found.number(sheet.reservation, sheet.party)),
            "issueWeights": {
                name: Raw(found.number(weight, sheet.party))
                for name, (weight, _) in zip(found.issues, rows, strict=True)
            },
            "issues": {
                name: {
                    option: Raw(found.number(cell, sheet.party))
                    for option, cell in zip(options, cells, strict=True)
                }
                for name, options, (_, cells) in zip(found.issues, found.options, rows, strict=True)
            },
        }
        files[f"{sheet.party}.json"] = json_text(profile)
    return files, found.losses()


def _cut(sheet: Sheet, rows: list[tuple[Fraction, list[Fraction]]], found: Outline) -> None:
    cap = sheet.transform.cap
    most = sum((max(weight * cell for cell in cells) for weight, cells in rows), Fraction(0))
    if cap is not None and most > cap:
        found.lost.append(f"{sheet.party}: the cut of worths at {float(cap):g}")
