"""The accounts of a waterfall as cells: what has been paid so far, by whom, and how it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from counterdraft.brief.workbooks.ledger import Fixed, Kind, Ledger, Row, Value
from counterdraft.brief.workbooks.steps import Steps
from counterdraft.fiscal.book import WORKING_CAPITAL, Flows
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.scales import Formula, Tier

__all__ = ["Paid", "Sheet", "plus"]

Yearly = float | tuple[float, ...] | dict[int, float]


def plus(parts: Sequence[str]) -> str:
    """Return the sum of formulas, nought of none."""
    return "(" + ("+".join(parts) or "0") + ")"


@dataclass(frozen=True)
class Paid:
    """A line that moves money, and how it counts."""

    name: str
    payer: str
    payee: str
    fiscal: bool
    deductible: bool
    off_top: bool
    row: Row


@dataclass(eq=False)
class Sheet:
    """
    The ledger, the lines of the project, and what has been paid so far in the order.

    `final` holds the line of each party's cash once everything is paid; `accounts` what each has put into
    the fund, `credits` what raises a lien, `locked` what a payer may not distribute, so far in the order.
    """

    ledger: Ledger
    flows: Flows
    owner: str
    state: str
    final: Mapping[str, Row]
    revenue: Row
    opex: Value
    closure: Value
    net: Row
    capex: dict[str, Value]
    volumes: dict[str, Value]
    prices: dict[str, Value]
    scales: dict[str, Fixed]
    paid: list[Paid] = field(default_factory=list)
    accounts: dict[str, list[Row]] = field(default_factory=dict)
    credits: dict[str, list[Row]] = field(default_factory=dict)
    locked: dict[str, Row] = field(default_factory=dict)
    deducted: list[tuple[str, Row]] = field(default_factory=list)
    """What is deducted beside what is paid, with the instrument: the interest of a loan."""
    interest: list[Row] = field(default_factory=list)
    """What the owner has paid to lenders as interest."""
    reported: dict[str, Row] = field(default_factory=dict)
    """Lines that later instruments read: of a production sharing agreement."""
    writing: str = ""
    """The instrument whose lines are being written."""

    @property
    def count(self) -> int:
        """How many years there are."""
        return len(self.ledger.years)

    def input(
        self,
        label: str,
        series: Yearly,
        unit: str = "",
        remark: str = "",
        kind: Kind = "number",
    ) -> Value:
        """Add an input of the instrument that is being written."""
        return self.ledger.given(f"{self.writing}: {label}", series, unit, remark, kind)

    def rate(self, label: str, series: Yearly, remark: str = "") -> Value:
        """Add a rate or a part of a whole."""
        return self.input(label, series, "", remark, "rate")

    def money(self, label: str, series: Yearly, remark: str = "") -> Value:
        """Add an amount in the money of the file."""
        return self.input(label, series, self.ledger.unit, remark, "money")

    def line(
        self,
        label: str,
        formula: Callable[[int], str],
        unit: str = "",
        remark: str = "",
        kind: Kind = "money",
    ) -> Row:
        """Add a line of formulas of the instrument that is being written."""
        return self.ledger.formulas(f"{self.writing}: {label}", formula, unit, remark, kind)

    def pays(
        self,
        one: Instrument,
        formula: Callable[[int], str],
        *,
        name: str = "",
        payer: str = "",
        payee: str = "",
        plain: bool = False,
    ) -> Row:
        """
        Add the line that moves money for an instrument.

        Args:
            one: Says who pays whom, and how it counts.
            formula: What it moves in each year.
            name: Of what is moved, where it is not the instrument's.
            payer: Who pays, where it is not the instrument's.
            payee: Who is paid, where it is not the instrument's.
            plain: Neither revenue of the state nor deductible.
        """
        name, payer, payee = name or one.name, payer or one.payer, payee or one.payee
        row = self.ledger.formulas(name, formula, remark=f"{payer} to {payee}", total=True)
        self.note(one, name, payer, payee, row, plain=plain)
        return row

    def note(
        self, one: Instrument, name: str, payer: str, payee: str, row: Row, *, plain: bool = False
    ) -> None:
        """Note that a line moves money for an instrument."""
        gross = getattr(one, "base", "") == "gross" and one.deductible and payer == self.owner
        fiscal, deductible, top = one.fiscal, one.deductible, one.off_top or gross
        flags = (False,) * 3 if plain else (fiscal, deductible, top)
        self.paid.append(Paid(name, payer, payee, *flags, row))

    def cash(self, party: str, t: int) -> str:
        """Return the cash of a party in year *t*, so far in the order."""
        parts = [f"+{self.net.at(t)}"] if party == self.owner else []
        for one in self.paid:
            parts += [f"-{one.row.at(t)}"] if one.payer == party else []
            parts += [f"+{one.row.at(t)}"] if one.payee == party else []
        return "(" + ("".join(parts).lstrip("+") or "0") + ")"

    def deductible(self, t: int) -> str:
        """Return what the owner has paid so far and may deduct."""
        parts = [f"+{row.at(t)}" for _, row in self.deducted]
        for one in self.paid:
            if one.deductible and one.payer == self.owner:
                parts.append(f"+{one.row.at(t)}")
            elif one.deductible and one.payee == self.owner:
                parts.append(f"-{one.row.at(t)}")
        return "(" + ("".join(parts).lstrip("+") or "0") + ")"

    def off_top(self, t: int) -> str:
        """Return what has been taken from production before it is shared."""
        return self._signed([one for one in self.paid if one.off_top], t)

    def _signed(self, paid: Sequence[Paid], t: int) -> str:
        parts = [
            ("+" if one.payer == self.owner else "-") + one.row.at(t)
            for one in paid
            if self.owner in {one.payer, one.payee}
        ]
        return "(" + ("".join(parts).lstrip("+") or "0") + ")"

    def by_owner(self, name: str, t: int) -> str:
        """Return what the owner has paid under an instrument, less what it got."""
        return self._signed([one for one in self.paid if one.name == name], t)

    def state_revenue(self, t: int) -> str:
        """Return what the state has received so far."""
        parts = []
        for one in self.paid:
            if one.fiscal and one.payee == self.state:
                parts.append(f"+{one.row.at(t)}")
            elif one.fiscal and one.payer == self.state:
                parts.append(f"-{one.row.at(t)}")
        return "(" + ("".join(parts).lstrip("+") or "0") + ")"

    def amount(self, name: str, t: int) -> str:
        """Return what the instrument *name* has moved, to anybody."""
        return plus([one.row.at(t) for one in self.paid if one.name == name])

    def price(self, product: str, t: int) -> str:
        """Return money of the file per unit of volume."""
        return f"{self.prices[product].at(t)}*{self.scales[product].name}"

    def sold(self, product: str | None, t: int) -> str:
        """Return the value of a product, or of all."""
        if product is None or product not in self.volumes:
            return self.revenue.at(t)
        return f"{self.volumes[product].at(t)}*{self.price(product, t)}"

    def spent(self, t: int, kinds: Sequence[str] | None = None) -> str:
        """Return capital spending of some kinds, or of all."""
        chosen = self.capex if kinds is None else [k for k in kinds if k in self.capex]
        return plus([self.capex[kind].at(t) for kind in chosen])

    def bought(self, t: int) -> str:
        """Return capital spending that is used up: every kind but working capital."""
        return self.spent(t, [kind for kind in self.capex if kind != WORKING_CAPITAL])

    def base(self, name: str, one: Instrument) -> Callable[[int], str]:
        """Return the formula of a base, never below nought; some need lines of their own."""
        if name == "profit":
            gathered = self.ledger.following
            self.line("gathered cash", lambda t: f"{gathered.before(t)}+{self.cash(self.owner, t)}")
            best = self.ledger.following
            self.line("most so far", lambda t: f"MAX({best.before(t)},{gathered.at(t)})")
            return lambda t: f"MAX({gathered.at(t)}-{best.before(t)},0)"
        of: dict[str, Callable[[int], str]] = {
            "gross": self.revenue.at,
            "state_revenue": self.state_revenue,
            "operating_profit": lambda t: f"{self.revenue.at(t)}-{self.opex.at(t)}",
            "equity": lambda t: self.cash(self.owner, t),
            "rent": lambda t: f"MAX({self.cash(self.owner, t)},0)+{self.state_revenue(t)}",
            "cash": lambda t: self.cash(one.payer, t),
        }
        taken = of[name]
        # What is paid later in the order is not in the base.
        fixed = [taken(t) for t in range(self.count)]
        return lambda t: f"MAX({fixed[t]},0)"

    def level(self, by: str, product: str | None, margin: Callable[[int], str]) -> Row:
        """Add what a rate slides by: see `counterdraft.fiscal.levels`."""
        names = [product] if product else list(self.volumes)

        def volume(t: int) -> str:
            return plus([self.volumes[n].at(t) for n in names])

        if by in {"daily", "cumulative"}:
            row = self.line("volume", volume, "units", kind="number")
            if by == "daily":
                days = self.input("days", 365.0, "days a year")
                return self.line("a day", lambda t: f"{row.at(t)}/{days.at(t)}", kind="number")
            return self.line("volume to date", lambda t: f"SUM({row.upto(t)})", kind="number")
        if by == "r_factor":
            return self.receipts_to_costs()
        of: dict[str, Callable[[int], str]] = {
            "price": lambda t: self.prices[names[0]].at(t) if names else self.revenue.at(t),
            "volume": volume,
            "revenue": lambda t: self.sold(product, t),
            "margin": margin,
        }
        return self.line(by, of[by], "", "what the rate slides by", kind="number")

    def receipts_to_costs(self) -> Row:
        """Add the owner's receipts after what it paid, over its costs, to the end of the year before."""
        cost = self.line(
            "cost", lambda t: f"{self.opex.at(t)}+{self.closure.at(t)}+{self.spent(t)}"
        )
        mine = self.final[self.owner]

        def ratio(t: int) -> str:
            if t == 0:
                return "0"
            costs = f"SUM({cost.upto(t - 1)})"
            return f"IF({costs}>0,(SUM({mine.upto(t - 1)})+{costs})/{costs},0)"

        return self.line("receipts to costs", ratio, kind="number")

    def slide(
        self,
        tiers: Sequence[Tier],
        level: Row,
        *,
        incremental: bool = False,
        interpolated: bool = False,
        formula: Formula | None = None,
        to_date: bool = False,
        label: str = "sliding rate",
    ) -> Row:
        """
        Add a scale, or a formula in its place, and the rate that it gives at a level.

        Of a level `to_date` the slices of a year are those that the year has added.
        """
        if formula is not None:
            return self._by_formula(formula, level, label)
        ordered = sorted(tiers, key=lambda tier: tier.above)
        words = ["from" if tier.inclusive else "above" for tier in ordered]
        steps = [
            (self.input(f"step {n} {word}", tier.above), self.rate(f"step {n} rate", tier.rate))
            for n, (word, tier) in enumerate(zip(words, ordered, strict=True), start=1)
        ]

        written = Steps(steps, level, [tier.inclusive for tier in ordered])
        if interpolated:
            return self.line(label, written.along, kind="rate")
        by_slice = written.added if to_date else written.sliced
        return self.line(label, by_slice if incremental else written.stepped, kind="rate")

    def _by_formula(self, formula: Formula, level: Row, label: str) -> Row:
        parts = {k: self.input(f"formula: {k}", v) for k, v in formula.model_dump().items()}

        def rate(t: int) -> str:
            at = level.at(t)
            text = f"{parts['constant'].at(t)}+{parts['slope'].at(t)}*{at}"
            if formula.inverse:
                end = parts["most" if formula.inverse > 0 else "least"].at(t)
                text = f"IF({at}>0,{text}+{parts['inverse'].at(t)}/{at},{end})"
            return f"MIN(MAX({text},{parts['least'].at(t)}),{parts['most'].at(t)})"

        return self.line(label, rate, kind="rate")
