"""`counterdraft export`: a case becomes a folder of the field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from counterdraft.cli import options

__all__ = ["export"]


@click.command()
@options.case
@click.option(
    "--format",
    "form",
    type=click.Choice(("genius", "geniusweb", "negmas", "negolog")),
    required=True,
    help="The format to write.",
)
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), help="The folder to write into."
)
@options.as_of
@options.parties
@options.domain
@options.as_json
def export(
    case: Path,
    form: str,
    out: Path,
    as_of: date | None,
    parties: tuple[str, ...],
    domain: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Write CASE in another format, and list everything that the format cannot carry."""
    from counterdraft.formats.registry import writer
    from counterdraft.preferences import mean
    from counterdraft.runtime.atomic import refuse_used_folder, write_all

    refuse_used_folder(out)
    found = options.load_chosen(case, as_of=as_of, parties=parties, domain=domain)
    options.warn(found)
    options.warn_of_table(found)
    files, lost = writer(form)(found, mean)
    written = {out / name: data for name, data in files.items()}
    write_all(written)
    lost = list(dict.fromkeys(lost))
    if as_json:
        listed = [str(path) for path in written]
        options.show_json({"folder": str(out), "files": listed, "not_carried": lost})
        return
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(f"{form} cannot carry:" if lost else f"everything is carried by {form}")
    for line in lost:
        click.echo(f"  {line}")
