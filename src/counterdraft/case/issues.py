"""What is to be settled, and the ways to settle it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

__all__ = ["Continuity", "Issue", "Option", "Party"]


@dataclass(frozen=True, slots=True)
class Party:
    """
    Who negotiates.

    A player is needed for every offer; a conditional signatory only when an option that lists it
    under ``needs`` is chosen.
    """

    name: str
    label: str
    role: Literal["player", "signatory"] = "player"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle an issue; ``value`` is the number where the issue is numeric."""

    name: str
    label: str
    value: Fraction | None = None
    needs: tuple[str, ...] = ()
    note: str = ""


Continuity = Literal["piecewise_linear", "approximate"]
"""What worths do between two neighbouring numbers of a continuous issue: lines, or anything."""


@dataclass(frozen=True, slots=True)
class Issue:
    """
    One thing to be settled.

    ``kind`` is "list" (no order), "ordered" (options from least to most: ``>=`` may be used in
    conditions) or "numeric" (options are the grid from low to high, ascending).
    ``continuous`` is set where the numbers between the options are possible too.
    ``if_silent`` is the position of the option that applies when a draft says nothing.
    """

    name: str
    label: str
    kind: Literal["list", "ordered", "numeric"]
    options: tuple[Option, ...]
    if_silent: int | None = None
    unit: str = ""
    note: str = ""
    where: str = ""
    continuous: Continuity | None = None

    def position(self, option: str) -> int:
        """Return the position of *option*; raises KeyError when there is none of that name."""
        for i, candidate in enumerate(self.options):
            if candidate.name == option:
                return i
        raise KeyError(option)
