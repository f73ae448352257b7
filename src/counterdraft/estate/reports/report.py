"""Everything that the estate says of a case, in one piece, ready for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from counterdraft.case import Case, Draft
from counterdraft.estate.deals.drafts import certain, draft_terms
from counterdraft.estate.deals.sides import Side, role, side, sides
from counterdraft.estate.reports.draft_values import clause_values, compare
from counterdraft.estate.reports.questions import by_control, deterrence, reckoning
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import ROLES, DealTerms

__all__ = ["case_report", "part_of"]

IN_FULL = ("clauses", "clause_steps", "gradient", "by_year", "new_projects", "prices", "deterrence")
"""What only a draft that is asked for in full has."""

MOST = 4_000
"""Paths on which it is asked what must deter: each step of the search simulates the war anew."""


def case_report(
    paths: Paths,
    case: Case,
    names: Sequence[str] = (),
    *,
    responsive: bool = False,
    clauses: bool = False,
    indicators: bool = False,
    full: str = "",
    party: str | None = None,
) -> dict[str, Any]:
    """
    Return the worth of drafts, and what it rests on.

    Args:
        paths: The estate's, common to all drafts.
        case: The case.
        names: Drafts by name or date; all of them without any.
        responsive: Report beside the fixed plans those that answer to the terms.
        clauses: Add what each clause of each draft is worth, what one point more of it is, and the way
            from no deal to the draft.
        indicators: Add the spread of money by year, what new projects get back, how the draft answers to
            the level of prices, and what must deter.
        full: One of the drafts that has clauses and indicators in any case.
        party: A party of the case or a role: the report speaks of it alone.

    Returns:
        `drafts` and `steps` (see `compare`), `ground` (from what is in it to what the state gets),
        `control` (who holds what), `assumptions` (each field that an analogue filled), `withheld_by_date`
        (what was not known on the day), `money`, and what the numbers can be drawn again from: estate, seed,
        paths.  Of a draft, `clauses`, `clause_steps`, `gradient`, `by_year`, `new_projects`, `prices` and
        `deterrence` where they are asked for.

    Raises:
        CaseError: A draft or the party is not known, or an option has no meaning in money.
    """
    estate = paths.estate
    whose = None if party is None else side(case, estate.deal_mapping.parties, party)
    drafts = [case.draft(name) for name in names] if names else list(case.drafts)
    report = compare(paths, case, names, responsive=responsive)
    rows = list(zip(report["drafts"], drafts, strict=True))
    chosen = case.draft(full) if full else None
    for row, draft in rows:
        if clauses or draft is chosen:
            _add_clauses(row, paths, case, draft)
    known = [(row, draft) for row, draft in rows if indicators or draft is chosen]
    if known:
        _add_indicators(known, paths, case, whose)
    rates = estate.file.rates
    found = {
        **report,
        "ground": reckoning(paths),
        "control": by_control(paths),
        "assumptions": [asdict(one) for one in estate.assumptions],
        "withheld_by_date": list(estate.withheld_by_date),
        "money": {
            **estate.file.currency.model_dump(),
            "timing": estate.file.timing,
            "rates": {"state": rates.state, "partner": rates.partner, "owners": rates.owner},
        },
        "estate": estate.fingerprint,
    }
    return found if whose is None else {"party": _named(whose), **_seen_by(found, whose)}


def part_of(
    found: dict[str, Any], names: Sequence[str] = (), *, responsive: bool, full: bool
) -> dict[str, Any]:
    """
    Return of a report what would have been asked for: some drafts, plain or in full.

    Args:
        found: A report of every draft.
        names: The drafts that are kept; all of them without any.
        responsive: Whether plans that answer to the terms are kept.
        full: Whether what only a draft in full has is kept.
    """
    left_out = {*(() if full else IN_FULL), *(() if responsive else ("responsive",))}
    rows = [
        {key: value for key, value in row.items() if key not in left_out}
        for row in found["drafts"]
        if not names or row["draft"] in names
    ]
    return {**found, "drafts": rows, "steps": [] if names else found["steps"]}


def _add_clauses(row: dict[str, Any], paths: Paths, case: Case, draft: Draft) -> None:
    from counterdraft.estate.reports.clause_steps import clause_steps  # noqa: PLC0415 - asked for seldom
    from counterdraft.estate.reports.gradient import point_values  # noqa: PLC0415

    parties = sides(case, paths.estate.deal_mapping.parties)
    row["clauses"] = clause_values(paths, case, draft)
    row["gradient"] = point_values(paths, draft_terms(paths, case, draft), parties)
    row["clause_steps"] = clause_steps(paths, case, draft)


def _add_indicators(
    rows: Sequence[tuple[dict[str, Any], Draft]], paths: Paths, case: Case, whose: Side | None
) -> None:
    from counterdraft.estate.reports.price_response import price_response  # noqa: PLC0415 - asked for seldom
    from counterdraft.estate.reports.yearly import fan, new_projects, yearly  # noqa: PLC0415

    parties = sides(case, paths.estate.deal_mapping.parties)
    everybody = (*parties, *map(role, ROLES))
    none = certain(paths, DealTerms())
    without = yearly(paths, none)
    prices = price_response(paths, case, [draft for _, draft in rows])
    few = Paths(paths.estate, min(paths.count, MOST), paths.seed)
    asked = whose or next(iter(one for one in parties if "state" in one.roles), role("state"))
    for row, draft in rows:
        mixture = draft_terms(paths, case, draft)
        flows = yearly(paths, mixture)
        row["by_year"] = {
            "flow": fan(flows, everybody),
            "change": fan(flows - without, everybody),
            "paths": flows.shape[2],
        }
        row["new_projects"] = new_projects(paths, mixture, none)
        row["prices"] = prices[draft.name]
        must = deterrence(few, draft_terms(few, case, draft), whose=asked)
        row["deterrence"] = {**_named(asked), **must, "paths": few.count}


def _named(one: Side) -> dict[str, Any]:
    return {"name": one.name, "label": one.label, "roles": dict(one.roles)}


def _seen_by(found: dict[str, Any], whose: Side) -> dict[str, Any]:
    """Return the report with the money of one side alone: its own, and that of its roles."""

    def mine(money: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in money.items() if k == whose.name or k in whose.roles}

    def gained(row: dict[str, Any]) -> dict[str, Any]:
        others = {k: v for k, v in row.items() if k not in {*ROLES, "by_party"}}
        own = {k: v for k, v in row.items() if k in whose.roles}
        return {**others, **own, "by_party": mine(row["by_party"])}

    def valued(row: dict[str, Any]) -> dict[str, Any]:
        seen = {**row, "parties": mine(row["parties"]), "by_party": mine(row["by_party"])}
        if "responsive" in row:
            seen["responsive"] = valued(row["responsive"])
        for name in {"clauses", "clause_steps", "gradient"} & row.keys():
            seen[name] = [gained(one) for one in row[name]]
        if "by_year" in row:
            both = {name: mine(row["by_year"][name]) for name in ("flow", "change")}
            seen["by_year"] = {**row["by_year"], **both}
        if "prices" in row:
            even = mine(row["prices"]["break_even_price_factor"])
            seen["prices"] = {**row["prices"], "break_even_price_factor": even}
        return seen

    return {
        **found,
        "drafts": [valued(row) for row in found["drafts"]],
        "steps": [gained(row) for row in found["steps"]],
    }
