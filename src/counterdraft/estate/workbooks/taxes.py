"""How what the state levies is written as formulas: royalties, taxes, duties, bonuses, rents."""

from __future__ import annotations

from collections.abc import Callable

from counterdraft.estate.fiscal.book import WORKING_CAPITAL
from counterdraft.estate.fiscal.instruments.bonus import Bonus
from counterdraft.estate.fiscal.instruments.duty import Duty
from counterdraft.estate.fiscal.instruments.income_tax import IncomeTax
from counterdraft.estate.fiscal.instruments.payout_royalty import PayoutRoyalty
from counterdraft.estate.fiscal.instruments.rental import Rental
from counterdraft.estate.fiscal.instruments.resource_rent_tax import ResourceRentTax
from counterdraft.estate.fiscal.instruments.royalty import Royalty
from counterdraft.estate.fiscal.instruments.stabilisation import Stabilisation
from counterdraft.estate.fiscal.instruments.windfall import Windfall
from counterdraft.estate.fiscal.instruments.withholding import Withholding
from counterdraft.estate.fiscal.slides import Slide
from counterdraft.estate.workbooks.depreciation import charges
from counterdraft.estate.workbooks.ledger import Row, Value
from counterdraft.estate.workbooks.sheet import Sheet, plus

__all__ = [
    "bonus",
    "duty",
    "income_tax",
    "payout_royalty",
    "rental",
    "resource_rent_tax",
    "royalty",
    "stabilisation",
    "windfall",
    "withholding",
]


def royalty(sheet: Sheet, one: Royalty) -> None:
    """Write a royalty on value and volume, at a rate that may slide."""
    rate, unit = sheet.rate("rate", one.rate), sheet.input("per unit", one.per_unit)
    less = sheet.money("allowances", one.allowances)
    slides = None
    if one.scale:
        level = sheet.level(
            one.by,
            one.product,
            lambda t: (
                f"IF({sheet.revenue.at(t)}>0,({sheet.revenue.at(t)}-{sheet.opex.at(t)}"
                f"-{less.at(t)})/{sheet.revenue.at(t)},0)"
            ),
        )
        slides = sheet.slide(
            one.scale,
            level,
            incremental=one.incremental,
            interpolated=one.interpolated,
            to_date=one.by == "cumulative",
        )
    names = [one.product] if one.product else list(sheet.volumes)

    def amount(t: int) -> str:
        charged = f"({rate.at(t)}+{slides.at(t)})" if slides else rate.at(t)
        value = f"MAX({sheet.sold(one.product, t)}-{less.at(t)},0)"
        weighed = plus([f"{sheet.scales[n].name}*{sheet.volumes[n].at(t)}" for n in names])
        return f"{charged}*{value}" + (f"+{unit.at(t)}*{weighed}" if names else "")

    sheet.pays(one, amount)


def payout_royalty(sheet: Sheet, one: PayoutRoyalty) -> None:
    """Write a royalty on revenue before payout, and on net revenue after it."""
    allowance = sheet.rate("return allowance", one.return_allowance)
    gross, net = (_opened(sheet, slide, n) for n, slide in (("gross", one.gross), ("net", one.net)))
    cost = sheet.line(
        "cost", lambda t: f"{sheet.opex.at(t)}+{sheet.spent(t)}+{sheet.closure.at(t)}"
    )
    spent = sheet.line("capital", sheet.spent)
    first = sheet.ledger.following.number
    deficit, left, amount, due, uncovered, done = (Row(first + k) for k in range(6))
    earned = sheet.revenue
    sheet.line(
        "deficit brought forward",
        lambda t: f"IF({done.at(t - 2)}=1,MAX(-{left.at(t - 1)},0),0)" if t > 1 else "0",
        remark="after payout",
    )
    sheet.line("net revenue", lambda t: f"{earned.at(t)}-{cost.at(t)}-{deficit.at(t)}")
    sheet.pays(
        one,
        lambda t: (
            f"IF({done.before(t)}=1,MAX({gross(t)}*{earned.at(t)},{net(t)}*MAX({left.at(t)},0)),"
            f"{gross(t)}*{earned.at(t)})"
        ),
    )
    sheet.line(
        "left to cover",
        lambda t: (
            f"{uncovered.before(t)}*(1+{allowance.at(t)})+{cost.at(t)}+{amount.at(t)}-{earned.at(t)}"
        ),
    )
    sheet.line("not yet covered", lambda t: f"IF({done.before(t)}=1,0,MAX({due.at(t)},0))")
    sheet.line(
        "paid out (1: yes)",
        lambda t: (
            f"IF(OR({done.before(t)}=1,AND({due.at(t)}<=0,SUM({spent.upto(t)})>0,{earned.at(t)}>0)),1,0)"
        ),
        kind="number",
    )


