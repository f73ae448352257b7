"""The folder of a domain of the field: its files by name, each read once and whole."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from counterdraft.errors import CaseError, Fault
from counterdraft.formats.tree import Faults

__all__ = ["HEAD", "LARGEST", "SEE", "FieldFolder", "heads"]

LARGEST = 64 * 1024 * 1024
"""Bytes in a file."""
HEAD = 16 * 1024
"""Bytes from which a format is recognised."""
MOST_FILES = 2_000
"""Files in a folder."""
SEE = "docs/reference/field-formats"


class FieldFolder:
    """
    A folder in which a domain and the profiles of its parties lie side by side.

    Args:
        path: The folder.
        faults: Where faults are noted.

    Raises:
        CaseError: There is no such folder.
    """

    def __init__(self, path: str | Path, faults: Faults) -> None:
        """List the folder."""
        self.path = Path(path)
        self.faults = faults
        self.contents: dict[str, bytes] = {}
        try:
            self.names = _names(self.path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CaseError(
                Fault(self.path.as_posix(), 0, 0, "", f"cannot be read: {reason.lower()}"), SEE
            ) from error
        if len(self.names) > MOST_FILES:
            told = f"the folder holds {len(self.names):,} files, the most is {MOST_FILES:,}"
            raise CaseError(Fault(self.path.as_posix(), 0, 0, "", told), SEE)

    def show(self, name: str) -> str:
        """Return the path of a file as the user would write it."""
        return (self.path / name).as_posix()

    def ending(self, *endings: str) -> list[str]:
        """Return the names with one of the *endings* (lower case), in the order of the names."""
        return [name for name in self.names if name.lower().endswith(endings)]

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None with a fault noted."""
        try:
            found = (self.path / name).stat()
            if not stat.S_ISREG(found.st_mode):
                self._unfit(name, "is not a plain file")
                return None
            if found.st_size > LARGEST:
                self._unfit(
                    name,
                    f"the file has {found.st_size / 1024**2:,.0f} MB, "
                    f"the most is {LARGEST // 1024**2} MB",
                )
                return None
            with (self.path / name).open("rb") as file:
                data = file.read(LARGEST + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._unfit(name, f"cannot be read: {reason.lower()}")
            return None
        if len(data) > LARGEST:
            self._unfit(name, "the file grew while it was read")
            return None
        self.contents[name] = data
        return data

    def fingerprint(self) -> str:
        """Return the SHA-256 of the names and bytes that were read, in the order of the names."""
        digest = hashlib.sha256()
        for name, data in sorted(self.contents.items()):
            for part in (name.encode(errors="surrogateescape"), data):
                digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()

    def _unfit(self, name: str, message: str) -> None:
        self.faults.add(Fault(self.show(name), 0, 0, "", message))


def heads(path: str | Path, *endings: str) -> list[bytes]:
    """Return how the files with one of the *endings* begin; none where nothing can be read."""
    try:
        names = [name for name in _names(Path(path)) if name.lower().endswith(endings)]
    except (OSError, ValueError):
        return []
    found = []
    for name in names[:MOST_FILES]:
        try:
            with (Path(path) / name).open("rb") as file:
                found.append(file.read(HEAD))
        except OSError:
            continue
    return found


def _names(path: Path) -> tuple[str, ...]:
    """Return the files of a folder in the order of their names; hidden ones are left out."""
    with os.scandir(path) as entries:
        names = [e.name for e in entries if not e.name.startswith((".", "#", "_")) and _is_file(e)]
    return tuple(sorted(name for name in names if not name.endswith("~")))


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Return whether it is a plain file, or a link that leads to nothing: reading it will say so."""
    try:
        return entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists())
    except OSError:
        return True
