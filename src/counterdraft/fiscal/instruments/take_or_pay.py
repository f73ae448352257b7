"""Take or pay: the buyer pays for a minimum whether it lifts it or not."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Share
from counterdraft.case.series import Series
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import ratio

__all__ = ["TakeOrPay"]


class TakeOrPay(Instrument):
    """
    The buyer pays `part` of the price for what it should have lifted and did not.

    `minimum` and `lifted` are volumes a year; what the project could not produce is not owed.  Volume
    paid for may be lifted later without payment (`make_up`), which is the refund of the payment.
    """

    fiscal = False

    kind: Literal["take_or_pay"] = "take_or_pay"
    payer: str = "partner"
    payee: str = "owner"
    product: str
    minimum: Series
    lifted: Series
    part: Share = 1.0
    make_up: bool = False

    def start(self, book: Book) -> Step:
        """Pay for the shortfall; make up what was paid before."""
        volume, price = book.flows.volumes[self.product], book.flows.prices[self.product]
        minimum, lifted = book.by_year(self.minimum), book.by_year(self.lifted)
        stock, paid = book.zeros(), book.zeros()

        def step(t: int) -> None:
            nonlocal stock, paid
            owed = book.show("owed volume", np.minimum(minimum[t], volume[t]), "number")
            short = book.show("shortfall", np.maximum(owed - lifted[t], 0.0), "number")
            amount = book.show("charged", self.part * short * price[t])
            if self.make_up:
                extra = np.minimum(np.maximum(lifted[t] - owed, 0.0), stock)
                extra = book.show("made up", extra, "number")
                refund = book.show("refund", ratio(paid, stock) * extra)
                stock = book.show("paid for and not lifted", stock + short - extra, "number")
                paid = book.show("paid for it", paid + amount - refund)
                amount = amount - refund
            self.pay(book, t, amount)

        return step
