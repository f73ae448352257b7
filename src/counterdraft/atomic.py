"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from counterdraft.errors import CaseError

__all__ = ["write_all"]


def write_all(contents: Mapping[Path, bytes]) -> None:
    """
    Write every file, or none of them.

    Each is written aside in its own folder, flushed to the disk, and all are renamed at the end, so
    that an interrupt or a full disk leaves what was there before and no debris.

    Args:
        contents: The bytes of each file; missing folders are made.

    Raises:
        CaseError: The disk is full, the folder cannot be written, the path is a folder.
    """
    aside: list[tuple[Path, Path]] = []
    target = Path()
    try:
        for target, data in contents.items():
            if target.is_dir():
                raise IsADirectoryError(21, "is a folder")  # noqa: TRY301
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            aside.append((Path(name), target))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
            Path(name).chmod(mode)
        while aside:
            written, target = aside[0]
            written.replace(target)
            del aside[0]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CaseError.of(
            f"cannot be written: {reason}",
            file=str(target),
            help="nothing was changed; choose another folder with -o, or make room",
        ) from error
    finally:
        for written, _ in aside:
            with contextlib.suppress(OSError):
                written.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
