"""`counterdraft counter`: the counter-offers worth making."""

from __future__ import annotations

from fractions import Fraction

import click

from counterdraft.cli import options
from counterdraft.cli.asked import Asked, asks

__all__ = ["counter"]


@click.command()
@asks
@options.odds
@options.as_json
def counter(asked: Asked, odds: Fraction, as_json: bool) -> None:  # noqa: FBT001
    """
    List the counter-offers worth making to a draft of CASE, which differ in kind.

    For each: what moves, what it costs us and gives them, and the odds that everybody who must sign
    would rather have it than no deal. That is not the odds that they stop bargaining.
    """
    from counterdraft.brief import money_dict, shortlist_dict, shortlist_text

    bench = asked.bench()
    found = bench.counter(asked.draft, odds=odds, **asked.how)
    if as_json:
        offers = [one.offer for one in found.counters]
        money = money_dict(bench.money(asked.draft, offers, **asked.how))
        options.show_json(asked.heading(bench) | shortlist_dict(bench.case, found) | money)
    else:
        draft, party = bench.case.draft(asked.draft), bench.answering(asked.party)
        click.echo(shortlist_text(bench.case, draft, found, party, options.screen()))
