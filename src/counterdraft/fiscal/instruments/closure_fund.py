"""Money set aside for closing the mine, and paid back when it is closed."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.case.fields import Discount, Share
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import ratio
from counterdraft.runtime.arrays import Floats

__all__ = ["ClosureFund"]


class ClosureFund(Instrument):
    """
    The owner sets `share` of all closing cost aside and gets it back as the cost falls due.

    What is set aside in a year is the fund's target times the year's part of production (`by: units`) or
    one even part of the years with revenue (`by: years`).  The fund earns `earns` a year, paid by the world
    outside; what it holds beyond the target goes back in the last year.  Where payments are `deductible`,
    what comes back is income of its year, against which the closing cost stands.
    """

    fiscal = False

    kind: Literal["closure_fund"] = "closure_fund"
    payee: str = "escrow"
    deductible: bool = True
    share: Share = 1.0
    by: Literal["units", "years"] = "units"
    earns: Discount = 0.0
    source: str = "outside"

    def roles(self) -> tuple[str, ...]:
        """Return the owner, the fund, and who pays what it earns."""
        return self.payer, self.payee, self.source

    def start(self, book: Book) -> Step:
        """Set aside, earn, pay back."""
        flows, held = book.flows, book.zeros()
        volume: Floats = sum(flows.volumes.values(), book.blank())
        if self.by == "years" or not flows.volumes:
            volume = np.where(flows.revenue > 0, 1.0, 0.0)
        volume = book.show("part of production", volume, "number")
        cost = book.show("closing cost", np.maximum(flows.closure, 0.0))
        total, target = volume.sum(axis=0), self.share * cost.sum(axis=0)
        balance, last = book.line(f"{self.name}.held"), len(book.years) - 1

        def step(t: int) -> None:
            nonlocal held
            gain = self.earns * held
            book.pay(f"{self.name}.earned", t, self.source, self.payee, gain)
            aside = book.show("set aside", ratio(volume[t], total) * target)
            full = held + gain + aside
            back = book.show("back", full if t == last else np.minimum(full, cost[t]))
            held = full - back
            balance[t] = held
            self.pay(book, t, aside - back)

        return step
