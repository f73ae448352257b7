"""The formats in which a case may be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from counterdraft.case import TABLE, Case
from counterdraft.formats import yaml_case

__all__ = ["FORMATS", "Format", "load"]


@dataclass(frozen=True, slots=True)
class Format:
    """
    One way to write a case.

    ``recognise`` says whether a path is written so, opening as little as it can; ``read`` reads it
    as one seat may see it on one day, and raises CaseError with every fault.
    """

    name: str
    recognise: Callable[[str | Path], bool]
    read: Callable[[str | Path, str, date | None], Case]


FORMATS: tuple[Format, ...] = (Format("yaml", yaml_case.recognise, yaml_case.read_case),)
"""Asked in this order; where none recognises the path, the first says what is missing."""


def load(path: str | Path, seat: str = TABLE, as_of: date | None = None) -> Case:
    """
    Return the case at *path*, as one seat may see it on one day.

    Args:
        path: The folder of the case.
        seat: A party's name, which opens its own mandate and beliefs and no other party's file; or
            "table", which opens everything.
        as_of: Only what was known on this day is kept.

    Raises:
        CaseError: Every fault of every file that the seat may open.
    """
    found = next((one for one in FORMATS if one.recognise(path)), FORMATS[0])
    return found.read(path, seat, as_of)
