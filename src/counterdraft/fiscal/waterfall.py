"""Run a term sheet over a project: who gets what, in every year and on every path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from counterdraft.errors import CaseError
from counterdraft.fiscal.book import Book, Flows
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.terms import TermSheet
from counterdraft.runtime.arrays import Floats

__all__ = ["Outcome", "run", "settle_years"]


@dataclass(frozen=True, eq=False)
class Outcome:
    """
    The flows of every party, what each instrument moved, and the lines it reports.

    Every array is (years, paths).
    """

    years: tuple[int, ...]
    net: Floats
    cash: dict[str, Floats]
    transfers: dict[tuple[str, str, str], Floats]
    lines: dict[str, Floats]

    @property
    def amounts(self) -> dict[str, Floats]:
        """What each instrument moved, to anybody."""
        amounts: dict[str, Floats] = {}
        for (name, _, _), amount in self.transfers.items():
            amounts[name] = amounts[name] + amount if name in amounts else amount
        return amounts

    @property
    def gap(self) -> float:
        """The largest difference between the pre-party flow and the sum over all parties."""
        total = sum(self.cash.values(), np.zeros_like(self.net))
        return float(np.max(np.abs(total - self.net), initial=0.0))


def settle_years(book: Book, instruments: Sequence[Instrument]) -> None:
    """Settle *instruments* in *book*, year by year, in their order."""
    steps = []
    for instrument in instruments:
        book.enter(instrument.name, -1)
        steps.append((instrument.name, instrument.start(book)))
    for t in range(len(book.years)):
        for name, step in steps:
            book.enter(name, t)
            step(t)
        book.close(t)


def run(sheet: TermSheet, flows: Flows) -> Outcome:
    """
    Settle every instrument of *sheet*, year by year, in its order.

    Args:
        sheet: The term sheet.
        flows: The project before anybody shares it, (years, paths).

    Returns:
        The outcome; the parties' flows add up to the pre-party flow.

    Raises:
        CaseError: An amount overflows or is not a number.
    """
    book = Book(flows, sheet.owner, sheet.state, sheet.parties)
    with np.errstate(over="ignore", invalid="ignore"):
        settle_years(book, sheet.instruments)
    moved = {name: amount for (name, _, _), amount in book.transfers.items()}
    for name, amount in {**book.lines, **book.cash, **moved}.items():
        if not np.isfinite(amount).all():
            year = flows.years[int(np.argmin(np.isfinite(amount).all(axis=1)))]
            raise CaseError.of(
                f"is not a finite number in {year}",
                field=name,
                help="an input of this instrument is too large, or grows without limit",
            )
    return Outcome(flows.years, flows.net, book.cash, book.transfers, book.lines)
