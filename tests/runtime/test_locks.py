"""A folder is held by one process at a time, also where the file system locks no folders."""

from __future__ import annotations

import errno
import os
import stat
import sys

import pytest

from counterdraft.errors import CaseError
from counterdraft.runtime import locks
from counterdraft.runtime.locks import locked, try_lock, unlock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")


def no_locks_on_folders(handle: int, how: int) -> None:
    """Refuse as a network file system does, whose locks need a file that is open for writing."""
    if stat.S_ISDIR(os.fstat(handle).st_mode):
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    flock(handle, how)


flock = None if sys.platform == "win32" else locks.fcntl.flock


@pytest.fixture(params=["folder", "file"])
def place(request, tmp_path, monkeypatch):
    """Return a folder on a file system that locks folders, and on one that locks files alone."""
    if request.param == "file":
        monkeypatch.setattr(locks.fcntl, "flock", no_locks_on_folders)
    return tmp_path


class TestLocked:
    def test_holds_it_against_others(self, place):
        """
        While it is held nobody else gets it, and afterwards anybody does.
        """
        with locked(place):
            assert try_lock(place) is None
        handle = try_lock(place)
        assert handle is not None
        unlock(handle)

    def test_whoever_holds_it_does_not_wait_for_himself(self, place):
        """
        A writer calls another that locks the same folder; the inner one ends nothing.
        """
        with locked(place):
            with locked(place):
                pass
            assert try_lock(place) is None

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is forked")
    def test_a_killed_holder_holds_nothing(self, place):
        """
        The lock of a process that was killed is free at once.
        """
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            handle = try_lock(place)
            os.write(write, b"y" if handle is not None else b"n")
            os.kill(os.getpid(), 9)
        assert os.read(read, 1) == b"y"
        os.waitpid(child, 0)
        os.close(read)
        os.close(write)

        handle = try_lock(place)

        assert handle is not None
        unlock(handle)

    def test_a_folder_that_is_not_there_has_nothing_to_hold(self, tmp_path):
        """
        Reading it will say that it is missing.
        """
        with locked(tmp_path / "none"):
            pass
        assert not (tmp_path / "none").exists()

    def test_where_nothing_can_be_locked(self, tmp_path, monkeypatch):
        """
        A file system without any locks is a fault that says what to do, not a silent race.
        """

        def none(handle: int, how: int) -> None:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

        monkeypatch.setattr(locks.fcntl, "flock", none)
        with (
            pytest.raises(CaseError, match="cannot be locked: no locks available"),
            locked(tmp_path),
        ):
            pass
