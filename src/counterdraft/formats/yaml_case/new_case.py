"""Begins a case: a commented skeleton that checks and briefs as it is."""

from __future__ import annotations

from pathlib import Path

from counterdraft.errors import CaseError
from counterdraft.runtime.atomic import write_all

__all__ = ["new"]

_SKELETON = Path(__file__).with_name("skeleton")


def new(folder: str | Path) -> list[Path]:
    """
    Write the skeleton of a case into *folder*, and return the files that were written.

    Raises:
        CaseError: The folder holds something already, is a file, or cannot be written.
    """
    target = Path(folder)
    try:
        taken = target.exists() and (not target.is_dir() or any(target.iterdir()))
    except (OSError, ValueError) as error:
        raise CaseError.of(f"cannot be read: {_reason(error)}", file=target.as_posix()) from error
    if taken:
        what = "holds files already" if target.is_dir() else "is a file"
        raise CaseError.of(
            what,
            file=target.as_posix(),
            help="choose a new folder; nothing is ever written over a case",
        )
    contents = {
        target / source.relative_to(_SKELETON): source.read_bytes()
        for source in sorted(_SKELETON.rglob("*.yaml"))
    }
    try:
        write_all(contents)
    except ValueError as error:
        raise CaseError.of(f"cannot be written: {error}", file=ascii(folder)) from error
    return list(contents)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
