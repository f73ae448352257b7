"""A case becomes a folder of the field."""

from __future__ import annotations

import json

import pytest


class TestExport:
    @pytest.mark.parametrize("form", ["genius", "geniusweb", "negmas", "negolog"])
    def test_a_bundled_case(self, call, tmp_path, form):
        """
        It can be read again, and what it lacks is listed.
        """
        done = call("export", "cases/classroom", "--format", form, "-o", tmp_path / "out")

        assert done.returncode == 0
        assert f"{form} cannot carry:" in done.stdout
        assert "provenance" in done.stdout
        assert call("check", tmp_path / "out").returncode == 0

    def test_as_json(self, call, tmp_path):
        """
        Files and losses as data.
        """
        done = call(
            "export", "cases/classroom", "--format", "genius", "-o", tmp_path / "out", "--json"
        )
        found = json.loads(done.stdout)

        assert any(name.endswith("domain.xml") for name in found["files"])
        assert found["not_carried"]

    def test_writes_over_nothing_and_knows_its_formats(self, call, tmp_path):
        """
        A folder with files in it, and a format that is none.
        """
        (tmp_path / "a.txt").write_text("x")

        assert (
            "holds files already"
            in call("export", "cases/classroom", "--format", "genius", "-o", tmp_path).stderr
        )
        assert (
            call("export", "cases/classroom", "--format", "excel", "-o", tmp_path / "x").returncode
            == 2
        )
