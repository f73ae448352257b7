"""How what is shared with the owner is written as formulas: the venture, offtake, loans, closing."""

from __future__ import annotations

from collections.abc import Callable

from counterdraft.brief.workbooks.ledger import Row
from counterdraft.brief.workbooks.sheet import Sheet, plus
from counterdraft.fiscal.instruments.closure_fund import ClosureFund
from counterdraft.fiscal.instruments.first_refusal import FirstRefusal
from counterdraft.fiscal.instruments.loan import InterestLimit, Loan
from counterdraft.fiscal.instruments.participation import Participation
from counterdraft.fiscal.instruments.take_or_pay import TakeOrPay

__all__ = [
    "closure_fund",
    "first_refusal",
    "loan",
    "participation",
    "take_or_pay",
]


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
