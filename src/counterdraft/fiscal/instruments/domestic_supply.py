"""An obligation to sell a part of production at home, below its price."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import model_validator

from counterdraft.case.fields import Share, Whole
from counterdraft.case.series import Shares
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.runtime.arrays import Floats

__all__ = ["DomesticSupply"]


class DomesticSupply(Instrument):
    """
    `part` of a base is sold at `fee` of its price, so that the buyer gains the rest of it.

    The base is production itself (`of: production`), the contractor's profit petroleum under the agreement
    `sharing` (`of: profit`), or production at the contractor's part of the split but no more than its
    profit petroleum (`of: entitlement`).  In the first `holiday` years with revenue
    the full price is paid.
    """

    kind: Literal["domestic_supply"] = "domestic_supply"
    deductible: bool = True
    part: Shares
    fee: Share = 0.0
    of: Literal["production", "profit", "entitlement"] = "production"
    sharing: str | None = None
    holiday: Whole = 0

    @model_validator(mode="after")
    def _of_an_agreement(self) -> DomesticSupply:
        if self.of != "production" and self.sharing is None:
            raise ValueError(f"of: {self.of} needs sharing: the name of a production_sharing")
        return self

    def needs(self) -> tuple[str, ...]:
        """Return the agreement whose profit petroleum is the base."""
        return self.after + ((self.sharing,) if self.sharing else ())

    def start(self, book: Book) -> Step:
        """Move what the lower price costs the owner."""
        flows, part = book.flows, book.by_year(self.part)
        earning = book.show("years with revenue", np.cumsum(flows.revenue > 0, axis=0), "number")
        contractor = book.line(f"{self.sharing}.contractor") if self.sharing else flows.revenue
        rate = book.line(f"{self.sharing}.state_share") if self.sharing else None

        def step(t: int) -> None:
            supplied: Floats = part[t] * (
                contractor[t] if self.of == "profit" else flows.revenue[t]
            )
            if self.of == "entitlement":
                share = 1.0 if rate is None else 1 - rate[t]
                supplied = np.minimum(supplied * share, contractor[t])
            self.pay(book, t, np.where(earning[t] > self.holiday, (1 - self.fee) * supplied, 0.0))

        return step
