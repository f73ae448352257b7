"""One path of a mine as a workbook with live formulas, for a reviewer to check by hand."""

from __future__ import annotations

import numpy as np

from counterdraft.brief.workbooks.book import Answer, written
from counterdraft.brief.workbooks.deal import deal_workbook
from counterdraft.brief.workbooks.ledger import Fixed, Ledger, Row, Value
from counterdraft.brief.workbooks.sheet import Sheet
from counterdraft.brief.workbooks.writers import WRITERS, beyond
from counterdraft.fiscal.book import Flows
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.waterfall import Outcome, run
from counterdraft.mines.project import Project
from counterdraft.runtime.arrays import Floats

__all__ = ["deal_workbook", "project_workbook"]


def project_workbook(project: Project, path: int = 0) -> bytes:
    """
    Return one path of a mine as a workbook: inputs on a sheet of their own, the waterfall as formulas.

    An instrument that uses something for which there is no formula (the first sheet names it) is written
    as the numbers it moves, and what follows hangs on them.

    Args:
        project: The mine.
        path: Which of its paths.
    """
    flows = _one(project.flows, path)
    outcome = run(project.terms, flows)
    unit = f"{project.currency.code} {project.currency.unit}".strip()
    ledger = Ledger(project.title or "Project", flows.years, unit)
    ledger.heading("Rates")
    rates = {p: _rate(ledger, project, p) for p in project.terms.parties}
    ledger.heading("Who gets what, after every instrument")
    final = {p: ledger.reserve(p, total=True) for p in project.terms.parties}
    check = ledger.reserve("check: parties less the project", remark="must be nought")
    factors = _factors(ledger, project, rates)
    ledger.heading("The project before anybody shares it")
    sheet = _project(ledger, flows, project, final)
    plain: list[str] = []
    for one in project.terms.instruments:
        whom = f"{one.payer} to {one.payee}"
        ledger.heading(f"{one.name} ({one.kind.replace('_', ' ')})", whom)
        sheet.writing = one.name
        if beyond(one):
            plain.append(one.name)
            _as_numbers(sheet, one, outcome)
        else:
            WRITERS[one.kind](sheet, one)
    for party, row in final.items():
        ledger.fill(row, lambda t, p=party: sheet.cash(p, t))  # type: ignore[misc]
    ledger.fill(
        check,
        lambda t: "+".join(row.at(t) for row in final.values()) + f"-{sheet.net.at(t)}",
    )
    answers = [
        Answer(
            party,
            rates[party],
            final[party],
            factors[party],
            float(outcome.cash[party][:, 0] @ _factor(project, party)),
        )
        for party in project.terms.parties
    ]
    order = [
        (one.name, one.kind.replace("_", " "), f"{one.payer} to {one.payee}")
        for one in project.terms.instruments
    ]
    notes = {
        "What this is": f"path {path} of {project.flows.paths}, timing: {project.timing}"
        + ("" if project.options is None else "; the fixed plan, no option used"),
        "Colours": "blue is given and may be changed; black is a formula",
        "Without formulas": ", ".join(plain) or "nothing: every instrument has its formulas",
    }
    return written(ledger, answers, check, notes, order)


def _one(flows: Flows, path: int) -> Flows:
    def cut(a: Floats) -> Floats:
        return a[:, path : path + 1]

    return Flows(
        flows.years,
        {n: cut(a) for n, a in flows.volumes.items()},
        {n: cut(a) for n, a in flows.prices.items()},
        cut(flows.revenue),
        cut(flows.opex),
        {n: cut(a) for n, a in flows.capex.items()},
        cut(flows.closure),
        flows.scale,
    )


def _rate(ledger: Ledger, project: Project, party: str) -> Fixed:
    label = project.parties[party].label if party in project.parties else ""
    return ledger.number(f"rate of {party}", project.rate_of(party), "a year", label, kind="rate")


def _factor(project: Project, party: str) -> Floats:
    found: Floats = project.factors(project.rate_of(party)) * project.deflator
    return found