def _opened(sheet: Sheet, one: Slide, name: str) -> Callable[[int], str]:
    rate = sheet.rate(f"{name} rate", one.rate)
    if not one.scale and one.formula is None:
        return rate.at
    level = sheet.level(one.by, None, lambda _: "0")
    slides = sheet.slide(
        one.scale,
        level,
        incremental=one.incremental,
        interpolated=one.interpolated,
        formula=one.formula,
        to_date=one.by == "cumulative",
        label=f"{name} sliding rate",
    )
    return lambda t: f"({rate.at(t)}+{slides.at(t)})"


def bonus(sheet: Sheet, one: Bonus) -> None:
    """Write an amount that falls due once."""
    amount = sheet.money("amount", one.amount)
    ledger = sheet.ledger
    if one.on == "signature":
        due = sheet.input("due in", sheet.ledger.years[0] if one.year is None else one.year, "year")
        sheet.pays(one, lambda t: f"IF({ledger.year(t)}={due.at(t)},{amount.at(t)},0)")
        return
    level = sheet.input("level", 0.0 if one.on == "production" else one.volume)
    volumes = list(sheet.volumes.values())
    made = sheet.line(
        "produced",
        lambda t: plus([v.at(t) for v in volumes]) if volumes else sheet.revenue.at(t),
        kind="number",
    )
    sign = ">" if one.on == "production" else ">="
    days = sheet.input("days", 365.0, "days a year") if one.on == "daily" else None

    def so_far(t: int) -> str:
        whole = f"SUM({made.upto(t)})"
        return whole if days is None else f"MAX({made.upto(t)})/{days.at(t)}"

    reached = sheet.line(
        "reached (1: yes)",
        lambda t: f"IF({so_far(t)}{sign}{level.at(t)},1,0)",
        kind="number",
    )
    sheet.pays(one, lambda t: f"({reached.at(t)}-{reached.before(t)})*{amount.at(t)}")


def rental(sheet: Sheet, one: Rental) -> None:
    """Write a yearly amount, indexed from the first year."""
    amount, area = sheet.money("amount", one.amount), sheet.input("area", one.area)
    index = sheet.rate("index", one.index)
    ledger = sheet.ledger
    sheet.pays(one, lambda t: f"{amount.at(t)}*{area.at(t)}*(1+{index.at(t)})^{ledger.position(t)}")


def duty(sheet: Sheet, one: Duty) -> None:
    """Write a rate on revenue or cost, and what comes back later."""
    rate, taxed = sheet.rate("rate", one.rate), sheet.rate("taxed part", one.taxed)
    bought = [kind for kind in sheet.capex if kind != WORKING_CAPITAL]
    base = {
        "revenue": sheet.revenue.at,
        "opex": sheet.opex.at,
        "capex": lambda t: sheet.spent(t, bought),
        "costs": lambda t: f"({sheet.opex.at(t)}+{sheet.spent(t, bought)})",
    }[one.on]
    charged = sheet.line("charged", lambda t: f"{rate.at(t)}*{taxed.at(t)}*{base(t)}")
    if not one.refund:
        sheet.pays(one, charged.at)
        return
    refund, delay = sheet.rate("refund", one.refund), sheet.input("delay", one.delay, "years")
    ledger, count = sheet.ledger, sheet.count
    whole = f"${charged.at(0)}:${charged.at(count - 1)}"

    def amount(t: int) -> str:
        now = ledger.position(t)
        back = f"INDEX({whole},1,{now}-{delay.at(t)}+1)"
        return f"{charged.at(t)}-IF({now}>={delay.at(t)},{refund.at(t)}*{back},0)"

    sheet.pays(one, amount)


def windfall(sheet: Sheet, one: Windfall) -> None:
    """Write a part of what the price brings above a threshold."""
    rate, threshold = sheet.rate("rate", one.rate), sheet.input("threshold", one.threshold)
    index, ledger = sheet.rate("index", one.index), sheet.ledger
    names = [one.product] if one.product else list(sheet.volumes)

    def amount(t: int) -> str:
        level = f"{threshold.at(t)}*(1+{index.at(t)})^{ledger.position(t)}"
        parts = [
            f"{sheet.volumes[n].at(t)}*{sheet.scales[n].name}*MAX({sheet.prices[n].at(t)}-{level},0)"
            for n in names
        ]
        return f"{rate.at(t)}*{plus(parts)}"

    sheet.pays(one, amount)


def income_tax(sheet: Sheet, one: IncomeTax) -> None:
    """Write a tax on income after depreciation and losses."""
    rate = sheet.rate("rate", one.rate)
    charged = charges(sheet, one.depreciation, one.default_depreciation)
    charge = sheet.line("depreciation", lambda t: plus([row.at(t) for row in charged]))
    named = set(one.deducts)

    def deducted(t: int) -> str:
        text = sheet.deductible(t)
        for name in named:
            already = [p.row for p in sheet.paid if p.name == name and p.deductible]
            already += [row for of, row in sheet.deducted if of == name]
            if not already:
                text += f"+{sheet.by_owner(name, t)}"
        return f"({text})"

    income = sheet.line(
        "income before losses",
        lambda t: (
            f"{sheet.revenue.at(t)}-{sheet.opex.at(t)}-{sheet.closure.at(t)}-{charge.at(t)}-{deducted(t)}"
        ),
    )
    taxable = income
    if one.losses.rule == "lost":
        taxable = sheet.line("taxable", lambda t: f"MAX({income.at(t)},0)")
    elif one.losses.rule == "carry_forward":
        taxable = _relieved(sheet, one, income)
    if one.minimum:
        least = sheet.rate("minimum of revenue", one.minimum)
        sheet.pays(
            one,
            lambda t: f"MAX({rate.at(t)}*{taxable.at(t)},{least.at(t)}*{sheet.revenue.at(t)})",
        )
    else:
        sheet.pays(one, lambda t: f"{rate.at(t)}*{taxable.at(t)}")


