"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from counterdraft.errors import CaseError
from counterdraft.runtime.atomic import write_all


def listing(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with what it holds."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class TestWriteAll:
    def test_writes_every_file_and_makes_folders(self, tmp_path):
        """
        All files stand with their bytes, in folders that were made, and nothing else.
        """
        write_all({tmp_path / "a" / "b" / "one": b"1", tmp_path / "two": b"2"})

        assert listing(tmp_path) == {"a/b/one": b"1", "two": b"2"}

    def test_replaces_and_keeps_the_mode(self, tmp_path):
        """
        A file that was there is replaced and may be read by whom it could be read before.
        """
        old = tmp_path / "one"
        old.write_bytes(b"old")
        old.chmod(0o640)

        write_all({old: b"new"})

        assert old.read_bytes() == b"new"
        assert old.stat().st_mode & 0o777 == 0o640

    def test_new_files_follow_the_umask(self, tmp_path):
        """
        A new file is not private to its writer as a temporary one is.
        """
        before = os.umask(0o022)
        try:
            write_all({tmp_path / "one": b"1"})
        finally:
            os.umask(before)

        assert (tmp_path / "one").stat().st_mode & 0o777 == 0o644

    @pytest.mark.parametrize("fails_at", [1, 2, 3])
    def test_full_disk_leaves_everything_as_it_was(self, tmp_path, monkeypatch, fails_at):
        """
        Whichever flush fails, the old file is whole, no new one is there, and the fault is named.
        """
        (tmp_path / "one").write_bytes(b"old")
        calls = []
        flush = os.fsync

        def full(handle):
            calls.append(handle)
            if len(calls) == fails_at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            flush(handle)

        monkeypatch.setattr("os.fsync", full)
        contents = {
            tmp_path / "one": b"1",
            tmp_path / "new" / "two": b"2",
            tmp_path / "three": b"3",
        }
        with pytest.raises(CaseError, match="no space left on device") as caught:
            write_all(contents)

        assert listing(tmp_path) == {"one": b"old"}
        assert not (tmp_path / "new").exists()
        assert "nothing was written" in str(caught.value)

    @pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(errno.EIO, "input/output error")])
    @pytest.mark.parametrize("fails_at", [1, 2, 3])
    def test_interrupted_between_the_renames(self, tmp_path, monkeypatch, error, fails_at):
        """
        Even when some files were renamed already, what was there before is there again.
        """
        (tmp_path / "one").write_bytes(b"old 1")
        (tmp_path / "two").write_bytes(b"old 2")
        calls = []
        rename = Path.replace

        def interrupted(self, target):
            calls.append(target)
            if len(calls) == fails_at:
                raise error
            return rename(self, target)

        monkeypatch.setattr(Path, "replace", interrupted)
        contents = {tmp_path / "one": b"1", tmp_path / "two": b"2", tmp_path / "three": b"3"}
        with pytest.raises((CaseError, KeyboardInterrupt)):
            write_all(contents)

        assert listing(tmp_path) == {"one": b"old 1", "two": b"old 2"}

    def test_a_folder_in_the_way(self, tmp_path):
        """
        A folder where a file should stand is a fault of the reader's, told with its path.
        """
        (tmp_path / "one").mkdir()

        with pytest.raises(CaseError, match="one: cannot be written: is a folder"):
            write_all({tmp_path / "zero": b"0", tmp_path / "one": b"1"})

        assert listing(tmp_path) == {}

    def test_a_file_in_the_way_of_a_folder(self, tmp_path):
        """
        A file where a folder should be made is a fault too, and is left alone.
        """
        (tmp_path / "one").write_bytes(b"1")

        with pytest.raises(CaseError, match="cannot be written"):
            write_all({tmp_path / "one" / "two": b"2"})

        assert listing(tmp_path) == {"one": b"1"}

    def test_nothing_to_write(self, tmp_path):
        """
        Nothing at all to write is no fault and no file.
        """
        write_all({})

        assert listing(tmp_path) == {}
