"""How taxes on income and on rent are written as formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from counterdraft.brief.workbooks.depreciation import allowed, charges
from counterdraft.brief.workbooks.ledger import Row, Value
from counterdraft.brief.workbooks.sheet import Sheet, plus
from counterdraft.fiscal.instruments.income_tax import IncomeTax
from counterdraft.fiscal.instruments.resource_rent_tax import RentTier, ResourceRentTax

__all__ = ["income_tax", "resource_rent_tax"]


def income_tax(sheet: Sheet, one: IncomeTax) -> None:
    """Write a tax on income after depreciation, allowances and losses, its reliefs and its bounds."""
    charge = _charge(sheet, one)
    income = sheet.line(
        "income before losses",
        lambda t: (
            f"{sheet.revenue.at(t)}-{sheet.opex.at(t)}-{sheet.closure.at(t)}-{charge.at(t)}"
            f"-({_deducted(sheet, one, t)})"
        ),
    )
    if one.depletion is not None:
        income = _depleted(sheet, one, income)
    taxable = income
    if one.losses.rule == "lost":
        taxable = sheet.line("income after losses", lambda t: f"MAX({income.at(t)},0)")
    elif one.losses.rule == "carry_forward":
        taxable = _relieved(sheet, one, income)
    if one.exempt != 0:
        taxable = _freed(sheet, one, taxable)
    rate = _rate(sheet, one, taxable, charge)
    tax = sheet.line("tax before relief", lambda t: f"{rate.at(t)}*{taxable.at(t)}")
    tax = _credited(sheet, one, tax)
    if one.minimum:
        tax = _floored(sheet, one, tax)
    if one.safeguard is not None:
        tax = _bounded(sheet, one, tax, income, charge)
    if not one.lag:
        sheet.pays(one, tax.at)
        return
    last = sheet.count - 1

    def paid(t: int) -> str:
        if t == last:
            return f"SUM({tax.since(max(t - one.lag, 0), sheet.count)})"
        return tax.at(t - one.lag) if t >= one.lag else "0"

    sheet.pays(one, paid)


def _bounded(sheet: Sheet, one: IncomeTax, tax: Row, income: Row, charge: Row) -> Row:
    """Add the tax as far as the safeguard lets it go."""
    assert one.safeguard is not None
    part = sheet.rate("safeguard: rate", one.safeguard.rate)
    of = sheet.rate("safeguard: part of capital", one.safeguard.of_capital)
    spent = sheet.line("capital spent", sheet.spent)

    def bounded(t: int) -> str:
        left = f"{income.at(t)}+{charge.at(t)}-{of.at(t)}*SUM({spent.upto(t)})"
        return f"MIN({tax.at(t)},{part.at(t)}*MAX({left},0))"

    return sheet.line("tax under the safeguard", bounded)


def _charge(sheet: Sheet, one: IncomeTax) -> Row:
    """Add depreciation, the return on what is not depreciated, and allowances."""
    written = charges(sheet, one.depreciation, one.default_depreciation)
    plain = sheet.line("depreciation", lambda t: plus([row.at(t) for row in written]))
    extra: list[Value] = [
        found
        for kind, rule in one.allowances.items()
        if kind in sheet.capex and (found := allowed(sheet, kind, rule)) is not None
    ]
    if one.return_on_capital:
        at = sheet.rate("return on capital", one.return_on_capital)
        spent = sheet.line("depreciable capital", sheet.bought)
        extra.append(
            sheet.line(
                "return on what is not depreciated",
                lambda t: (
                    f"{at.at(t)}*(SUM({spent.upto(t - 1)})-SUM({plain.upto(t - 1)}))" if t else "0"
                ),
            )
        )
    if not extra:
        return plain
    return sheet.line(
        "deduction for capital", lambda t: plus([plain.at(t), *(row.at(t) for row in extra)])
    )


def _deducted(sheet: Sheet, one: IncomeTax, t: int) -> str:
    """Return what is deducted of the owner's payments so far."""

    def counted(name: str) -> list[str]:
        rows = [
            ("" if paid.payer == sheet.owner else "-") + paid.row.at(t)
            for paid in sheet.paid
            if paid.name == name and paid.deductible and sheet.owner in {paid.payer, paid.payee}
        ]
        return rows + [row.at(t) for of, row in sheet.deducted if of == name]

    text = sheet.deductible(t)
    for name in one.deducts:
        text += f"+{sheet.by_owner(name, t)}-{plus(counted(name))}"
    for name in one.adds_back:
        text += f"-{plus(counted(name))}"
    return text


