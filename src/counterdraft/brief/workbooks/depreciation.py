"""Depreciation as cells: what each kind of capital spending charges, year by year."""

from __future__ import annotations

from collections.abc import Mapping

from counterdraft.brief.workbooks.ledger import Fixed, Row, Value
from counterdraft.brief.workbooks.sheet import Sheet, plus
from counterdraft.fiscal.book import WORKING_CAPITAL
from counterdraft.fiscal.depreciation import Allowance, Depreciation

__all__ = ["allowed", "charges", "has_formulas"]


def has_formulas(rule: Depreciation) -> bool:
    """Return whether a rule of depreciation can be written."""
    return not (rule.initial or rule.residual) and rule.rest is None


def allowed(sheet: Sheet, kind: str, rule: Allowance) -> Value | None:
    """Add an allowance: a part of what is spent, spread as the rule says."""
    part, spent = sheet.rate(f"{kind}: allowance", rule.part), sheet.capex[kind]
    row = sheet.line(f"{kind} that is allowed", lambda t: f"{part.at(t)}*{spent.at(t)}")
    return _charge(sheet, f"{kind} allowance", row, rule)


def charges(
    sheet: Sheet,
    rules: Mapping[str, Depreciation],
    default: Depreciation,
    kinds: list[str] | None = None,
) -> list[Value]:
    """
    Add what each kind of spending charges.

    Args:
        sheet: The accounts.
        rules: The rule of each kind.
        default: Of kinds without one.
        kinds: Those that are charged; all but working capital without any.
    """
    chosen = list(sheet.capex) if kinds is None else kinds
    found = [
        _charge(sheet, kind, sheet.capex[kind], rules.get(kind, default))
        for kind in chosen
        if kind != WORKING_CAPITAL
    ]
    return [one for one in found if one is not None]


def _charge(sheet: Sheet, kind: str, spent: Value, rule: Depreciation) -> Value | None:
    if rule.method == "never":
        return None
    if rule.method == "expensed" and rule.starts == "spending":
        return spent
    row = sheet.line(f"{kind} spent", spent.at) if isinstance(spent, Fixed) else spent
    row = _dated(sheet, kind, row, rule)
    if rule.method == "expensed":
        return row
    if rule.method == "straight_line":
        return _even(sheet, kind, row, max(int(rule.years), 1))
    if rule.parts is not None:
        return _listed(sheet, kind, row, rule.parts)
    return _balance(sheet, kind, row, rule)


def _dated(sheet: Sheet, kind: str, spent: Row, rule: Depreciation) -> Row:
    if rule.starts == "next_year":
        return sheet.line(f"{kind}, a year later", spent.before)
    if rule.starts != "production":
        return spent
    waiting = sheet.ledger.following
    used = Row(waiting.number + 1)
    sheet.line(
        f"{kind} waiting for production",
        lambda t: f"{waiting.before(t)}-{used.before(t)}+{spent.at(t)}",
    )
    return sheet.line(
        f"{kind} in use", lambda t: f"IF(MAX({sheet.revenue.upto(t)})>0,{waiting.at(t)},0)"
    )


def _even(sheet: Sheet, kind: str, spent: Row, count: int) -> Row:
    ledger, years = sheet.ledger, sheet.input(f"{kind} depreciated over", count, "years")
    first = "$" + ledger.position(0)

    def charge(t: int) -> str:
        recent = f"({first}:{ledger.position(t)}>{ledger.position(t)}-{years.at(t)})"
        return f"SUMPRODUCT({recent}*({spent.upto(t)}))/{years.at(t)}"

    return sheet.line(f"depreciation of {kind}", charge)


def _listed(sheet: Sheet, kind: str, spent: Row, parts: tuple[float, ...]) -> Row:
    given = [
        sheet.rate(f"{kind}: part of year {age + 1}", part)
        for age, part in enumerate(parts[: sheet.count])
    ]
    return sheet.line(
        f"depreciation of {kind}",
        lambda t: plus([f"{p.at(t)}*{spent.at(t - a)}" for a, p in enumerate(given) if a <= t]),
    )


def _balance(sheet: Sheet, kind: str, spent: Row, rule: Depreciation) -> Row:
    """Add a declining balance, the rest in the last year, or one written down with production."""
    ledger, count = sheet.ledger, sheet.count
    last = f"MAX(${ledger.position(0)}:${ledger.position(count - 1)})"
    if rule.method == "declining":
        rate = sheet.rate(f"{kind} declines at", rule.rate)

        def share(t: int) -> str:
            return f"IF({ledger.position(t)}={last},1,{rate.at(t)})"
    else:
        volumes = list(sheet.volumes.values()) or [sheet.revenue]
        made = sheet.line("production", lambda t: plus([v.at(t) for v in volumes]), kind="number")

        def share(t: int) -> str:
            left = f"SUM({made.since(t, count)})"
            return f"IF({left}>0,{made.at(t)}/{left},0)"

    balance = ledger.following
    charge = Row(balance.number + 1)
    sheet.line(
        f"{kind} not yet charged", lambda t: f"{balance.before(t)}-{charge.before(t)}+{spent.at(t)}"
    )
    return sheet.line(f"depreciation of {kind}", lambda t: f"{share(t)}*{balance.at(t)}")
