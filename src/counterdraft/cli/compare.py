"""`counterdraft compare`: drafts side by side in money."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from counterdraft.cli import options
from counterdraft.cli.drafts import ValuationRequest, party, paths, responsive
from counterdraft.cli.value import show_drafts

__all__ = ["compare"]


@click.command()
@options.case
@click.argument("drafts", nargs=-1)
@party
@responsive
@options.as_of
@options.seed
@paths
@options.as_json
def compare(
    case: Path,
    drafts: tuple[str, ...],
    party: str | None,
    as_of: date | None,
    seed: int,
    paths: int,
    responsive: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Compare DRAFTS of CASE (all of them by default) in money, on the same paths."""
    show_drafts(
        ValuationRequest(case, drafts, as_of, seed, paths, party, responsive), None, as_json=as_json
    )
