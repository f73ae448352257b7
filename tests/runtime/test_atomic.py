"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from counterdraft.errors import CaseError
from counterdraft.runtime import atomic
from counterdraft.runtime.atomic import roll_back_killed, write_all


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

    @pytest.mark.parametrize("old", [b"old", None])
    def test_one_file_interrupted_after_its_rename(self, tmp_path, monkeypatch, old):
        """
        A single file that was renamed into place stays when the program is interrupted after that.
        """
        if old is not None:
            (tmp_path / "one").write_bytes(old)

        def interrupted(name):
            if name.startswith("flush"):
                raise KeyboardInterrupt

        monkeypatch.setattr(atomic, "step", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_all({tmp_path / "one": b"new"})

        assert listing(tmp_path) == {"one": b"new"}

    def test_several_file_systems_are_undone_without_a_journal(self, tmp_path, monkeypatch):
        """
        Where no journal can be written, an error between the renames still brings back what was there.
        """
        (tmp_path / "one").write_bytes(b"old 1")
        (tmp_path / "two").write_bytes(b"old 2")
        journal = atomic._Transaction._journal

        def without_journal(self):
            path = journal(self)
            assert path is not None
            path.unlink()

        def fails(name):
            if name == "rename two":
                raise OSError(errno.EIO, "input/output error")

        monkeypatch.setattr(atomic._Transaction, "_journal", without_journal)
        monkeypatch.setattr(atomic, "step", fails)
        with pytest.raises(CaseError, match="input/output error"):
            write_all({tmp_path / "one": b"1", tmp_path / "two": b"2"})

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

    def test_a_folder_that_somebody_made_meanwhile(self, tmp_path, monkeypatch):
        """
        What another program has put in the way since is no part of what is undone.
        """

        def meanwhile(name: str) -> None:
            if name == "rename deep":
                (tmp_path / "deep").mkdir()
                (tmp_path / "deep" / "theirs").write_bytes(b"theirs")

        monkeypatch.setattr(atomic, "step", meanwhile)
        with pytest.raises(CaseError, match="deep/two: cannot be written"):
            write_all({tmp_path / "one": b"1", tmp_path / "deep" / "two": b"2"})

        assert listing(tmp_path) == {"deep/theirs": b"theirs"}

    def test_nothing_to_write(self, tmp_path):
        """
        Nothing at all to write is no fault and no file.
        """
        write_all({})

        assert listing(tmp_path) == {}


class TestLinks:
    def test_a_symbolic_link_is_written_through(self, tmp_path):
        """
        A file behind a link is replaced where it lies, and the link stays.
        """
        (tmp_path / "far").mkdir()
        (tmp_path / "far" / "one").write_bytes(b"old")
        (tmp_path / "near").mkdir()
        (tmp_path / "near" / "one").symlink_to(tmp_path / "far" / "one")

        write_all({tmp_path / "near" / "one": b"new", tmp_path / "near" / "two": b"2"})

        assert (tmp_path / "near" / "one").is_symlink()
        assert listing(tmp_path) == {"far/one": b"new", "near/one": b"new", "near/two": b"2"}

    def test_a_link_to_nothing_is_filled(self, tmp_path):
        """
        A link that leads to no file yet makes that file.
        """
        (tmp_path / "one").symlink_to(tmp_path / "two")

        write_all({tmp_path / "one": b"1"})

        assert (tmp_path / "one").is_symlink()
        assert (tmp_path / "two").read_bytes() == b"1"


class TestExpected:
    @pytest.mark.parametrize("held", [b"theirs", None])
    def test_a_file_that_changed_is_not_replaced(self, tmp_path, held):
        """
        What somebody else has saved since it was read, or taken away, stays as they left it.
        """
        if held is not None:
            (tmp_path / "one").write_bytes(held)

        with pytest.raises(CaseError, match="one: the file changed"):
            write_all({tmp_path / "one": b"ours"}, expected={tmp_path / "one": b"as read"})

        assert listing(tmp_path) == ({} if held is None else {"one": held})

    def test_a_file_that_is_as_it_was_read_is_replaced(self, tmp_path):
        """
        Nothing stands in the way where nobody else wrote.
        """
        (tmp_path / "one").write_bytes(b"as read")

        write_all({tmp_path / "one": b"ours"}, expected={tmp_path / "one": b"as read"})

        assert listing(tmp_path) == {"one": b"ours"}


OLD = {"folder/one": b"old 1", "folder/sub/two": b"old 2"}
NEW = {
    "folder/one": b"new 1",
    "folder/sub/two": b"new 2",
    "folder/three": b"new 3",
    "folder/deep/er/four": b"new 4",
    "folder/deep/five": b"new 5",
}

KILLED_AT_EVERY_STEP = """
    import os, shutil, signal, sys
    from pathlib import Path
    from counterdraft.runtime import atomic

    home, old, new = Path(sys.argv[1]), {old!r}, {new!r}

    def listing():
        return {{
            p.relative_to(home).as_posix(): p.read_bytes() for p in home.rglob("*") if p.is_file()
        }}

    def visible():
        return {{k: v for k, v in listing().items() if "/.counterdraft-" not in "/" + k}}

    def child(number, act):
        child = os.fork()
        if child == 0:
            steps = 0
            def step(name):
                nonlocal steps
                steps += 1
                if steps == number:
                    os.kill(os.getpid(), signal.SIGKILL)
            atomic.step = step
            act()
            os._exit(0)
        return os.waitpid(child, 0)[1] == 0

    def write():
        atomic.write_all({{home / name: data for name, data in new.items()}})

    number, ended, states = 0, False, []
    while not ended:
        number += 1
        shutil.rmtree(home, ignore_errors=True)
        for name, data in old.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(data)
        home.mkdir(exist_ok=True)
        ended = child(number, write)
        at_once = visible()
        for again in range(1, 20):
            # The command that comes next is killed as well, ever later, until one gets to its end.
            if child(again, lambda: [atomic.roll_back_killed(f) for f in (home, home / "folder")]):
                break
        after = listing()
        assert after in (old, {{**old, **new}}), (number, after)
        assert at_once in {allowed}, (number, at_once)
        assert not ended or after == {{**old, **new}}
        states.append(after == old)
    assert states[0] and not states[-1]
    print(number)
"""


class TestKilled:
    """`kill -9` at every step of a writer: a child process ends itself where it is told to."""

    def kill_everywhere(
        self, home: Path, old: dict[str, bytes], new: dict[str, bytes], allowed: str
    ) -> int:
        """Return the number of steps, each of which was the last of a child once."""
        script = textwrap.dedent(KILLED_AT_EVERY_STEP).format(old=old, new=new, allowed=allowed)
        done = subprocess.run(
            [sys.executable, "-c", script, str(home)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is forked")
    def test_a_set_is_whole_or_as_it_was_after_the_next_command(self, tmp_path):
        """
        Whatever step the kill hits, the next command leaves all files new or all old, and no strays.
        """
        assert self.kill_everywhere(tmp_path / "home", OLD, NEW, "[at_once]") > 15

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is forked")
    def test_a_new_folder_is_whole_or_not_there_at_once(self, tmp_path):
        """
        A new folder appears in one rename, with all in it: after the kill one sees all or nothing.
        """
        new = {f"new/{name}": data for name, data in NEW.items()}
        assert self.kill_everywhere(tmp_path / "home", {}, new, "[old, new]") > 8

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is forked")
    def test_one_file_is_whole_at_once(self, tmp_path):
        """
        One file is the old or the new one at every moment.
        """
        old, new = {"folder/one": b"old"}, {"folder/one": b"new"}
        assert self.kill_everywhere(tmp_path / "home", old, new, "[old, new]") >= 4

    def test_what_was_edited_since_the_kill_stays(self, tmp_path, monkeypatch):
        """
        A reader's own change of a file after the kill is not undone with the rest.
        """
        killed_write(tmp_path, monkeypatch)
        (tmp_path / "one").write_bytes(b"by hand")

        roll_back_killed(tmp_path)

        assert listing(tmp_path) == {"one": b"by hand", "two": b"old 2"}

    def test_the_next_writer_sweeps(self, tmp_path, monkeypatch):
        """
        Whoever writes in the folder next finds it as it was before the kill, without strays.
        """
        killed_write(tmp_path, monkeypatch)

        write_all({tmp_path / "three": b"3"})

        assert listing(tmp_path) == {"one": b"old 1", "two": b"old 2", "three": b"3"}

    def test_the_folder_of_every_file_is_swept(self, tmp_path, monkeypatch):
        """
        A set that spans folders puts right what a killed command left in the folder of any of its files.
        """
        (tmp_path / "inner").mkdir()
        killed_write(tmp_path / "inner", monkeypatch)

        write_all({tmp_path / "above": b"1", tmp_path / "inner" / "three": b"3"})

        assert listing(tmp_path) == {
            "above": b"1",
            "inner/one": b"old 1",
            "inner/two": b"old 2",
            "inner/three": b"3",
        }

    @pytest.mark.parametrize("target", ["../outside", "/tmp/outside", "link/outside"])
    def test_a_journal_from_elsewhere_reaches_nothing_outside(self, tmp_path, target):
        """
        A case that came with a journal of its own cannot have other files removed.
        """
        (tmp_path / "outside").write_bytes(b"mine")
        case = tmp_path / "case"
        (case / ".counterdraft-x").mkdir(parents=True)
        (case / "link").symlink_to(tmp_path)
        where = target.replace("/tmp", str(tmp_path))
        (case / ".counterdraft-x" / "journal.json").write_text(
            f'[{{"staged": "new-0", "target": "{where}", "digest": "", "backup": null}}]'
        )

        roll_back_killed(case)

        assert (tmp_path / "outside").read_bytes() == b"mine"


def killed_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave *folder* as a writer of two files leaves it that was killed between its two renames."""

    class KilledError(BaseException):
        pass

    def kill(name: str) -> None:
        if name == "rename two":
            raise KilledError

    (folder / "one").write_bytes(b"old 1")
    (folder / "two").write_bytes(b"old 2")
    with monkeypatch.context() as patch:
        patch.setattr(atomic, "step", kill)
        patch.setattr(atomic, "_undo", lambda _: (_ for _ in ()).throw(KilledError))
        with pytest.raises(KilledError):
            write_all({folder / "one": b"new 1", folder / "two": b"new 2"})
    assert (folder / "one").read_bytes() == b"new 1"
