"""A folder is held by one process at a time; the lock of a killed process is free at once."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from counterdraft.errors import CaseError, Fault

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["PREFIX", "locked", "try_lock", "unlock"]

PREFIX = ".counterdraft-"
"""How the names of the files begin that exist only while something is written."""
LONGEST_WAIT = 60.0
"""Seconds for which another writer of the same folder is waited for."""
_PAUSE = 0.02
_LOCK_FILE = f"{PREFIX}lock"
_own = threading.local()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """
    Hold *folder*, so that no other process or thread of this program writes in it meanwhile.

    The kernel holds the lock for as long as the process lives, hence nothing is left of a killed one.
    The lock is on the folder itself and writes nothing; where a file system cannot do that (some network
    folders, Windows) it is on a file in the folder.  A folder that is held by the same thread already is
    not waited for, and one that is not there has nothing to hold.

    Raises:
        CaseError: Another process has held it for a minute, or it cannot be held at all.
    """
    key = os.path.realpath(folder)
    depths: dict[str, int] = _own.__dict__.setdefault("depths", {})
    if key in depths or not Path(key).is_dir():
        yield
        return
    handle = _wait_for(Path(key), folder)
    depths[key] = 1
    try:
        yield
    finally:
        del depths[key]
        unlock(handle)


def _wait_for(folder: Path, shown: Path) -> int:
    end = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            handle = try_lock(folder)
        except OSError as error:
            message = f"cannot be locked: {(error.strerror or str(error)).lower()}"
            advice = "ask for write access to the folder, or copy it to a disk of your own"
            fault = Fault(shown.as_posix(), 0, 0, "", message, advice)
            raise CaseError(fault, outcome="nothing was written") from error
        if handle is not None:
            return handle
        if time.monotonic() > end:
            message = f"another command has been writing here for {LONGEST_WAIT:.0f} seconds"
            fault = Fault(shown.as_posix(), 0, 0, "", message, "try again when it is done")
            raise CaseError(fault, outcome="nothing was written")
        time.sleep(_PAUSE)


def try_lock(folder: Path) -> int | None:
    """
    Return a handle that holds the *folder* until `unlock`, or None where somebody else holds it.

    Raises:
        OSError: It cannot be held by anybody: its file system has no locks, or it may not be written.
    """
    if sys.platform != "win32":
        with suppress(OSError):
            return _try_handle(os.open(folder, os.O_RDONLY))
    return _try_handle(os.open(folder / _LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o666))


def _try_handle(handle: int) -> int | None:
    """Return the open *handle* with a lock on it, or None and close it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        os.close(handle)
        return None
    except OSError:
        os.close(handle)
        raise
    return handle


def unlock(handle: int) -> None:
    """Let go of what `try_lock` holds."""
    os.close(handle)
