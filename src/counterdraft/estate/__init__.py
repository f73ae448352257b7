"""
What the minerals are worth, by term: deposits, prices, war, and the order in which money is paid.

The room offers, each imported from its own module on first use:

- an estate: `Estate`, `Paths`, `settle_terms`, `DealGains`;
- a case: `case_report`, `value_draft`, `compare`, `clause_values`, `gradient`;
- questions: `reckoning`, `by_control`, `deterrence`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.estate.deals.drafts import draft_terms
    from counterdraft.estate.deals.settlement import settle_terms
    from counterdraft.estate.model import Estate
    from counterdraft.estate.reports.draft_values import clause_values, compare, value_draft
    from counterdraft.estate.reports.gradient import gradient
    from counterdraft.estate.reports.questions import by_control, deterrence, reckoning
    from counterdraft.estate.reports.report import case_report
    from counterdraft.estate.simulation import Paths
    from counterdraft.estate.tables.deal_gains import DealGains

__all__ = [
    "DealGains",
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
    "settle_terms",
    "value_draft",
]

attach_lazily(
    __name__,
    {
        "tables.deal_gains": ("DealGains",),
        "deals.drafts": ("draft_terms",),
        "reports.draft_values": ("clause_values", "compare", "value_draft"),
        "reports.gradient": ("gradient",),
        "reports.questions": ("by_control", "deterrence", "reckoning"),
        "reports.report": ("case_report",),
        "deals.settlement": ("settle_terms",),
        "model": ("Estate",),
        "simulation": ("Paths",),
    },
)
