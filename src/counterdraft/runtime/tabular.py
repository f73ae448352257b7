"""Answers as tables: one line at the prompt, a table in a notebook, flat records for a data frame."""

from __future__ import annotations

from html import escape
from itertools import islice

__all__ = ["Cell", "Record", "Tabular"]

Cell = str | int | float | bool | None
Record = dict[str, Cell]

ROWS_SHOWN = 40
"""A notebook shows this many rows; `to_records` has them all."""


class Tabular:
    """
    An answer that shows itself in a notebook and that a data frame takes.

    A class inherits this, is decorated with ``@dataclass(frozen=True, repr=False)`` (with ``repr`` a
    dataclass writes a long line of its own), and gives two methods: `to_records` and `summary`.

    >>> class Prices(Tabular):
    ...     def to_records(self):
    ...         return [{"year": 2025, "price": 9.5}]
    ...     def summary(self):
    ...         return "1 year"
    >>> Prices()
    <Prices: 1 year>
    >>> Prices()._repr_html_()[:33]
    '<table><caption>1 year</caption><'
    """

    __slots__ = ()

    def to_records(self) -> list[Record]:
        """
        Return a flat dictionary per row, all with the same keys, of plain types alone.

        Parties, issues and options stand by name; a worth is a float in the party's own unit; what
        is open or unknown is None.  ``pandas.DataFrame(answer.to_records())`` and
        ``polars.DataFrame(answer.to_records())`` take it as it is.
        """
        raise NotImplementedError

    def summary(self) -> str:
        """Return what the answer says in a few words, without its class."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary()}>"

    def _repr_html_(self) -> str:
        """Return the records as an HTML table, which notebooks show in place of the line."""
        records = self.to_records()
        names = list(records[0]) if records else []
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        rows = "".join(
            "<tr>"
            + "".join(f"<td>{escape(_text(cell))}</td>" for cell in record.values())
            + "</tr>"
            for record in islice(records, ROWS_SHOWN)
        )
        rest = len(records) - ROWS_SHOWN
        more = f"<tfoot><tr><td>… and {rest} more</td></tr></tfoot>" if rest > 0 else ""
        return (
            f"<table><caption>{escape(self.summary())}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>{more}</table>"
        )


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)