def _factors(ledger: Ledger, project: Project, rates: dict[str, Fixed]) -> dict[str, Row]:
    continuous = project.timing == "continuous"
    moment = {"start": 0.0, "mid": 0.5, "spread": 0.0}.get(project.timing, 1.0)
    offset = ledger.number("paid at this part of the year", moment, "years", project.timing)
    shift = ledger.number(
        "first year after the valuation", float(project.shift), "years", "discounted once more"
    )
    level: Value | None = None
    if not (project.deflator == 1).all():
        level = ledger.series("money of the answer in money of the year", project.deflator)

    def factor(rate: Fixed, t: int) -> str:
        years = f"({ledger.position(t)}+{offset.name})"
        text = f"EXP(-{rate.name}*{years})" if continuous else f"(1+{rate.name})^-{years}"
        if project.timing == "spread":  # the mean of the factors of all moments of the year
            text += f"*IF({rate.name}=0,1,{rate.name}/((1+{rate.name})*LN(1+{rate.name})))"
        text += f"*(1+{rate.name})^-{shift.name}"
        return text + (f"*{level.at(t)}" if level is not None else "")

    return {
        party: ledger.formulas(
            f"discount factor of {party}",
            lambda t, r=rate: factor(r, t),  # type: ignore[misc]
            "factor",
            kind="number",
        )
        for party, rate in rates.items()
    }


def _project(ledger: Ledger, flows: Flows, project: Project, final: dict[str, Row]) -> Sheet:
    scales = {
        n: ledger.number(
            f"{ledger.unit} in one price times one volume of {n}", flows.scale.get(n, 1.0), "factor"
        )
        for n in flows.volumes
    }
    volumes: dict[str, Value] = {
        n: ledger.series(f"volume of {n}", a[:, 0], "units") for n, a in flows.volumes.items()
    }
    prices: dict[str, Value] = {
        n: ledger.series(
            f"price of {n}", a[:, 0] / flows.scale.get(n, 1.0), "as quoted", "of this path"
        )
        for n, a in flows.prices.items()
    }
    money = {"unit": ledger.unit, "kind": "money"}
    opex = ledger.series("operating cost", flows.opex[:, 0], **money)  # type: ignore[arg-type]
    capex: dict[str, Value] = {
        k: ledger.series(f"capital: {k}", a[:, 0], **money)  # type: ignore[arg-type]
        for k, a in flows.capex.items()
    }
    closure = ledger.series("closing cost", flows.closure[:, 0], **money)  # type: ignore[arg-type]
    if project.revenue_given or not volumes:
        given = ledger.series("revenue", flows.revenue[:, 0], **money)  # type: ignore[arg-type]
        revenue = ledger.formulas("revenue", given.at, total=True)
    else:
        revenue = ledger.formulas(
            "revenue",
            lambda t: "+".join(
                f"{volumes[n].at(t)}*{prices[n].at(t)}*{scales[n].name}" for n in volumes
            ),
            total=True,
        )
    net = ledger.formulas(
        "pre-party flow",
        lambda t: (
            f"{revenue.at(t)}-{opex.at(t)}-{closure.at(t)}"
            + "".join(f"-{row.at(t)}" for row in capex.values())
        ),
        remark="revenue less every cost",
        total=True,
    )
    terms = project.terms
    return Sheet(
        ledger,
        flows,
        terms.owner,
        terms.state,
        final,
        revenue,
        opex,
        closure,
        net,
        capex,
        volumes,
        prices,
        scales,
    )


def _as_numbers(sheet: Sheet, one: Instrument, outcome: Outcome) -> None:
    """Write what an instrument moves as numbers, one line for each payer and payee."""
    for (moved, payer, payee), amount in outcome.transfers.items():
        if moved.split(".")[0] == one.name:
            values: Floats = np.asarray(amount[:, 0])
            given = sheet.ledger.series(
                f"{moved}: {payer} to {payee}",
                values,
                sheet.ledger.unit,
                "number, without a formula",
                kind="money",
            )
            row = sheet.ledger.formulas(moved, given.at, remark=f"{payer} to {payee}", total=True)
            sheet.note(one, moved, payer, payee, row)
