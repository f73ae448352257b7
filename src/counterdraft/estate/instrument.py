"""What every instrument of a term sheet has in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np

from counterdraft.errors import Fault
from counterdraft.estate.book import Book, Floats
from counterdraft.estate.reading import Money, Part, Where, fault

__all__ = ["Instrument", "Step", "Tier", "marginal", "stepped"]

Step = Callable[[int], None]
"""Does one year of an instrument, on every path at once."""


class Instrument(Part):
    """
    One way in which money is moved.

    A subclass gives its fields, and ``open``: a function of the year that reads the book and pays.
    `fiscal` instruments count as revenue of the state where it is the payee.
    """

    fiscal: ClassVar[bool] = True

    kind: str
    name: str = ""
    after: tuple[str, ...] = ()
    payer: str = "owner"
    payee: str = "state"
    deductible: bool = False

    def needs(self) -> tuple[str, ...]:
        """Return the names of the instruments that must be settled before this one."""
        return self.after

    def roles(self) -> tuple[str, ...]:
        """Return the parties that the instrument names."""
        return self.payer, self.payee

    def faults(self, years: Sequence[int], where: Where, at: tuple[str | int, ...]) -> list[Fault]:
        """Return what is wrong with the instrument once its years are known."""
        found = []
        for name in type(self).model_fields:
            value = getattr(self, name)
            is_list = isinstance(value, tuple) and value and isinstance(value[0], float)
            if is_list and len(value) != len(years):
                message = f"has {len(value)} values for {len(years)} years"
                found.append(fault(where, (*at, name), message, "give one value for every year"))
        return found

    def open(self, book: Book) -> Step:
        """Return the function that does one year."""
        raise NotImplementedError

    def settle(self, book: Book, t: int, amount: Floats | float) -> None:
        """Move *amount* from the payer to the payee."""
        book.pay(
            self.name,
            t,
            self.payer,
            self.payee,
            amount,
            fiscal=self.fiscal,
            deductible=self.deductible,
        )


class Tier(Part):
    """One step of a scale: the rate that holds from a level on."""

    above: Money = 0.0
    rate: Money


def stepped(tiers: Sequence[Tier], level: Floats) -> Floats:
    """
    Return the rate of the step that *level* stands on; the whole is charged at it.

    >>> tiers = [Tier(above=0, rate=0.1), Tier(above=10, rate=0.2)]
    >>> stepped(tiers, np.array([5.0, 10.0, 15.0])).tolist()
    [0.1, 0.1, 0.2]
    """
    rate = np.zeros_like(level)
    for tier in sorted(tiers, key=lambda one: one.above):
        rate = np.where((level > tier.above) | (tier.above <= 0), tier.rate, rate)
    return rate


def marginal(tiers: Sequence[Tier], level: Floats) -> Floats:
    """
    Return the average rate where each slice of *level* is charged at its own rate.

    >>> tiers = [Tier(above=0, rate=0.1), Tier(above=10, rate=0.2)]
    >>> marginal(tiers, np.array([5.0, 20.0])).tolist()
    [0.1, 0.15000000000000002]
    """
    ordered = sorted(tiers, key=lambda one: one.above)
    charged = np.zeros_like(level)
    for tier, following in zip(ordered, [*ordered[1:], None], strict=True):
        top = np.inf if following is None else following.above
        charged += tier.rate * np.clip(level - tier.above, 0.0, top - tier.above)
    safe = np.where(level > 0, level, 1.0)
    return np.where(level > 0, charged / safe, ordered[0].rate if ordered else 0.0)
