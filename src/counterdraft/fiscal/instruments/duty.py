"""Duties and value-added tax on what the project buys or sells."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Share, Whole
from counterdraft.case.series import Series, by_year
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.runtime.arrays import Floats

__all__ = ["Duty"]


class Duty(Instrument):
    """
    A rate on revenue (export duty), operating or capital cost (import duty, input VAT).

    Working capital is not bought and bears none.

    `taxed` is the part of the base that bears it; `refund` the part that comes back, `delay` years later.
    """

    kind: Literal["duty"] = "duty"
    deductible: bool = True
    rate: Series
    on: Literal["revenue", "opex", "capex", "costs"] = "costs"
    taxed: Share = 1.0
    refund: Share = 0.0
    delay: Whole = 0

    def open(self, book: Book) -> Step:
        """Charge the base, and give back what is refunded."""
        flows, rate = book.flows, by_year(self.rate, book.years)
        bought: Floats = sum(flows.depreciable.values(), np.zeros_like(flows.revenue))
        base = {
            "revenue": flows.revenue,
            "opex": flows.opex,
            "capex": bought,
            "costs": flows.opex + bought,
        }[self.on]
        charged = rate[:, None] * self.taxed * base
        back = np.zeros_like(charged)
        later = min(self.delay, len(charged))
        back[later:] = self.refund * charged[: len(charged) - later]
        return lambda t: self.settle(book, t, charged[t] - back[t])
