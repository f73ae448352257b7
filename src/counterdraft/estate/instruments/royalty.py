"""Royalties: on value, on volume, on a sliding scale."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.estate.book import Book, Floats
from counterdraft.estate.instrument import Instrument, Step, Tier, marginal, stepped
from counterdraft.estate.series import Series, by_year

__all__ = ["Royalty"]


class Royalty(Instrument):
    """
    A part of the gross value (ad valorem), an amount per unit (specific), or a rate that slides.

    Otto et al. (2006), *Mining Royalties*, chapter 3.  `allowances` are deducted from the value first
    (transport, smelting).  A scale slides by price, volume, revenue or operating margin, over the whole
    or, if `incremental`, slice by slice.
    """

    kind: Literal["royalty"] = "royalty"
    deductible: bool = True
    rate: Series = 0.0
    per_unit: Series = 0.0
    allowances: Series = 0.0
    product: str | None = None
    scale: tuple[Tier, ...] = ()
    by: Literal["price", "volume", "revenue", "margin"] = "price"
    incremental: bool = False

    def open(self, book: Book) -> Step:
        """Charge value at the rate, and volume at the amount per unit."""
        flows = book.flows
        rate, unit = by_year(self.rate, book.years), by_year(self.per_unit, book.years)
        less = by_year(self.allowances, book.years)
        names = [self.product] if self.product else list(flows.volumes)
        slide = marginal if self.incremental else stepped

        def value(t: int) -> Floats:
            sold: Floats = flows.revenue[t]
            if self.product and self.product in flows.volumes:
                sold = flows.volumes[self.product][t] * flows.prices[self.product][t]
            return sold

        def weighed(t: int) -> Floats:
            parts = (flows.scale.get(n, 1.0) * flows.volumes[n][t] for n in names)
            total: Floats = sum(parts, book.zeros())
            return total

        def level(t: int) -> Floats:
            earned: Floats = flows.revenue[t]
            if self.by == "price":
                return flows.quoted(names[0], t) if names else earned
            if self.by == "volume":
                volume: Floats = sum((flows.volumes[n][t] for n in names), book.zeros())
                return volume
            if self.by == "revenue":
                return value(t)
            return np.where(earned > 0, 1 - flows.opex[t] / np.where(earned > 0, earned, 1.0), 0.0)

        def step(t: int) -> None:
            charged = rate[t]
            if self.scale:
                charged = charged + slide(self.scale, level(t))
            amount = charged * np.maximum(value(t) - less[t], 0.0)
            amount = amount + unit[t] * weighed(t)
            self.settle(book, t, amount)

        return step
