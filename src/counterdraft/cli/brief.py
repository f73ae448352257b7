"""`counterdraft brief`: the whole answer to a draft."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import click

from counterdraft.cli import options

__all__ = ["brief"]


@click.command()
@options.case
@options.seat()
@options.answer
@options.for_party
@options.as_of
@options.seed
@options.draws
@options.odds
@click.option(
    "-o", "folder", type=click.Path(path_type=Path), help="Write the pages into this folder."
)
@click.option(
    "--form",
    "forms",
    multiple=True,
    type=click.Choice(["html", "json", "csv", "xlsx", "docx"]),
    help="Write only these forms; default all.",
)
@options.as_json
def brief(
    case: Path,
    seat: str,
    draft: str,
    party: str | None,
    as_of: date | None,
    seed: int,
    draws: int,
    odds: Fraction,
    folder: Path | None,
    forms: tuple[str, ...],
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    Answer a draft of CASE from one seat: one screen, and with -o the pages.

    The pages are one HTML file that opens offline, a JSON file with everything, the draws as CSV, and the
    issue table as .xlsx and .docx for the delegation.
    """
    from counterdraft.brief import terminal, to_dict, write
    from counterdraft.cli.progress import progress
    from counterdraft.workbench import load

    bench = load(case, seat=seat, as_of=as_of)
    with progress() as show:
        answer = bench.answer(draft, party=party, seed=seed, draws=draws, odds=odds, progress=show)
        written = (
            write(answer, folder, bench.case.name, forms or None) if folder is not None else ()
        )
    if as_json:
        options.show_json(to_dict(answer))
        return
    click.echo(terminal(answer))
    for path in written:
        click.echo(f"wrote {path}")
