"""How what the state levies is written as formulas: royalties, taxes, duties, bonuses, rents."""

from __future__ import annotations

from collections.abc import Callable

from counterdraft.brief.workbooks.depreciation import charges
from counterdraft.brief.workbooks.ledger import Row, Value
from counterdraft.brief.workbooks.sheet import Sheet, plus
from counterdraft.fiscal.book import WORKING_CAPITAL
from counterdraft.fiscal.depreciation import Depreciation
from counterdraft.fiscal.instruments.bonus import Bonus
from counterdraft.fiscal.instruments.burden_cap import BurdenCap
from counterdraft.fiscal.instruments.duty import Duty
from counterdraft.fiscal.instruments.payout_royalty import PayoutRoyalty
from counterdraft.fiscal.instruments.rental import Rental
from counterdraft.fiscal.instruments.royalty import Royalty
from counterdraft.fiscal.instruments.stabilisation import Stabilisation
from counterdraft.fiscal.instruments.windfall import Windfall
from counterdraft.fiscal.instruments.withholding import Withholding
from counterdraft.fiscal.slides import Slide

__all__ = [
    "bonus",
    "burden_cap",
    "duty",
    "opened",
    "payout_royalty",
    "rental",
    "royalty",
    "stabilisation",
    "windfall",
    "withholding",
]


NEVER = Depreciation(method="never")


def royalty(sheet: Sheet, one: Royalty) -> None:
    """Write a royalty on value, profit or volume, at a rate that may slide."""
    rate, unit = sheet.rate("rate", one.rate), sheet.input("per unit", one.per_unit)
    allowed = sheet.money("allowances", one.allowances)
    less = [name for name in one.less if any(paid.name == name for paid in sheet.paid)]

    def taken(t: int) -> str:
        return f"{allowed.at(t)}" + "".join(f"-(-{sheet.by_owner(n, t)})" for n in less)

    profit = None
    if one.of == "profit" or one.by == "margin":
        profit = _profit(sheet, one, taken)
    slides = None
    if one.scale or one.formula is not None:
        level = sheet.level(
            one.by,
            one.product,
            lambda t: (
                f"IF({sheet.revenue.at(t)}>0,{profit.at(t)}/{sheet.revenue.at(t)},0)"
                if profit is not None
                else "0"
            ),
        )
        slides = sheet.slide(
            one.scale,
            level,
            incremental=one.incremental,
            interpolated=one.interpolated,
            formula=one.formula,
            to_date=one.by == "cumulative",
        )
    names = [one.product] if one.product else list(sheet.volumes)
    least = sheet.rate("minimum", one.minimum) if one.minimum else None

    def amount(t: int) -> str:
        charged = f"({rate.at(t)}+{slides.at(t)})" if slides else rate.at(t)
        value = f"MAX({sheet.sold(one.product, t)}-({taken(t)}),0)"
        base = f"MAX({profit.at(t)},0)" if one.of == "profit" and profit is not None else value
        weighed = plus([f"{sheet.scales[n].name}*{sheet.volumes[n].at(t)}" for n in names])
        text = f"{charged}*{base}" + (f"+{unit.at(t)}*{weighed}" if names else "")
        return text if least is None else f"MAX({text},{least.at(t)}*{value})"

    sheet.pays(one, amount)


def _profit(sheet: Sheet, one: Royalty, taken: Callable[[int], str]) -> Row:
    """Add the profit that the royalty looks at, losses of earlier years with it where they are carried."""
    charged: list[Value] = []
    if one.depreciation or one.default_depreciation is not None:
        charged = charges(sheet, one.depreciation, one.default_depreciation or NEVER)
    before = sheet.ledger.following

    def profit(t: int) -> str:
        text = f"{sheet.revenue.at(t)}-{sheet.opex.at(t)}-{plus([c.at(t) for c in charged])}"
        text += f"-({taken(t)})"
        return f"{text}+MIN({before.at(t - 1)},0)" if one.carried and t else text

    return sheet.line("profit", profit)


def payout_royalty(sheet: Sheet, one: PayoutRoyalty) -> None:
    """Write a royalty on revenue before payout, and on net revenue after it."""
    allowance = sheet.rate("return allowance", one.return_allowance)
    gross, net = (opened(sheet, slide, n) for n, slide in (("gross", one.gross), ("net", one.net)))
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


def opened(sheet: Sheet, one: Slide, name: str) -> Callable[[int], str]:
    """Return the formula of a rate, or of one that slides."""
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


def burden_cap(sheet: Sheet, cap: BurdenCap) -> None:
    """Write what several instruments take above a part of operating income, and that it is given back."""
    rate = sheet.rate("rate", cap.rate)
    charged = charges(sheet, cap.depreciation, cap.default_depreciation)
    income = sheet.line(
        "operating income",
        lambda t: (
            f"{sheet.revenue.at(t)}-{sheet.opex.at(t)}-{sheet.closure.at(t)}"
            f"-{plus([charge.at(t) for charge in charged])}"
        ),
    )
    slides = None
    if cap.slides:
        revenue = sheet.revenue

        def margin(t: int) -> str:
            return f"IF({revenue.at(t)}>0,{income.at(t)}/{revenue.at(t)},0)"

        slides = sheet.slide(
            cap.scale,
            sheet.level(cap.by, None, margin),
            incremental=cap.incremental,
            interpolated=cap.interpolated,
            formula=cap.formula,
            to_date=cap.by == "cumulative",
        )

    def taken(names: tuple[str, ...], t: int) -> str:
        return plus([sheet.by_owner(name, t) for name in names])

    def given_back(t: int) -> str:
        part = f"({rate.at(t)}+{slides.at(t)})" if slides else rate.at(t)
        above = f"MAX({taken(cap.of, t)}-{part}*MAX({income.at(t)},0),0)"
        return f"-MIN({above},MAX({taken(cap.gives_back or cap.of, t)},0))"

    sheet.pays(cap, given_back)
