"""
Files are written whole or not at all, also when the program is killed while it writes.

Everything is written into a staging folder first and flushed; then each entry (a file, or a new folder
with all its files) is renamed into place.  One entry needs one rename, which the system does whole.
Before several are renamed, what they replace is linked into the staging folder and a journal is written
there; removing the journal is the moment at which all are done.  A journal that is still there when the
next command comes by belongs to a killed one: what it had changed is put back.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from counterdraft.errors import CaseError, Fault
from counterdraft.runtime.locks import PREFIX, locked, try_lock, unlock

__all__ = ["refuse_used_folder", "roll_back_killed", "write_all"]

_JOURNAL = "journal.json"


def _no_step(name: str) -> None:
    """Do nothing; tests end the program here, at every step."""


step: Callable[[str], None] = _no_step
"""Called with a name before each change of the disk."""


def write_all(
    contents: Mapping[Path, bytes], *, expected: Mapping[Path, bytes | None] | None = None
) -> None:
    """
    Write every file, or none of them.

    A file behind a symbolic link is written where the link leads.  Folders that are missing are made.

    Args:
        contents: The bytes of each file.
        expected: What some of the files must still hold (None: no file) when they are replaced.

    Raises:
        CaseError: The disk is full, a folder cannot be written, a path is a folder, or a file does not
            hold what is expected; nothing was changed.
    """
    if not contents:
        return
    targets: dict[Path, Path] = {}
    for path in contents:
        try:
            targets[path] = Path(os.path.realpath(path))
        except (OSError, ValueError) as error:
            raise CaseError.of(f"cannot be written: {error}", file=ascii(str(path))) from error
    writing = _Transaction(_common_folder(targets.values()))
    try:
        for folder in {writing.root, *(target.parent for target in targets.values())}:
            roll_back_killed(folder)
        for path, target in targets.items():
            writing.current = path
            writing.stage(target, contents[path])
        writing.flush()
        with locked(writing.root) if len(writing.entries) > 1 else contextlib.nullcontext():
            for path, data in (expected or {}).items():
                _check_unchanged(path, data)
            writing.move()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        advice = "choose another folder with -o, or make room"
        fault = Fault(str(writing.current), 0, 0, "", f"cannot be written: {reason}", advice)
        raise CaseError(fault, outcome="nothing was written") from error
    finally:
        writing.clean()


def refuse_used_folder(folder: Path) -> None:
    """
    Refuse a *folder* that is to be new, but is a file or holds files.

    Raises:
        CaseError: It is not new, or it cannot be looked into.
    """
    try:
        used = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise CaseError.of(f"cannot be read: {reason}", file=folder.as_posix()) from error
    if used:
        message = "holds files already" if folder.is_dir() else "is a file"
        advice = "choose a new folder; nothing is ever written over a case"
        raise CaseError.of(message, file=folder.as_posix(), help=advice)


def roll_back_killed(folder: Path) -> None:
    """
    Undo in *folder* what a killed command had begun to write, and remove what it left.

    A command that is still writing there is waited for.

    Raises:
        OSError: It cannot be undone: the files may not be written.
        CaseError: The command that is writing there does not end.
    """
    strays = _strays(folder)
    if not strays:
        return
    unfinished = any((stray / _JOURNAL).exists() for stray in strays)
    with locked(folder) if unfinished else contextlib.nullcontext():
        for stray in _strays(folder):
            handle = None
            with contextlib.suppress(OSError):
                handle = try_lock(stray)
            if handle is None:
                continue
            try:
                _undo(_journaled(stray))
                (stray / _JOURNAL).unlink(missing_ok=True)
                shutil.rmtree(stray, ignore_errors=True)
            finally:
                unlock(handle)


@dataclass
class _Entry:
    """A file or a new folder on its way from the staging folder to its place."""

    current: Path
    staged: Path
    target: Path
    digest: str = ""
    backup: Path | None = None


@dataclass
class _Transaction:
    root: Path
    current: Path = Path()
    entries: list[_Entry] = field(default_factory=list)
    tops: dict[Path, Path] = field(default_factory=dict)
    stages: dict[int, Path] = field(default_factory=dict)
    handles: list[int] = field(default_factory=list)

    def stage(self, target: Path, data: bytes) -> None:
        """Write one file aside; all files below one missing folder are one entry, that folder."""
        if target.is_dir():
            raise IsADirectoryError(21, "is a folder")
        top = _missing_top(target)
        staged = self.tops.get(top) if top is not None else None
        if staged is None:
            place = self._stage_for((target if top is None else top).parent)
            staged = place / f"new-{len(self.entries)}"
            digest = "" if top is not None else hashlib.sha256(data).hexdigest()
            self.entries.append(
                _Entry(self.current, staged, target if top is None else top, digest)
            )
        mode = None
        if top is not None:
            self.tops[top] = staged
            staged /= target.relative_to(top)
            step(f"make the folder of {target.name}")
            staged.parent.mkdir(parents=True, exist_ok=True)
        elif target.exists():
            mode = target.stat().st_mode & 0o777
        step(f"write {target.name}")
        _write(staged, data, mode)

    def flush(self) -> None:
        """Flush the names in the new folders to the disk."""
        for top in self.tops.values():
            for folder, _, _ in os.walk(top):
                _flush_folder(Path(folder))

    def move(self) -> None:
        """Rename every entry into place; when one fails, those before it are undone."""
        journal = self._journal() if len(self.entries) > 1 else None
        try:
            for entry in self.entries:
                self.current = entry.current
                step(f"rename {entry.target.name}")
                entry.staged.replace(entry.target)
            for folder in {entry.target.parent for entry in self.entries}:
                step(f"flush {folder.name}")
                _flush_folder(folder)
            if journal is not None:
                step("remove the journal")
                journal.unlink()
        except BaseException:
            # One rename happened or did not; there is no copy of what it replaced.
            if len(self.entries) > 1 and (journal is None or journal.exists()):
                _undo(self.entries)
            if journal is not None:
                journal.unlink(missing_ok=True)
            raise

    def _journal(self) -> Path | None:
        """
        Link what is to be replaced into the staging folder, and write down how to undo it all.

        None where the entries lie on several file systems, or their common folder may not be written:
        there an error is undone, and a kill is not.
        """
        for number, entry in enumerate(self.entries):
            if entry.target.exists():
                entry.backup = entry.staged.with_name(f"old-{number}")
                step(f"back up {entry.target.name}")
                _link(entry.target, entry.backup)
        places = {entry.staged.parent for entry in self.entries}
        if {place.parent for place in places} != {self.root}:
            return None
        (place,) = places
        undo = [
            {
                "staged": entry.staged.name,
                "target": entry.target.relative_to(self.root).as_posix(),
                "digest": entry.digest,
                "backup": entry.backup.name if entry.backup else None,
            }
            for entry in self.entries
        ]
        step("write the journal")
        _write(place / "draft.json", json.dumps(undo).encode(), None)
        step("make the journal valid")
        (place / "draft.json").replace(place / _JOURNAL)
        _flush_folder(place)
        return place / _JOURNAL

    def _stage_for(self, folder: Path) -> Path:
        """Return the staging folder on the file system of *folder*, locked against being swept."""
        device = folder.stat().st_dev
        while device not in self.stages:
            here = self.root.stat().st_dev == device and os.access(self.root, os.W_OK)
            step("make the staging folder")
            place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self.root if here else folder))
            with contextlib.suppress(OSError):
                handle = try_lock(place)
                if handle is not None:
                    self.handles.append(handle)
            if place.exists():
                self.stages[device] = place
        return self.stages[device]

    def clean(self) -> None:
        """Remove the staging folders, except where something is still to be undone."""
        for place in self.stages.values():
            if not (place / _JOURNAL).exists():
                step(f"remove {place.name}")
                shutil.rmtree(place, ignore_errors=True)
        for handle in self.handles:
            unlock(handle)


def _undo(entries: Iterable[_Entry]) -> None:
    """
    Put back what stood where the *entries* were written.

    An entry that was not moved has nothing to undo, and a file that somebody changed since is left.
    """
    for entry in entries:
        target = entry.target
        if entry.staged.exists() or not target.exists():
            continue
        if entry.digest and hashlib.sha256(target.read_bytes()).hexdigest() != entry.digest:
            continue
        step(f"put back {target.name}")
        if entry.backup is not None:
            entry.backup.replace(target)
        elif target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()


def _journaled(stage: Path) -> list[_Entry]:
    """
    Return the entries of a journal; none where there is no journal, or it is none of this program's.

    Nothing outside the folder in which it lies is ever undone: a case may come from anywhere.
    """
    root = Path(os.path.realpath(stage.parent))
    try:
        undo = json.loads((stage / _JOURNAL).read_bytes())
        entries = [
            _Entry(
                current=root / entry["target"],
                staged=stage / Path(entry["staged"]).name,
                target=root / entry["target"],
                digest=str(entry["digest"]),
                backup=stage / Path(entry["backup"]).name if entry["backup"] else None,
            )
            for entry in undo
        ]
        inside = all(
            root in Path(os.path.realpath(entry.target)).parents and ".." not in entry.target.parts
            for entry in entries
        )
    except (FileNotFoundError, ValueError, LookupError, TypeError, RecursionError):
        return []
    return entries if inside else []


def _check_unchanged(path: Path, expected: bytes | None) -> None:
    try:
        now = path.read_bytes()
    except FileNotFoundError:
        now = None
    if now != expected:
        message = "the file changed while the case was read"
        advice = "something else is writing it; try again when it is done"
        fault = Fault(path.as_posix(), 0, 0, "", message, advice)
        raise CaseError(fault, outcome="nothing was written")


def _common_folder(files: Iterable[Path]) -> Path:
    """Return the deepest folder that is there and holds all the *files*."""
    folder = Path(os.path.commonpath([path.parent for path in files]))
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _missing_top(target: Path) -> Path | None:
    """Return the topmost folder above *target* that has to be made, None where its folder is there."""
    top: Path | None = None
    for folder in target.parents:
        if os.path.lexists(folder):
            break
        top = folder
    return top


def _write(path: Path, data: bytes, mode: int | None) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        path.chmod(mode)


def _link(target: Path, backup: Path) -> None:
    """Give what *target* holds a second name, or copy it where the file system has no links."""
    try:
        os.link(target, backup)
    except OSError:
        shutil.copy2(target, backup)


def _strays(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            found = [e.path for e in entries if e.name.startswith(PREFIX) and e.is_dir()]
    except OSError:
        return []
    return [Path(path) for path in sorted(found)]


def _flush_folder(folder: Path) -> None:
    """Flush the renames themselves, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
