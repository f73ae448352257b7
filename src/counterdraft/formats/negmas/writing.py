"""NegMAS: a case written as an outcome space and one utility function per player, in YAML."""

from __future__ import annotations

import json
from fractions import Fraction

from counterdraft.case import Case
from counterdraft.formats.exporting import Mean, Outline, Sheet, additive, outline

__all__ = ["write"]


def write(case: Case, mean: Mean) -> tuple[dict[str, bytes], list[str]]:
    """
    Return the files of the *case* by their names, and what they cannot carry.

    Args:
        case: The case, seen from the table.
        mean: Returns the mean of a range.
    """
    found = outline(case, mean)
    domain = "domain"
    while domain in {sheet.party for sheet in found.sheets}:
        domain += "_"
    lines = ["issues:"]
    for name, options in zip(found.issues, found.options, strict=True):
        lines += [f"- name: {_quoted(name)}", "  type: CategoricalIssue", "  values:"]
        lines += [f"  - {_quoted(option)}" for option in options]
    lines += [f"name: {_quoted(found.title)}", "type: DiscreteCartesianOutcomeSpace"]
    files = {f"{domain}.yml": _text(lines)}
    for sheet in found.sheets:
        files[f"{sheet.party}.yml"] = _text(_function(sheet, found))
    return files, found.losses()


def _function(sheet: Sheet, found: Outline) -> list[str]:
    party = sheet.party
    rows = additive(sheet, found)
    most = sum((max(weight * cell for cell in cells) for weight, cells in rows), Fraction(0))
    cap = sheet.transform.cap
    if cap is not None and most > cap:
        found.lost.append(f"{party}: the cut of worths at {float(cap):g}")
    lines = [
        f"name: {_quoted(party)}",
        f"reserved_value: {_number(sheet.reservation, party, found)}",
        "type: LinearAdditiveUtilityFunction",
        "values:",
    ]
    for options, (_, cells) in zip(found.options, rows, strict=True):
        lines.append("- mapping:")
        for option, cell in zip(options, cells, strict=True):
            lines.append(f"    {_quoted(option)}: {_number(cell, party, found)}")
        lines.append("  type: TableFun")
    lines.append("weights:")
    for weight, _ in rows:
        lines.append(f"- {_number(weight, party, found)}")
    return lines


def _number(value: Fraction, party: str, found: Outline) -> str:
    text = found.number(value, party)
    return text if "." in text else f"{text}.0"


def _text(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
