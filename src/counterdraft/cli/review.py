"""`counterdraft review`: the draft against the mandate."""

from __future__ import annotations

import click

from counterdraft.cli import options
from counterdraft.cli.answer_request import AnswerRequest, with_answer_request

__all__ = ["review"]


@click.command()
@with_answer_request
@options.as_json
def review(request: AnswerRequest, as_json: bool) -> None:  # noqa: FBT001
    """Hold a draft of CASE against the seat's mandate, issue by issue; silences count as loudly."""
    from counterdraft.brief import money_dict, review_dict, review_text

    bench = request.bench()
    found = bench.review(request.draft, **request.how)
    if as_json:
        money = money_dict(bench.money(request.draft, **request.how))
        options.show_json(request.heading(bench) | review_dict(bench.case, found) | money)
    else:
        click.echo(
            review_text(bench.case, found, bench.answering_party(request.party), options.screen())
        )