def _depleted(sheet: Sheet, one: IncomeTax, income: Row) -> Row:
    rule = one.depletion
    assert rule is not None
    rate, limit = sheet.rate("depletion", rule.rate), sheet.rate("of income at most", rule.limit)
    return sheet.line(
        "income after depletion",
        lambda t: (
            f"{income.at(t)}-MIN({rate.at(t)}*{sheet.revenue.at(t)},"
            f"{limit.at(t)}*MAX({income.at(t)},0))"
        ),
    )


def _freed(sheet: Sheet, one: IncomeTax, taxable: Row) -> Row:
    """Add the income that bears no tax, and what is left."""
    exempt, freed = sheet.money("exempt", one.exempt), sheet.ledger.following
    most = None if one.exempt_in_all is None else sheet.money("exempt in all", one.exempt_in_all)
    freed = sheet.ledger.following

    def free(t: int) -> str:
        bounds = [exempt.at(t), f"MAX({taxable.at(t)},0)"]
        if most is not None:
            used = f"-SUM({freed.upto(t - 1)})" if t else ""
            bounds.append(most.at(t) + used)
        return f"MIN({','.join(bounds)})"

    row = sheet.line("exempt income", free)
    return sheet.line("taxable", lambda t: f"{taxable.at(t)}-{row.at(t)}")


def _rate(sheet: Sheet, one: IncomeTax, taxable: Row, charge: Row) -> Value:
    """Add the rate of the year: fixed, sliding, nought in a holiday."""
    rate: Value = sheet.rate("rate", one.rate)
    if one.scale or one.formula is not None:
        fixed, slides = rate, _slide(sheet, one, taxable, charge)
        rate = sheet.line("rate", lambda t: f"{fixed.at(t)}+{slides.at(t)}", kind="rate")
    if not one.holiday:
        return rate
    plain, holiday = rate, sheet.input("holiday", one.holiday, "years")
    earning = sheet.line(
        "years with revenue", lambda t: f'COUNTIF({sheet.revenue.upto(t)},">0")', kind="number"
    )
    return sheet.line(
        "rate outside the holiday",
        lambda t: f"IF(OR({earning.at(t)}=0,{earning.at(t)}>{holiday.at(t)}),{plain.at(t)},0)",
        kind="rate",
    )


def _slide(sheet: Sheet, one: IncomeTax, taxable: Row, charge: Row) -> Row:
    earned = sheet.revenue

    def over(whole: Callable[[int], str]) -> Callable[[int], str]:
        return lambda t: f"IF({whole(t)}>0,{taxable.at(t)}/{whole(t)},0)"

    units = [f"{sheet.scales[n].name}*{{}}" for n in list(sheet.volumes)[:1]]
    made = list(sheet.volumes.values())
    of: dict[str, Callable[[int], str]] = {
        "income": taxable.at,
        "margin": over(earned.at),
        "profit_over_costs": over(
            lambda t: f"({sheet.opex.at(t)}+{sheet.closure.at(t)}+{charge.at(t)})"
        ),
        "unit_profit": over(lambda t: "(" + units[0].format(plus([v.at(t) for v in made])) + ")"),
    }
    level = (
        sheet.line(one.by.replace("_", " "), of[one.by], "", "what the rate slides by", "number")
        if one.by in of
        else sheet.level(one.by, None, lambda _: "0")
    )
    return sheet.slide(
        one.scale,
        level,
        incremental=one.incremental,
        interpolated=one.interpolated,
        formula=one.formula,
        to_date=one.by == "cumulative",
    )