def _relieved(sheet: Sheet, one: IncomeTax, income: Row) -> Row:
    """Use the oldest losses first, as far as the cap goes, and drop what is too old."""
    cap, opening = (
        sheet.rate("losses up to", one.losses.cap, "of income"),
        sheet.money("opening losses", one.losses.opening),
    )
    room = sheet.line("room for losses", lambda t: f"{cap.at(t)}*MAX({income.at(t)},0)")
    if one.losses.years is None or int(one.losses.years) >= sheet.count:
        used, left = sheet.ledger.following, Row(sheet.ledger.following.number + 1)
        sheet.line("losses used", lambda t: f"MIN({left.before(t, opening.at(t))},{room.at(t)})")
        sheet.line(
            "losses carried forward",
            lambda t: f"{left.before(t, opening.at(t))}-{used.at(t)}+MAX(-{income.at(t)},0)",
        )
        return sheet.line("taxable", lambda t: f"MAX({income.at(t)},0)-{used.at(t)}")
    ages = max(int(one.losses.years), 1)
    first = sheet.ledger.following.number
    stock = {age: Row(first + 2 * (ages - age)) for age in range(1, ages + 1)}
    use = {age: Row(row.number + 1) for age, row in stock.items()}
    for age in range(ages, 0, -1):

        def held(t: int, age: int = age) -> str:
            if t == 0:
                return opening.at(0) if age == 1 else "0"
            if age == 1:
                return f"MAX(-{income.at(t - 1)},0)"
            return f"{stock[age - 1].at(t - 1)}-{use[age - 1].at(t - 1)}"

        def taken(t: int, age: int = age) -> str:
            older = "".join(f"-{use[k].at(t)}" for k in range(ages, age, -1))
            return f"MIN({stock[age].at(t)},{room.at(t)}{older})"

        sheet.line(f"losses of {age} years ago", held)
        sheet.line(f"of them used, age {age}", taken)
    return sheet.line(
        "taxable",
        lambda t: f"MAX({income.at(t)},0)-{plus([use[k].at(t) for k in use])}",
    )


def resource_rent_tax(sheet: Sheet, one: ResourceRentTax) -> None:
    """Write a tax on cash above a return, tier by tier."""
    taxes: list[Row] = []
    for number, tier in enumerate(one.tiers, start=1):
        uplift = sheet.rate(f"tier {number} uplift", tier.uplift)
        rate = sheet.rate(f"tier {number} rate", tier.rate)
        row = sheet.ledger.following
        before = tuple(taxes)

        def balance(
            t: int, row: Row = row, uplift: Value = uplift, before: tuple[Row, ...] = before
        ) -> str:
            earlier = "".join(f"-{tax.at(t)}" for tax in before)
            return (
                f"MIN({row.before(t)},0)*(1+{uplift.at(t)})+{sheet.cash(sheet.owner, t)}{earlier}"
            )

        sheet.line(f"tier {number} balance", balance)
        taxes.append(
            sheet.line(
                f"tier {number} tax",
                lambda t, row=row, rate=rate: f"{rate.at(t)}*MAX({row.at(t)},0)",  # type: ignore[misc]
            )
        )
    sheet.pays(one, lambda t: plus([tax.at(t) for tax in taxes]))


def withholding(sheet: Sheet, one: Withholding) -> None:
    """Write a tax withheld from dividends, or from interest."""
    rate = sheet.rate("rate", one.rate)
    if one.of == "interest":
        rows = list(sheet.interest)
        sheet.pays(one, lambda t: f"{rate.at(t)}*{plus([row.at(t) for row in rows])}")
        return
    base = sheet.base("equity" if one.of == "distributions" else "profit", one)
    sheet.pays(one, lambda t: f"{rate.at(t)}*{base(t)}")


def stabilisation(sheet: Sheet, one: Stabilisation) -> None:
    """Write what is given back of a rate above the one that was agreed."""
    rate, frozen = sheet.rate("rate in force", one.rate), sheet.rate("rate agreed", one.frozen)

    def amount(t: int) -> str:
        excess = f"IF({rate.at(t)}>0,1-{frozen.at(t)}/{rate.at(t)},0)"
        part = excess if one.both_ways else f"MAX({excess},0)"
        return f"{part}*{sheet.amount(one.of, t)}"

    sheet.pays(one, amount)
