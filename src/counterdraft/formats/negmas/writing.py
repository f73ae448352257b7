"""NegMAS: a case written as an outcome space and one utility function per player, in YAML."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from counterdraft.case import Case
from counterdraft.formats.exporting import Mean, Outline, Sheet, additive, outline
from counterdraft.formats.yaml_quotes import quoted

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
        lines += [f"- name: {quoted(name)}", "  type: CategoricalIssue", "  values:"]
        lines += [f"  - {quoted(option)}" for option in options]
    lines += [f"name: {quoted(found.title)}", "type: DiscreteCartesianOutcomeSpace"]
    files = {f"{domain}.yml": _text(lines)}
    for sheet in found.sheets:
        files[f"{sheet.party}.yml"] = _text(_function(sheet, found))
    return files, found.losses()


def _function(sheet: Sheet, found: Outline) -> list[str]:
    """Return the lines of a utility function; a discount wraps it, as NegMAS does."""
    party, discount = sheet.party, sheet.transform.discount
    head = [
        f"name: {quoted(party)}",
        f"reserved_value: {_number(sheet.reservation, party, found)}",
    ]
    now = replace(sheet, transform=replace(sheet.transform, discount=Fraction(1)))
    body = _rectangles(now, found) if sheet.boxes else _additive(now, found)
    if discount == 1:
        return [*head, *body]
    return [
        *head,
        "type: ExpDiscountedUFun",
        f"discount: {_number(discount, party, found)}",
        "factor: relative_time",
        "dynamic_reservation: true",
        "ufun:",
        *(f"  {line}" for line in (*head, *body)),
    ]


def _additive(sheet: Sheet, found: Outline) -> list[str]:
    """Return the sum of weight times value; the offset is in the first issue."""
    party = sheet.party
    rows = additive(sheet, found)
    _cut(sheet, sum((max(w * cell for cell in cells) for w, cells in rows), Fraction(0)), found)
    lines = ["type: LinearAdditiveUtilityFunction", "values:"]
    for options, (_, cells) in zip(found.options, rows, strict=True):
        lines.append("- mapping:")
        for option, cell in zip(options, cells, strict=True):
            lines.append(f"    {quoted(option)}: {_number(cell, party, found)}")
        lines.append("  type: TableFun")
    return [*lines, "weights:", *(f"- {_number(weight, party, found)}" for weight, _ in rows)]


def _rectangles(sheet: Sheet, found: Outline) -> list[str]:
    """
    Return every worth as a range of outcomes that pays.

    A box that pays outside of it pays always, less the same inside.
    """
    party, scale = sheet.party, sheet.transform.scale
    bias = sheet.transform.offset
    pays: list[tuple[dict[int, list[str]], Fraction]] = [
        ({position: [found.options[position][k]]}, scale * worth)
        for position, score in enumerate(sheet.scores)
        for k, worth in enumerate(score.worths)
        if worth
    ]
    for box in sheet.boxes:
        amount = scale * box.amount
        inside = {i: [found.options[i][k] for k in options] for i, options in box.options}
        bias += amount if box.outside else 0
        pays.append((inside, -amount if box.outside else amount))
    most = sum((max(score.worths) for score in sheet.scores), Fraction(0))
    most += sum((max(box.amount, Fraction(0)) for box in sheet.boxes), Fraction(0))
    _cut(sheet, scale * most + sheet.transform.offset, found)
    lines = ["type: HyperRectangleUtilityFunction", f"bias: {_number(bias, party, found)}"]
    lines.append("outcome_ranges:")
    for inside, _ in pays:
        for mark, (position, names) in zip("-" + " " * len(inside), inside.items(), strict=False):
            listed = ", ".join(quoted(name) for name in names)
            lines.append(f"{mark} {position}: [{listed}]")
    return [*lines, "utilities:", *(f"- {_number(amount, party, found)}" for _, amount in pays)]


def _cut(sheet: Sheet, most: Fraction, found: Outline) -> None:
    cap = sheet.transform.cap
    if cap is not None and most > cap:
        found.lost.append(f"{sheet.party}: the cut of worths at {float(cap):g}")


def _number(value: Fraction, party: str, found: Outline) -> str:
    text = found.number(value, party)
    return text if "." in text else f"{text}.0"


def _text(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
