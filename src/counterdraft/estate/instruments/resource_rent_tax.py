"""Resource rent tax: a tax on cash flow above a required return."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.estate.book import Book, Floats
from counterdraft.estate.instrument import Instrument, Step
from counterdraft.estate.reading import Part, Rate, Share

__all__ = ["RentTier", "ResourceRentTax"]


class RentTier(Part):
    """A hurdle: the return that accumulates untaxed, and the rate beyond it."""

    uplift: Rate
    rate: Share


class ResourceRentTax(Instrument):
    """
    Garnaut and Clunies Ross (1975): deficits accumulate at an uplift, surplus beyond them is taxed.

    Each tier works on the cash that the tier before has left.  The base is the owner's cash so far: what
    stands earlier in the order is deducted, what stands later is not.
    """

    kind: Literal["resource_rent_tax"] = "resource_rent_tax"
    tiers: tuple[RentTier, ...]
    deductible: bool = False

    def open(self, book: Book) -> Step:
        """Carry the deficit forward at the uplift; tax the surplus of the year."""
        carried = [book.zeros() for _ in self.tiers]

        def step(t: int) -> None:
            cash: Floats = book.cash[book.owner][t].copy()
            total = book.zeros()
            for tier, deficit in zip(self.tiers, carried, strict=True):
                balance = deficit * (1 + tier.uplift) + cash
                tax = tier.rate * np.maximum(balance, 0.0)
                deficit[:] = np.minimum(balance, 0.0)
                cash = cash - tax
                total = total + tax
            self.settle(book, t, total)

        return step
