"""What many term sheets are worth, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterdraft.case import Case
from counterdraft.estate.deals.sides import Side, role, side, sides
from counterdraft.estate.deals.term_sheets import TermSheetSweep
from counterdraft.estate.simulation import Paths
from counterdraft.estate.tables.deal_gains import DealGain
from counterdraft.fiscal.deal_terms import ROLES

__all__ = ["sweep_report"]


def sweep_report(
    paths: Paths,
    case: Case,
    around: TermSheetSweep,
    cells: Sequence[DealGain],
    *,
    party: str | None = None,
) -> dict[str, Any]:
    """
    Return what each term sheet changes for each side against no deal, with its standard error.

    DealGains know the errors of roles.  Of a party that holds several, whose money moves together, the error
    is at most the sum of theirs, and is told as `se_at_most`.

    Args:
        paths: Those of the cells.
        case: The case.
        around: The term sheets.
        cells: One each.
        party: A party of the case or a role: the report speaks of it alone.

    Returns:
        `rows`: `options` by issue, `roles` and `parties` by name, each with its mean and error; and what
        the numbers can be drawn again from.

    Raises:
        CaseError: The party is not known.
    """
    estate = paths.estate
    holdings = estate.deal_mapping.parties
    whose = None if party is None else side(case, holdings, party)
    parties = [one for one in sides(case, holdings) if whose is None or one == whose]
    roles = [name for name in ROLES if whose is None or name in whose.roles]
    return {
        "draft": around.draft,
        "issues": list(around.issues),
        "combinations": around.combinations,
        "likeliest": dict(around.likeliest),
        "left_out": around.left_out,
        "asked": None if whose is None else whose.name,
        "sides": {
            one.name: {"label": one.label, "roles": dict(one.roles)}
            for one in (parties or map(role, roles))
        },
        "rows": [
            {
                "options": {name: sheet.options[name] for name in around.issues},
                "roles": {n: {"mean": cell.mean[n], "se": cell.error[n]} for n in roles},
                "parties": {one.name: _held(one, cell) for one in parties},
            }
            for sheet, cell in zip(around.sheets, cells, strict=True)
        ],
        "money": estate.file.currency.model_dump(),
        "paths": paths.count,
        "seed": paths.seed,
        "estate": estate.fingerprint,
    }


def _held(one: Side, cell: DealGain) -> dict[str, float]:
    def held(figures: Mapping[str, float]) -> float:
        return sum(weight * figures[name] for name, weight in one.roles.items())

    return {"mean": held(cell.mean), "se_at_most": held(cell.error)}
