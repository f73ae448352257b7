"""`counterdraft value` and what it shares with `compare`: drafts and mines in money."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from counterdraft.cli import options

if TYPE_CHECKING:
    from counterdraft.case import Case
    from counterdraft.estate import Paths

__all__ = ["paths", "show_drafts", "value"]

paths = click.option(
    "--paths",
    type=click.IntRange(min=100, max=1_000_000),
    default=20_000,
    show_default=True,
    help="Joint paths of prices, geology and war.",
)


@click.command()
@click.argument("case", type=click.Path(path_type=Path), required=False)
@click.option(
    "--project", type=click.Path(path_type=Path), help="One mine in a YAML file, instead of a case."
)
@click.option("--draft", help="Only this draft of the case, with the worth of each clause.")
@options.as_of
@options.seed
@paths
@click.option(
    "-o", "folder", type=click.Path(path_type=Path), help="Write map, chart and workbook here."
)
@options.as_json
def value(
    case: Path | None,
    project: Path | None,
    draft: str | None,
    as_of: date | None,
    seed: int,
    paths: int,
    folder: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    Value the drafts of CASE in money, from its estate; or one mine with its term sheet (--project).

    With -o: a map of the deposits by control, the way from the claim to the money, and a workbook of one
    path with live formulas, for a reviewer to check by hand.
    """
    if (case is None) == (project is None):
        raise click.UsageError("give either CASE or --project FILE")
    if project is not None:
        _mine(project, folder, as_json=as_json)
        return
    assert case is not None
    show_drafts(
        case,
        [draft] if draft else [],
        as_of,
        seed,
        paths,
        folder,
        as_json=as_json,
        clauses=bool(draft),
    )


def show_drafts(
    folder: Path,
    names: list[str],
    as_of: date | None,
    seed: int,
    count: int,
    out: Path | None,
    *,
    as_json: bool,
    clauses: bool = False,
) -> None:
    """Print drafts side by side on the same paths; write the pictures and the workbook of the first."""
    from counterdraft.brief.money import drafts_text
    from counterdraft.estate import Paths, case_report
    from counterdraft.formats import read_shared
    from counterdraft.formats.estate_files import load_estate

    case = read_shared(folder, as_of)
    drawn = Paths(load_estate(folder, as_of=as_of), count, seed=seed)
    found = case_report(drawn, case, names, clauses=clauses)
    written = _write(drawn, case, found, out) if out is not None else []
    if as_json:
        options.show_json(found)
        return
    click.echo(drafts_text(case, found, count, seed))
    for path in written:
        click.echo(f"wrote {path}")


def _write(drawn: Paths, case: Case, found: dict[str, Any], out: Path) -> list[Path]:
    from counterdraft.atomic import write_all
    from counterdraft.estate import deal_workbook, draft_terms, map_of_deposits, waterfall_chart

    estate = drawn.estate
    first = found["drafts"][0]["draft"]
    terms = draft_terms(drawn, case, case.draft(first)).terms[0]
    levels = [(str(s["step"]), float(s["money"])) for s in found["ground"][1:]]
    sizes = [money for _, money in estate.in_the_ground()]
    unit = f"{found['money']['code']} {found['money']['unit']}"
    contents = {
        out / f"{case.name}-map.svg": map_of_deposits(
            estate.deposits, sizes, f"{case.title}: deposits by who controls them"
        ).encode(),
        out / f"{case.name}-reckoning.svg": waterfall_chart(
            levels, f"{case.title}: from the ground to the state", unit
        ).encode(),
        out / f"{case.name}-{first}-path.xlsx": deal_workbook(drawn, terms, path=0),
    }
    write_all(contents)
    return list(contents)


def _mine(project: Path, folder: Path | None, *, as_json: bool) -> None:
    from counterdraft.atomic import write_all
    from counterdraft.brief.money import mine_text
    from counterdraft.estate import project_workbook
    from counterdraft.estate import value as indicators
    from counterdraft.formats.estate_files import load_project

    mine = load_project(project)
    found = indicators(mine)
    if folder is not None:
        write_all({folder / f"{project.stem}.xlsx": project_workbook(mine)})
    if as_json:
        options.show_json(found)
    else:
        click.echo(mine_text(found))
