"""Offers as a reader names them: options by issue, worths by party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from itertools import islice

from counterdraft.preferences.game import Game

__all__ = ["NamedOffer", "Record", "html_table", "named_offer"]

Record = dict[str, str | float]
"""One row of a table, as ``pandas.DataFrame`` and ``polars.DataFrame`` take lists of them."""
ROWS_SHOWN = 20
"""Rows of a table in a notebook; the rest is counted."""


@dataclass(frozen=True, slots=True)
class NamedOffer:
    """
    One offer with what it is worth to each player.

    ``options`` holds the option by issue, ``exact_worths`` the worth by party in the party's own unit.
    """

    options: Mapping[str, str]
    exact_worths: Mapping[str, Fraction]

    @property
    def worths(self) -> dict[str, float]:
        """The worth by party, as floats."""
        return {party: float(worth) for party, worth in self.exact_worths.items()}

    def to_record(self) -> Record:
        """Return one row: a column per issue, then ``worth to <party>`` per party."""
        return {**self.options, **{f"worth to {p}": w for p, w in self.worths.items()}}

    def __repr__(self) -> str:
        options = ", ".join(f"{issue}: {option}" for issue, option in self.options.items())
        worths = ", ".join(f"{party} {worth:g}" for party, worth in self.worths.items())
        return f"<Offer {options}; worth to {worths}>"


def named_offer(game: Game, offer: Sequence[int]) -> NamedOffer:
    """Return the *offer* (an option position per issue) by names, with its worths in *game*."""
    worths = {p.name: p.figure(p.worth(offer)) for p in game.players}
    return NamedOffer(game.option_names(offer), worths)


def html_table(caption: str, rows: Iterable[Record], total: int) -> str:
    """Return an HTML table of the first rows of *total*, for a notebook."""
    shown = list(islice(rows, ROWS_SHOWN))
    head = "".join(f"<th>{escape(name)}</th>" for name in (shown[0] if shown else ()))
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row.values()) + "</tr>"
        for row in shown
    )
    left = total - len(shown)
    tail = f"<p>… and {left:,} more</p>" if left > 0 else ""
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{tail}"
    )


def _cell(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{value:,.6g}"
