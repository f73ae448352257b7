"""analogues.csv: ranges that stand in for what nobody has published, by kind of deposit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from counterdraft.case.places import Where, fault, nowhere
from counterdraft.case.ranges import Ends, parse_triangle
from counterdraft.case.units import convert
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.estate.ground.deposits import FIELDS
from counterdraft.formats.estate.dated_rows import rows_known_on

__all__ = ["Analogue", "read_analogues"]


@dataclass(frozen=True)
class Analogue:
    """The range of one field, and its unit; a blank one is that of the estate."""

    ends: Ends
    unit: str = ""

    def in_unit(self, expected: str, quantity: str) -> Ends:
        """
        Return the range in the unit that is expected.

        Args:
            expected: The unit of the field in the estate.
            quantity: The unit of the main product, for which `unit` stands in the table.

        Raises:
            UnitError: The unit is not one of the same kind.
        """
        if not self.unit:
            return self.ends
        factor = float(convert(re.sub(r"\bunit\b", quantity, self.unit), expected))
        low, mode, high = self.ends
        return low * factor, mode * factor, high * factor


def read_analogues(
    rows: Sequence[Mapping[str, str]], where: Where = nowhere, *, as_of: date | None = None
) -> dict[str, dict[str, Analogue]]:
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
    ranges: dict[str, dict[str, Analogue]] = {}
    known_rows, _ = rows_known_on(rows, ("analogue", "field"), as_of, where, faults)
    for row in known_rows:
        name, field = row.cells.get("analogue", ""), row.cells.get("field", "")
        if field not in FIELDS:
            mend = nearest(field, list(FIELDS))
            faults.append(fault(where, (row.first, "field"), f"{field!r:.40} is not known", mend))
        try:
            ends = parse_triangle("/".join(row.cells.get(c, "") for c in ("low", "mode", "high")))
        except ValueError as error:
            faults.append(fault(where, (row.lines.get("low", row.first), "low"), str(error)))
            continue
        if ends[0] < 0:
            message = f"{ends[0]:g} is less than 0"
            faults.append(fault(where, (row.lines["low"], "low"), message))
        ranges.setdefault(name, {})[field] = Analogue(ends, row.cells.get("unit", ""))
    if faults:
        raise CaseError(faults, "docs/reference/estate-files")
    return ranges
