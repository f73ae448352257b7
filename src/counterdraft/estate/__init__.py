"""
What the minerals are worth, by term: deposits, prices, war, and the order in which money is paid.

The room offers, each imported from its own module on first use:

- one mine: `Project`, `value`, `project_workbook`;
- an estate: `Estate`, `Paths`, `DealTerms`, `settle`, `Cells`;
- a case: `case_report`, `value_draft`, `compare`, `clause_values`, `gradient`, `deal_workbook`;
- questions: `reckoning`, `by_control`, `deterrence`;
- pictures: `map_of_deposits`, `fan_chart`, `waterfall_chart`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

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
    "gradient",
    "map_of_deposits",
    "project_workbook",
    "reckoning",
    "run",
    "settle",
    "value",
    "value_draft",
    "waterfall_chart",
]

_HOMES = {
    "Cells": "cells",
    "DealTerms": "deal_terms",
    "Estate": "model",
    "Paths": "simulation",
    "Project": "project",
    "TermSheet": "terms",
    "by_control": "questions",
    "case_report": "report",
    "clause_values": "drafts",
    "compare": "drafts",
    "deal_workbook": "excel",
    "deterrence": "questions",
    "draft_terms": "drafts",
    "fan_chart": "pictures",
    "gradient": "drafts",
    "map_of_deposits": "pictures",
    "project_workbook": "excel",
    "reckoning": "questions",
    "run": "waterfall",
    "settle": "settlement",
    "value": "project_value",
    "value_draft": "drafts",
    "waterfall_chart": "pictures",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module offers
    """Import on first use, so that a command that values nothing does not wait for it."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
