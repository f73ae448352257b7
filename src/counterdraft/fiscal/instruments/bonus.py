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
from counterdraft.runtime.arrays import Floats

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

    def start(self, book: Book) -> Step:
        """Pay once, when the event happens."""
        if self.on == "signature":
            due = book.years[0] if self.year is None else self.year
            return lambda t: self.pay(book, t, np.where(book.years[t] == due, self.amount, 0.0))
        flows = book.flows
        volume: Floats = sum(flows.volumes.values(), book.blank())
        produced = volume if flows.volumes or self.on == "daily" else flows.revenue
        made, before = book.zeros(), book.zeros()
        days = book.constant("days a year", 365.0)

        def step(t: int) -> None:
            nonlocal made, before
            if self.on == "daily":
                most: Floats = np.maximum(made, produced[t] / days)
                made = book.show("most a day", most, "number")
            else:
                made = book.show("produced to date", made + produced[t], "number")
            is_due = made > 0 if self.on == "production" else made >= self.volume
            now = book.show("reached (1: yes)", np.where(is_due, 1.0, 0.0), "number")
            self.pay(book, t, (now - before) * self.amount)
            before = now

        return step
