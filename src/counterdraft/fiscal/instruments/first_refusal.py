"""A right of first refusal or of offtake, as the discount that it is worth to its holder."""

from __future__ import annotations

from typing import Literal

from counterdraft.case.fields import Share
from counterdraft.case.series import Shares
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

__all__ = ["FirstRefusal"]


class FirstRefusal(Instrument):
    """The holder buys `part` of the product at a `discount` to its price (other bidders stay away)."""

    fiscal = False

    kind: Literal["first_refusal"] = "first_refusal"
    payee: str = "partner"
    deductible: bool = True
    discount: Shares
    part: Share = 1.0
    product: str | None = None

    def start(self, book: Book) -> Step:
        """Move the discount from the owner to the holder."""
        flows, discount = book.flows, book.by_year(self.discount)

        def step(t: int) -> None:
            value = flows.revenue[t]
            if self.product is not None:
                value = flows.volumes[self.product][t] * flows.prices[self.product][t]
            self.pay(book, t, discount[t] * self.part * value)

        return step
