"""`counterdraft review`: the draft against the mandate."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from counterdraft.cli import options

__all__ = ["review"]


@click.command()
@options.case
@options.seat()
@options.answer
@options.for_party
@options.as_of
@options.seed
@options.draws
@options.as_json
def review(
    case: Path,
    seat: str,
    draft: str,
    party: str | None,
    as_of: date | None,
    seed: int,
    draws: int,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Hold a draft of CASE against the seat's mandate, issue by issue; silences count as loudly."""
    from counterdraft.brief import review_dict, review_text
    from counterdraft.workbench import load

    bench = load(case, seat=seat, as_of=as_of)
    found = bench.review(draft, party=party, seed=seed, draws=draws)
    if as_json:
        options.show_json(review_dict(bench.case, found))
    else:
        click.echo(review_text(bench.case, found, bench.answering(party)))
