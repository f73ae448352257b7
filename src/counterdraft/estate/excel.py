"""Workbooks with live formulas: one path of a mine, or of a deal, for a reviewer to check by hand."""

from __future__ import annotations

import numpy as np

from counterdraft.estate.book import Floats, Flows
from counterdraft.estate.deal_terms import DealTerms
from counterdraft.estate.excel_rows import WRITERS, Sheet
from counterdraft.estate.indicators import discount_factors
from counterdraft.estate.instruments.aid_credit import AidCredit
from counterdraft.estate.instruments.reinvestment import Reinvestment
from counterdraft.estate.kernels import layout
from counterdraft.estate.ledger import Ledger, Row
from counterdraft.estate.project import Project
from counterdraft.estate.simulation import Paths
from counterdraft.estate.waterfall import run

__all__ = ["deal_workbook", "project_workbook"]

AS_NUMBERS = "number, without a formula"


def project_workbook(project: Project, path: int = 0) -> bytes:
    """
    Return one path of a mine as a workbook: inputs as numbers, the waterfall as formulas.

    An instrument that has no formulas (the notes name it) is written as the numbers it moves, and what
    follows it hangs on them.

    Args:
        project: The mine.
        path: Which of its paths.
    """
    flows = _one(project.flows, path)
    outcome = run(project.terms, flows)
    unit = f"{project.currency.code} {project.currency.unit}".strip()
    ledger = Ledger(project.title or "Project", flows.years, unit)
    ledger.heading("The project before anybody shares it")
    sheet = _inputs(ledger, flows, project)
    plain: list[str] = []
    for one in project.terms.instruments:
        ledger.heading(f"{one.name}: {one.kind}, {one.payer} to {one.payee}")
        before, sheet.writing = len(ledger.lines), one.name
        writer = None if one.beyond_formulas() else WRITERS.get(one.kind)
        found = writer(sheet, one) if writer is not None else None
        if found is None:
            del ledger.lines[before:]
            plain.append(one.name)
            for (name, payer, payee), moved in outcome.transfers.items():
                if name.split(".")[0] == one.name:
                    row = ledger.values(f"{name}, {payer} to {payee}", moved[:, 0], AS_NUMBERS)
                    sheet.add(one, payee, payer, row)
        elif isinstance(found, dict):
            for payee, row in found.items():
                sheet.add(one, payee, one.payer, row)
        else:
            sheet.add(one, one.payee, one.payer, found)
        if isinstance(one, Reinvestment):
            sheet.locked.add(one.payee)
    ledger.heading("The parties")
    for party in project.terms.parties:
        known = outcome.cash[party][:, 0]
        cash = ledger.formulas(party, lambda t, p=party: sheet.cash(p, t), known=known)  # type: ignore[misc]
        _npv(ledger, party, cash, project.rate_of(party), project, known)
    ledger.formulas(
        "check: parties less the project",
        lambda t: "+".join(sheet.cash(p, t) for p in project.terms.parties) + f"-{sheet.net.at(t)}",
        known=np.zeros(len(flows.years)),
    )
    notes = {
        "What this is": "one path of the project, its waterfall as formulas",
        "Timing": project.timing,
        "Path": str(path),
        "Written as numbers": ", ".join(plain) or "nothing: every instrument has its formulas",
        "Blue": "inputs; change them and the sheet follows",
    }
    return ledger.workbook(notes)


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


def _inputs(ledger: Ledger, flows: Flows, project: Project) -> Sheet:
    volumes = {n: ledger.values(f"volume of {n}", a[:, 0]) for n, a in flows.volumes.items()}
    prices = {n: ledger.values(f"price of {n}", a[:, 0]) for n, a in flows.prices.items()}
    if project.given or not volumes:
        revenue = ledger.values("revenue", flows.revenue[:, 0])
    else:
        revenue = ledger.formulas(
            "revenue",
            lambda t: "+".join(f"{volumes[n].at(t)}*{prices[n].at(t)}" for n in volumes),
            known=flows.revenue[:, 0],
        )
    opex = ledger.values("operating cost", flows.opex[:, 0])
    capex = {k: ledger.values(f"capital: {k}", a[:, 0]) for k, a in flows.capex.items()}
    closure = ledger.values("closure", flows.closure[:, 0])
    net = ledger.formulas(
        "pre-party flow",
        lambda t: (
            f"{revenue.at(t)}-{opex.at(t)}-{closure.at(t)}"
            + "".join(f"-{row.at(t)}" for row in capex.values())
        ),
        known=flows.net[:, 0],
    )
    terms = project.terms
    return Sheet(
        ledger,
        flows,
        terms.owner,
        terms.state,
        revenue,
        opex,
        closure,
        net,
        capex,
        volumes,
        prices,
        frozenset(one.lien or "" for one in terms.instruments if isinstance(one, AidCredit)),
    )


