"""Where the figures and terms come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Source", "Statement"]


@dataclass(frozen=True, slots=True)
class Source:
    """A report, register, law or interview."""

    name: str
    title: str
    outlet: str = ""
    date: date | None = None
    reliability: Literal["high", "medium", "low", ""] = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing somebody said: who, when, where, on which issues, on or off the record."""

    name: str
    who: str
    said: str
    date: date | None = None
    place: str = ""
    issues: tuple[int, ...] = ()
    party: str = ""
    on_record: bool = True
    source: str = ""
    passage: str = ""
