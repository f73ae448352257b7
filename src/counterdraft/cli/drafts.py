"""Which drafts a command puts into money, on which paths, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from counterdraft.errors import CaseError

if TYPE_CHECKING:
    from counterdraft.case import Case
    from counterdraft.estate import Paths

__all__ = ["ValuationRequest", "draw", "party", "paths", "responsive"]

paths = click.option(
    "--paths",
    type=click.IntRange(min=100, max=1_000_000),
    default=20_000,
    show_default=True,
    help="Joint paths of prices, geology and war.",
)
party = click.option(
    "--party",
    metavar="P",
    help="Only this side: a party of the case, or a role (state, partner, owners).",
)
responsive = click.option(
    "--responsive",
    is_flag=True,
    help="Beside fixed plans, those that answer to the terms, with the value lost.",
)


@dataclass(frozen=True, slots=True)
class ValuationRequest:
    """Which drafts of which case, on which paths, for whom."""

    folder: Path
    drafts: tuple[str, ...]
    as_of: date | None
    seed: int
    count: int
    party: str | None
    responsive: bool


def draw(request: ValuationRequest) -> tuple[Case, Paths]:
    """
    Return what everybody may read of the case, and the paths of its estate.

    Raises:
        CaseError: There is no case or no estate, or either has faults.
    """
    from counterdraft.estate import Paths
    from counterdraft.formats import read_shared
    from counterdraft.formats.estate import load_estate

    case = read_shared(request.folder, request.as_of)
    if not case.drafts:
        day = f" that was known on {request.as_of}" if request.as_of else ""
        raise CaseError.of(f"has no draft{day}", file=request.folder.as_posix())
    estate = load_estate(request.folder, as_of=request.as_of)
    return case, Paths(estate, request.count, seed=request.seed)