def _npv(
    ledger: Ledger, label: str, cash: Row, rate: float, project: Project, known: Floats
) -> None:
    factors = project.factors(rate) * project.deflator
    row = ledger.values(f"{label}: discount factors at {rate:.4g}", factors)
    ledger.formulas(
        f"{label}: present value, running",
        lambda t: f"SUMPRODUCT({cash.at(0)}:{cash.at(t)},{row.at(0)}:{row.at(t)})",
        known=np.cumsum(known * factors),
    )


def deal_workbook(paths: Paths, terms: DealTerms, path: int = 0, title: str = "Deal") -> bytes:
    """
    Return one path of a deal as a workbook: flows before the deal as numbers, the deal as formulas.

    Args:
        paths: The estate's paths.
        terms: The deal.
        path: Which path.
        title: Head of the sheet.
    """
    file = paths.estate.file
    flows = paths.flows(terms.guarantee)
    kept = flows.kept[path].astype(float)
    years, count = paths.estate.calendar, paths.estate.file.years
    ledger = Ledger(title, years, f"{file.currency.code} {file.currency.unit}")
    ledger.heading("Before the deal, on one path")
    names = {layout.GROSS: "gross revenue", layout.STATE: "state revenue"}
    names |= {layout.OWNER: "owners' cash", layout.PROFIT: "owners' profit"}
    rows = {
        (scope, kind): ledger.values(
            f"{text}, {('new', 'existing')[scope]} projects", kept[scope, kind]
        )
        for kind, text in names.items()
        for scope in (layout.NEW, layout.OLD)
    }
    attacks = [(int(flows.attacked[path]) >> t) & 1 for t in range(count)]
    attack = ledger.values("attack in the year (1: yes)", np.array(attacks, float))
    worth = _deal_rows(ledger, terms, rows, attack, count)
    ledger.heading("The parties")
    rates = {"state": file.rates.state, "partner": file.rates.partner, "owners": file.rates.owner}
    for party, cash in worth.items():
        if party not in rates:
            continue
        factors = discount_factors(count, rates[party], file.timing)
        row = ledger.values(f"{party}: discount factors at {rates[party]:.4g}", factors)
        ledger.formulas(
            f"{party}: present value, running",
            lambda t, c=cash, f=row: f"SUMPRODUCT({c.at(0)}:{c.at(t)},{f.at(0)}:{f.at(t)})",  # type: ignore[misc]
        )
    notes = {k: str(v) for k, v in terms.model_dump().items()}
    return ledger.workbook(
        {"What this is": f"path {path} of {paths.count}, seed {paths.seed}"} | notes
    )


