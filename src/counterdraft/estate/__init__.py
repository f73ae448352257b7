"""
What the minerals are worth, by term: deposits, prices, war, and the order in which money is paid.

The room offers, each imported from its own module on first use:

- one mine: `Project`, `value`, `project_workbook`;
- an estate: `Estate`, `Paths`, `DealTerms`, `settle`, `Cells`;
- a case: `case_report`, `value_draft`, `compare`, `clause_values`, `gradient`, `deal_workbook`;
- questions: `reckoning`, `by_control`, `deterrence`;
- pictures: `map_of_deposits`, `fan_chart`, `waterfall_chart`, `steps_chart`, `gains_chart`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.rooms import open_room

if TYPE_CHECKING:
    from counterdraft.estate.cells import Cells
    from counterdraft.estate.deal_terms import DealTerms
    from counterdraft.estate.drafts import (
        clause_values,
        compare,
        draft_terms,
        value_draft,
    )
    from counterdraft.estate.excel import deal_workbook, project_workbook
    from counterdraft.estate.gradient import gradient
    from counterdraft.estate.model import Estate
    from counterdraft.estate.pictures import (
        fan_chart,
        gains_chart,
        map_of_deposits,
        steps_chart,
        waterfall_chart,
    )
    from counterdraft.estate.project import Project
    from counterdraft.estate.project_value import value
    from counterdraft.estate.questions import by_control, deterrence, reckoning
    from counterdraft.estate.report import case_report
    from counterdraft.estate.settlement import settle
    from counterdraft.estate.simulation import Paths
    from counterdraft.estate.terms import TermSheet
    from counterdraft.estate.waterfall import run

__all__ = [
    "Cells",
    "DealTerms",
    "Estate",
    "Paths",
    "Project",
    "TermSheet",
    "by_control",
    "case_report",
    "clause_values",
    "compare",
    "deal_workbook",
    "deterrence",
    "draft_terms",
    "fan_chart",
    "gains_chart",
    "gradient",
    "map_of_deposits",
    "project_workbook",
    "reckoning",
    "run",
    "settle",
    "steps_chart",
    "value",
    "value_draft",
    "waterfall_chart",
]

open_room(
    __name__,
    {
        "cells": ("Cells",),
        "deal_terms": ("DealTerms",),
        "drafts": ("clause_values", "compare", "draft_terms", "value_draft"),
        "excel": ("deal_workbook", "project_workbook"),
        "gradient": ("gradient",),
        "model": ("Estate",),
        "pictures": (
            "fan_chart",
            "gains_chart",
            "map_of_deposits",
            "steps_chart",
            "waterfall_chart",
        ),
        "project": ("Project",),
        "project_value": ("value",),
        "questions": ("by_control", "deterrence", "reckoning"),
        "report": ("case_report",),
        "settlement": ("settle",),
        "simulation": ("Paths",),
        "terms": ("TermSheet",),
        "waterfall": ("run",),
    },
)
