"""`counterdraft assumptions`: every figure by how much the answer hangs on it."""

from __future__ import annotations

from fractions import Fraction

import click

from counterdraft.cli import options
from counterdraft.cli.answer_request import AnswerRequest, with_answer_request

__all__ = ["assumptions"]


@click.command()
@with_answer_request
@options.odds
@options.as_json
def assumptions(request: AnswerRequest, odds: Fraction, as_json: bool) -> None:  # noqa: FBT001
    """List every figure of CASE that the seat may see, with source or reason, weightiest first."""
    from counterdraft.brief import assumptions_dict, assumptions_text
    from counterdraft.cli.progress import progress

    with progress() as show:
        answer = request.bench().answer(request.draft, odds=odds, progress=show, **request.how)
    if as_json:
        options.show_json(assumptions_dict(answer))
    else:
        click.echo(assumptions_text(answer))
