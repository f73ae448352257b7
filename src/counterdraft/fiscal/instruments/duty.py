"""Duties and value-added tax on what the project buys or sells."""

from __future__ import annotations

from typing import Literal

from counterdraft.case.fields import Share, Whole
from counterdraft.case.series import Series
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

    def start(self, book: Book) -> Step:
        """Charge the base, and give back what is refunded."""
        flows, rate = book.flows, book.by_year(self.rate)
        bought: Floats = sum(flows.depreciable.values(), book.blank())
        base = {
            "revenue": flows.revenue,
            "opex": flows.opex,
            "capex": bought,
            "costs": flows.opex + bought,
        }[self.on]
        charged, delay = book.blank(), int(self.delay)

        def step(t: int) -> None:
            charged[t] = book.show("charged", rate[t] * self.taxed * base[t])
            back = self.refund * charged[t - delay] if t >= delay else 0.0
            self.pay(book, t, charged[t] - back)

        return step
