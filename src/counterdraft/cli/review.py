"""`counterdraft review`: the draft against the mandate."""

from __future__ import annotations

import click

from counterdraft.cli import options
from counterdraft.cli.asked import Asked, asks

__all__ = ["review"]


@click.command()
@asks
@options.as_json
def review(asked: Asked, as_json: bool) -> None:  # noqa: FBT001
    """Hold a draft of CASE against the seat's mandate, issue by issue; silences count as loudly."""
    from counterdraft.brief import money_dict, review_dict, review_text

    bench = asked.bench()
    found = bench.review(asked.draft, **asked.how)
    if as_json:
        money = money_dict(bench.money(asked.draft, **asked.how))
        options.show_json(asked.heading(bench) | review_dict(bench.case, found) | money)
    else:
        click.echo(review_text(bench.case, found, bench.answering(asked.party), options.screen()))
