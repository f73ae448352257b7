"""`counterdraft counter`: the counter-offers worth making."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import click

from counterdraft.cli import options

__all__ = ["counter"]


@click.command()
@options.case
@options.seat()
@options.answer
@options.for_party
@options.as_of
@options.seed
@options.draws
@options.odds
@options.as_json
def counter(
    case: Path,
    seat: str,
    draft: str,
    party: str | None,
    as_of: date | None,
    seed: int,
    draws: int,
    odds: Fraction,
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    List the counter-offers worth making to a draft of CASE, which differ in kind.

    For each: what moves, what it costs us and gives them, and the odds that everybody who must sign
    would rather have it than no deal. That is not the odds that they stop bargaining.
    """
    from counterdraft.brief import shortlist_dict, shortlist_text
    from counterdraft.workbench import load

    bench = load(case, seat=seat, as_of=as_of)
    found = bench.counter(draft, party=party, seed=seed, draws=draws, odds=odds)
    if as_json:
        options.show_json(shortlist_dict(bench.case, found))
    else:
        click.echo(shortlist_text(bench.case, found, bench.answering(party)))
