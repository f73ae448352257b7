"""
What the minerals are worth, by term: deposits, prices, war, and the order in which money is paid.

The room offers, each imported from its own module on first use:

- an estate: `Estate`, `Paths`, `settle`, `Cells`;
- a case: `case_report`, `value_draft`, `compare`, `clause_values`, `gradient`;
- questions: `reckoning`, `by_control`, `deterrence`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.estate.deals.cells import Cells
    from counterdraft.estate.deals.drafts import (
        clause_values,
        compare,
        draft_terms,
        value_draft,
    )
    from counterdraft.estate.deals.gradient import gradient
    from counterdraft.estate.deals.questions import by_control, deterrence, reckoning
    from counterdraft.estate.deals.report import case_report
    from counterdraft.estate.deals.settlement import settle
    from counterdraft.estate.model import Estate
    from counterdraft.estate.simulation import Paths

__all__ = [
    "Cells",
    "Estate",
    "Paths",
    "by_control",
    "case_report",
    "clause_values",
    "compare",
    "deterrence",
    "draft_terms",
    "gradient",
    "reckoning",
    "settle",
    "value_draft",
]

attach_lazily(
    __name__,
    {
        "deals.cells": ("Cells",),
        "deals.drafts": ("clause_values", "compare", "draft_terms", "value_draft"),
        "deals.gradient": ("gradient",),
        "deals.questions": ("by_control", "deterrence", "reckoning"),
        "deals.report": ("case_report",),
        "deals.settlement": ("settle",),
        "model": ("Estate",),
        "simulation": ("Paths",),
    },
)
