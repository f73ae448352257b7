"""Resource rent tax: a tax on cash flow above a required return."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Part, Share
from counterdraft.case.series import Discounts
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.runtime.arrays import Floats

__all__ = ["RentTier", "ResourceRentTax"]


class RentTier(Part):
    """
    A hurdle: the return that accumulates untaxed, and the rate beyond it.

    Spending of the kinds in `uplift_of` accumulates in pools of its own, each at its uplift; they are
    deducted after everything else, in their order.
    """

    uplift: Discounts
    rate: Share
    uplift_of: dict[str, Discounts] = Field(default_factory=dict)


class ResourceRentTax(Instrument):
    """
    Garnaut and Clunies Ross (1975): deficits accumulate at an uplift, surplus beyond them is taxed.

    Each tier works on the cash that the tier before has left.  The base is the owner's cash so far: what
    stands earlier in the order is deducted, what stands later is not; `adds_back` names what stands earlier
    and is not deducted (a loan, an income tax).  `credits` names payments that are set against the tax
    itself; what finds no room waits.  With `refunds` the state pays its part of every deficit at once (Brown
    1948), and the uplift has nothing to work on; with `refund_at_end` it pays what is left in the last year.
    One tier may be written without `tiers`, as `uplift` and `rate`.
    """

    kind: Literal["resource_rent_tax"] = "resource_rent_tax"
    tiers: tuple[RentTier, ...] = ()
    uplift: Discounts = 0.0
    rate: Share = 0.0
    deductible: bool = False
    adds_back: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    refunds: bool = False
    refund_at_end: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> ResourceRentTax:
        if ("rate" in self.model_fields_set) == bool(self.tiers):
            raise ValueError("give tiers, each with an uplift and a rate, or one uplift and rate")
        return self

    @property
    def levels(self) -> tuple[RentTier, ...]:
        """The tiers, or the only one."""
        return self.tiers or (RentTier(uplift=self.uplift, rate=self.rate),)

    def needs(self) -> tuple[str, ...]:
        """Return what is added back or credited by name, beside what `after` lists."""
        return self.after + self.adds_back + self.credits

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the kinds that have an uplift of their own."""
        return [
            (("tiers", at, "uplift_of", kind), kind)
            for at, tier in enumerate(self.tiers)
            for kind in tier.uplift_of
        ]

    def start(self, book: Book) -> Step:
        """Carry the deficit forward at the uplift; tax the surplus of the year."""
        accounts = [_Account(book, tier, n) for n, tier in enumerate(self.levels, start=1)]
        credit, last = book.zeros(), len(book.years) - 1

        def step(t: int) -> None:
            nonlocal credit
            cash: Floats = book.cash[book.owner][t] + book.paid_by_owner(self.adds_back, t)
            cash = book.show("cash before the tax", cash)
            total = book.zeros()
            is_refunded = self.refunds or (self.refund_at_end and t == last)
            for account in accounts:
                tax = account.tax(t, cash, is_refunded=is_refunded)
                cash, total = cash - tax, total + tax
            if self.credits:
                total = book.show("tax of all tiers", total)
                credit = book.show("credits", credit + book.paid_by_owner(self.credits, t))
                used = book.show("of them used", np.minimum(credit, np.maximum(total, 0.0)))
                credit, total = credit - used, total - used
            self.pay(book, t, total)

        return step


class _Account:
    """What one tier carries forward: a general deficit, and pools of some kinds of spending."""

    def __init__(self, book: Book, tier: RentTier, number: int) -> None:
        self.book, self.name = book, f"tier {number}"
        self.rate, self.uplift = tier.rate, book.by_year(tier.uplift)
        self.deficit = book.zeros()
        self.spent = {
            kind: book.flows.capex[kind] for kind in tier.uplift_of if kind in book.flows.capex
        }
        self.uplifts = {kind: book.by_year(tier.uplift_of[kind]) for kind in self.spent}
        self.pools = {kind: book.zeros() for kind in self.spent}

    def tax(self, t: int, cash: Floats, *, is_refunded: bool) -> Floats:
        """Return the tax of a year on *cash*; what is refunded is the rate times every deficit."""
        show, name = self.book.show, self.name
        apart: Floats = sum((spent[t] for spent in self.spent.values()), self.book.zeros())
        balance = self.deficit * (1 + self.uplift[t]) + cash + apart
        balance = show(f"{name} balance before pools", balance)
        for kind, spent in self.spent.items():
            pool = self.pools[kind] * (1 + self.uplifts[kind][t]) + spent[t]
            pool = show(f"{name} pool of {kind}", pool)
            used = pool if is_refunded else np.minimum(pool, np.maximum(balance, 0.0))
            used = show(f"{name} used of {kind}", used)
            balance, self.pools[kind] = balance - used, pool - used
        balance = show(f"{name} balance", balance)
        charged = balance if is_refunded else np.maximum(balance, 0.0)
        self.deficit = self.book.zeros() if is_refunded else np.minimum(balance, 0.0)
        tax: Floats = show(f"{name} tax", self.rate * charged)
        return tax
