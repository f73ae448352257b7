"""Lines of a table that say one thing at several dates: a later line changes the cells it fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from counterdraft.case.places import Where, fault
from counterdraft.errors import Fault
from counterdraft.formats.dated_versions import DATE_HELP, last_day

__all__ = ["DatedRow", "row_day", "rows_known_on"]


@dataclass(frozen=True, eq=False)
class DatedRow:
    """
    What was known of one thing on a day.

    Attributes:
        key: What names it.
        cells: The newest known text of every column; sources are put one after the other.
        lines: For each column the line that it comes from, for the place of a fault.
        first: The line that stands for the whole.
        later: For each column the text that came later, and from when it was known.
    """

    key: str
    cells: Mapping[str, str]
    lines: Mapping[str, int]
    first: int
    later: Mapping[str, tuple[str, date]] = field(default_factory=dict)


def row_day(
    cells: Mapping[str, str], number: int, where: Where, faults: list[Fault]
) -> date | None:
    """Return the day in the column `known`; None where it is blank, or wrong, which is noted."""
    text = (cells.get("known") or "").strip()
    if not text:
        return None
    try:
        return last_day(text)
    except ValueError as error:
        faults.append(fault(where, (number, "known"), str(error), DATE_HELP))
        return None


def rows_known_on(
    rows: Sequence[Mapping[str, str]],
    key: Sequence[str],
    as_of: date | None,
    where: Where,
    faults: list[Fault],
) -> tuple[list[DatedRow], list[tuple[str, date]]]:
    """
    Return each thing of a table once, as it was known on the day.

    Args:
        rows: The lines; a blank `known` was always known.
        key: The columns that name a thing.
        as_of: The day; None is after everything.
        where: Gives the place of (line, column).
        faults: Two lines of one thing and one day are added to it.

    Returns:
        The things in the order of their first lines, and those of which nothing was known yet, with
        the day from which they were.
    """
    versions: dict[tuple[str, ...], list[tuple[date, int]]] = {}
    for number, cells in enumerate(rows):
        name = tuple((cells.get(column) or "").strip() for column in key)
        known = row_day(cells, number, where, faults) or date.min
        lines = versions.setdefault(name, [])
        if any(other == known for other, _ in lines):
            message = f"{' '.join(name)!r} stands here twice"
            mend = "a later version needs the day from which it was `known`"
            faults.append(fault(where, (number, key[-1]), message, mend))
        lines.append((known, number))
    known_rows, unknown = [], []
    for name, lines in versions.items():
        ordered = sorted(lines)
        if as_of is not None and ordered[0][0] > as_of:
            unknown.append((" ".join(name), ordered[0][0]))
            continue
        known_rows.append(_known_cells(" ".join(name), rows, ordered, as_of))
    return known_rows, unknown


def _known_cells(
    name: str,
    rows: Sequence[Mapping[str, str]],
    lines: Sequence[tuple[date, int]],
    as_of: date | None,
) -> DatedRow:
    cells: dict[str, str] = {}
    origin: dict[str, int] = {}
    later: dict[str, tuple[str, date]] = {}
    for known, number in lines:
        for column, cell in rows[number].items():
            text = (cell or "").strip()
            if as_of is not None and known > as_of:
                if text and column != "known" and text != cells.get(column):
                    later[column] = (text, known)
            elif column == "source" and text and cells.get(column):
                cells[column] = " ; ".join(dict.fromkeys((cells[column], text)))
            elif text or column not in cells:
                cells[column], origin[column] = text, number
    return DatedRow(name, cells, origin, lines[0][1], later)
