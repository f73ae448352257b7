"""Bonuses: at signature, at first production, when a volume is reached."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.estate.book import Book
from counterdraft.estate.instrument import Instrument, Step
from counterdraft.estate.reading import Count

__all__ = ["Bonus"]


class Bonus(Instrument):
    """An amount that falls due once: `signature` (or in `year`), first `production`, or a `volume`."""

    kind: Literal["bonus"] = "bonus"
    deductible: bool = True
    amount: Count
    on: Literal["signature", "production", "volume"] = "signature"
    year: int | None = None
    volume: Count = 0.0

    def open(self, book: Book) -> Step:
        """Pay once, when the event happens."""
        flows = book.flows
        total = sum(flows.volumes.values(), np.zeros_like(flows.revenue))
        reached = np.cumsum(total if flows.volumes else flows.revenue, axis=0)
        signed = book.years.index(self.year) if self.year in book.years else 0

        def step(t: int) -> None:
            if self.on == "signature":
                self.settle(book, t, self.amount if t == signed else 0.0)
                return
            level = self.volume if self.on == "volume" else 0.0
            now = reached[t] > level if self.on == "production" else reached[t] >= level
            before = np.zeros_like(now)
            if t:
                before = (
                    reached[t - 1] > level if self.on == "production" else reached[t - 1] >= level
                )
            self.settle(book, t, np.where(now & ~before, self.amount, 0.0))

        return step
