"""The rules by which money is shared: term sheets, the instruments they name, and the order of payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.fiscal.deal_terms import DealTerms
    from counterdraft.fiscal.terms import TermSheet
    from counterdraft.fiscal.waterfall import run

__all__ = ["DealTerms", "TermSheet", "run"]

attach_lazily(
    __name__,
    {"deal_terms": ("DealTerms",), "terms": ("TermSheet",), "waterfall": ("run",)},
)
