"""One mine under its terms: what it is worth to each party, and what its owner may still decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.mines.project import Project
    from counterdraft.mines.report import MineReport
    from counterdraft.mines.value import report_mine

__all__ = ["MineReport", "Project", "report_mine"]

attach_lazily(
    __name__,
    {"project": ("Project",), "report": ("MineReport",), "value": ("report_mine",)},
)