def _credited(sheet: Sheet, one: IncomeTax, tax: Row) -> Row:
    """Add what is set against the tax: what waits for room, and what does not."""
    if one.credits or one.investment_credit:
        parts = {
            kind: sheet.rate(f"credit for {kind}", part)
            for kind, part in one.investment_credit.items()
            if kind in sheet.capex
        }

        def new(t: int) -> list[str]:
            spent = [f"{part.at(t)}*{sheet.capex[kind].at(t)}" for kind, part in parts.items()]
            return [*(sheet.by_owner(name, t) for name in one.credits), *spent]

        tax = against(sheet, tax, new)
    if one.credit_per_unit == 0 or not sheet.volumes:
        return tax
    each, before = sheet.input("credit per unit", one.credit_per_unit), tax
    made = [(sheet.scales[name].name, volume) for name, volume in sheet.volumes.items()]
    return sheet.line(
        "tax after the credit per unit",
        lambda t: (
            f"{before.at(t)}-MIN({each.at(t)}*"
            f"{plus([f'{unit}*{volume.at(t)}' for unit, volume in made])},MAX({before.at(t)},0))"
        ),
    )


def against(sheet: Sheet, tax: Row, new: Callable[[int], Sequence[str]]) -> Row:
    """Add the credits of the year, those that still wait, and the tax that is left."""
    credit = sheet.ledger.following
    used = Row(credit.number + 1)
    sheet.line("credits", lambda t: f"{credit.before(t)}-{used.before(t)}+{plus(list(new(t)))}")
    sheet.line("of them used", lambda t: f"MIN({credit.at(t)},MAX({tax.at(t)},0))")
    return sheet.line("tax after credits", lambda t: f"{tax.at(t)}-{used.at(t)}")


def _floored(sheet: Sheet, one: IncomeTax, tax: Row) -> Row:
    """Add the least tax, and what of it is set against the tax of later years."""
    least = sheet.rate("minimum of revenue", one.minimum)

    def floor(t: int) -> str:
        return f"{least.at(t)}*{sheet.revenue.at(t)}"

    if not one.minimum_is_credited:
        return sheet.line("tax, at least", lambda t: f"MAX({tax.at(t)},{floor(t)})")
    prepaid = sheet.ledger.following
    used = Row(prepaid.number + 1)
    sheet.line(
        "minimum tax to be credited",
        lambda t: (
            f"{prepaid.at(t - 1)}-{used.at(t - 1)}+MAX({floor(t - 1)}-{tax.at(t - 1)},0)"
            if t
            else "0"
        ),
    )
    sheet.line("of it used", lambda t: f"MIN({prepaid.at(t)},MAX({tax.at(t)}-{floor(t)},0))")
    return sheet.line("tax, at least", lambda t: f"MAX({tax.at(t)},{floor(t)})-{used.at(t)}")


