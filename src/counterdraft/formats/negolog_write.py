"""NegoLog: a case written as one JSON file per player."""

from __future__ import annotations

import json
from fractions import Fraction

from counterdraft.case import Case
from counterdraft.formats.exporting import Mean, Outline, Sheet, outline

__all__ = ["Raw", "additive", "json_text", "write"]


class Raw(str):
    """A number of JSON as it is to be written, with all its digits."""

    __slots__ = ()


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


def additive(sheet: Sheet, found: Outline) -> list[tuple[Fraction, list[Fraction]]]:
    """Return weight and cells per issue; the scale is in the weights, the offset in the first issue."""
    transform = sheet.transform
    if sheet.boxes:
        found.lost.append(
            f"{sheet.party}: {len(sheet.boxes)} worths that hang on several issues together"
        )
    rows = [(score.weight * transform.scale, list(score.cells)) for score in sheet.scores]
    if transform.offset:
        weight, cells = rows[0]
        rows[0] = (Fraction(1), [weight * cell + transform.offset for cell in cells])
    if transform.discount != 1:
        found.lost.append(f"{sheet.party}: the discount factor")
    return rows


def _cut(sheet: Sheet, rows: list[tuple[Fraction, list[Fraction]]], found: Outline) -> None:
    cap = sheet.transform.cap
    most = sum((max(weight * cell for cell in cells) for weight, cells in rows), Fraction(0))
    if cap is not None and most > cap:
        found.lost.append(f"{sheet.party}: the cut of worths at {float(cap):g}")


def json_text(data: object) -> bytes:
    """Return *data* as indented JSON, `Raw` numbers with all their digits."""
    marks: list[str] = []

    def marked(value: object) -> object:
        if isinstance(value, Raw):
            marks.append(str(value))
            return f"\x00{len(marks) - 1}\x00"
        if isinstance(value, dict):
            return {key: marked(entry) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [marked(entry) for entry in value]
        return value

    parts = json.dumps(marked(data), indent=1, ensure_ascii=False).split('"\\u0000')
    text = parts[0]
    for part in parts[1:]:
        number, _, rest = part.partition('\\u0000"')
        text += marks[int(number)] + rest
    return (text + "\n").encode()
