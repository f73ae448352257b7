"""The books of a project: what comes in, who pays whom, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from counterdraft.case.series import Values, by_year
from counterdraft.runtime.arrays import Floats

__all__ = ["WORKING_CAPITAL", "Book", "Flows"]

Shown = TypeVar("Shown")
WORKING_CAPITAL = "working_capital"
"""The kind of capital that comes back at the end, and so is never an expense."""


@dataclass(frozen=True, eq=False)
class Flows:
    """
    What a project earns and costs before anybody shares it.

    Every array is (years, paths), in money of the file; volumes in their own unit.
    """

    years: tuple[int, ...]
    volumes: Mapping[str, Floats]
    prices: Mapping[str, Floats]
    revenue: Floats
    opex: Floats
    capex: Mapping[str, Floats]
    closure: Floats
    scale: Mapping[str, float] = field(default_factory=dict)
    """For each product, money of the file in one unit of its price times one of its volume."""

    def quoted(self, product: str, t: int) -> Floats:
        """Return the price of a product in the unit in which it is quoted, as thresholds are."""
        price: Floats = self.prices[product][t] / self.scale.get(product, 1.0)
        return price

    def at_path(self, path: int) -> Flows:
        """Return the flows of one path, each (years, 1)."""

        def cut(amounts: Floats) -> Floats:
            return amounts[:, path : path + 1]

        return Flows(
            self.years,
            {name: cut(amounts) for name, amounts in self.volumes.items()},
            {name: cut(amounts) for name, amounts in self.prices.items()},
            cut(self.revenue),
            cut(self.opex),
            {kind: cut(amounts) for kind, amounts in self.capex.items()},
            cut(self.closure),
            self.scale,
        )

    @property
    def paths(self) -> int:
        """How many paths there are."""
        return int(self.revenue.shape[1])

    @property
    def spent(self) -> Floats:
        """Capital spending of every kind."""
        total: Floats = sum(self.capex.values(), np.zeros_like(self.revenue))
        return total

    @property
    def depreciable(self) -> dict[str, Floats]:
        """Capital spending that is used up: every kind but working capital, which comes back."""
        return {kind: spent for kind, spent in self.capex.items() if kind != WORKING_CAPITAL}

    @property
    def net(self) -> Floats:
        """The pre-party flow: revenue less every cost."""
        return self.revenue - self.opex - self.spent - self.closure


@dataclass(eq=False)
class Book:
    """
    The running accounts of one waterfall.

    Instruments write transfers; nothing else moves money, so that the flows of all parties always add
    up to the pre-party flow.

    Args:
        flows: The project.
        owner: Who earns the revenue and bears the cost before any instrument.
        state: Whose receipts are the revenue of the state.
        parties: Everybody who may pay or be paid.
    """

    flows: Flows
    owner: str
    state: str
    parties: Sequence[str]
    cash: dict[str, Floats] = field(init=False)
    transfers: dict[tuple[str, str, str], Floats] = field(default_factory=dict)
    """What each instrument moved, by (instrument, payer, payee)."""
    lines: dict[str, Floats] = field(default_factory=dict)
    deductible: Floats = field(init=False)
    deducted: dict[str, Floats] = field(default_factory=dict)
    """What each instrument added to `deductible`."""
    off_top: dict[str, Floats] = field(default_factory=dict)
    """What each royalty takes from production before it is shared."""
    interest: Floats = field(init=False)
    """What the owner has paid to lenders as interest."""
    state_revenue: Floats = field(init=False)
    principal: dict[str, Floats] = field(default_factory=dict)
    contributed: dict[str, Floats] = field(default_factory=dict)
    locked: dict[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cash = {party: self.blank() for party in self.parties}
        self.cash[self.owner] = self.flows.net.copy()
        self.deductible = self.blank()
        self.interest = self.blank()
        self.state_revenue = self.blank()

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the project."""
        return self.flows.years

    @property
    def elapsed(self) -> Floats:
        """Years since the first, (years,)."""
        return np.arange(len(self.years), dtype=np.float64)

    def zeros(self) -> Floats:
        """Zeros, one per path."""
        return np.zeros(self.flows.paths)

    def blank(self) -> Floats:
        """Zeros, (years, paths)."""
        return np.zeros(self.flows.revenue.shape)

    def by_year(self, series: Values) -> Floats:
        """Return a series of the file year by year, (years,)."""
        return by_year(series, self.years)

    def line(self, name: str) -> Floats:
        """Return the reported line *name*, made on first use."""
        if name not in self.lines:
            self.lines[name] = self.blank()
        return self.lines[name]

    def show(self, label: str, amount: Shown, kind: str = "money") -> Shown:  # noqa: ARG002
        """
        Return *amount*: a workbook gives it a line of its own, named *label*.

        Args:
            label: In the words of the trade.
            amount: Of the year that is settled, or of all years.
            kind: `money`, `rate` or `number`.
        """
        return amount

    def constant(self, label: str, number: float) -> float:  # noqa: ARG002
        """Return a number of the rule: a workbook lists it among its inputs."""
        return number

    def enter(self, name: str, t: int) -> None:
        """Begin year *t* of the instrument *name*; before its first year t is -1."""

    def close(self, t: int) -> None:
        """End year *t*: every instrument has been settled."""

    def pay(
        self,
        name: str,
        t: int,
        payer: str,
        payee: str,
        amount: Floats | float,
        *,
        fiscal: bool = False,
        deductible: bool = False,
        off_top: bool = False,
    ) -> None:
        """
        Move *amount* from *payer* to *payee* in year *t*; a negative amount moves back.

        Args:
            name: The instrument that moves it.
            t: Position of the year.
            payer: Whose cash falls.
            payee: Whose cash rises.
            amount: (paths,) or a number.
            fiscal: Counts as revenue of the state where the state is paid.
            deductible: Lowers the income that an income tax further down reaches.
            off_top: Is taken from production before it is shared.
        """
        self.cash[payer][t] -= amount
        self.cash[payee][t] += amount
        key = (name, payer, payee)
        if key not in self.transfers:
            self.transfers[key] = self.blank()
        self.transfers[key][t] += amount
        if fiscal and payee == self.state:
            self.state_revenue[t] += amount
        elif fiscal and payer == self.state:
            self.state_revenue[t] -= amount
        sign = 1 if payer == self.owner else -1 if payee == self.owner else 0
        if deductible and sign:
            self.deduct(name, t, sign * amount)
        if off_top and sign:
            self.take_off(name, t, sign * amount)

    def deduct(self, name: str, t: int, amount: Floats | float) -> None:
        """Lower by *amount* the income that an income tax further down reaches."""
        self.deductible[t] += amount
        if name not in self.deducted:
            self.deducted[name] = self.blank()
        self.deducted[name][t] += amount

    def amount(self, name: str, t: int) -> Floats:
        """Return what the instrument *name* moved in year *t*, to anybody."""
        moved = (a[t] for key, a in self.transfers.items() if key[0] == name)
        total: Floats = sum(moved, self.zeros())
        return total

    def take_off(self, name: str, t: int, amount: Floats | float) -> None:
        """Take *amount* from production before it is shared."""
        if name not in self.off_top:
            self.off_top[name] = self.blank()
        self.off_top[name][t] += amount

    def paid_by_owner(self, names: Sequence[str], t: int) -> Floats:
        """Return what the owner has paid under the instruments *names* in year *t*, less what it got."""
        total = self.zeros()
        for (name, payer, payee), amount in self.transfers.items():
            if name in names:
                total = total + amount[t] * ((payer == self.owner) - (payee == self.owner))
        return total
