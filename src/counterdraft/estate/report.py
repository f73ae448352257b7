"""Everything that the estate says of a case, in one piece, ready for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from counterdraft.case import Case
from counterdraft.estate.drafts import clause_values, compare
from counterdraft.estate.questions import by_control, reckoning
from counterdraft.estate.simulation import Paths

__all__ = ["case_report"]


def case_report(
    paths: Paths,
    case: Case,
    names: Sequence[str] = (),
    *,
    responsive: bool = False,
    clauses: bool = False,
) -> dict[str, Any]:
    """
    Return the worth of drafts, and what it rests on.

    Args:
        paths: The estate's, common to all drafts.
        case: The case.
        names: Drafts by name or date; all of them without any.
        responsive: Report beside the fixed plans those that answer to the terms.
        clauses: Add what each clause of each draft is worth.

    Returns:
        `drafts` and `steps` (see `compare`), `ground` (from what is in it to what the state gets),
        `control` (who holds what), `assumptions` (each field that an analogue filled), `widened` (what
        was not known on the day), `money`, and what the numbers can be drawn again from: estate, seed,
        paths.

    Raises:
        CaseError: A draft is not known, or an option has no meaning in money.
    """
    estate = paths.estate
    report = compare(paths, case, names, responsive=responsive)
    if clauses:
        for row in report["drafts"]:
            row["clauses"] = clause_values(paths, case, case.draft(row["draft"]))
    rates = estate.file.rates
    return {
        **report,
        "ground": reckoning(paths),
        "control": by_control(paths),
        "assumptions": [asdict(one) for one in estate.assumptions],
        "widened": list(estate.widened),
        "money": {
            **estate.file.currency.model_dump(),
            "timing": estate.file.timing,
            "rates": {"state": rates.state, "partner": rates.partner, "owners": rates.owner},
        },
        "estate": estate.fingerprint,
    }
