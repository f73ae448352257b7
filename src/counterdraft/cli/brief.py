"""`counterdraft brief`: the whole answer to a draft."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from counterdraft.cli import options
from counterdraft.cli.answer_request import AnswerRequest, with_answer_request

__all__ = ["brief"]


@click.command()
@with_answer_request
@options.odds
@options.time_limit
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
    request: AnswerRequest,
    odds: Fraction,
    time_limit: float | None,
    folder: Path | None,
    forms: tuple[str, ...],
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    Answer a draft of CASE from one seat: one screen, and with -o the pages.

    The pages are one HTML file that opens offline, a JSON file with everything, the draws as CSV, and the
    issue table as .xlsx and .docx for the delegation.
    """
    from counterdraft.brief import brief_text, to_dict, write
    from counterdraft.cli.progress import progress
    from counterdraft.runtime.deadline import Deadline

    with progress() as show:
        bench = request.bench()
        bench.deadline = Deadline(time_limit)
        answer = bench.answer(request.draft, odds=odds, progress=show, **request.how)
        written = write(answer, folder, bench.case.name, forms or None) if folder else ()
    if as_json:
        options.show_json(to_dict(answer))
        return
    click.echo(brief_text(answer, options.screen()))
    for path in written:
        click.echo(f"wrote {path}")
