"""`counterdraft draft add`: tonight's draft, term by term."""

from __future__ import annotations

import hashlib
import shlex
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from counterdraft.case import Case, Issue
from counterdraft.case.option_lookup import Problem, find_option
from counterdraft.cli import options
from counterdraft.errors import CaseError, nearest

__all__ = ["draft"]

CONFIDENCE = ("high", "medium", "low")
DETAILS = ("confidence", "source", "article", "note", "known")


@click.group()
def draft() -> None:
    """Enter somebody's draft into a case."""


@draft.command()
@options.case
@click.option("--name", help="Short name of the draft, as feb-07.")
@click.option("--by", help="The party that proposed it.")
@click.option("--date", "day", type=options.Day(), help="The date it bears.")
@click.option("--title", help="Title; default made of the date.")
@click.option("--status", help="Where it stands; default 'under review'.")
@click.option("--source", help="The source of everything about it, from sources.yaml.")
@click.option("--known", type=options.Day(), help="The day it became known; default its date.")
@click.option(
    "--file",
    "document",
    type=click.Path(path_type=Path),
    help="The document itself: its SHA-256 is kept, so that two copies can be told to be the same.",
)
@click.option(
    "--term",
    "terms",
    multiple=True,
    metavar="ISSUE=WHAT",
    help="What it does about an issue: an option, silent, unknown or open; details may follow, as in "
    "--term 'share=0.5 confidence=high source=S1 article=3'. May be repeated.",
)
@options.as_json
def add(
    case: Path,
    name: str | None,
    by: str | None,
    day: date | None,
    title: str | None,
    status: str | None,
    source: str | None,
    known: date | None,
    document: Path | None,
    terms: tuple[str, ...],
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    Add a draft to CASE/case.yaml; comments and everything else stay as they are.

    On a terminal whatever is not given is asked for, issue by issue. Otherwise an issue without a --term is
    unknown, which is not the same as silent.
    """
    from counterdraft.formats import add_draft, read_shared

    found = read_shared(case)
    asks = sys.stdin.isatty() and not as_json
    given = dict(_term(found, text) for text in terms)
    entry: dict[str, Any] = {
        "title": title or "",
        "proposed_by": _needed(found, by, asks=asks),
        "date": _day(day, asks=asks),
    }
    name = name or _name(found, entry["date"], asks=asks)
    entry["title"] = title or f"Draft of {entry['date'].day} {entry['date']:%B %Y}"
    if known is not None:
        entry["known"] = known
    entry["status"] = status or "under review"
    if source:
        entry["source"] = source
    if document is not None:
        entry["document"] = _fingerprint(document)
    if asks:
        click.echo(
            "For each issue: an option, or silent, unknown, open.  Enter alone means unknown."
        )
        for issue in found.issues:
            if issue.name not in given:
                given[issue.name] = _ask(found, issue)
    entry["terms"] = {i.name: given.get(i.name, {"unknown": True}) for i in found.issues}
    written = add_draft(case, name, entry)
    count = {
        kind: sum(kind in t for t in entry["terms"].values())
        for kind in ("says", "silent", "unknown", "open")
    }
    if as_json:
        options.show_json({"file": str(written), "draft": name, **count})
        return
    click.echo(
        f"{written}: added '{name}': " + ", ".join(f"{n} {kind}" for kind, n in count.items())
    )
    click.echo(f"next: counterdraft brief {case} --as PARTY --answer {name} -o out")


def _needed(case: Case, by: str | None, *, asks: bool) -> str:
    names = [p.name for p in case.parties]
    if by is None and asks:
        by = click.prompt("Proposed by", type=click.Choice(names))
    if by is None:
        raise CaseError.of(
            "who proposed the draft?", help=f"give --by with one of: {', '.join(names)}"
        )
    case.party(by)
    return by


def _day(day: date | None, *, asks: bool) -> date:
    if day is None and asks:
        day = click.prompt("Date it bears (YYYY-MM-DD)", type=options.Day())
    if day is None:
        raise CaseError.of("which date does the draft bear?", help="give --date YYYY-MM-DD")
    return day


def _name(case: Case, day: date, *, asks: bool) -> str:
    name = f"{day:%b-%d}".lower()
    taken = {d.name for d in case.drafts}
    if name in taken:
        name = day.isoformat()
    return str(click.prompt("Short name", default=name)) if asks else name


def _fingerprint(document: Path) -> str:
    try:
        with document.open("rb") as file:
            return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CaseError.of((error.strerror or str(error)).lower(), file=str(document)) from error


def _term(case: Case, text: str) -> tuple[str, dict[str, Any]]:
    try:
        first, *rest = shlex.split(text)
    except ValueError as error:
        raise CaseError.of(f"--term {text}: {error}", help="write ISSUE=WHAT") from error
    name, equals, what = first.partition("=")
    names = [i.name for i in case.issues]
    if not equals:
        raise CaseError.of(f"--term {text}: no '=' in it", help="write ISSUE=WHAT, as share=0.5")
    if name not in names:
        raise CaseError.of(f"--term {text}: no issue is called '{name}'", help=nearest(name, names))
    term = _what(case.issues[names.index(name)], what)
    for detail in rest:
        key, equals, value = detail.partition("=")
        if key not in DETAILS or not equals:
            raise CaseError.of(
                f"--term {text}: '{detail}' is no detail", help=nearest(key, DETAILS)
            )
        term[key] = date.fromisoformat(value) if key == "known" and _is_day(value) else value
    return name, term


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _what(issue: Issue, what: str) -> dict[str, Any]:
    if what in {"silent", "unknown", "open"}:
        return {what: True}
    found = find_option(issue, what)
    if isinstance(found, Problem):
        raise CaseError.of(found.message, field=issue.name, help=found.help)
    option = issue.options[found]
    return {"says": option.name if option.value is None else option.value}


def _ask(case: Case, issue: Issue) -> dict[str, Any]:
    click.echo(f"\n{issue.label} [{issue.name}]")
    if issue.kind == "numeric":
        click.echo(f"   {issue.options[0].name} … {issue.options[-1].name} {issue.unit}")
    else:
        for option in issue.options:
            click.echo(f"   {option.name:<24} {option.label}")
    while True:
        answer = str(click.prompt("  the draft", default="unknown")).strip()
        try:
            term = _what(issue, answer)
        except CaseError as error:
            click.echo(f"   {error.faults[0].message}; {error.faults[0].help}")
            continue
        break
    if "unknown" in term:
        return term
    confidence = click.prompt(
        "  how sure", type=click.Choice([*CONFIDENCE, ""]), default="", show_default=False
    )
    source = click.prompt("  source", default="", show_default=False)
    article = click.prompt("  article", default="", show_default=False)
    if source and source not in case.sources:
        click.echo(
            f"   no source is called '{source}'; {nearest(source, list(case.sources))}: left out"
        )
        source = ""
    return term | {
        key: value
        for key, value in (("confidence", confidence), ("source", source), ("article", article))
        if value
    }
