"""How what is shared with the owner is written as formulas: production, the venture, offtake, loans."""

from __future__ import annotations

from collections.abc import Callable

from counterdraft.estate.fiscal.depreciation import Depreciation
from counterdraft.estate.fiscal.instruments.closure_fund import ClosureFund
from counterdraft.estate.fiscal.instruments.domestic_supply import DomesticSupply
from counterdraft.estate.fiscal.instruments.first_refusal import FirstRefusal
from counterdraft.estate.fiscal.instruments.loan import InterestLimit, Loan
from counterdraft.estate.fiscal.instruments.participation import Participation
from counterdraft.estate.fiscal.instruments.production_sharing import ProductionSharing
from counterdraft.estate.fiscal.instruments.service_fee import ServiceFee
from counterdraft.estate.fiscal.instruments.take_or_pay import TakeOrPay
from counterdraft.estate.workbooks.depreciation import charges
from counterdraft.estate.workbooks.ledger import Row, Value
from counterdraft.estate.workbooks.sheet import Sheet, plus
from counterdraft.estate.workbooks.taxes import opened

__all__ = [
    "closure_fund",
    "domestic_supply",
    "first_refusal",
    "loan",
    "participation",
    "production_sharing",
    "service_fee",
    "take_or_pay",
]


def production_sharing(sheet: Sheet, one: ProductionSharing) -> None:
    """Write the first tranche, the cost limit, the pool, and the split of what is left."""
    ledger = sheet.ledger
    limit, uplift = _limit(sheet, one), sheet.rate("pool uplift", one.uplift)
    opening = sheet.money("opening pool", one.opening_pool)
    cost, less = _recoverable(sheet, one), _less(sheet, one)
    tranche = sheet.rate("first tranche", one.first_tranche) if one.first_tranche != 0 else None

    def off_top(t: int) -> str:
        return sheet.off_top(t) + "".join(f"+{sheet.by_owner(name, t)}" for name in less)

    left = sheet.line("after royalty", lambda t: f"{sheet.revenue.at(t)}-({off_top(t)})")
    room, ahead = sheet.revenue if one.limit_of == "gross" else left, None
    if tranche is not None:
        whole, share = left, tranche
        ahead = sheet.line(
            "first tranche",
            lambda t: f"MIN({share.at(t)}*{sheet.revenue.at(t)},MAX({whole.at(t)},0))",
        )
        first = ahead
        left = sheet.line("after the first tranche", lambda t: f"{whole.at(t)}-{first.at(t)}")
    ceiling = sheet.line("cost ceiling", lambda t: f"MAX({limit(t)}*{room.at(t)},0)")
    pool = ledger.following
    recovered, closing = Row(pool.number + 1), Row(pool.number + 2)
    sheet.line(
        "cost pool", lambda t: f"{closing.before(t, opening.at(t))}*(1+{uplift.at(t)})+{cost(t)}"
    )
    sheet.line("cost petroleum", lambda t: f"MIN({ceiling.at(t)},MAX({left.at(t)},0),{pool.at(t)})")
    sheet.line("pool carried forward", lambda t: f"{pool.at(t)}-{recovered.at(t)}")
    excess, over = _excess(sheet, one), None
    if excess is not None:
        over = sheet.line(
            "excess cost petroleum",
            lambda t: f"MAX(MIN({ceiling.at(t)},{left.at(t)})-{recovered.at(t)},0)",
        )

    def plus_row(row: Row | None, sign: str, t: int) -> str:
        return "" if row is None else f"{sign}{row.at(t)}"

    profit = sheet.line(
        "profit petroleum",
        lambda t: f"MAX({left.at(t)}-{recovered.at(t)}{plus_row(over, '-', t)},0)",
    )
    # The contractor's profit stands after the rate, which may hang on that of earlier years.
    own = ledger.reserve(f"{one.name}: contractor's profit petroleum")
    rate = _split(sheet, one, recovered, own)

    def contractor(t: int) -> str:
        split = plus_row(ahead, "+", t) if one.first_tranche_to == "split" else ""
        text = f"({profit.at(t)}{split})*(1-{rate.at(t)})"
        if over is not None and excess is not None:
            text += f"+{over.at(t)}*(1-{excess(t)})"
        return text + (plus_row(ahead, "+", t) if one.first_tranche_to == "contractor" else "")

    ledger.fill(own, contractor)
    sheet.reported[f"{one.name}.contractor"] = own
    sheet.reported[f"{one.name}.cost_petroleum"] = recovered
    sheet.reported[f"{one.name}.state_share"] = sheet.line("the state's part", rate.at, kind="rate")
    sheet.pays(
        one,
        lambda t: f"{profit.at(t)}{plus_row(ahead, '+', t)}{plus_row(over, '+', t)}-{own.at(t)}",
    )