def _deal_rows(
    ledger: Ledger,
    terms: DealTerms,
    rows: dict[tuple[int, int], Row],
    attack: Row,
    count: int,
) -> dict[str, Row]:
    old = 0 if terms.scope == "new_projects" else 1
    gross, revenue, profit = terms.outside
    outside = {layout.GROSS: gross, layout.STATE: revenue, layout.PROFIT: profit}

    def left(t: int) -> float:
        return (1 - terms.other_decline) ** t if t < terms.other_years else 0.0

    def reached(kind: int, t: int) -> str:
        found = f"{rows[layout.NEW, kind].at(t)}+{old}*{rows[layout.OLD, kind].at(t)}"
        return f"({found}+{terms.goes_on * left(t) * outside[kind]!r})"

    def closed(kind: int, t: int) -> str:
        return repr((1 - terms.goes_on) * left(t) * outside[kind])

    def whole(kind: int, t: int) -> str:
        return f"({rows[layout.NEW, kind].at(t)}+{rows[layout.OLD, kind].at(t)})"

    on_owner = {"gross_revenue": layout.GROSS, "profit": layout.PROFIT, "rights": layout.PROFIT}
    on_state = terms.base in {"state_revenue", "rights"}
    ledger.heading("The deal")
    held = f"(1-{terms.suspended_by_attack!r}*"
    owed_of_owner = ledger.following
    share = min(terms.share * terms.fund_scale, 1.0)
    ledger.formulas(
        "due from owners",
        lambda t: (
            f"{owed_of_owner.parameter}*{held}{attack.at(t)})*"
            + (reached(on_owner[terms.base], t) if terms.base in on_owner else "0")
        ),
        parameter=share,
    )
    owed_of_state = ledger.formulas(
        "due from the state",
        lambda t: (
            f"{owed_of_owner.parameter}*{held}{attack.at(t)})*"
            f"({reached(layout.STATE, t) if on_state else '0'})"
        ),
    )
    room = Row(ledger.following.number + 1)
    capped = terms.priority == "ceiling" and terms.claim > 0

    def due(t: int) -> str:
        return f"{owed_of_owner.at(t)}+{owed_of_state.at(t)}"

    inflow = ledger.formulas(
        "into the fund",
        lambda t: f"MIN({due(t)},{room.before(t, repr(terms.claim))})" if capped else due(t),
    )
    ledger.formulas(
        "room below the ceiling",
        lambda t: f"{room.before(t, repr(terms.claim))}-{inflow.at(t)}" if capped else "0",
    )
    paid = _claim_rows(ledger, terms, inflow)
    free, pool, gain = _lock_rows(ledger, terms, inflow, paid, count)
    aid, part = repr(terms.aid * terms.aid_counted), repr(terms.partner_part)

    def given(t: int) -> str:
        return aid if t < terms.aid_years else "0"

    def cut(t: int) -> str:
        new, existing = rows[layout.NEW, layout.GROSS], rows[layout.OLD, layout.GROSS]
        return f"{terms.offtake_discount!r}*({new.at(t)}+{old}*{existing.at(t)})"

    def split(row: Row, t: int) -> str:
        return f"{inflow.at(t)}*{row.at(t)}/MAX({due(t)},1E-300)"

    return {
        "state": ledger.formulas(
            "state",
            lambda t: (
                f"{whole(layout.STATE, t)}-{closed(layout.STATE, t)}+{given(t)}"
                f"-{split(owed_of_state, t)}"
                f"+(1-{part})*{free.at(t)}"
            ),
        ),
        "partner": ledger.formulas(
            "partner", lambda t: f"{cut(t)}-{given(t)}+{paid.at(t)}+{part}*{free.at(t)}"
        ),
        "owners": ledger.formulas(
            "owners",
            lambda t: (
                f"{whole(layout.OWNER, t)}-{closed(layout.PROFIT, t)}-{cut(t)}"
                f"-{split(owed_of_owner, t)}"
            ),
        ),
        "fund": ledger.formulas("fund", lambda t: f"{pool.at(t)}-{pool.before(t)}"),
        "outside": ledger.formulas("outside (what the lock earns)", lambda t: f"-{gain.at(t)}"),
    }


def _claim_rows(ledger: Ledger, terms: DealTerms, inflow: Row) -> Row:
    if terms.priority == "ceiling":
        return ledger.formulas("paid on the claim", lambda _: "0")
    owed, paid = ledger.following, Row(ledger.following.number + 1)
    balance = Row(paid.number + 1)
    opening = repr(terms.claim + terms.past_aid_credited)
    credit = repr(terms.aid * terms.aid_credited)
    ledger.formulas(
        "owed with interest",
        lambda t: (
            f"{balance.before(t, opening)}*(1+{owed.parameter})"
            + (f"+{credit}" if t < terms.aid_years else "")
        ),
        parameter=terms.interest,
    )
    ledger.formulas("paid on the claim", lambda t: f"MIN({inflow.at(t)},{owed.at(t)})")
    ledger.formulas("balance of the claim", lambda t: f"{owed.at(t)}-{paid.at(t)}")
    return paid


def _lock_rows(
    ledger: Ledger, terms: DealTerms, inflow: Row, paid: Row, count: int
) -> tuple[Row, Row, Row]:
    gain, pool = ledger.following, Row(ledger.following.number + 1)
    until = int(terms.lock_years) - 1
    ledger.formulas(
        "earned by the lock", lambda t: f"{gain.parameter}*{pool.before(t)}", parameter=terms.earns
    )

    def locked(t: int) -> str:
        if t == count - 1:
            return "0"
        grown = f"({pool.before(t)}+{gain.at(t)})"
        if t <= until:
            return f"{grown}+{terms.lock_share!r}*({inflow.at(t)}-{paid.at(t)})"
        slots = terms.release_years - (t - until) + 1
        return f"{grown}*{1 - 1 / slots!r}" if slots > 1 else "0"

    ledger.formulas("locked at the end of the year", locked)
    free = ledger.formulas(
        "free to distribute",
        lambda t: f"{inflow.at(t)}-{paid.at(t)}+{gain.at(t)}+{pool.before(t)}-{pool.at(t)}",
    )
    return free, pool, gain
