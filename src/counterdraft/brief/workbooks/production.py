"""How production that is shared, sold at home or paid for by a fee is written as formulas."""

from __future__ import annotations

from collections.abc import Callable

from counterdraft.brief.workbooks.depreciation import charges
from counterdraft.brief.workbooks.ledger import Row, Value
from counterdraft.brief.workbooks.sheet import Sheet, plus
from counterdraft.brief.workbooks.taxes import opened
from counterdraft.fiscal.depreciation import Depreciation
from counterdraft.fiscal.instruments.domestic_supply import DomesticSupply
from counterdraft.fiscal.instruments.production_sharing import ProductionSharing
from counterdraft.fiscal.instruments.service_fee import ServiceFee

__all__ = ["domestic_supply", "production_sharing", "service_fee"]


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

    at_once = [
        (sheet.rate(f"investment credit for {kind}", part), sheet.capex[kind])
        for kind, part in one.investment_credit.items()
        if kind in sheet.capex
    ]

    def cost(t: int) -> str:
        text = [sheet.opex.at(t)] if wanted is None or "opex" in wanted else []
        text += [sheet.closure.at(t)] if wanted is None or "closure" in wanted else []
        text += [f"(1+{at.at(t)})*{row.at(t)}" for at, row in parts]
        return plus([*text, *(f"{part.at(t)}*{row.at(t)}" for part, row in at_once)])

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