def _less(sheet: Sheet, one: ProductionSharing) -> list[str]:
    """Return what comes off production by name and has not come off as a royalty."""
    gone = {paid.name for paid in sheet.paid if paid.off_top}
    return [name for name in dict.fromkeys(one.less) if name not in gone]


def _limit(sheet: Sheet, one: ProductionSharing) -> Callable[[int], str]:
    """Return the formula of the part of production from which costs are recovered."""
    if one.sliding_limit is None:
        return sheet.rate("cost limit", one.cost_limit).at
    fixed = one.cost_limit if "cost_limit" in one.model_fields_set else 0.0
    least, more = sheet.rate("cost limit", fixed), opened(sheet, one.sliding_limit, "cost limit")
    return lambda t: f"MIN({least.at(t)}+{more(t)},1)"


def _excess(sheet: Sheet, one: ProductionSharing) -> Callable[[int], str] | None:
    """Return the formula of the state's part of excess cost petroleum; None where it is profit."""
    if one.sliding_excess is None:
        return (
            None if one.excess is None else sheet.rate("the state's part of excess", one.excess).at
        )
    least = sheet.rate("the state's part of excess", one.excess or 0.0)
    more = opened(sheet, one.sliding_excess, "excess")
    return lambda t: f"MIN({least.at(t)}+{more(t)},1)"


def _recoverable(sheet: Sheet, one: ProductionSharing) -> Callable[[int], str]:
    """Return the formula of the cost of the year that may be recovered, uplift with it."""
    wanted = one.recovers
    more = sheet.rate("capital uplift", one.capex_uplift)
    parts: list[tuple[Value, Value]] = []
    for kind in sheet.capex:
        if wanted is None or kind in wanted:
            own = one.uplift_of.get(kind)
            at = more if own is None else sheet.rate(f"uplift of {kind}", own)
            parts += [(at, row) for row in charges(sheet, one.amortised, Depreciation(), [kind])]

    def cost(t: int) -> str:
        text = [sheet.opex.at(t)] if wanted is None or "opex" in wanted else []
        text += [sheet.closure.at(t)] if wanted is None or "closure" in wanted else []
        return plus([*text, *(f"(1+{at.at(t)})*{row.at(t)}" for at, row in parts)])

    return cost


def _split(sheet: Sheet, one: ProductionSharing, recovered: Row, own: Row) -> Value:
    split = one.split
    if split.by == "fixed":
        return sheet.rate("the state's part of profit", split.state)
    if split.by == "irr":
        return _by_return(sheet, one)
    incremental = split.by == "drop" if split.incremental is None else split.incremental
    if split.by == "drop":
        volume = sheet.level("volume", None, lambda _: "0")
        days = sheet.input("days", split.days, "days a year")
        level = sheet.line("a day", lambda t: f"{volume.at(t)}/{days.at(t)}", kind="number")
    elif split.by == "r_factor":
        level = _r_factor(sheet, one, recovered, own)
    else:
        level = sheet.level(split.by, None, lambda _: "0")
    return sheet.slide(
        split.scale,
        level,
        incremental=incremental,
        interpolated=split.interpolated,
        formula=split.formula,
        to_date=split.by == "cumulative",
        label="the state's part of profit",
    )


def _r_factor(sheet: Sheet, one: ProductionSharing, recovered: Row, own: Row) -> Row:
    mine, late = sheet.final[sheet.owner], 1 - one.split.lag
    cost = sheet.line(
        "cost", lambda t: f"{sheet.opex.at(t)}+{sheet.spent(t)}+{sheet.closure.at(t)}"
    )

    def total(row: Row, t: int) -> str:
        return f"SUM({row.upto(t)})" if t >= 0 else "0"

    def ratio(t: int) -> str:
        costs = total(cost, t - 1 + late)
        if one.split.net:
            got = f"{total(mine, t - 1)}+{total(cost, t - 1)}"
        else:
            got = f"{total(recovered, t - 1 + late)}+{total(own, t - 1)}"
        return f"IF({costs}>0,({got})/{costs},0)" if t + late else "0"

    return sheet.line("receipts to costs", ratio, kind="number")


