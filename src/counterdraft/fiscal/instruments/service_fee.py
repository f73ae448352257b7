"""A fee for service: so much for each unit produced, beside the cost that is recovered."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Share
from counterdraft.case.series import Series
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import Level, level_of_year
from counterdraft.fiscal.slides import Scaled
from counterdraft.runtime.arrays import Floats

__all__ = ["ServiceFee"]


class ServiceFee(Scaled, Instrument):
    """
    The state pays `per_unit` of production above a `baseline`, times the part of a scale.

    Technical service contracts (Ghandi and Lin 2014): the state owns what is produced, costs are recovered
    from a part of it, and the fee falls as receipts over costs rise.  Cost petroleum under the agreement
    `sharing` and the fee together take no more than `limit` of revenue; what finds no room waits.
    """

    kind: Literal["service_fee"] = "service_fee"
    payer: str = "state"
    payee: str = "owner"
    deductible: bool = True
    per_unit: Series
    baseline: Series = 0.0
    by: Level = "r_factor"
    limit: Share = 1.0
    sharing: str | None = None

    def needs(self) -> tuple[str, ...]:
        """Return the agreement under which costs are recovered."""
        return self.after + ((self.sharing,) if self.sharing else ())

    def start(self, book: Book) -> Step:
        """Earn the fee, and pay it as far as the limit leaves room."""
        flows, waiting = book.flows, book.zeros()
        per_unit, baseline = book.by_year(self.per_unit), book.by_year(self.baseline)
        unit = next(iter(flows.scale.values()), 1.0)
        volume: Floats = sum(flows.volumes.values(), np.zeros_like(flows.revenue))
        recovered = book.line(f"{self.sharing}.cost_petroleum") if self.sharing else None
        balance = book.line(f"{self.name}.waiting")
        level = level_of_year(book, self.by, None, lambda _: book.zeros())
        part = self.start_scale(book, level, name=self.name)

        def step(t: int) -> None:
            nonlocal waiting
            earned = per_unit[t] * unit * np.maximum(volume[t] - baseline[t], 0.0)
            owed = waiting + earned * (part(t) if self.slides else 1.0)
            owed = book.show("owed", owed)
            room = self.limit * flows.revenue[t] - (0.0 if recovered is None else recovered[t])
            paid = np.minimum(owed, np.maximum(room, 0.0))
            waiting = owed - paid
            self.pay(book, t, paid)
            balance[t] = waiting

        return step
