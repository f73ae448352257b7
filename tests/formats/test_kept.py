"""Tables kept between runs."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.formats import kept
from counterdraft.formats.kept import PLACE, folder, keep

MADE = {"worth0": np.arange(6.0).reshape(2, 3)}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return an empty cache, with nothing in memory."""
    monkeypatch.setenv(PLACE, str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_here", {})
    return tmp_path / "cache"


def refuse():
    raise AssertionError("made twice")


class TestKeep:
    def test_is_read_in_a_later_run(self, place, monkeypatch):
        """
        What was made once is read from the file, whole.
        """
        keep("a", lambda: MADE)
        monkeypatch.setattr(kept, "_here", {})
        again = keep("a", refuse)
        assert np.array_equal(again["worth0"], MADE["worth0"])
        assert len(list(place.iterdir())) == 1

    def test_another_fingerprint_is_made_anew(self, place):
        """
        A changed estate never reads what another one kept.
        """
        keep("a", lambda: MADE)
        other = keep("b", lambda: {"worth0": np.zeros(1)})
        assert other["worth0"].tolist() == [0.0]
        assert len(list(place.iterdir())) == 2

    def test_another_program_is_made_anew(self, place, monkeypatch):
        """
        Neither does a changed program.
        """
        keep("a", lambda: MADE)
        monkeypatch.setattr(kept, "_here", {})
        monkeypatch.setattr(kept, "_model", lambda: "other")
        assert keep("a", lambda: {"worth0": np.zeros(1)})["worth0"].tolist() == [0.0]
        assert len(list(place.iterdir())) == 2

    @pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 and then nothing", b"words"])
    def test_a_broken_file_is_made_anew(self, place, monkeypatch, broken):
        """
        A cache that cannot be read is no fault of the user.
        """
        keep("a", lambda: MADE)
        (file,) = place.iterdir()
        file.write_bytes(broken)
        monkeypatch.setattr(kept, "_here", {})
        assert np.array_equal(keep("a", lambda: MADE)["worth0"], MADE["worth0"])

    def test_a_place_that_cannot_be_written_is_no_fault(self, tmp_path, monkeypatch):
        """
        The answer comes all the same.
        """
        (tmp_path / "file").write_text("")
        monkeypatch.setenv(PLACE, str(tmp_path / "file" / "below"))
        monkeypatch.setattr(kept, "_here", {})
        assert keep("a", lambda: MADE) is MADE

    def test_the_oldest_go(self, place, monkeypatch):
        """
        No more files stay than are useful.
        """
        monkeypatch.setattr(kept, "MOST_KEPT", 2)
        for name in "abc":
            keep(name, lambda: MADE)
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
