"""The files that a seat may open, each read once; and nothing else of the folder."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from counterdraft.errors import Fault
from counterdraft.formats.tree import Faults
from counterdraft.formats.yaml_tree import LARGEST
from counterdraft.runtime.atomic import roll_back_killed

__all__ = ["Folder"]

_Stamp = tuple[int, int, int] | None


class Folder:
    """
    The folder of a case, through which every file is files.

    It remembers the bytes and the stamp (size, time, inode) of what it read, so that a case that
    changes while it is read is noticed, and the fingerprint covers exactly what was used.
    """

    def __init__(
        self, path: str | Path, faults: Faults, instead: Mapping[str, bytes] | None = None
    ) -> None:
        """Open the folder; the files named in *instead* are read as if they held those bytes."""
        self.shown = os.fspath(path)
        self.path = Path(path)
        self.faults = faults
        self.instead = instead or {}
        self.unfit: set[str] = set()
        self.contents: dict[str, bytes] = {}
        self._stamps: dict[str, _Stamp] = {}
        self._listed: dict[str, tuple[str, ...]] = {}
        try:
            roll_back_killed(self.path)
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            message = f"a command was killed while it wrote here, which cannot be undone: {reason}"
            advice = "have somebody who may write in the folder run counterdraft check on it"
            self.faults.add(Fault(self.path.as_posix(), 0, 0, "", message, advice))

    def show(self, name: str) -> str:
        """Return the path of a file of the case as the user would write it."""
        return (self.path / name).as_posix()

    def read(self, name: str, *, needed: bool = False) -> bytes | None:
        """Return the bytes of a file; None where there is none, or a fault where it is unfit."""
        try:
            self._stamps[name] = _stamp(self.path / name)
            data = _bytes(self.path / name)
        except FileNotFoundError:
            self._stamps[name] = None
            if needed:
                self._fault(
                    name,
                    "the file is missing",
                    "counterdraft new FOLDER writes a skeleton of a case",
                )
            return None
        except _Unfit as error:
            self._fault(name, str(error), error.help)
            return None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._fault(name, f"cannot be read: {reason.lower()}")
            return None
        self.contents[name] = self.instead.get(name, data)
        return self.contents[name]

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names in a folder, sorted; hidden files and editors' copies left out."""
        found = self._list(folder)
        self._listed[folder] = found
        return found

    def check_unchanged(self) -> None:
        """Note a fault for every file that changed since it was read."""
        help_ = "something else is writing it; try again when it is done"
        for name, stamp in self._stamps.items():
            try:
                now = _stamp(self.path / name)
            except (OSError, ValueError):
                now = None
            if now != stamp:
                self._fault(name, "the file changed while the case was read", help_)
        for folder, names in self._listed.items():
            if self._list(folder) != names:
                self._fault(folder, "the folder changed while the case was read", help_)

    def fingerprint(self) -> str:
        """Return the SHA-256 of the names and bytes that were read, in the order of the names."""
        digest = hashlib.sha256()
        for name, data in sorted(self.contents.items()):
            for part in (name.encode(), data):
                digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()

    def _list(self, folder: str) -> tuple[str, ...]:
        try:
            names = os.listdir(self.path / folder)  # noqa: PTH208 - names alone
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._fault(folder, f"cannot be listed: {reason.lower()}")
            return ()
        return tuple(
            sorted(n for n in names if not n.startswith((".", "#")) and not n.endswith("~"))
        )

    def _fault(self, name: str, message: str, help: str = "") -> None:  # noqa: A002
        self.unfit.add(name)
        self.faults.add(Fault(self.show(name), 0, 0, "", message, help))


class _Unfit(Exception):  # noqa: N818 - becomes a fault of the file
    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002
        super().__init__(message)
        self.help = help


def _stamp(path: Path) -> _Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _bytes(path: Path) -> bytes:
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise _Unfit("is a folder, expected a file")
    if not stat.S_ISREG(found.st_mode):
        raise _Unfit("is not a plain file")
    if found.st_size > LARGEST:
        raise _Unfit(
            f"the file has {found.st_size / 1024**2:,.0f} MB, the most is {LARGEST // 1024**2} MB",
            "keep documents under texts/ and figures of deposits under estate/",
        )
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _Unfit("the file grew while it was read")
    return data
