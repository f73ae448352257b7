"""Whether red lines and impossible offers leave any offer at all."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.case import Condition, Issue, Preference
from counterdraft.formats.tree import Document

__all__ = ["find_contradictions"]


def find_contradictions(
    document: Document, issues: Sequence[Issue], impossible: Sequence[Condition], preference: Preference | None
) -> None:
    """Note a fault where no offer is left."""
