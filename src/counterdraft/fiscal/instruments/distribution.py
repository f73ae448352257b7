"""What the fund pays out to its members, by fixed parts or by capital accounts."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Share
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.runtime.arrays import Floats

__all__ = ["Distribution"]


class Distribution(Instrument):
    """
    The free balance of the payer goes to the members.

    `by: parts` uses the parts of `to`.  `by: accounts` uses what each member has contributed to date,
    aid credits included; while nobody has contributed the parts of `to` hold.
    """

    fiscal = False

    kind: Literal["distribution"] = "distribution"
    payer: str = "fund"
    payee: str = "outside"
    to: dict[str, Share] = Field(min_length=1)
    by: Literal["parts", "accounts"] = "parts"
    payout: Share = 1.0

    @model_validator(mode="after")
    def _whole(self) -> Distribution:
        if sum(self.to.values()) > 1 + 1e-9:
            raise ValueError(
                f"the parts of the members add up to {sum(self.to.values()):g}, over 1"
            )
        return self

    def roles(self) -> tuple[str, ...]:
        """Return the payer and the members."""
        return (self.payer, *self.to)

    def start(self, book: Book) -> Step:
        """Pay out what is neither locked nor spent."""
        empty = book.blank()
        gathered = {member: book.zeros() for member in self.to}
        saved, seen = book.zeros(), book.zeros()

        def parts(t: int) -> dict[str, Floats]:
            fixed = {member: book.zeros() + part for member, part in self.to.items()}
            if self.by == "parts":
                return fixed
            for member, before in list(gathered.items()):
                put = before + book.contributed.get(member, empty)[t]
                gathered[member] = book.show(f"put in by {member}", put)
            total = book.show("put in by all", sum(gathered.values(), book.zeros()))
            has_put = total > 0
            return {
                member: book.show(
                    f"part of {member} by account",
                    np.where(has_put, gathered[member] / np.where(has_put, total, 1.0), part),
                    "rate",
                )
                for member, part in fixed.items()
            }

        def step(t: int) -> None:
            nonlocal saved, seen
            # What was paid in after last year's distribution is distributed this year.
            late = book.cash[self.payer][t - 1] - seen if t else 0.0
            hand = book.show("at hand", saved + book.cash[self.payer][t] + late)
            locked = book.locked.get(self.payer, empty)[t]
            free = book.show("free", self.payout * np.maximum(hand - locked, 0.0))
            saved, rest = hand - free, free
            last = list(self.to)[-1]
            for member, part in parts(t).items():
                amount = rest if member == last and self.payout_in_full else free * part
                book.pay(self.name, t, self.payer, member, amount)
                rest = rest - amount
            saved = book.show("kept", saved + rest)
            seen = book.show("at hand after it", book.cash[self.payer][t].copy())

        return step

    @property
    def payout_in_full(self) -> bool:
        """Whether the parts of the members make a whole."""
        return self.by == "accounts" or abs(sum(map(float, self.to.values())) - 1) < 1e-9
