"""A royalty on revenue until the costs are back, then on what revenue leaves after cost."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import model_validator

from counterdraft.case.fields import Discount
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import NO_FORMULA, Instrument, Step
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

    def beyond_formulas(self) -> bool:
        """Return whether a rate slides by something for which the workbook has no formula."""
        slides = (self.gross, self.net)
        return any(one.by in NO_FORMULA or one.then_by or one.index for one in slides)

    def open(self, book: Book) -> Step:
        """Follow what is not yet covered, and charge revenue or net revenue."""
        flows = book.flows
        gross, net = (one.open(book) for one in (self.gross, self.net))
        uncovered, deficit = book.zeros(), book.zeros()
        paid_out = np.zeros(flows.paths, bool)
        begun = np.cumsum(flows.spent, axis=0) > 0
        balance = book.line(f"{self.name}.uncovered")

        def step(t: int) -> None:
            nonlocal uncovered, deficit, paid_out
            cost = flows.opex[t] + flows.spent[t] + flows.closure[t]
            least = gross(t) * flows.revenue[t]
            left = flows.revenue[t] - cost - deficit
            after = np.maximum(least, net(t) * np.maximum(left, 0.0))
            amount = np.where(paid_out, after, least)
            deficit = np.where(paid_out, np.maximum(-left, 0.0), 0.0)
            due = uncovered * (1 + self.return_allowance) + cost + amount - flows.revenue[t]
            uncovered = np.where(paid_out, 0.0, np.maximum(due, 0.0))
            paid_out = paid_out | ((due <= 0) & begun[t] & (flows.revenue[t] > 0))
            balance[t] = uncovered
            self.settle(book, t, amount)

        return step
