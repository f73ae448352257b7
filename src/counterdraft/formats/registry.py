"""The formats in which a case may be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib import import_module
from pathlib import Path

from counterdraft.case import TABLE, Case, Distribution
from counterdraft.errors import CaseError
from counterdraft.formats import genius, geniusweb, negmas, negolog, yaml_case
from counterdraft.formats.field_case import Selection

__all__ = ["FORMATS", "WRITERS", "Format", "Selection", "can_refine", "load", "writer"]


@dataclass(frozen=True, slots=True)
class Format:
    """
    One way to write a case.

    ``recognise`` says whether a path is written so, opening as little as it can; ``read`` reads it
    as one seat may see it on one day, and raises CaseError with every fault; a `Selection` says which part
    of it, and ``refines`` whether that may name further numbers of continuous issues.  ``exports`` says that
    its folder holds ``writing.write``, to which a case is exported.
    """

    name: str
    recognise: Callable[[str | Path], bool]
    read: Callable[[str | Path, str, date | None, Selection], Case]
    refines: bool = False
    exports: bool = False


def _read_yaml(path: str | Path, seat: str, as_of: date | None, selection: Selection) -> Case:
    if selection.domain:
        raise CaseError.of("holds one case, not several domains", field="--domain", file=str(path))
    return yaml_case.read_case(path, seat, as_of)


FORMATS: tuple[Format, ...] = (
    Format("yaml", yaml_case.recognise, _read_yaml),
    Format("genius", genius.recognise, genius.read_case, refines=True, exports=True),
    Format("geniusweb", geniusweb.recognise, geniusweb.read_case, exports=True),
    Format("negolog", negolog.recognise, negolog.read_case, exports=True),
    Format("negmas", negmas.recognise, negmas.read_case, refines=True, exports=True),
)
"""Asked in this order; where none recognises the path, the first says what is missing."""

WRITERS = tuple(form.name for form in FORMATS if form.exports)
"""Formats that a case is exported to."""

Writer = Callable[[Case, Callable[[Distribution], Fraction]], tuple[dict[str, bytes], list[str]]]


def writer(name: str) -> Writer:
    """Return what writes a case in the format: its files, and what they cannot carry."""
    write: Writer = import_module(f"counterdraft.formats.{name}.writing").write
    return write


def can_refine(path: str | Path) -> bool:
    """Return whether the case at *path* can be read with further numbers of its continuous issues."""
    return any(form.refines for form in FORMATS if form.recognise(path))


def load(
    path: str | Path,
    seat: str = TABLE,
    as_of: date | None = None,
    selection: Selection = Selection(),  # noqa: B008 - frozen
) -> Case:
    """
    Return the case at *path*, as one seat may see it on one day.

    Args:
        path: The folder of the case.
        seat: A party's name, which opens its own mandate and beliefs and no other party's file; or
            "table", which opens everything.
        as_of: Only what was known on this day is kept.
        selection: Of a folder of the field: which profiles and which domain are read, and numbers that
            become options of continuous issues.

    Raises:
        CaseError: Every fault of every file that the seat may open.
    """
    form = next((form for form in FORMATS if form.recognise(path)), FORMATS[0])
    return form.read(path, seat, as_of, selection)
