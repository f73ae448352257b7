"""
The answer as the reader gets it: a screen, a page, documents, data.  It shows and computes nothing.

`words` has the sentences and figures of every form; `screens` the terminal, `page` the HTML page with its
`charts`, `documents` Word and Excel, `data` JSON and CSV, and `write` all of them as files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.brief.data.json_data import (
        assumptions_dict,
        draws_csv,
        heading_dict,
        money_dict,
        review_dict,
        shortlist_dict,
        to_dict,
        to_json,
    )
    from counterdraft.brief.documents.excel import issue_table_xlsx
    from counterdraft.brief.documents.word import issue_table_docx
    from counterdraft.brief.page.html_page import html
    from counterdraft.brief.screens.assumptions import assumptions_text
    from counterdraft.brief.screens.brief_screen import brief_text, review_text, shortlist_text
    from counterdraft.brief.write import FORMS, write

__all__ = [
    "FORMS",
    "assumptions_dict",
    "assumptions_text",
    "brief_text",
    "draws_csv",
    "heading_dict",
    "html",
    "issue_table_docx",
    "issue_table_xlsx",
    "money_dict",
    "review_dict",
    "review_text",
    "shortlist_dict",
    "shortlist_text",
    "to_dict",
    "to_json",
    "write",
]

# Word, Excel and template libraries load with the form that needs them.
attach_lazily(
    __name__,
    {
        "data.json_data": (
            "assumptions_dict",
            "draws_csv",
            "heading_dict",
            "money_dict",
            "review_dict",
            "shortlist_dict",
            "to_dict",
            "to_json",
        ),
        "documents.excel": ("issue_table_xlsx",),
        "documents.word": ("issue_table_docx",),
        "page.html_page": ("html",),
        "screens.assumptions": ("assumptions_text",),
        "screens.brief_screen": ("brief_text", "review_text", "shortlist_text"),
        "write": ("FORMS", "write"),
    },
)
