"""`counterdraft value` and what it shares with `compare`: drafts and mines in money."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from counterdraft.cli import options
from counterdraft.cli import sweep as sweeps
from counterdraft.cli.drafts import ValuationRequest, draw, party, paths, responsive

__all__ = ["show_drafts", "value"]


@click.command()
@click.argument("case", type=click.Path(path_type=Path), required=False)
@click.option(
    "--project", type=click.Path(path_type=Path), help="One mine in a YAML file, instead of a case."
)
@click.option(
    "--draft",
    help="Only this draft of the case, with every indicator and the worth of each clause.",
)
@party
@responsive
@sweeps.sweep
@sweeps.workers
@sweeps.cluster
@options.as_of
@options.seed
@paths
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path),
    help="Folder for page, pictures and workbook; with --sweep, TABLE.csv or TABLE.json.",
)
@options.as_json
@click.pass_context
def value(
    context: click.Context,
    case: Path | None,
    project: Path | None,
    draft: str | None,
    party: str | None,
    wanted: str | None,
    workers: int | None,
    cluster: str | None,
    as_of: date | None,
    seed: int,
    paths: int,
    out: Path | None,
    responsive: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    Value the drafts of CASE in money, from its estate; or one mine with its term sheet (--project).

    cases/mines holds examples of FILE with a comment on every field, docs/reference/term-sheet describes it,
    and "counterdraft schema project" prints its schema.

    With -o: one page that opens offline, with all drafts and one of them in full (--draft, or the first);
    its pictures; everything as JSON; and a workbook of one path with live formulas, for a reviewer to
    check by hand.

    With --sweep: many term sheets around --draft, each with its standard error, on common random numbers;
    computed here, in --workers processes, or on a --cluster, with the same answer.
    """
    if (case is None) == (project is None):
        raise click.UsageError("give either CASE or --project FILE")
    if project is not None:
        _of_a_case_alone(context)
        _mine(project, out, as_json=as_json)
        return
    assert case is not None
    request = ValuationRequest(
        case, (draft,) if draft else (), as_of, seed, paths, party, responsive
    )
    if wanted is None:
        if workers is not None or cluster is not None:
            raise click.UsageError("--workers and --cluster compute a --sweep")
        show_drafts(request, out, as_json=as_json, full=draft or "")
        return
    if draft is None:
        raise click.UsageError("--sweep needs --draft D, around which the term sheets lie")
    if workers is not None and cluster is not None:
        raise click.UsageError("give either --workers or --cluster")
    if responsive:
        raise click.UsageError("--responsive: not with --sweep, whose plans are fixed")
    sweeps.run(request, sweeps.Sweep(wanted, workers, cluster), out, as_json=as_json)


OPTION = {"wanted": "sweep"}


def _of_a_case_alone(context: click.Context) -> None:
    """Refuse what says nothing about one mine."""
    given = [
        name
        for name in context.params
        if name not in {"project", "out", "as_json"}
        and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        names = ", ".join("--" + OPTION.get(name, name).replace("_", "-") for name in given)
        raise click.UsageError(
            f"{names}: of a case only; the file of --project holds its own terms"
        )


def show_drafts(
    request: ValuationRequest, out: Path | None, *, as_json: bool, full: str = ""
) -> None:
    """Print drafts side by side on the same paths; write page, pictures and workbook into *out*."""
    from counterdraft.brief.money import drafts_text
    from counterdraft.cli.value_files import write_files
    from counterdraft.estate import case_report
    from counterdraft.estate.reports.report import part_of
    from counterdraft.runtime.plain_data import plain

    case, drawn = draw(request)
    written: list[Path] = []
    if out is None:
        report = case_report(
            drawn,
            case,
            request.drafts,
            responsive=request.responsive,
            full=full,
            party=request.party,
        )
    else:
        whole, written = write_files(drawn, case, full, request.party, out)
        names = [case.draft(name).name for name in request.drafts]
        report = part_of(whole, names, responsive=request.responsive, full=bool(full))
    if as_json:
        options.show_json(plain(report))
        return
    click.echo(drafts_text(case, report))
    for path in written:
        click.echo(f"wrote {path}")


def _mine(project: Path, folder: Path | None, *, as_json: bool) -> None:
    from counterdraft.formats.mine_file import load_project
    from counterdraft.mines import report_mine

    mine = load_project(project)
    report = report_mine(mine)
    book = None if folder is None else folder / f"{project.stem}.xlsx"
    if book is not None:
        from counterdraft.brief.workbooks import project_workbook
        from counterdraft.runtime.atomic import write_all

        write_all({book: project_workbook(mine)})
    if as_json:
        from counterdraft.brief.mine_json import mine_json

        options.show_json(mine_json(report))
        return
    from counterdraft.brief.mine import mine_text

    click.echo(mine_text(report))
    if book is not None:
        click.echo(f"wrote {book}")