def _by_return(sheet: Sheet, one: ProductionSharing) -> Row:
    mine = sheet.final[sheet.owner]
    steps = []
    for n, tier in enumerate(sorted(one.split.scale, key=lambda tier: tier.above), start=1):
        above = sheet.rate(f"hurdle {n}", tier.above)
        rate = sheet.rate(f"part beyond hurdle {n}", tier.rate)
        row = sheet.ledger.following
        sheet.line(
            f"balance at hurdle {n}",
            lambda t, row=row, above=above: (  # type: ignore[misc]
                f"{row.at(t - 1)}*(1+{above.at(t)})+{mine.at(t - 1)}" if t else "0"
            ),
        )
        steps.append((above, rate, row))

    def rate_of(t: int) -> str:
        text = steps[0][1].at(t)
        for above, rate, row in steps if t else []:
            text = f"IF(AND({row.at(t)}>=0,{above.at(t)}>0),{rate.at(t)},{text})"
        return text

    return sheet.line("the state's part of profit", rate_of, kind="rate")


def participation(sheet: Sheet, one: Participation) -> None:
    """Write a part of the venture that is paid, free, or carried."""
    share = sheet.rate("share", one.share)

    def cash(t: int) -> str:
        apart = [*one.without, *(one.carries if one.mode == "carried" else ())]
        return f"({sheet.cash(sheet.owner, t)}+{sheet.spent(t, apart)})"

    if one.mode == "paid":
        sheet.pays(one, lambda t: f"{share.at(t)}*{cash(t)}")
        return
    if one.mode == "free":
        sheet.pays(one, lambda t: f"{share.at(t)}*MAX({cash(t)},0)")
        return
    interest, repay = sheet.rate("interest", one.interest), sheet.rate("repaid from", one.repay)
    premium = sheet.rate("premium on advances", one.premium)
    due = sheet.line(
        "due before the carry is repaid",
        lambda t: f"{share.at(t)}*{cash(t)}" if one.carries else f"{share.at(t)}*MAX({cash(t)},0)",
    )

    def advanced(t: int) -> str:
        return sheet.spent(t, one.carries) if one.carries else f"MAX(-{cash(t)},0)"

    owed = sheet.ledger.following
    repaid, balance = Row(owed.number + 1), Row(owed.number + 2)
    sheet.line(
        "carried, with interest",
        lambda t: (
            f"{balance.before(t)}*(1+{interest.at(t)})"
            f"+{share.at(t)}*{advanced(t)}*(1+{premium.at(t)})"
        ),
    )
    sheet.line("carry repaid", lambda t: f"MIN({owed.at(t)},{repay.at(t)}*MAX({due.at(t)},0))")
    sheet.line("still carried", lambda t: f"{owed.at(t)}-{repaid.at(t)}")
    sheet.pays(one, lambda t: f"{due.at(t)}-{repaid.at(t)}")


def loan(sheet: Sheet, one: Loan) -> None:
    """Write a loan: drawn, its interest, and what is repaid as far as the cash goes."""
    ledger = sheet.ledger
    drawn, share = sheet.money("drawn", one.drawn), sheet.rate("part of capital", one.share)
    at, term = sheet.rate("interest", one.interest), sheet.input("term", one.term, "years")
    first = sheet.input("repaid from", one.first, "year")
    sweep = sheet.rate("sweep of cash", one.sweep)
    new = sheet.line("advanced", lambda t: f"{drawn.at(t)}+{share.at(t)}*{sheet.spent(t)}")
    interest = ledger.following
    due, paid, balance = (Row(interest.number + k) for k in (1, 2, 3))
    sheet.line("interest of the year", lambda t: f"{at.at(t)}*{balance.before(t)}")

    def part(t: int) -> str:
        left, rate = f"MAX({term.at(t)}-({ledger.year(t)}-{first.at(t)}),1)", at.at(t)
        level = f"IF((1+{rate})^{left}=1,1/{left},{rate}/((1+{rate})^{left}-1))"
        return {"even": f"1/{left}", "annuity": level, "end": f"IF({left}=1,1,0)"}[one.repayment]

    def owed(t: int) -> str:
        paid_back = f"{balance.before(t)}*{part(t)}"
        return f"IF({ledger.year(t)}>={first.at(t)},{paid_back}+{interest.at(t)},0)"

    sheet.line("due", owed)
    sheet.line(
        "paid",
        lambda t: f"MIN({due.at(t)},{sweep.at(t)}*MAX({sheet.cash(one.payer, t)}+{new.at(t)},0))",
    )
    sheet.line(
        "balance", lambda t: f"{balance.before(t)}+{interest.at(t)}+{new.at(t)}-{paid.at(t)}"
    )
    if one.payer == sheet.owner:
        got = sheet.line("interest paid", lambda t: f"MIN({paid.at(t)},{interest.at(t)})")
        sheet.interest.append(got)
        if one.deductible:
            sheet.deducted.append((one.name, _allowed(sheet, one.limit, interest, balance, new)))
    sheet.pays(one, lambda t: f"{paid.at(t)}-{new.at(t)}", plain=True)


