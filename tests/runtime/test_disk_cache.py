"""Tables kept between runs."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest

from counterdraft.runtime import disk_cache
from counterdraft.runtime.disk_cache import PLACE, cached, folder

MADE = {"worth0": np.arange(6.0).reshape(2, 3)}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return an empty cache, with nothing in memory."""
    monkeypatch.setenv(PLACE, str(tmp_path / "cache"))
    monkeypatch.setattr(disk_cache, "_remembered", OrderedDict())
    return tmp_path / "cache"


def refuse():
    raise AssertionError("made twice")


class TestCached:
    def test_is_read_in_a_later_run(self, place, monkeypatch):
        """
        What was made once is read from the file, whole.
        """
        cached("a", lambda: MADE, ["estate"])
        monkeypatch.setattr(disk_cache, "_remembered", OrderedDict())
        again = cached("a", refuse, ["estate"])
        assert np.array_equal(again["worth0"], MADE["worth0"])
        assert len(list(place.iterdir())) == 1

    def test_another_fingerprint_is_made_anew(self, place):
        """
        A changed estate never reads what another one kept.
        """
        cached("a", lambda: MADE, ["estate"])
        other = cached("b", lambda: {"worth0": np.zeros(1)}, ["estate"])
        assert other["worth0"].tolist() == [0.0]
        assert len(list(place.iterdir())) == 2

    def test_another_program_is_made_anew(self, place, monkeypatch):
        """
        Neither does a changed program.
        """
        cached("a", lambda: MADE, ["estate"])
        monkeypatch.setattr(disk_cache, "_remembered", OrderedDict())
        monkeypatch.setattr(disk_cache, "_digest", lambda _: "other")
        assert cached("a", lambda: {"worth0": np.zeros(1)}, ["estate"])["worth0"].tolist() == [0.0]
        assert len(list(place.iterdir())) == 2

    @pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 and then nothing", b"words"])
    def test_a_broken_file_is_made_anew(self, place, monkeypatch, broken):
        """
        A cache that cannot be read is no fault of the user.
        """
        cached("a", lambda: MADE, ["estate"])
        (file,) = place.iterdir()
        file.write_bytes(broken)
        monkeypatch.setattr(disk_cache, "_remembered", OrderedDict())
        assert np.array_equal(cached("a", lambda: MADE, ["estate"])["worth0"], MADE["worth0"])

    def test_a_place_that_cannot_be_written_is_no_fault(self, tmp_path, monkeypatch):
        """
        The answer comes all the same.
        """
        (tmp_path / "file").write_text("")
        monkeypatch.setenv(PLACE, str(tmp_path / "file" / "below"))
        monkeypatch.setattr(disk_cache, "_remembered", OrderedDict())
        assert cached("a", lambda: MADE, ["estate"]) is MADE

    def test_what_is_private_is_written_nowhere(self, place):
        """
        That a file is there would tell that somebody asked for it; it is remembered all the same.
        """
        assert cached("a", lambda: MADE, ["estate"], private=True) is MADE
        assert cached("a", refuse, ["estate"], private=True) is MADE
        assert not place.exists()

    def test_a_process_remembers_few(self, place, monkeypatch):
        """
        What was used longest ago is forgotten first.
        """
        monkeypatch.setattr(disk_cache, "MOST_REMEMBERED", 2)
        for name in "abac":
            cached(name, lambda: MADE, ["estate"], private=True)
        assert list(disk_cache._remembered) == ["a", "c"]
        assert not place.exists()

    def test_the_oldest_go(self, place, monkeypatch):
        """
        No more files stay than are useful.
        """
        monkeypatch.setattr(disk_cache, "MOST_KEPT", 2)
        for name in "abc":
            cached(name, lambda: MADE, ["estate"])
        assert len(list(place.iterdir())) == 2


class TestFolder:
    def test_empty_keeps_nothing(self, monkeypatch):
        """
        An empty variable turns the cache off.
        """
        monkeypatch.setenv(PLACE, "")
        assert folder() is None

    def test_follows_the_desktop(self, monkeypatch, tmp_path):
        """
        Without a name of its own the cache stands where caches stand.
        """
        monkeypatch.delenv(PLACE, raising=False)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        assert folder() == tmp_path / "counterdraft"
