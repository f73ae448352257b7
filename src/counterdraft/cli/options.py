"""The options that commands share."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from counterdraft.case import TABLE, Case
from counterdraft.case.numbers import read_ratio
from counterdraft.errors import CaseError

__all__ = [
    "Day",
    "Share",
    "answer",
    "as_json",
    "as_of",
    "case",
    "chosen",
    "domain",
    "draws",
    "for_party",
    "load_chosen",
    "odds",
    "parties",
    "screen",
    "seat",
    "seed",
    "show_json",
    "show_lines",
    "time_limit",
    "warn",
    "warn_of_table",
]


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A date written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """Return the date, or fail with what was expected."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is no date; write it as 2025-02-15", param, ctx)


class Share(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A probability: 0.5, 1/2 or 50%."""

    name = "probability"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """Return the probability exactly, or fail with what was expected."""
        number = read_ratio(str(value))
        share = None if number is None else number.of("fraction")
        if share is None:
            self.fail(f"'{value}' is no probability; write 0.5 or 50%", param, ctx)
        if not 0 <= share <= 1:
            self.fail(f"{value} is not between 0 and 1; for 50 % write 0.5 or 50%", param, ctx)
        return share


case = click.argument("case", type=click.Path(path_type=Path))
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
as_of = click.option(
    "--as-of", type=Day(), help="Use only what was known on this day (YYYY-MM-DD)."
)
seed = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Seed of the random sample.",
)
draws = click.option(
    "--draws",
    type=click.IntRange(min=100, max=1_000_000),
    default=10_000,
    show_default=True,
    help="Size of the joint sample.",
)
odds = click.option(
    "--odds",
    type=Share(),
    default="0.5",
    show_default=True,
    help="Least odds of the boldest counter-offer.",
)

time_limit = click.option(
    "--time-limit",
    type=click.FloatRange(min=0.0, min_open=True, max=1e6),
    metavar="SECONDS",
    help="End the search about then with the best that is found, and its bound.",
)


answer = click.option(
    "--answer", "draft", metavar="DRAFT", default="", help="The draft to answer.  [required]"
)
for_party = click.option(
    "--for", "party", metavar="PARTY", help="Who answers, when the case is read from the table."
)


def seat(*, default: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that says from whose seat the case is read."""
    return click.option(
        "--as",
        "seat",
        metavar="PARTY",
        required=default is None,
        default=default,
        show_default=default is not None,
        help="Whose seat: opens that party's mandate and beliefs and no other's; 'table' opens all.",
    )


parties = click.option(
    "--parties",
    metavar="A,B,...",
    multiple=True,
    help="Read these parties alone, in this order, separated by commas; may be repeated.",
)


domain = click.option(
    "--domain", metavar="FILE", default="", help="The domain to read, where a folder holds several."
)


def chosen(case: Case, names: tuple[str, ...]) -> Case:
    """
    Return the *case* with the named parties alone, in the order of the names; all of them for none.

    Raises:
        CaseError: A name is no party, or stands twice.
    """
    known = {party.name for party in case.parties}
    taken = [
        part
        for name in names
        for part in ([name] if name in known else [n.strip() for n in name.split(",")])
    ]
    if not taken:
        return case
    twice = next((name for name in taken if taken.count(name) > 1), None)
    if twice is not None:
        raise CaseError.of(f"--parties names '{twice}' twice", file=case.folder)
    return replace(case, parties=tuple(case.party(name) for name in taken))


def load_chosen(
    path: Path,
    seat: str = TABLE,
    *,
    as_of: date | None = None,
    parties: tuple[str, ...] = (),
    domain: str = "",
    also: Mapping[str, Sequence[Fraction]] | None = None,
) -> Case:
    """Return the case at *path* with the parties that were named, of the domain that was named."""
    from counterdraft.formats import Selection, load

    return chosen(load(path, seat, as_of, Selection(also or {}, parties, domain)), parties)


def warn(case: Case) -> None:
    """Print on standard error what is unusual in the files of the *case* and allowed."""
    for warning in case.warnings:
        click.echo(f"warning: {warning}", err=True)


def warn_of_table(case: Case) -> None:
    """Print on standard error that everybody's mandate is shown, where the *case* keeps them apart."""
    if case.seat == TABLE and (Path(case.folder) / "mandates").is_dir():
        from counterdraft.brief.words import TABLE_WARNING

        click.echo(f"warning: {TABLE_WARNING}", err=True)


def screen() -> int:
    """Return the columns to print in: the terminal's, 60 to 100; 100 where no terminal reads along."""
    columns = shutil.get_terminal_size((100, 0)).columns if sys.stdout.isatty() else 100
    return min(max(columns, 60), 100)


def show_json(data: Any) -> None:  # noqa: ANN401
    """Print *data* as JSON, the same bytes for the same data."""
    click.echo(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False))


def show_lines(rows: list[Any]) -> None:
    """Print a list as JSON with one entry per line, which a program and a person can both read."""
    lines = [json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows]
    click.echo("[" + ",".join(f"\n {line}" for line in lines) + "\n]")
