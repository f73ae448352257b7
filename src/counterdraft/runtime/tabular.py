"""Answers as tables: one line at the prompt, a table in a notebook, flat records for a data frame."""

from __future__ import annotations

from collections.abc import Iterator
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
    dataclass writes a long line of its own), and gives two methods: `records` and `summary`.

    >>> class Prices(Tabular):
    ...     def records(self):
    ...         yield {"year": 2025, "price": 9.5}
    ...     def summary(self):
    ...         return "1 year"
    >>> Prices()
    <Prices: 1 year>
    >>> Prices().to_records()
    [{'year': 2025, 'price': 9.5}]
    """

    __slots__ = ()

    def records(self) -> Iterator[Record]:
        """Yield a flat dictionary per row, all with the same keys, of plain types alone."""
        raise NotImplementedError

    def summary(self) -> str:
        """Return what the answer says in a few words, without its class."""
        raise NotImplementedError

    def to_records(self) -> list[Record]:
        """
        Return the rows: a flat dictionary each, all with the same keys.

        Parties, issues and options stand by name; a worth is a float in the party's own unit; what
        is open or unknown is None.  ``pandas.DataFrame(answer.to_records())`` and
        ``polars.DataFrame(answer.to_records())`` take them as they are.
        """
        return list(self.records())

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary()}>"

    def _repr_html_(self) -> str:
        """Return the first rows as an HTML table, which notebooks show in place of the line."""
        rows = list(islice(self.records(), ROWS_SHOWN + 1))
        head = "".join(f"<th>{escape(name)}</th>" for name in (rows[0] if rows else ()))
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_text(cell))}</td>" for cell in row.values()) + "</tr>"
            for row in rows[:ROWS_SHOWN]
        )
        more = "<p>… and more: to_records() has them all</p>" if len(rows) > ROWS_SHOWN else ""
        return (
            f"<table><caption>{escape(self.summary())}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>{more}"
        )


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:,.6g}" if isinstance(cell, float) else str(cell)
