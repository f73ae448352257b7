"""Resource rent tax: a tax on cash flow above a required return."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from counterdraft.estate.arrays import Floats
from counterdraft.estate.fiscal.book import Book
from counterdraft.estate.fiscal.instrument import Instrument, Step
from counterdraft.estate.records.reading import Discount, Part, Share

__all__ = ["RentTier", "ResourceRentTax"]


class RentTier(Part):
    """A hurdle: the return that accumulates untaxed, and the rate beyond it."""

    uplift: Discount
    rate: Share


class ResourceRentTax(Instrument):
    """
    Garnaut and Clunies Ross (1975): deficits accumulate at an uplift, surplus beyond them is taxed.

    Each tier works on the cash that the tier before has left.  The base is the owner's cash so far: what
    stands earlier in the order is deducted, what stands later is not; `adds_back` names what stands earlier
    and is not deducted (a loan, an income tax).  `credits` names payments that are set against the tax
    itself; what finds no room waits.  With `refunds` the state pays its part of every deficit at once (Brown
    1948), and the uplift has nothing to work on; with `refund_at_end` it pays what is left in the last year.
    """

    kind: Literal["resource_rent_tax"] = "resource_rent_tax"
    tiers: tuple[RentTier, ...] = Field(min_length=1)
    deductible: bool = False
    adds_back: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    refunds: bool = False
    refund_at_end: bool = False

    numbers_only = frozenset({"adds_back", "credits", "refunds", "refund_at_end"})

    def needs(self) -> tuple[str, ...]:
        """Return what is added back or credited by name, beside what `after` lists."""
        return self.after + self.adds_back + self.credits

    def open(self, book: Book) -> Step:
        """Carry the deficit forward at the uplift; tax the surplus of the year."""
        carried = [book.zeros() for _ in self.tiers]

        credit, last = book.zeros(), len(book.years) - 1

        def step(t: int) -> None:
            nonlocal credit
            cash: Floats = book.cash[book.owner][t] + book.paid_by_owner(self.adds_back, t)
            total = book.zeros()
            for tier, deficit in zip(self.tiers, carried, strict=True):
                balance = deficit * (1 + tier.uplift) + cash
                given_back = self.refunds or (self.refund_at_end and t == last)
                tax = tier.rate * (balance if given_back else np.maximum(balance, 0.0))
                deficit[:] = 0.0 if given_back else np.minimum(balance, 0.0)
                cash = cash - tax
                total = total + tax
            credit = credit + book.paid_by_owner(self.credits, t)
            used = np.minimum(credit, np.maximum(total, 0.0))
            credit = credit - used
            self.settle(book, t, total - used)

        return step