def _allowed(
    sheet: Sheet, limit: InterestLimit | None, interest: Row, balance: Row, new: Row
) -> Row:
    """Add what of the interest lowers taxable income."""
    if limit is None:
        return interest
    ledger = sheet.ledger
    tests: list[Callable[[int], str]] = []
    if limit.debt_to_equity is not None:
        most = sheet.input("debt to equity", limit.debt_to_equity)
        spent = sheet.line("capital spent", sheet.spent)

        def thin(t: int) -> str:
            if t == 0:
                return "0"
            equity = f"MAX(SUM({spent.upto(t - 1)})-SUM({new.upto(t - 1)}),0)"
            debt = balance.at(t - 1)
            return f"IF({debt}>0,MIN({most.at(t)}*{equity}/{debt},1),0)*{interest.at(t)}"

        tests.append(thin)
    if limit.of_earnings is not None:
        part = sheet.rate("of earnings", limit.of_earnings)
        tests.append(lambda t: f"{part.at(t)}*MAX({sheet.revenue.at(t)}-{sheet.opex.at(t)},0)")
    waiting, allowed = ledger.following, Row(ledger.following.number + 1)
    sheet.line(
        "interest brought forward",
        lambda t: (
            f"{waiting.at(t - 1)}+{interest.at(t - 1)}-{allowed.at(t - 1)}"
            if t and limit.carried
            else "0"
        ),
    )
    return sheet.line(
        "interest deducted",
        lambda t: (
            "MIN(" + ",".join([f"{interest.at(t)}+{waiting.at(t)}", *(f(t) for f in tests)]) + ")"
        ),
    )


def first_refusal(sheet: Sheet, one: FirstRefusal) -> None:
    """Write the discount at which the holder buys."""
    discount, part = sheet.rate("discount", one.discount), sheet.rate("part", one.part)
    sheet.pays(one, lambda t: f"{discount.at(t)}*{part.at(t)}*{sheet.sold(one.product, t)}")


def take_or_pay(sheet: Sheet, one: TakeOrPay) -> None:
    """Write what is paid for what was not lifted, and what is made up later."""
    minimum, lifted = sheet.input("minimum", one.minimum), sheet.input("lifted", one.lifted)
    part, volume = sheet.rate("part of the price", one.part), sheet.volumes[one.product]
    owed = sheet.line(
        "owed volume", lambda t: f"MIN({minimum.at(t)},{volume.at(t)})", "units", kind="number"
    )
    short = sheet.line(
        "shortfall", lambda t: f"MAX({owed.at(t)}-{lifted.at(t)},0)", "units", kind="number"
    )

    def charged(t: int) -> str:
        return f"{part.at(t)}*{short.at(t)}*{sheet.price(one.product, t)}"

    if not one.make_up:
        sheet.pays(one, charged)
        return
    extra = sheet.ledger.following
    refund, stock, paid = (Row(extra.number + k) for k in (1, 2, 3))
    sheet.line(
        "made up",
        lambda t: f"MIN(MAX({lifted.at(t)}-{owed.at(t)},0),{stock.before(t)})",
        "units",
        kind="number",
    )
    sheet.line(
        "refund",
        lambda t: (
            f"IF({stock.at(t - 1)}>0,{paid.at(t - 1)}/{stock.at(t - 1)}*{extra.at(t)},0)"
            if t
            else "0"
        ),
    )
    sheet.line(
        "paid for and not lifted",
        lambda t: f"{stock.before(t)}+{short.at(t)}-{extra.at(t)}",
        "units",
        kind="number",
    )
    sheet.line("paid for it", lambda t: f"{paid.before(t)}+{charged(t)}-{refund.at(t)}")
    sheet.pays(one, lambda t: f"{charged(t)}-{refund.at(t)}")


