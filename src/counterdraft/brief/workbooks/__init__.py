"""One path as a workbook with live formulas, for a reviewer to check by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.brief.workbooks.workbook import deal_workbook, project_workbook

__all__ = ["deal_workbook", "project_workbook"]

attach_lazily(__name__, {"workbook": ("deal_workbook", "project_workbook")})
