"""`counterdraft schema`: JSON Schema, so that editors complete and validate case files."""

from __future__ import annotations

import json
from pathlib import Path

import click

__all__ = ["schema"]


@click.command()
@click.argument("kind", required=False, metavar="[KIND]")
@click.option(
    "-o",
    "folder",
    type=click.Path(path_type=Path),
    help="Write one .schema.json per kind of file here.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (the default without -o).")
def schema(kind: str | None, folder: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """
    Print the JSON Schema of the files, or write it with -o.

    KIND is case, preference, sources, or project (one mine and its term sheet); without it, all of them.

    In an editor with a YAML language server, put this line at the head of a file:
    "# yaml-language-server: $schema=schemas/case.schema.json".
    """
    from counterdraft.cli.options import show_json
    from counterdraft.errors import nearest
    from counterdraft.formats import schema as schemas
    from counterdraft.runtime.atomic import write_all

    found = schemas()
    if kind is not None and kind not in found:
        raise click.UsageError(f"no file is called {kind!r}: {nearest(kind, list(found))}")
    found = {name: one for name, one in found.items() if kind in {None, name}}
    if folder is not None:
        contents = {
            folder / f"{name}.schema.json": (json.dumps(one, indent=1) + "\n").encode()
            for name, one in found.items()
        }
        write_all(contents)
        if not as_json:
            for path in contents:
                click.echo(f"wrote {path}")
            return
    show_json(found if kind is None else found[kind])
