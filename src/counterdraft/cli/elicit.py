"""`counterdraft elicit`: the questions that narrow a mandate's ranges most."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from counterdraft.cli import options
from counterdraft.errors import CaseError

if TYPE_CHECKING:
    from counterdraft.advice.elicitation import Elicitation, Reply
    from counterdraft.case import Figure

__all__ = ["elicit"]

REPLIES: dict[str, Reply] = {"1": "first", "2": "second", "same": "indifferent"}


@click.command()
@options.case
@options.seat()
@options.answer
@options.as_of
@options.seed
@options.draws
@click.option(
    "--most", type=click.IntRange(1, 50), default=5, show_default=True, help="Questions to ask."
)
@click.option(
    "--source", default="", help="The source under which answers are kept, from sources.yaml."
)
@click.option("--today", type=options.Day(), help="The day of the answers; default today.")
@click.option(
    "--list", "only_list", is_flag=True, help="Print the first questions and ask nothing."
)
@click.option("--yes", is_flag=True, help="Write without asking at the end.")
@options.as_json
def elicit(
    case: Path,
    seat: str,
    draft: str,
    as_of: date | None,
    seed: int,
    draws: int,
    most: int,
    source: str,
    today: date | None,
    only_list: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    Ask what narrows the seat's own ranges most, and write the answers into its mandate.

    Two offers are compared that differ in an issue or two (even swaps), or one figure with a value.
    Nothing is written before the end, and nothing without a yes.
    """
    from counterdraft.advice.elicitation import begin
    from counterdraft.workbench import load

    if seat == "table":
        raise CaseError.of("the table has no mandate of its own", help="give --as with a party")
    bench = load(case, seat=seat, as_of=as_of)
    if source and source not in bench.case.sources:
        raise CaseError.of(f"no source is called '{source}'", help="add it to sources.yaml first")
    talk = begin(bench.case, draft, seed=seed, draws=draws)
    if only_list or as_json:
        _list(talk, most, as_json=as_json)
        return
    _say_spread(talk)
    talk = _ask(talk, most)
    changed = talk.figures(source=source, known=today or datetime.now(UTC).date())
    if not changed:
        click.echo("nothing was narrowed; nothing is written")
        return
    _say_spread(talk)
    for before, after in changed:
        click.echo(f"  {before.name}\n    {_range(before)}  →  {_range(after)}")
    if yes or click.confirm("write these into the mandate?", default=False):
        _write(case, changed)


def _ask(talk: Elicitation, most: int) -> Elicitation:
    for number in range(1, most + 1):
        question = talk.question()
        if question is None:
            click.echo("no further question narrows the answer")
            break
        asked, first, second = talk.words(question)
        click.echo(f"\n{number}. {asked}\n   1  {first}\n   2  {second}")
        click.echo(f"   (an answer takes away {question.reduction:.0%} of what is unsure)")
        reply = click.prompt("   answer", type=click.Choice([*REPLIES, "skip", "stop"]))
        if reply == "stop":
            break
        if reply == "skip":
            talk = talk.skipped(question)
            continue
        try:
            talk = talk.answered(question, REPLIES[reply])
        except CaseError as error:
            click.echo(f"   {error.faults[0].message}; {error.faults[0].help}")
            talk = talk.skipped(question)
    return talk


def _list(talk: Elicitation, most: int, *, as_json: bool) -> None:
    found = []
    for _ in range(most):
        question = talk.question()
        if question is None:
            break
        found.append((question, *talk.words(question)))
        talk = talk.skipped(question)
    if as_json:
        options.show_json(
            [
                {
                    "kind": q.kind,
                    "question": asked,
                    "first": first,
                    "second": second,
                    "odds_of_first": q.odds,
                    "reduction": q.reduction,
                    "figures": [f.name for f in q.figures],
                }
                for q, asked, first, second in found
            ]
        )
        return
    for number, (question, asked, first, second) in enumerate(found, 1):
        click.echo(f"{number}. {asked}\n   1  {first}\n   2  {second}")
        click.echo(f"   (an answer takes away {question.reduction:.0%} of what is unsure)")


def _say_spread(talk: Elicitation) -> None:
    low, middle, high = talk.spread()
    click.echo(
        f"what the draft brings over no deal: {middle:.3g} {talk.worth.unit},"
        f" four times in five between {low:.3g} and {high:.3g}"
    )


def _range(figure: Figure) -> str:
    from counterdraft.advice.words import figure_text

    return figure_text(figure)


def _write(case: Path, changed: tuple[tuple[Figure, Figure], ...]) -> None:
    from counterdraft.formats import annotated, set_figures

    figures = {after.name: annotated(after) for _, after in changed}
    expected = {before.name: before.distribution for before, _ in changed}
    for path in set_figures(case, figures, expected=expected):
        click.echo(f"wrote {path}")
