"""`counterdraft import`: a folder of the field becomes a case."""

from __future__ import annotations

from pathlib import Path

import click

from counterdraft.cli import options

__all__ = ["import_"]


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder of the new case.",
)
@options.parties
@options.domain
@options.as_json
def import_(folder: Path, out: Path, parties: tuple[str, ...], domain: str, as_json: bool) -> None:  # noqa: FBT001
    """Make a case of FOLDER, which holds a GENIUS, GeniusWeb, NegMAS or NegoLog domain and its profiles."""
    from counterdraft.errors import CaseError
    from counterdraft.formats.yaml_case import case_files, recognise
    from counterdraft.runtime.atomic import refuse_used_folder, write_all

    if recognise(folder):
        raise CaseError.of("is a case already", file=folder.as_posix())
    refuse_used_folder(out)
    case = options.load_chosen(folder, parties=parties, domain=domain)
    options.warn(case)
    written = {out / name: data for name, data in case_files(case).items()}
    write_all(written)
    if as_json:
        listed = [str(path) for path in written]
        options.show_json({"folder": str(out), "files": listed, "warnings": list(case.warnings)})
        return
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(f"next: counterdraft frontier {out}")
