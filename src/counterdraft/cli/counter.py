"""`counterdraft counter`: the counter-offers worth making."""

from __future__ import annotations

from fractions import Fraction

import click

from counterdraft.cli import options
from counterdraft.cli.answer_request import AnswerRequest, with_answer_request

__all__ = ["counter"]


@click.command()
@with_answer_request
@options.odds
@options.time_limit
@options.as_json
def counter(
    request: AnswerRequest,
    odds: Fraction,
    time_limit: float | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    List the counter-offers worth making to a draft of CASE, which differ in kind.

    For each: what moves, what it costs us and gives them, and the odds that everybody who must sign
    would rather have it than no deal. That is not the odds that they stop bargaining.
    """
    from counterdraft.brief import money_dict, shortlist_dict, shortlist_text
    from counterdraft.runtime.deadline import Deadline

    bench = request.bench()
    bench.deadline = Deadline(time_limit)
    found = bench.counter(request.draft, odds=odds, **request.how)
    if as_json:
        offers = [one.offer for one in found.counters]
        money = money_dict(bench.money(request.draft, offers, **request.how))
        options.show_json(request.heading(bench) | shortlist_dict(bench.case, found) | money)
    else:
        draft, party = bench.case.draft(request.draft), bench.answering_party(request.party)
        click.echo(shortlist_text(bench.case, draft, found, party, options.screen()))
