"""A royalty on revenue until the costs are back, then on what revenue leaves after cost."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import model_validator

from counterdraft.case.fields import Discount
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.slides import Slide

__all__ = ["PayoutRoyalty"]


class PayoutRoyalty(Instrument):
    """
    `gross` is charged on revenue before payout; after it the greater of that and `net` on net revenue.

    Payout is reached in the first year to whose end cumulative revenue covers cumulative cost, the royalty
    itself, and a return on what was not yet covered at the start of the year (`return_allowance`).  Net
    revenue is that of the year after all its costs; a deficit after payout is carried forward.  Until the
    year after payout the royalty is that on revenue.  Oil-sands and frontier leases are of this kind.
    """

    off_top = True

    kind: Literal["payout_royalty"] = "payout_royalty"
    deductible: bool = True
    gross: Slide = Slide()
    net: Slide = Slide()
    return_allowance: Discount = 0.0

    @model_validator(mode="after")
    def _charges(self) -> PayoutRoyalty:
        if not {"gross", "net"} & self.model_fields_set:
            raise ValueError("a payout royalty needs gross and net, each with a rate")
        return self

    def start(self, book: Book) -> Step:
        """Follow what is not yet covered, and charge revenue or net revenue."""
        flows, spent = book.flows, book.flows.spent
        gross, net = self.gross.start(book), self.net.start(book)
        uncovered, deficit, capital = book.zeros(), book.zeros(), book.zeros()
        is_paid_out = book.zeros()
        balance = book.line(f"{self.name}.uncovered")

        def step(t: int) -> None:
            nonlocal uncovered, deficit, capital, is_paid_out
            revenue, before = flows.revenue[t], is_paid_out
            cost = book.show("cost", flows.opex[t] + spent[t] + flows.closure[t])
            capital = book.show("capital spent to date", capital + spent[t])
            least = gross(t) * revenue
            left = book.show("net revenue", revenue - cost - deficit)
            after = np.maximum(least, net(t) * np.maximum(left, 0.0))
            amount = np.where(before > 0, after, least)
            self.pay(book, t, amount)
            deficit = np.where(before > 0, np.maximum(-left, 0.0), 0.0)
            deficit = book.show("deficit carried forward", deficit)
            due = uncovered * (1 + self.return_allowance) + cost + amount - revenue
            due = book.show("left to cover", due)
            uncovered = np.where(before > 0, 0.0, np.maximum(due, 0.0))
            covers = (due <= 0) & (capital > 0) & (revenue > 0)
            is_paid_out = book.show("paid out (1: yes)", ((before > 0) | covers) * 1.0, "number")
            balance[t] = uncovered

        return step
