"""How what goes through a fund is written as formulas: what comes in, claims, locks, what goes out."""

from __future__ import annotations

from collections.abc import Callable

from counterdraft.brief.workbooks.ledger import Row
from counterdraft.brief.workbooks.sheet import Sheet, plus
from counterdraft.fiscal.instruments.aid_credit import AidCredit
from counterdraft.fiscal.instruments.cash_call import CashCall
from counterdraft.fiscal.instruments.contribution import Contribution
from counterdraft.fiscal.instruments.distribution import Distribution
from counterdraft.fiscal.instruments.lien import Lien
from counterdraft.fiscal.instruments.reinvestment import Reinvestment
from counterdraft.fiscal.instruments.revenue_share import RevenueShare

__all__ = [
    "aid_credit",
    "cash_call",
    "contribution",
    "distribution",
    "lien",
    "reinvestment",
    "revenue_share",
]


def revenue_share(sheet: Sheet, one: RevenueShare) -> None:
    """Write a part of a base while it runs and its ceiling leaves room."""
    ledger, share = sheet.ledger, sheet.rate("share", one.share)
    base = sheet.base(one.base, one)
    runs: list[Callable[[int], str]] = []
    if one.first is not None:
        first = sheet.input("first", one.first, "year")
        runs.append(lambda t: f"{ledger.year(t)}>={first.at(t)}")
    if one.last is not None:
        last = sheet.input("last", one.last, "year")
        runs.append(lambda t: f"{ledger.year(t)}<={last.at(t)}")

    def due(t: int) -> str:
        text = f"{share.at(t)}*{base(t)}"
        return f"IF(AND({','.join(f(t) for f in runs)}),{text},0)" if runs else text

    if one.ceiling is None:
        sheet.pays(one, due)
        return
    ceiling = sheet.money("ceiling", one.ceiling)
    grows = sheet.rate("ceiling grows by", one.ceiling_interest)
    paid, room = ledger.following, Row(ledger.following.number + 1)

    def left(t: int) -> str:
        return f"{room.before(t, ceiling.at(t))}*(1+{grows.at(t)})"

    sheet.pays(one, lambda t: f"MIN({due(t)},{left(t)})")
    sheet.line("room below the ceiling", lambda t: f"{left(t)}-{paid.at(t)}")


def contribution(sheet: Sheet, one: Contribution) -> None:
    """Write what is put into the fund: a sum, or so much for each unit of another's."""
    amount = sheet.money("amount", one.amount)
    ratio = sheet.input("ratio", one.ratio) if one.matches else None

    def due(t: int) -> str:
        if one.matches is None or ratio is None:
            return amount.at(t)
        return f"{amount.at(t)}+{ratio.at(t)}*{sheet.amount(one.matches, t)}"

    if one.limit is None:
        row = sheet.pays(one, due)
    else:
        limit = sheet.money("limit", one.limit)
        row = sheet.ledger.following
        room = Row(row.number + 1)
        sheet.pays(one, lambda t: f"MIN({due(t)},{room.before(t, limit.at(t))})")
        sheet.line("room below the limit", lambda t: f"{room.before(t, limit.at(t))}-{row.at(t)}")
    sheet.accounts.setdefault(one.payer, []).append(row)


def cash_call(sheet: Sheet, one: CashCall) -> None:
    """Write calls on a member, and what another pays for it with interest."""
    calls, share = sheet.money("calls", one.calls), sheet.rate("share", one.share)
    interest = sheet.rate("default interest", one.interest)
    repay = sheet.rate("repaid from", one.repay)
    missed = sheet.ledger.series(
        f"{one.name}: default (1: yes)",
        [float(year in one.defaults) for year in sheet.ledger.years],
    )
    due = sheet.line("called", lambda t: f"{share.at(t)}*{calls.at(t)}")
    owed = sheet.ledger.following
    repaid, balance = Row(owed.number + 1), Row(owed.number + 2)
    sheet.line("owed with interest", lambda t: f"{balance.before(t)}*(1+{interest.at(t)})")
    cash = [f"MAX({sheet.cash(one.payer, t)},0)" for t in range(sheet.count)]
    sheet.pays(
        one,
        lambda t: f"MIN({owed.at(t)},{repay.at(t)}*{cash[t]})",
        name=f"{one.name}.repayment",
        payee=one.cover,
        plain=True,
    )
    sheet.line("still owed", lambda t: f"{owed.at(t)}-{repaid.at(t)}+{missed.at(t)}*{due.at(t)}")
    own = sheet.pays(one, lambda t: f"(1-{missed.at(t)})*{due.at(t)}", plain=True)
    other = sheet.pays(one, lambda t: f"{missed.at(t)}*{due.at(t)}", payer=one.cover, plain=True)
    sheet.accounts.setdefault(one.payer, []).append(own)
    sheet.accounts.setdefault(one.cover, []).append(other)


def aid_credit(sheet: Sheet, one: AidCredit) -> None:
    """Write aid, past and future, and what it is credited with."""
    past, future = sheet.money("past aid", one.past), sheet.money("aid", one.future)
    credited = sheet.rate("credited part", one.credited)
    ledger = sheet.ledger
    sheet.pays(one, future.at)
    credit = sheet.line(
        "credited",
        lambda t: f"{credited.at(t)}*({future.at(t)}+IF({ledger.position(t)}=0,{past.at(t)},0))",
    )
    if one.lien is not None:
        sheet.credits.setdefault(one.lien, []).append(credit)
    if one.account is not None:
        sheet.accounts.setdefault(one.payer, []).append(credit)


