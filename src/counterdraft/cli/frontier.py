"""`counterdraft frontier`: every efficient offer and the solutions."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from counterdraft.cli import options

__all__ = ["frontier"]


@click.command()
@options.case
@options.seat(default="table")
@options.as_of
@options.parties
@click.option("--certificate", type=click.Path(path_type=Path), help="Write the certificate here.")
@options.as_json
def frontier(
    case: Path,
    seat: str,
    as_of: date | None,
    parties: tuple[str, ...],
    certificate: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Print every efficient offer of CASE and the solutions that the literature names."""
    from counterdraft.agreements.proofs.bundle import bundle
    from counterdraft.atomic import write_all
    from counterdraft.brief.efficient import efficient_dict, efficient_text
    from counterdraft.workbench import Workbench, load

    bench = load(case, seat=seat, as_of=as_of)
    options.warn(bench.case)
    bench = Workbench(options.chosen(bench.case, parties))
    counting = bench.acceptable_beside()
    front, solved, count = bench.frontier(), bench.solutions(), counting.result()
    if certificate is not None:
        proofs = json.dumps(bundle(front, solved))
        write_all({certificate: f"{proofs}\n".encode()})
    if as_json:
        options.show_json(efficient_dict(bench.case, bench.game, front, solved, count))
    else:
        click.echo(efficient_text(bench.case, bench.game, front, solved, count))
