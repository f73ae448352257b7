"""How each kind of instrument is written as formulas; a kind that is not here is written as numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from counterdraft.estate.book import Flows
from counterdraft.estate.instrument import Instrument
from counterdraft.estate.instruments.distribution import Distribution
from counterdraft.estate.instruments.income_tax import IncomeTax
from counterdraft.estate.instruments.lien import Lien
from counterdraft.estate.instruments.participation import Participation
from counterdraft.estate.instruments.production_sharing import ProductionSharing
from counterdraft.estate.instruments.rental import Rental
from counterdraft.estate.instruments.resource_rent_tax import ResourceRentTax
from counterdraft.estate.instruments.revenue_share import RevenueShare
from counterdraft.estate.instruments.royalty import Royalty
from counterdraft.estate.instruments.windfall import Windfall
from counterdraft.estate.instruments.withholding import Withholding
from counterdraft.estate.ledger import Ledger, Row
from counterdraft.estate.series import by_year

__all__ = ["WRITERS", "Sheet"]


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
    """The ledger, the lines of the project, and what has been paid so far in the order."""

    ledger: Ledger
    flows: Flows
    owner: str
    state: str
    revenue: Row
    opex: Row
    closure: Row
    net: Row
    capex: dict[str, Row]
    volumes: dict[str, Row]
    prices: dict[str, Row]
    credited: frozenset[str] = frozenset()
    """Liens whose principal an aid credit raises."""
    paid: list[Paid] = field(default_factory=list)
    writing: str = ""
    """The instrument whose lines are being written."""
    locked: set[str] = field(default_factory=set)
    """Parties part of whose cash is locked."""

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the project."""
        return self.flows.years

    def cash(self, party: str, t: int) -> str:
        """Return the cash of a party in year *t*, so far in the order."""
        parts = [f"+{self.net.at(t)}"] if party == self.owner else []
        for one in self.paid:
            parts += [f"-{one.row.at(t)}"] if one.payer == party else []
            parts += [f"+{one.row.at(t)}"] if one.payee == party else []
        return "(" + ("".join(parts).lstrip("+") or "0") + ")"

    def deductible(self, t: int) -> str:
        """Return what the owner has paid so far and may deduct."""
        rows = [p.row.at(t) for p in self.paid if p.deductible and p.payer == self.owner]
        return "(" + ("+".join(rows) or "0") + ")"

    def off_top(self, t: int) -> str:
        """Return what royalties have taken from production before it is shared."""
        rows = [p.row.at(t) for p in self.paid if p.off_top and p.payer == self.owner]
        return "(" + ("+".join(rows) or "0") + ")"

    def state_revenue(self, t: int) -> str:
        """Return what the state has received so far."""
        fiscal = [p for p in self.paid if p.fiscal]
        parts = [f"+{p.row.at(t)}" for p in fiscal if p.payee == self.state]
        parts += [f"-{p.row.at(t)}" for p in fiscal if p.payer == self.state]
        return "(" + ("".join(parts).lstrip("+") or "0") + ")"

    def add(self, one: Instrument, payee: str, payer: str, row: Row) -> None:
        """Note that a line moves money for an instrument."""
        gross = isinstance(one, RevenueShare) and one.base == "gross" and one.deductible
        top = one.off_top or gross
        self.paid.append(Paid(one.name, payer, payee, one.fiscal, one.deductible, top, row))

    def scale(self, product: str) -> str:
        """Return the factor from the unit of a quoted price to money per unit of volume."""
        factor = self.flows.scale.get(product, 1.0)
        return "" if factor == 1.0 else f"{factor!r}*"

    def rate(self, label: str, series: Any) -> Row:  # noqa: ANN401 - a series of any form
        """Add the line of a rate that may change by year."""
        return self.ledger.values(f"{self.writing}: {label}", by_year(series, self.years))

    def base(self, name: str, one: Instrument) -> Callable[[int], str] | None:
        """Return the formula of a base, None for one that has none."""
        of: dict[str, Callable[[int], str]] = {
            "gross": self.revenue.at,
            "state_revenue": self.state_revenue,
            "operating_profit": lambda t: f"{self.revenue.at(t)}-{self.opex.at(t)}",
            "equity": lambda t: self.cash(self.owner, t),
            "rent": lambda t: f"MAX({self.cash(self.owner, t)},0)+{self.state_revenue(t)}",
            "cash": lambda t: self.cash(one.payer, t),
        }
        return of.get(name)


Writer = Callable[[Sheet, Any], Row | dict[str, Row] | None]
"""Adds the lines of an instrument: what it moves to its payee, or to each of several."""


def _royalty(sheet: Sheet, one: Royalty) -> Row | None:
    if one.scale or one.product:
        return None
    rate, unit = sheet.rate("rate", one.rate), sheet.rate("per unit", one.per_unit)
    less = sheet.rate("allowances", one.allowances)

    def formula(t: int) -> str:
        volume = "+".join(f"{sheet.scale(n)}{row.at(t)}" for n, row in sheet.volumes.items()) or "0"
        value = f"MAX({sheet.revenue.at(t)}-{less.at(t)},0)"
        return f"{rate.at(t)}*{value}+{unit.at(t)}*({volume})"

    return sheet.ledger.formulas(one.name, formula)