def lien(sheet: Sheet, one: Lien) -> None:
    """Write a principal with interest, paid from its base until it is repaid."""
    ledger, share = sheet.ledger, sheet.rate("share", one.share)
    principal, at = sheet.money("principal", one.principal), sheet.rate("interest", one.interest)
    first = None if one.first is None else sheet.input("first", one.first, "year")
    base, raised = sheet.base(one.base, one), list(sheet.credits.get(one.name, []))
    start = ledger.following.number
    accrued, owed, paid, open_interest, open_sum = (Row(start + k) for k in range(5))

    def opening(t: int) -> str:
        return open_sum.before(t, principal.at(t))

    def bears(t: int) -> str:
        both = f"({opening(t)}+{open_interest.before(t)})"
        return both if one.compounds else opening(t)

    sheet.line("interest due", lambda t: f"{open_interest.before(t)}+{at.at(t)}*{bears(t)}")
    sheet.line(
        "principal due",
        lambda t: "+".join([opening(t), *(row.at(t) for row in raised)]),
        remark="with new credit",
    )

    def due(t: int) -> str:
        text = f"{share.at(t)}*{base(t)}"
        return text if first is None else f"IF({ledger.year(t)}>={first.at(t)},{text},0)"

    sheet.pays(one, lambda t: f"MIN({due(t)},{owed.at(t)}+{accrued.at(t)})")
    sheet.line("interest left", lambda t: f"{accrued.at(t)}-MIN({paid.at(t)},{accrued.at(t)})")
    sheet.line(
        "principal left",
        lambda t: f"{owed.at(t)}-({paid.at(t)}-MIN({paid.at(t)},{accrued.at(t)}))",
    )


def reinvestment(sheet: Sheet, one: Reinvestment) -> None:
    """Write what the fund must keep, what it earns, and how it is released."""
    ledger, share = sheet.ledger, sheet.rate("locked share", one.share)
    until = sheet.input("locked until", one.until, "year")
    release = sheet.input("released over", one.release, "years")
    earns = sheet.rate("earns", one.earns)
    inflow = sheet.line("into the fund", lambda t: f"MAX({sheet.cash(one.payee, t)},0)")
    gain, pool = ledger.following, Row(ledger.following.number + 1)
    sheet.pays(one, lambda t: f"{earns.at(t)}*{pool.before(t)}")

    def locked(t: int) -> str:
        grown = f"({pool.before(t)}+{gain.at(t)})"
        slots = f"({release.at(t)}-({ledger.year(t)}-{until.at(t)})+1)"
        kept = f"IF({slots}>1,{grown}*(1-1/{slots}),0)"
        return f"IF({ledger.year(t)}<={until.at(t)},{grown}+{share.at(t)}*{inflow.at(t)},{kept})"

    sheet.locked[one.payee] = sheet.line("locked", locked)


def distribution(sheet: Sheet, one: Distribution) -> None:
    """Write what the fund pays to its members, by parts or by what each has put in."""
    members = list(one.to)
    parts = {m: sheet.rate(f"part of {m}", p) for m, p in one.to.items()}
    payout = sheet.rate("paid out", one.payout)
    rates = {m: parts[m] for m in members}
    if one.by == "accounts":
        put = {
            m: sheet.line(
                f"put in by {m}",
                lambda t, m=m: plus([f"SUM({r.upto(t)})" for r in sheet.accounts.get(m, [])]),  # type: ignore[misc]
            )
            for m in members
        }
        total = sheet.line("put in by all", lambda t: plus([put[m].at(t) for m in members]))
        rates = {
            m: sheet.line(
                f"part of {m} by account",
                lambda t, m=m: (  # type: ignore[misc]
                    f"IF({total.at(t)}>0,{put[m].at(t)}/{total.at(t)},{parts[m].at(t)})"
                ),
                kind="rate",
            )
            for m in members
        }
    so_far = [sheet.cash(one.payer, t) for t in range(sheet.count)]
    locked, final = sheet.locked.get(one.payer), sheet.final[one.payer]
    hand = sheet.ledger.following
    free, saved = Row(hand.number + 1), Row(hand.number + 2)
    rows = {m: Row(hand.number + 3 + k) for k, m in enumerate(members)}
    out = {t: "".join(f"-{rows[m].at(t)}" for m in members) for t in range(sheet.count)}

    def at_hand(t: int) -> str:
        if t == 0:
            return so_far[0]
        # What came in after last year's distribution is distributed this year.
        return f"{saved.at(t - 1)}+{so_far[t]}+{final.at(t - 1)}-({so_far[t - 1]}{out[t - 1]})"

    sheet.line("at hand", at_hand)
    sheet.line(
        "free",
        lambda t: (
            f"{payout.at(t)}*MAX({hand.at(t)}-{locked.at(t) if locked is not None else '0'},0)"
        ),
    )
    sheet.line("kept", lambda t: f"{hand.at(t)}{out[t]}")
    for m in members:
        last = m == members[-1] and one.payout_in_full

        def amount(t: int, m: str = m, last: bool = last) -> str:  # noqa: FBT001
            if last:
                return free.at(t) + "".join(f"-{rows[k].at(t)}" for k in members[:-1])
            return f"{free.at(t)}*{rates[m].at(t)}"

        row = sheet.ledger.formulas(
            f"{one.name} to {m}", amount, remark=f"{one.payer} to {m}", total=True
        )
        sheet.note(one, one.name, one.payer, m, row, plain=True)
