"""The answer as the reader gets it: one screen, one page, files.  It shows and computes nothing."""

from counterdraft.brief.data import (
    draws_csv,
    heading_dict,
    money_dict,
    review_dict,
    shortlist_dict,
    to_dict,
    to_json,
)
from counterdraft.brief.document import issue_table_docx
from counterdraft.brief.listing import assumptions_dict, assumptions_text
from counterdraft.brief.page import html
from counterdraft.brief.sheet import issue_table_xlsx
from counterdraft.brief.terminal import review_text, shortlist_text, terminal
from counterdraft.brief.write import FORMS, write

__all__ = [
    "FORMS",
    "assumptions_dict",
    "assumptions_text",
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
    "terminal",
    "to_dict",
    "to_json",
    "write",
]