def _windfall(sheet: Sheet, one: Windfall) -> Row | None:
    if one.index:
        return None
    rate, threshold = sheet.rate("rate", one.rate), sheet.rate("threshold", one.threshold)
    names = [one.product] if one.product else list(sheet.volumes)

    def formula(t: int) -> str:
        parts = [
            f"{sheet.volumes[n].at(t)}*MAX({sheet.prices[n].at(t)}-{sheet.scale(n)}{threshold.at(t)},0)"
            for n in names
        ]
        return f"{rate.at(t)}*({'+'.join(parts)})"

    return sheet.ledger.formulas(one.name, formula)


def _rental(sheet: Sheet, one: Rental) -> Row | None:
    amount = sheet.rate("amount", one.amount)
    grown = f"{one.area!r}*(1+{one.index!r})"
    return sheet.ledger.formulas(one.name, lambda t: f"{amount.at(t)}*{grown}^{t}")


def _income_tax(sheet: Sheet, one: IncomeTax) -> Row | None:
    if one.losses.rule != "carry_forward" or one.losses.years is not None or one.deducts:
        return None
    if one.minimum:
        return None
    charge = _charge(sheet, one)
    if charge is None:
        return None
    ledger, rate = sheet.ledger, sheet.rate("rate", one.rate)
    income = ledger.formulas(
        "income before losses",
        lambda t: (
            f"{sheet.revenue.at(t)}-{sheet.opex.at(t)}-{sheet.closure.at(t)}"
            f"-{charge.at(t)}-{sheet.deductible(t)}"
        ),
    )
    used, left = ledger.following, Row(ledger.following.number + 1)
    opening = repr(one.losses.opening)
    ledger.formulas(
        "losses used",
        lambda t: f"MIN({left.before(t, opening)},$B${used.number}*MAX({income.at(t)},0))",
        parameter=one.losses.cap,
    )
    ledger.formulas(
        "losses carried forward",
        lambda t: f"{left.before(t, opening)}-{used.at(t)}+MAX(-{income.at(t)},0)",
    )
    return ledger.formulas(one.name, lambda t: f"{rate.at(t)}*(MAX({income.at(t)},0)-{used.at(t)})")


def _charge(sheet: Sheet, one: IncomeTax) -> Row | None:
    rows: list[Row] = []
    for kind, spent in sheet.capex.items():
        rule = one.depreciation.get(kind, one.default_depreciation)
        if rule.starts != "spending" or rule.method not in {"expensed", "straight_line"}:
            return None
        years = max(int(rule.years), 1) if rule.method == "straight_line" else 1

        def formula(t: int, spent: Row = spent, years: int = years) -> str:
            return f"SUM({spent.at(max(0, t - years + 1))}:{spent.at(t)})/{years}"

        rows.append(sheet.ledger.formulas(f"depreciation of {kind}", formula))
    return sheet.ledger.formulas(
        "depreciation", lambda t: "+".join(row.at(t) for row in rows) or "0"
    )


def _production_sharing(sheet: Sheet, one: ProductionSharing) -> Row | None:
    if one.split.by != "fixed" or one.recovers is not None or one.amortised:
        return None
    ledger = sheet.ledger
    limit, state = sheet.rate("cost limit", one.cost_limit), sheet.rate("part", one.split.state)

    def left(t: int) -> str:
        return f"({sheet.revenue.at(t)}-{sheet.off_top(t)})"

    def room(t: int) -> str:
        return sheet.revenue.at(t) if one.limit_of == "gross" else left(t)

    ceiling = ledger.formulas("cost ceiling", lambda t: f"MAX({limit.at(t)}*{room(t)},0)")

    def cost(t: int) -> str:
        spent = "+".join(row.at(t) for row in sheet.capex.values()) or "0"
        return f"{sheet.opex.at(t)}+{sheet.closure.at(t)}+(1+{one.capex_uplift!r})*({spent})"

    pool, recovered = ledger.following, Row(ledger.following.number + 1)
    closing = Row(recovered.number + 1)
    ledger.formulas(
        "cost pool",
        lambda t: f"{closing.before(t, repr(one.opening_pool))}*(1+{one.uplift!r})+{cost(t)}",
    )
    ledger.formulas(
        "cost petroleum", lambda t: f"MIN({ceiling.at(t)},MAX({left(t)},0),{pool.at(t)})"
    )
    ledger.formulas("pool carried forward", lambda t: f"{pool.at(t)}-{recovered.at(t)}")
    profit = ledger.formulas("profit petroleum", lambda t: f"MAX({left(t)}-{recovered.at(t)},0)")
    return ledger.formulas(one.name, lambda t: f"{profit.at(t)}*{state.at(t)}")


def _participation(sheet: Sheet, one: Participation) -> Row | None:
    if one.without or one.mode == "carried":
        return None
    share = sheet.rate("share", one.share)

    def formula(t: int) -> str:
        cash = sheet.cash(sheet.owner, t)
        return f"{share.at(t)}*" + (cash if one.mode == "paid" else f"MAX({cash},0)")

    return sheet.ledger.formulas(one.name, formula)


def _withholding(sheet: Sheet, one: Withholding) -> Row | None:
    if one.of != "distributions":
        return None
    rate = sheet.rate("rate", one.rate)
    return sheet.ledger.formulas(
        one.name, lambda t: f"{rate.at(t)}*MAX({sheet.cash(sheet.owner, t)},0)"
    )


def _resource_rent_tax(sheet: Sheet, one: ResourceRentTax) -> Row | None:
    ledger, taxes = sheet.ledger, list[Row]()
    for number, tier in enumerate(one.tiers, start=1):
        row = ledger.following

        def formula(t: int, row: Row = row, before: tuple[Row, ...] = tuple(taxes)) -> str:
            earlier = "".join(f"-{tax.at(t)}" for tax in before)
            carried = f"MIN({row.before(t)},0)*(1+{row.parameter})"
            return f"{carried}+{sheet.cash(sheet.owner, t)}{earlier}"

        ledger.formulas(f"tier {number}: balance", formula, parameter=tier.uplift)
        taxes.append(
            ledger.formulas(
                f"tier {number}: tax",
                lambda t, row=row, rate=tier.rate: f"{rate!r}*MAX({row.at(t)},0)",  # type: ignore[misc]
            )
        )
    return ledger.formulas(one.name, lambda t: "+".join(tax.at(t) for tax in taxes))


def _revenue_share(sheet: Sheet, one: RevenueShare) -> Row | None:
    base = sheet.base(one.base, one)
    if base is None or one.first is not None or one.last is not None:
        return None
    share, ledger = sheet.rate("share", one.share), sheet.ledger
    if one.ceiling is None:
        return ledger.formulas(one.name, lambda t: f"{share.at(t)}*MAX({base(t)},0)")
    paid, room = ledger.following, Row(ledger.following.number + 1)
    grown = f"(1+{one.ceiling_interest!r})"

    def left(t: int) -> str:
        return f"{room.before(t, repr(one.ceiling))}*{grown}"

    ledger.formulas(one.name, lambda t: f"MIN({share.at(t)}*MAX({base(t)},0),{left(t)})")
    ledger.formulas(f"{one.name}: room below the ceiling", lambda t: f"{left(t)}-{paid.at(t)}")
    return paid


def _lien(sheet: Sheet, one: Lien) -> Row | None:
    base = sheet.base(one.base, one)
    if base is None or not one.compounds or one.first is not None or one.name in sheet.credited:
        return None
    share, ledger = sheet.rate("share", one.share), sheet.ledger
    due, paid = ledger.following, Row(ledger.following.number + 1)
    balance = Row(paid.number + 1)
    opening = repr(one.principal)
    ledger.formulas(
        f"{one.name}: owed with interest",
        lambda t: f"{balance.before(t, opening)}*(1+{due.parameter})",
        parameter=one.interest,
    )
    ledger.formulas(one.name, lambda t: f"MIN({share.at(t)}*MAX({base(t)},0),{due.at(t)})")
    ledger.formulas(f"{one.name}: balance", lambda t: f"{due.at(t)}-{paid.at(t)}")
    return paid


def _distribution(sheet: Sheet, one: Distribution) -> dict[str, Row] | None:
    if one.by != "parts" or one.payer in sheet.locked:
        return None
    ledger = sheet.ledger
    free, saved = ledger.following, Row(ledger.following.number + 1)
    members = list(one.to)
    rows = {m: Row(saved.number + 1 + k) for k, m in enumerate(members)}

    def at_hand(t: int) -> str:
        return f"{saved.before(t)}+{sheet.cash(one.payer, t)}"

    ledger.formulas(f"{one.name}: free", lambda t: f"{one.payout!r}*MAX({at_hand(t)},0)")
    ledger.formulas(
        f"{one.name}: saved",
        lambda t: f"{at_hand(t)}" + "".join(f"-{row.at(t)}" for row in rows.values()),
    )
    for member, part in one.to.items():
        ledger.formulas(
            f"{one.name} to {member}",
            lambda t, part=part: f"{free.at(t)}*{part!r}",  # type: ignore[misc]
        )
    return rows


WRITERS: dict[str, Writer] = {
    "royalty": _royalty,
    "windfall": _windfall,
    "rental": _rental,
    "income_tax": _income_tax,
    "production_sharing": _production_sharing,
    "participation": _participation,
    "withholding": _withholding,
    "resource_rent_tax": _resource_rent_tax,
    "revenue_share": _revenue_share,
    "lien": _lien,
    "distribution": _distribution,
}
