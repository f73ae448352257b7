"""Tables as CSV files in which no text becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

__all__ = ["csv_bytes"]

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes text that begins with one of these for a formula (OWASP, "CSV injection")."""


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[str | float]]) -> bytes:
    r"""
    Return a table as CSV (RFC 4180, UTF-8): numbers in full double precision, texts never formulas.

    Args:
        head: The names of the columns.
        rows: One sequence of cells per row; a number is written as a number, also below zero.

    >>> csv_bytes(["party", "gain"], [["=1+1", -2.5], ["a, b", 0.1]])
    b'party,gain\r\n\'=1+1,-2.5\r\n"a, b",0.1\r\n'
    """
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(map(_cell, head))
    table.writerows(map(_cell, row) for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _cell(cell: str | float) -> str | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell
