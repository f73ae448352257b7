"""Writing the brief: all files or none."""

from __future__ import annotations

import pytest

from counterdraft.brief import FORMS, write
from counterdraft.errors import CaseError


class TestWrite:
    def test_writes_every_form(self, answer, tmp_path):
        """
        By default every form is written, into a folder that is made.
        """
        paths = write(answer, tmp_path / "out", "lagoon")

        assert [p.name for p in paths] == [f"lagoon.{form}" for form in FORMS]
        assert sorted(paths) == sorted((tmp_path / "out").iterdir())

    def test_writes_only_what_is_asked(self, answer, tmp_path):
        """
        A form asked for is written once, and no other.
        """
        paths = write(answer, tmp_path, "lagoon", ("json", "json"))

        assert list(tmp_path.iterdir()) == list(paths)

    def test_unknown_form_gets_the_nearest(self, answer, tmp_path):
        """
        A form that does not exist is refused before anything is made.
        """
        with pytest.raises(CaseError, match="did you mean 'html'"):
            write(answer, tmp_path / "out", "lagoon", ("htm",))

        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
    def test_interrupted_leaves_everything_as_it_was(self, answer, tmp_path, monkeypatch, error):
        """
        When the last form fails, the first one is not there and the old file is untouched.
        """
        (tmp_path / "lagoon.json").write_text("old")

        def fail(_):
            raise error

        monkeypatch.setitem(FORMS, "docx", fail)
        with pytest.raises(error):
            write(answer, tmp_path, "lagoon", ("json", "csv", "docx"))

        assert [p.name for p in tmp_path.iterdir()] == ["lagoon.json"]
        assert (tmp_path / "lagoon.json").read_text() == "old"