def _relieved(sheet: Sheet, one: IncomeTax, income: Row) -> Row:
    """Use the oldest losses first, as far as the cap goes, and drop what is too old."""
    cap, opening = (
        sheet.rate("losses up to", one.losses.cap, "of income"),
        sheet.money("opening losses", one.losses.opening),
    )
    uplift = sheet.rate("uplift of losses", one.losses.uplift)
    room = sheet.line("room for losses", lambda t: f"{cap.at(t)}*MAX({income.at(t)},0)")
    if one.losses.years is None or int(one.losses.years) >= sheet.count:
        used, left = sheet.ledger.following, Row(sheet.ledger.following.number + 1)

        def brought(t: int) -> str:
            return f"{left.before(t, opening.at(t))}*(1+{uplift.at(t)})"

        sheet.line("losses used", lambda t: f"MIN({brought(t)},{room.at(t)})")
        sheet.line(
            "losses carried forward",
            lambda t: f"{brought(t)}-{used.at(t)}+MAX(-{income.at(t)},0)",
        )
        return sheet.line("taxable", lambda t: f"MAX({income.at(t)},0)-{used.at(t)}")
    ages = max(int(one.losses.years), 1)
    first = sheet.ledger.following.number
    stock = {age: Row(first + 2 * (ages - age)) for age in range(1, ages + 1)}
    use = {age: Row(row.number + 1) for age, row in stock.items()}
    for age in range(ages, 0, -1):

        def held(t: int, age: int = age) -> str:
            grown = f"*(1+{uplift.at(t)})"
            if t == 0:
                return opening.at(0) + grown if age == 1 else "0"
            if age == 1:
                return f"MAX(-{income.at(t - 1)},0){grown}"
            return f"({stock[age - 1].at(t - 1)}-{use[age - 1].at(t - 1)}){grown}"

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
    base = sheet.line(
        "cash before the tax",
        lambda t: "+".join(
            [sheet.cash(sheet.owner, t), *(sheet.by_owner(name, t) for name in one.adds_back)]
        ),
    )
    for number, tier in enumerate(one.levels, start=1):
        taxes.append(_tier(sheet, one, tier, number, base, tuple(taxes)))
    tax = sheet.line("tax of all tiers", lambda t: plus([row.at(t) for row in taxes]))
    if one.credits:
        tax = against(sheet, tax, lambda t: [sheet.by_owner(name, t) for name in one.credits])
    sheet.pays(one, tax.at)


def _tier(
    sheet: Sheet,
    one: ResourceRentTax,
    tier: RentTier,
    number: int,
    base: Row,
    before: tuple[Row, ...],
) -> Row:
    uplift = sheet.rate(f"tier {number} uplift", tier.uplift)
    rate = sheet.rate(f"tier {number} rate", tier.rate)
    pools = {
        kind: sheet.rate(f"tier {number} uplift of {kind}", own)
        for kind, own in tier.uplift_of.items()
        if kind in sheet.capex
    }
    count, ledger = len(pools), sheet.ledger
    start = ledger.following.number
    final = Row(start + 2 * count + 1)
    last = f"MAX(${ledger.position(0)}:${ledger.position(sheet.count - 1)})"

    def general(t: int) -> str:
        brought = "0" if one.refunds else f"MIN({final.before(t)},0)*(1+{uplift.at(t)})"
        apart = "".join(f"+{sheet.capex[kind].at(t)}" for kind in pools)
        earlier = "".join(f"-{tax.at(t)}" for tax in before)
        return f"{brought}+{base.at(t)}{earlier}{apart}"

    sheet.line(f"tier {number} balance before pools", general)
    used: list[Row] = []
    for position, (kind, own) in enumerate(pools.items()):
        pool, use = Row(start + 1 + 2 * position), Row(start + 2 + 2 * position)
        sheet.line(
            f"tier {number} pool of {kind}",
            lambda t, p=pool, u=use, own=own, kind=kind: (  # type: ignore[misc]
                f"({p.before(t)}-{u.before(t)})*(1+{own.at(t)})+{sheet.capex[kind].at(t)}"
            ),
        )

        def taken(t: int, pool: Row = pool, so_far: tuple[Row, ...] = tuple(used)) -> str:
            left = Row(start).at(t) + "".join(f"-{row.at(t)}" for row in so_far)
            plain = f"MIN({pool.at(t)},MAX({left},0))"
            if one.refunds:
                return pool.at(t)
            if one.refund_at_end:
                return f"IF({ledger.position(t)}={last},{pool.at(t)},{plain})"
            return plain

        used.append(sheet.line(f"tier {number} used of {kind}", taken))
    sheet.line(
        f"tier {number} balance",
        lambda t: Row(start).at(t) + "".join(f"-{row.at(t)}" for row in used),
    )

    def tax(t: int) -> str:
        surplus = f"MAX({final.at(t)},0)"
        if one.refunds:
            surplus = final.at(t)
        elif one.refund_at_end:
            surplus = f"IF({ledger.position(t)}={last},{final.at(t)},{surplus})"
        return f"{rate.at(t)}*{surplus}"

    return sheet.line(f"tier {number} tax", tax)
