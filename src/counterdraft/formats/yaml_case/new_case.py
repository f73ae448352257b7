"""Begins a case: a commented skeleton that checks and briefs as it is."""

from __future__ import annotations

from pathlib import Path

from counterdraft.runtime.atomic import refuse_used_folder, write_all

__all__ = ["new"]

_SKELETON = Path(__file__).with_name("skeleton")


def new(folder: str | Path) -> list[Path]:
    """
    Write the skeleton of a case into *folder*, and return the files that were written.

    Raises:
        CaseError: The folder holds something already, is a file, or cannot be written.
    """
    target = Path(folder)
    refuse_used_folder(target)
    contents = {
        target / source.relative_to(_SKELETON): source.read_bytes()
        for source in sorted(_SKELETON.rglob("*.yaml"))
    }
    write_all(contents)
    return list(contents)
