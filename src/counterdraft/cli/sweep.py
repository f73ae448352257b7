"""`counterdraft value CASE --draft D --sweep …`: many term sheets around a draft, each with its error."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from counterdraft.cli.drafts import ValuationRequest
    from counterdraft.estate import DealGains
    from counterdraft.estate.deals.term_sheets import TermSheet
    from counterdraft.estate.tables.deal_gains import DealGain

__all__ = ["Sweep", "cluster", "run", "sweep", "workers"]

sweep = click.option(
    "--sweep",
    "wanted",
    metavar="N|ISSUE,...",
    help="Term sheets around --draft: every combination of these issues, or N drawn over all.",
)
workers = click.option(
    "--workers", type=click.IntRange(min=1, max=256), help="Processes that compute a --sweep."
)
cluster = click.option(
    "--cluster", metavar="ADDRESS", help="A dask.distributed scheduler that computes a --sweep."
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Which term sheets, computed where."""

    wanted: str
    workers: int | None
    cluster: str | None

    def counted(self) -> int | None:
        """Return how many are to be drawn, None where issues are named."""
        if re.fullmatch(r"\s*[-+]?[0-9]+\s*", self.wanted) is None:
            return None
        count = int(self.wanted) if len(self.wanted) < 20 else -1
        if not 1 <= count <= 200_000:
            raise click.UsageError(
                f"--sweep {self.wanted[:20]}: from 1 to 200,000 term sheets can be drawn"
            )
        return count

    def issues(self) -> tuple[str, ...]:
        """Return the issues that are named."""
        if self.counted() is not None:
            return ()
        return tuple(name.strip() for name in self.wanted.split(","))


def run(request: ValuationRequest, what: Sweep, out: Path | None, *, as_json: bool) -> None:
    """Compute the term sheets and print the best of them; all with --json, or as a table with -o."""
    from counterdraft.brief.sweep_table import sweep_csv, sweep_json, sweep_text
    from counterdraft.cli.drafts import draw
    from counterdraft.cli.progress import progress
    from counterdraft.estate import DealGains
    from counterdraft.estate.deals.term_sheets import term_sheets
    from counterdraft.estate.reports.sweep_report import sweep_report
    from counterdraft.runtime.atomic import write_all

    count, issues = what.counted(), what.issues()
    if out is not None and out.suffix not in {".csv", ".json"}:
        raise click.UsageError("-o with --sweep names a table: TABLE.csv, or TABLE.json")
    case, drawn = draw(request)
    deal_mapping = drawn.estate.deal_mapping
    draft = case.draft(request.drafts[0])
    around = term_sheets(case, deal_mapping, draft, issues, count=count, seed=request.seed)
    cells = DealGains(drawn)
    with progress() as show, ExitStack() as stack:
        found = _filled(cells, around.sheets, _executor(what, show, stack), show)
    report = sweep_report(drawn, case, around, found, party=request.party)
    if out is not None:
        data = sweep_csv(report) if out.suffix == ".csv" else sweep_json(report)
        write_all({out: data})
    if as_json:
        click.echo(sweep_json(report).decode(), nl=False)
        return
    click.echo(sweep_text(case, report))
    if out is not None:
        click.echo(f"wrote {out}")


def _executor(what: Sweep, show: Any, stack: ExitStack) -> Executor | None:  # noqa: ANN401
    from counterdraft.cli import executors

    if what.cluster is not None:
        inner = stack.enter_context(executors.cluster(what.cluster))
    elif what.workers is not None:
        inner = stack.enter_context(executors.processes(what.workers))
    else:
        return None

    def done(finished: int, given: int) -> None:
        if show is not None:
            show(finished / given, "term sheets")

    return executors.ProgressExecutor(inner, done)


def _filled(
    cells: DealGains,
    sheets: tuple[TermSheet, ...],
    executor: Executor | None,
    show: Any,  # noqa: ANN401
) -> list[DealGain]:
    deals = [sheet.terms for sheet in sheets]
    if executor is not None:
        return cells.fill(deals, executor, parts=32)
    # Deals under one guarantee share their flows: they are done together, and told of in slices.
    ordered = sorted(deals, key=lambda deal: deal.guarantee)
    size = max(64, len(ordered) // 50)
    for begin in range(0, len(ordered), size):
        cells.fill(ordered[begin : begin + size])
        if show is not None:
            show(begin / len(ordered), f"{begin:,} of {len(ordered):,} term sheets")
    return cells.fill(deals)
