"""The skeleton of a case."""

from __future__ import annotations

from math import prod

import pytest

from counterdraft.errors import CaseError
from counterdraft.formats import FORMATS, load, new


class TestNew:
    def test_is_sound_as_it_is(self, tmp_path):
        """
        The skeleton checks from every seat, and has everything that a brief needs.
        """
        written = new(tmp_path / "made/here")
        assert {p.relative_to(tmp_path / "made/here").as_posix() for p in written} == {
            "case.yaml",
            "sources.yaml",
            "mandates/island.yaml",
            "mandates/company.yaml",
            "beliefs/island/company.yaml",
            "beliefs/company/island.yaml",
        }
        for seat in ("table", "island", "company"):
            load(tmp_path / "made/here", seat=seat)
        case = load(tmp_path / "made/here")
        assert len(case.players) == 2
        assert prod(len(issue.options) for issue in case.issues) < 1000
        assert len(case.drafts) == 1

    def test_explains_itself(self, tmp_path):
        """
        Every file of the skeleton begins with a comment that says what it is for.
        """
        for path in new(tmp_path / "here"):
            assert path.read_text(encoding="utf-8").startswith("# ")

    def test_into_an_empty_folder(self, tmp_path):
        """
        A folder that is there and empty is fine.
        """
        assert new(tmp_path)

    def test_never_over_something(self, tmp_path):
        """
        A folder that holds anything, hidden files too, and a file are refused untouched.
        """
        (tmp_path / ".hidden").write_text("mine")
        with pytest.raises(CaseError, match="holds files already"):
            new(tmp_path)
        with pytest.raises(CaseError, match="is a file"):
            new(tmp_path / ".hidden")
        assert [p.name for p in tmp_path.iterdir()] == [".hidden"]

    @pytest.mark.parametrize("path", ["\0", "x" * 5000, "/proc/nowhere/case"])
    def test_where_nothing_can_be_written(self, path):
        """
        A path that no disk takes is an error with a reason.
        """
        with pytest.raises(CaseError, match="cannot be"):
            new(path)


class TestRegistry:
    def test_the_yaml_case_recognises_its_own(self, folder, tmp_path):
        """
        A format is known by what stands in the folder.
        """
        (yaml,) = (one for one in FORMATS if one.name == "yaml")
        assert yaml.recognise(folder)
        assert not yaml.recognise(tmp_path)
