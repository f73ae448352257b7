"""Ranges that stand in for what nobody has published, by kind of deposit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from counterdraft.case.places import Where, fault, nowhere
from counterdraft.case.ranges import Ends, parse_triangle
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.records.dated_rows import merged

__all__ = ["FIELDS", "read_analogues"]

FIELDS = ("start", "build", "capacity", "capex", "opex", "life", "ramp", "sustain", "closure")
"""Fields that an analogue may fill: years, years, units a year, money, money per unit, years, years,
and parts of capital cost."""


def read_analogues(
    rows: Sequence[Mapping[str, str]], where: Where = nowhere, *, as_of: date | None = None
) -> dict[str, dict[str, Ends]]:
    """
    Return the ranges of each analogue, field by field.

    Args:
        rows: Lines with analogue, field, low, mode, high; a line with `known` is a later version.
        where: Gives the place of (line, column).
        as_of: Later versions are not used.

    Raises:
        CaseError: A field that deposits do not have, a range that falls, is negative or not finite, or a
            line that stands twice.
    """
    faults: list[Fault] = []
    found: dict[str, dict[str, Ends]] = {}
    things, _ = merged(rows, ("analogue", "field"), as_of, where, faults)
    for one in things:
        name, field = one.cells.get("analogue", ""), one.cells.get("field", "")
        if field not in FIELDS:
            mend = nearest(field, list(FIELDS))
            faults.append(fault(where, (one.first, "field"), f"{field!r:.40} is not known", mend))
        try:
            ends = parse_triangle("/".join(one.cells.get(c, "") for c in ("low", "mode", "high")))
        except ValueError as error:
            faults.append(fault(where, (one.lines.get("low", one.first), "low"), str(error)))
            continue
        if ends[0] < 0:
            message = f"{ends[0]:g} is less than 0"
            faults.append(fault(where, (one.lines["low"], "low"), message))
        found.setdefault(name, {})[field] = ends
    if faults:
        raise CaseError(faults, "docs/reference/estate-files")
    return found
