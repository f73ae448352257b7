"""Windfall tax: a part of what the price brings above a threshold."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.estate.book import Book
from counterdraft.estate.instrument import Instrument, Step
from counterdraft.estate.reading import Rate
from counterdraft.estate.series import Series, by_year

__all__ = ["Windfall"]


class Windfall(Instrument):
    """The rate times volume times the excess of the price over the threshold, indexed yearly."""

    kind: Literal["windfall"] = "windfall"
    deductible: bool = True
    rate: Series
    threshold: Series
    index: Rate = 0.0
    product: str | None = None

    def open(self, book: Book) -> Step:
        """Tax the excess of each product's price."""
        flows, rate = book.flows, by_year(self.rate, book.years)
        growth = (1 + self.index) ** np.arange(len(book.years))
        threshold = by_year(self.threshold, book.years) * growth
        names = [self.product] if self.product else list(flows.volumes)

        def step(t: int) -> None:
            excess = sum(
                (
                    flows.volumes[n][t]
                    * np.maximum(flows.prices[n][t] - threshold[t] * flows.scale.get(n, 1.0), 0.0)
                    for n in names
                ),
                book.zeros(),
            )
            self.settle(book, t, rate[t] * excess)

        return step
