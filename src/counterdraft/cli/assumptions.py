"""`counterdraft assumptions`: every figure by how much the answer hangs on it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import click

from counterdraft.cli import options

__all__ = ["assumptions"]


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
def assumptions(
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
    """List every figure of CASE that the seat may see, with source or reason, weightiest first."""
    from counterdraft.brief import assumptions_dict, assumptions_text
    from counterdraft.cli.progress import progress
    from counterdraft.workbench import load

    with progress() as show:
        bench = load(case, seat=seat, as_of=as_of)
        answer = bench.answer(draft, party=party, seed=seed, draws=draws, odds=odds, progress=show)
    if as_json:
        options.show_json(assumptions_dict(answer))
    else:
        click.echo(assumptions_text(answer))