def domestic_supply(sheet: Sheet, one: DomesticSupply) -> None:
    """Write what a lower price at home costs the owner."""
    part, fee = sheet.rate("part", one.part), sheet.rate("price paid", one.fee)
    holiday = sheet.input("holiday", one.holiday, "years")
    contractor = sheet.reported.get(f"{one.sharing}.contractor", sheet.revenue)
    state = sheet.reported.get(f"{one.sharing}.state_share")
    earning = sheet.line(
        "years with revenue", lambda t: f'COUNTIF({sheet.revenue.upto(t)},">0")', kind="number"
    )

    def supplied(t: int) -> str:
        base = contractor if one.of == "profit" else sheet.revenue
        text = f"{part.at(t)}*{base.at(t)}"
        if one.of == "entitlement":
            share = f"(1-{state.at(t)})" if state is not None else "1"
            text = f"MIN({text}*{share},{contractor.at(t)})"
        return text

    sheet.pays(
        one, lambda t: f"IF({earning.at(t)}>{holiday.at(t)},(1-{fee.at(t)})*{supplied(t)},0)"
    )


def service_fee(sheet: Sheet, one: ServiceFee) -> None:
    """Write a fee for each unit, and what of it waits for room."""
    per_unit, baseline = (
        sheet.input("per unit", one.per_unit),
        sheet.input("baseline", one.baseline),
    )
    limit = sheet.rate("limit of revenue", one.limit)
    recovered = sheet.reported.get(f"{one.sharing}.cost_petroleum")
    slides = None
    if one.scale or one.formula is not None:
        slides = sheet.slide(
            one.scale,
            sheet.level(one.by, None, lambda _: "0"),
            incremental=one.incremental,
            interpolated=one.interpolated,
            formula=one.formula,
            to_date=one.by == "cumulative",
            label="part of the fee",
        )
    unit = next(iter(sheet.scales.values())).name

    def earned(t: int) -> str:
        made = plus([v.at(t) for v in sheet.volumes.values()])
        text = f"{per_unit.at(t)}*{unit}*MAX({made}-{baseline.at(t)},0)"
        return text if slides is None else f"{text}*{slides.at(t)}"

    owed = sheet.ledger.following
    paid, waiting = Row(owed.number + 1), Row(owed.number + 2)
    sheet.line("owed", lambda t: f"{waiting.before(t)}+{earned(t)}")

    def room(t: int) -> str:
        text = f"{limit.at(t)}*{sheet.revenue.at(t)}"
        return text if recovered is None else f"{text}-{recovered.at(t)}"

    sheet.pays(one, lambda t: f"MIN({owed.at(t)},MAX({room(t)},0))")
    sheet.line("waiting", lambda t: f"{owed.at(t)}-{paid.at(t)}")


def closure_fund(sheet: Sheet, one: ClosureFund) -> None:
    """Write what is set aside for closing, and what comes back."""
    ledger, count = sheet.ledger, sheet.count
    share, earns = sheet.rate("share", one.share), sheet.rate("earns", one.earns)
    by_years = one.by == "years" or not sheet.volumes
    made = sheet.line(
        "part of production",
        lambda t: (
            f"IF({sheet.revenue.at(t)}>0,1,0)"
            if by_years
            else plus([v.at(t) for v in sheet.volumes.values()])
        ),
        kind="number",
    )
    cost = sheet.line("closing cost", lambda t: f"MAX({sheet.closure.at(t)},0)")
    whole, total = (f"SUM(${r.at(0)}:${r.at(count - 1)})" for r in (made, cost))
    aside = sheet.line(
        "set aside",
        lambda t: f"IF({whole}>0,{made.at(t)}/{whole},0)*{share.at(t)}*{total}",
    )
    last = f"MAX(${ledger.position(0)}:${ledger.position(count - 1)})"
    gain = ledger.following
    back, held = Row(gain.number + 1), Row(gain.number + 2)
    sheet.pays(
        one,
        lambda t: f"{earns.at(t)}*{held.before(t)}",
        name=f"{one.name}.earned",
        payer=one.source,
        payee=one.payee,
        plain=True,
    )

    def full(t: int) -> str:
        return f"{held.before(t)}+{gain.at(t)}+{aside.at(t)}"

    sheet.line(
        "back",
        lambda t: f"IF({ledger.position(t)}={last},{full(t)},MIN({full(t)},{cost.at(t)}))",
    )
    sheet.line("held", lambda t: f"{full(t)}-{back.at(t)}")
    sheet.pays(one, lambda t: f"{aside.at(t)}-{back.at(t)}")
