"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from counterdraft.errors import CaseError, Fault

__all__ = ["write_all"]


def write_all(contents: Mapping[Path, bytes]) -> None:
    """
    Write every file, or none of them.

    Each is written aside in its own folder and flushed to the disk; then all are renamed.  When
    something fails, or the reader interrupts, what was there before is there again and no debris
    is left: not a file, not a folder that was made for one.

    Args:
        contents: The bytes of each file; missing folders are made.

    Raises:
        CaseError: The disk is full, the folder cannot be written, the path is a folder.
    """
    made: list[Path] = []
    aside: dict[Path, Path] = {}
    before: dict[Path, Path | None] = {}
    target = Path()
    try:
        for target, data in contents.items():
            _make_folder(target.parent, made)
            if target.is_dir():
                raise IsADirectoryError(21, "is a folder")  # noqa: TRY301
            _write_aside(target, data, aside)
        for target, written in aside.items():
            _keep(target, before)
            written.replace(target)
        for folder in {target.parent for target in contents}:
            _flush_folder(folder)
    except BaseException as error:
        for changed, old in before.items():
            _restore(changed, old)
        _remove(aside.values())
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        if not isinstance(error, OSError):
            raise
        reason = (error.strerror or str(error)).lower()
        advice = "choose another folder with -o, or make room"
        fault = Fault(str(target), 0, 0, "", f"cannot be written: {reason}", advice)
        raise CaseError(fault, outcome="nothing was written") from error
    finally:
        _remove(old for old in before.values() if old is not None)


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for part in reversed(missing):
        part.mkdir(exist_ok=True)
        made.append(part)


def _write_aside(target: Path, data: bytes, aside: dict[Path, Path]) -> None:
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    aside[target] = Path(name)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside[target].chmod(mode)


def _keep(target: Path, before: dict[Path, Path | None]) -> None:
    """Keep what *target* holds under a second name, without a moment in which it is missing."""
    if not target.exists():
        before[target] = None
        return
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    shutil.copy2(target, name)
    before[target] = Path(name)


def _restore(target: Path, old: Path | None) -> None:
    with contextlib.suppress(OSError):
        if old is None:
            target.unlink(missing_ok=True)
        else:
            old.replace(target)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Flush the renames themselves, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
