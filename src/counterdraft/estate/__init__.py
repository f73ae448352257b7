"""
What the minerals are worth, by term: deposits, prices, war, and the order in which money is paid.

The room offers, each imported from its own module on first use:

- an estate: `Estate`, `Paths`, `settle_terms`, `DealGains`;
- a case: `case_report`, `value_draft`, `compare`, `clause_values`, `gradient`;
- questions: `ground_steps`, `control_shares`, `deterrence`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.estate.deals.drafts import draft_terms
    from counterdraft.estate.deals.settlement import settle_terms
    from counterdraft.estate.model import Estate
    from counterdraft.estate.reports.clauses import clause_values, gradient
    from counterdraft.estate.reports.draft_values import compare, value_draft
    from counterdraft.estate.reports.questions import control_shares, deterrence, ground_steps
    from counterdraft.estate.reports.report import case_report
    from counterdraft.estate.reports.results import EstateReport
    from counterdraft.estate.simulation import Paths
    from counterdraft.estate.tables.deal_gains import DealGains

__all__ = [
    "DealGains",
    "Estate",
    "EstateReport",
    "Paths",
    "case_report",
    "clause_values",
    "compare",
    "control_shares",
    "deterrence",
    "draft_terms",
    "gradient",
    "ground_steps",
    "settle_terms",
    "value_draft",
]

attach_lazily(
    __name__,
    {
        "deals.drafts": ("draft_terms",),
        "deals.settlement": ("settle_terms",),
        "model": ("Estate",),
        "reports.clauses": ("clause_values", "gradient"),
        "reports.draft_values": ("compare", "value_draft"),
        "reports.questions": ("control_shares", "deterrence", "ground_steps"),
        "reports.report": ("case_report",),
        "reports.results": ("EstateReport",),
        "simulation": ("Paths",),
        "tables.deal_gains": ("DealGains",),
    },
)
