"""One path of a deal as a workbook: the flows before it as inputs, the deal as formulas."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterdraft.brief.workbooks.book import PartyWorth, workbook_file
from counterdraft.brief.workbooks.cells import Cell, YearRow
from counterdraft.brief.workbooks.discounting import factor_lines
from counterdraft.brief.workbooks.inputs import with_cells
from counterdraft.brief.workbooks.named_values import naming_values
from counterdraft.brief.workbooks.worksheet import Section, Worksheet
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal import deal_steps
from counterdraft.fiscal.deal_steps import (
    DealBalances,
    DealRates,
    PreDealYear,
    deal_calendar,
    deal_year,
)
from counterdraft.fiscal.deal_terms import DealTerms

__all__ = ["deal_workbook"]

ROLES = ("state", "partner", "owners")
KINDS = {
    layout.GROSS: "gross revenue",
    layout.STATE: "state revenue",
    layout.OWNER: "owners' cash",
    layout.PROFIT: "owners' profit",
}


def deal_workbook(paths: Paths, terms: DealTerms, path: int = 0, title: str = "Deal") -> bytes:
    """
    Return one path of a deal as a workbook.

    Args:
        paths: The estate's paths.
        terms: The deal.
        path: Which path.
        title: Head of the sheets.
    """
    file = paths.estate.file
    unit = f"{file.currency.code} {file.currency.unit}".strip()
    sheet = Worksheet(title, paths.estate.calendar, unit)
    head = sheet.section("Rates")
    by_role = zip(ROLES, (file.rates.state, file.rates.partner, file.rates.owner), strict=True)
    rates = {
        role: sheet.number(head, f"rate of {role}", rate, "a year", kind="rate")
        for role, rate in by_role
    }
    answer = sheet.section("Who gets what")
    lines = {role: sheet.line(answer, role, is_total=True) for role in ROLES}
    lines["fund"] = sheet.line(answer, "kept in the fund", is_total=True)
    lines["outside"] = sheet.line(
        answer, "the world outside", remark="pays what the lock earns", is_total=True
    )
    check = sheet.line(
        answer, "check: parties less the project", remark="must be zero", is_total=True
    )
    factors = factor_lines(sheet, head, answer, rates, file.timing)
    flows = paths.flows(terms.guarantee)
    section = sheet.section("Before the deal, on this path")
    kept = flows.kept[path].astype(float)
    rows = {
        (scope, kind): sheet.series(
            section,
            f"{text}, {('new', 'existing')[scope]} projects",
            kept[scope, kind],
            unit,
            kind="money",
        )
        for kind, text in KINDS.items()
        for scope in (layout.NEW, layout.OLD)
    }
    attacks = [float((int(flows.attacked[path]) >> t) & 1) for t in range(file.years)]
    attack = sheet.series(section, "attack in the year (1: yes)", attacks)
    for t, left_over in enumerate(_settle(sheet, terms, rows, attack, lines)):
        cells: Any = [line.cells[t] for line in lines.values()]
        sheet.put_own(check, t, sum(cells[1:], cells[0]) - left_over)
    worth = settle_terms(paths, terms).worth[path]
    worths = [
        PartyWorth(role, rates[role], lines[role], factors[role], float(worth[k]))
        for k, role in enumerate(ROLES)
    ]
    notes = {
        "What this is": f"path {path} of {paths.count}, seed {paths.seed}, guarantee: {terms.guarantee}",
        "Money": f"{file.currency.prices}"
        + (f", of {file.currency.base_year}" if file.currency.base_year else ""),
        "Colours": "blue is given and may be changed; black is a formula",
        "Given": "flows before the deal are drawn; what a guarantee does to them is no formula",
    }
    return workbook_file(sheet, worths, check, notes)


def _settle(
    sheet: Worksheet,
    terms: DealTerms,
    rows: dict[tuple[int, int], YearRow],
    attack: YearRow,
    lines: dict[str, Any],
) -> list[Cell]:
    """Settle the deal on cells; return what all parties together must get in each year."""
    remark = f"base: {terms.base}, scope: {terms.scope}, {terms.priority}"
    section = sheet.section("The deal", remark)
    deal: Any = with_cells(terms, sheet, section, "")
    old: Any = sheet.number(
        section,
        "existing projects too",
        float(terms.scope != "new_projects"),
        "1: yes",
        terms.scope,
    )
    last = sheet.number(section, "number of the last year", float(len(sheet.years) - 1))
    is_ceiling = terms.priority == "ceiling"
    rates, balances = _rates(deal), _opening(deal, is_ceiling=is_ceiling)
    credit = 0.0 if is_ceiling else deal.aid * deal.aid_credited
    expected = []
    for t, elapsed in enumerate(sheet.elapsed_cells):
        year: Any = elapsed

        def show(label: str, cell: Cell, t: int = t, section: Section = section) -> None:
            sheet.show(section, label, t, cell)

        with naming_values(deal_steps, show):
            now = deal_calendar(
                year,
                last,
                (1 - deal.other_decline) ** year,
                deal.other_years,
                deal.aid * deal.aid_counted,
                credit,
                deal.aid_years,
                deal.lock_share,
                deal.lock_years - 1,
                deal.release_years,
            )
            for name, value in zip(now._fields, now, strict=True):
                sheet.show(section, f"calendar: {name}", t, value, "number")
            before = _before(rows, old, 1 - deal.suspended_by_attack * attack[t], t)
            for name, value in zip(before._fields, before, strict=True):
                sheet.show(section, f"before the deal: {name.replace('_', ' ')}", t, value)
            cash, balances = deal_year(before, rates, now, balances)
        for name, line in lines.items():
            sheet.put_own(line, t, getattr(cash, name))
        for name, value in zip(balances._fields, balances, strict=True):
            sheet.show(section, f"at the end of the year: {name}", t, value)
        closed: Any = (1 - rates.goes_on) * now.left
        lost = closed * (rates.outside_state + rates.outside_profit)
        expected.append(before.state + before.owners - lost)
    return expected


def _rates(deal: Any) -> DealRates:  # noqa: ANN401
    """Return the terms that hold in every year."""
    share = np.minimum(deal.share * deal.fund_scale, 1.0)
    gross, state, profit = deal.outside
    return DealRates(
        share if deal.base == "gross_revenue" else 0.0,
        share if deal.base in {"state_revenue", "rights"} else 0.0,
        share if deal.base in {"profit", "rights"} else 0.0,
        deal.offtake_discount,
        deal.interest,
        deal.earns,
        deal.partner_part,
        deal.goes_on,
        gross,
        state,
        profit,
    )


def _opening(deal: Any, *, is_ceiling: bool) -> DealBalances:  # noqa: ANN401
    """Return the room below the ceiling, the claim and the lock before the first year."""
    has_room = is_ceiling and deal.claim > 0
    return DealBalances(
        deal.claim if has_room else np.inf,
        0.0 if is_ceiling else deal.claim + deal.past_aid_credited,
        0.0,
    )


def _before(rows: dict[tuple[int, int], YearRow], old: Any, due: Any, t: int) -> PreDealYear:  # noqa: ANN401
    """Return the flows of a year before the deal: of all projects, and of those that the scope reaches."""

    def reached(kind: int) -> Any:  # noqa: ANN401
        return rows[layout.NEW, kind][t] + old * rows[layout.OLD, kind][t]

    def whole(kind: int) -> Any:  # noqa: ANN401
        return rows[layout.NEW, kind][t] + rows[layout.OLD, kind][t]

    gross, state, profit = map(reached, (layout.GROSS, layout.STATE, layout.PROFIT))
    return PreDealYear(
        whole(layout.STATE),
        whole(layout.OWNER),
        gross,
        due * gross,
        due * state,
        due * profit,
        due,
    )
