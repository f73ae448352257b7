"""The formats in which a case may be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib import import_module
from pathlib import Path

from counterdraft.case import TABLE, Case, Distribution
from counterdraft.formats import genius, geniusweb, negmas, negolog, yaml_case

__all__ = ["FORMATS", "WRITERS", "Also", "Format", "can_refine", "load", "writer"]

Also = Mapping[str, Sequence[Fraction]]
"""By issue, numbers that become options of its grid although they lie between its steps."""


@dataclass(frozen=True, slots=True)
class Format:
    """
    One way to write a case.

    ``recognise`` says whether a path is written so, opening as little as it can; ``read`` reads it
    as one seat may see it on one day, and raises CaseError with every fault.  ``refine``, where the
    format has continuous issues, reads it with further numbers on their grids.  ``exports`` says that
    its folder holds ``writing.write``, to which a case is exported.
    """

    name: str
    recognise: Callable[[str | Path], bool]
    read: Callable[[str | Path, str, date | None], Case]
    refine: Callable[[str | Path, str, date | None, Also], Case] | None = None
    exports: bool = False


FORMATS: tuple[Format, ...] = (
    Format("yaml", yaml_case.recognise, yaml_case.read_case),
    Format(
        "genius",
        genius.recognise,
        genius.read_case,
        genius.read_case,
        exports=True,
    ),
    Format("geniusweb", geniusweb.recognise, geniusweb.read_case, exports=True),
    Format("negolog", negolog.recognise, negolog.read_case, exports=True),
    Format(
        "negmas",
        negmas.recognise,
        negmas.read_case,
        negmas.read_case,
        exports=True,
    ),
)
"""Asked in this order; where none recognises the path, the first says what is missing."""

WRITERS = tuple(one.name for one in FORMATS if one.exports)
"""Formats that a case is exported to."""

Writer = Callable[[Case, Callable[[Distribution], Fraction]], tuple[dict[str, bytes], list[str]]]


def writer(name: str) -> Writer:
    """Return what writes a case in the format: its files, and what they cannot carry."""
    found: Writer = import_module(f"counterdraft.formats.{name}.writing").write
    return found


def can_refine(path: str | Path) -> bool:
    """Return whether the case at *path* can be read with further numbers of its continuous issues."""
    return any(form.refine is not None for form in FORMATS if form.recognise(path))


def load(
    path: str | Path, seat: str = TABLE, as_of: date | None = None, also: Also | None = None
) -> Case:
    """
    Return the case at *path*, as one seat may see it on one day.

    Args:
        path: The folder of the case.
        seat: A party's name, which opens its own mandate and beliefs and no other party's file; or
            "table", which opens everything.
        as_of: Only what was known on this day is kept.
        also: Numbers that become options of continuous issues, where the format has such.

    Raises:
        CaseError: Every fault of every file that the seat may open.
    """
    found = next((one for one in FORMATS if one.recognise(path)), FORMATS[0])
    if also and found.refine is not None:
        return found.refine(path, seat, as_of, also)
    return found.read(path, seat, as_of)
