"""`counterdraft frontier`: every efficient offer and the solutions."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from counterdraft.cli import options
from counterdraft.cli.stopping import stopping

__all__ = ["frontier"]


@click.command()
@options.case
@options.seat(default="table")
@options.as_of
@options.parties
@options.domain
@click.option(
    "--certificate",
    type=click.Path(path_type=Path),
    help="Write the certificate here; it contains the worths of the seat.",
)
@options.time_limit
@options.as_json
def frontier(
    case: Path,
    seat: str,
    as_of: date | None,
    parties: tuple[str, ...],
    domain: str,
    certificate: Path | None,
    time_limit: float | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Print every efficient offer of CASE and the solutions that the literature names."""
    from counterdraft.agreements.certificates.bundle import bundle
    from counterdraft.brief.data.efficient_data import efficient_dict
    from counterdraft.brief.screens.efficient_offers import efficient_text
    from counterdraft.runtime.atomic import write_all
    from counterdraft.runtime.deadline import Deadline
    from counterdraft.workbench import Workbench, load

    bench = load(case, seat=seat, as_of=as_of, parties=parties, domain=domain)
    options.warn(bench.case)
    deadline = Deadline(time_limit)
    bench = Workbench(options.chosen(bench.case, parties), deadline)
    with stopping(deadline):
        counting = bench.acceptable_in_background()
        front, solved, count = bench.frontier(), bench.solutions(), counting.result()
    if certificate is not None:
        whole = bundle(
            front,
            solved,
            case=bench.case.name,
            fingerprint=bench.case.fingerprint,
            seat=bench.case.seat,
        )
        proofs = json.dumps(whole)
        write_all({certificate: f"{proofs}\n".encode()})
    if as_json:
        options.show_json(efficient_dict(bench.case, bench.game, front, solved, count))
    else:
        click.echo(efficient_text(bench.case, bench.game, front, solved, count))
