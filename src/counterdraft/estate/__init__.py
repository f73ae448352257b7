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
    from counterdraft.estate.fiscal.deal_terms import DealTerms
    from counterdraft.estate.fiscal.terms import TermSheet
    from counterdraft.estate.fiscal.waterfall import run
    from counterdraft.estate.mines.project import Project
    from counterdraft.estate.mines.value import value
    from counterdraft.estate.model import Estate
    from counterdraft.estate.pictures.charts import (
        fan_chart,
        gains_chart,
        map_of_deposits,
        steps_chart,
        waterfall_chart,
    )
    from counterdraft.estate.simulation import Paths
    from counterdraft.estate.workbooks.workbook import deal_workbook, project_workbook

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
        "deals.cells": ("Cells",),
        "fiscal.deal_terms": ("DealTerms",),
        "deals.drafts": ("clause_values", "compare", "draft_terms", "value_draft"),
        "workbooks.workbook": ("deal_workbook", "project_workbook"),
        "deals.gradient": ("gradient",),
        "model": ("Estate",),
        "pictures.charts": (
            "fan_chart",
            "gains_chart",
            "map_of_deposits",
            "steps_chart",
            "waterfall_chart",
        ),
        "mines.project": ("Project",),
        "mines.value": ("value",),
        "deals.questions": ("by_control", "deterrence", "reckoning"),
        "deals.report": ("case_report",),
        "deals.settlement": ("settle",),
        "simulation": ("Paths",),
        "fiscal.terms": ("TermSheet",),
        "fiscal.waterfall": ("run",),
    },
)
