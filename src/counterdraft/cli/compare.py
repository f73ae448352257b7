"""`counterdraft compare`: drafts side by side in money."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from counterdraft.cli import options
from counterdraft.cli.value import paths, show_drafts

__all__ = ["compare"]


@click.command()
@options.case
@click.argument("drafts", nargs=-1)
@options.as_of
@options.seed
@paths
@options.as_json
def compare(
    case: Path,
    drafts: tuple[str, ...],
    as_of: date | None,
    seed: int,
    paths: int,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Compare DRAFTS of CASE (all of them by default) in money, on the same paths."""
    show_drafts(case, list(drafts), as_of, seed, paths, None, as_json=as_json)
