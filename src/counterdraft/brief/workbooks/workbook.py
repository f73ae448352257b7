"""One path of a mine as a workbook with live formulas, for a reviewer to check by hand."""

from __future__ import annotations

from typing import Any

from counterdraft.brief.workbooks.book import PartyWorth, workbook_file
from counterdraft.brief.workbooks.deal import deal_workbook
from counterdraft.brief.workbooks.discounting import factor_lines
from counterdraft.brief.workbooks.formula_book import FormulaBook
from counterdraft.brief.workbooks.project_flows import project_flows
from counterdraft.brief.workbooks.worksheet import Worksheet
from counterdraft.fiscal.waterfall import settle_years
from counterdraft.mines.project import Project

__all__ = ["deal_workbook", "project_workbook"]


def project_workbook(project: Project, path: int = 0) -> bytes:
    """
    Return one path of a mine as a workbook: inputs on a sheet of their own, the waterfall as formulas.

    The formulas are those of the rules themselves: the instruments are settled on cells in the place of
    arrays.

    Args:
        project: The mine.
        path: Which of its paths.
    """
    terms = project.terms
    unit = f"{project.currency.code} {project.currency.unit}".strip()
    sheet = Worksheet(project.title or "Project", project.flows.years, unit)
    head = sheet.section("Rates")
    rates = {
        party: sheet.number(
            head,
            f"rate of {party}",
            project.rate_of(party),
            "a year",
            project.parties[party].label if party in project.parties else "",
            "rate",
        )
        for party in terms.parties
    }
    answer = sheet.section("Who gets what, after every instrument")
    final = {party: sheet.line(answer, party, is_total=True) for party in terms.parties}
    check = sheet.line(
        answer, "check: parties less the project", remark="must be zero", is_total=True
    )
    level = None if (project.deflator == 1).all() else [*project.deflator]
    factors = factor_lines(sheet, head, answer, rates, project.timing, project.shift, level)
    flows, net = project_flows(sheet, project, path)
    book = FormulaBook(sheet, flows, terms.owner, terms.state, final)
    cash_before: Any = net.copy()
    book.cash[terms.owner] = cash_before
    settle_years(book, [book.add(instrument) for instrument in terms.instruments])
    for t in range(len(sheet.years)):
        cash: list[Any] = [line.cells[t] for line in final.values()]
        sheet.put_own(check, t, sum(cash[1:], cash[0]) - net[t])
    outcome = project.outcome(project.flows.at_path(path))
    worths = [
        PartyWorth(
            party,
            rates[party],
            final[party],
            factors[party],
            float(outcome.cash[party][:, 0] @ project.factors(project.rate_of(party))),
        )
        for party in terms.parties
    ]
    order = [
        (one.name, one.kind.replace("_", " "), f"{one.payer} to {one.payee}")
        for one in terms.instruments
    ]
    notes = {
        "What this is": f"path {path} of {project.flows.paths}, timing: {project.timing}"
        + ("" if project.options is None else "; the fixed plan, no option used"),
        "Colours": "blue is given and may be changed; black is a formula",
    }
    return workbook_file(sheet, worths, check, notes, order)
