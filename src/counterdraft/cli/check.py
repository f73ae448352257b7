"""`counterdraft check`: can the case be read?"""

from __future__ import annotations

from datetime import date
from math import prod
from pathlib import Path

import click

from counterdraft.case import TABLE, Case
from counterdraft.cli import options
from counterdraft.errors import CaseError

__all__ = ["check"]


@click.command()
@options.case
@options.seat(default="table")
@options.as_of
@options.parties
@options.domain
@options.as_json
@click.pass_context
def check(
    context: click.Context,
    case: Path,
    seat: str,
    as_of: date | None,
    parties: tuple[str, ...],
    domain: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    Read CASE and say what is in it, or list every fault with file, line and column.

    Without --as every party's files are read, since all of them must be right; what they hold is
    not shown, nor is it quoted in a fault; --as PARTY and --as table quote it.
    """
    try:
        found = options.load_chosen(case, seat, as_of=as_of, parties=parties, domain=domain)
    except CaseError as error:
        named = context.get_parameter_source("seat") is click.core.ParameterSource.COMMANDLINE
        raise error if named else error.withheld() from None
    options.warn(found)
    missing = _missing(found)
    size = prod(len(issue.options) for issue in found.issues)
    if as_json:
        options.show_json(
            {
                "case": found.name,
                "title": found.title,
                "seat": found.seat,
                "as_of": as_of.isoformat() if as_of else None,
                "parties": [p.name for p in found.parties],
                "issues": {i.name: [o.name for o in i.options] for i in found.issues},
                "drafts": [d.name for d in found.drafts],
                "offers": str(size),
                "fingerprint": found.fingerprint,
                "missing": missing,
                "withheld_by_date": list(found.withheld_by_date),
                "warnings": list(found.warnings),
                "faults": [],
            }
        )
        return
    click.echo(f"{found.title}: no fault found, read from the seat '{found.seat}'")
    players = ", ".join(p.label for p in found.players)
    signatories = ", ".join(p.label for p in found.signatories)
    click.echo(f"  parties  {players}" + (f"; if needed {signatories}" if signatories else ""))
    click.echo(f"  issues   {len(found.issues)}, {size:,} offers")
    click.echo(f"  drafts   {', '.join(d.name for d in found.drafts) or 'none'}")
    for file in missing:
        click.echo(f"  missing  {file}: nothing is answered from this seat without it")
    for sentence in found.withheld_by_date:
        click.echo(f"  as of    {sentence}")
    click.echo(f"  fingerprint {found.fingerprint}")


def _missing(case: Case) -> list[str]:
    """Return the files that this seat needs of every party before it can be answered."""
    lacking = []
    for party in case.parties:
        own = case.seat in (TABLE, party.name)
        if (
            (party.name not in case.mandates)
            if own
            else ((case.seat, party.name) not in case.beliefs)
        ):
            lacking.append(
                f"mandates/{party.name}.yaml" if own else f"beliefs/{case.seat}/{party.name}.yaml"
            )
    return lacking
