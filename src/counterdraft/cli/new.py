"""`counterdraft new`: begin a case."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["new"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def new(folder: Path, as_json: bool) -> None:  # noqa: FBT001
    """Write a commented skeleton of a case into FOLDER; it checks and briefs as it is."""
    from counterdraft.cli.options import show_json
    from counterdraft.formats import new as write_skeleton

    written = write_skeleton(folder)
    if as_json:
        show_json({"folder": str(folder), "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(f"next: edit {folder}/case.yaml, then counterdraft check {folder}")
