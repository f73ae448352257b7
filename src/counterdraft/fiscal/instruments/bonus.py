"""Bonuses: at signature, at first production, when a volume or a daily rate is reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from counterdraft.case.fields import Count
from counterdraft.case.places import Path, Where, fault
from counterdraft.errors import Fault
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

__all__ = ["Bonus"]


class Bonus(Instrument):
    """
    An amount that falls due once.

    At `signature` (or in `year`), at first `production`, when production to date reaches a `volume`, or when
    production `daily` (of the year by 365) first reaches it.
    """

    kind: Literal["bonus"] = "bonus"
    deductible: bool = True
    amount: Count
    on: Literal["signature", "production", "volume", "daily"] = "signature"
    year: int | None = None
    volume: Count = 0.0

    def faults(self, years: Sequence[int], where: Where, at: Path) -> list[Fault]:
        """Return what is wrong once the years are known: a bonus must fall due in one of them."""
        found = super().faults(years, where, at)
        if self.year is not None and self.year not in years:
            message = f"{self.year} is none of the years {years[0]} to {years[-1]}"
            found.append(fault(where, (*at, "year"), message))
        return found

    def open(self, book: Book) -> Step:
        """Pay once, when the event happens."""
        flows = book.flows
        total = sum(flows.volumes.values(), np.zeros_like(flows.revenue))
        reached = np.cumsum(total if flows.volumes else flows.revenue, axis=0)
        if self.on == "daily":
            reached = np.maximum.accumulate(total / 365.0, axis=0)
        signed = 0 if self.year is None else book.years.index(self.year)

        def step(t: int) -> None:
            if self.on == "signature":
                self.settle(book, t, self.amount if t == signed else 0.0)
                return
            level = 0.0 if self.on == "production" else self.volume
            now = reached[t] > level if self.on == "production" else reached[t] >= level
            before = np.zeros_like(now)
            if t:
                before = (
                    reached[t - 1] > level if self.on == "production" else reached[t - 1] >= level
                )
            self.settle(book, t, np.where(now & ~before, self.amount, 0.0))

        return step
