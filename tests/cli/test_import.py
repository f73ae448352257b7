"""A folder of the field becomes a case."""

from __future__ import annotations

import json

import pytest

PROFILE = {
    "reservationValue": 0.3,
    "issueWeights": {"Where to": 0.3, "B": 0.6},
    "issues": {"Where to": {"$5": 1.0, "not": 0.2}, "B": {"x": 0.5, "y": 1}},
}


@pytest.fixture
def folder(tmp_path):
    """Two profiles of which the names are no words, and the weights do not sum."""
    target = tmp_path / "domain"
    target.mkdir()
    for name in ("ann", "bob"):
        (target / f"{name}.json").write_text(json.dumps(PROFILE))
    return target


class TestImport:
    def test_writes_a_case_that_checks_and_answers_the_same(self, call, folder, tmp_path):
        """
        Every command works on it; worths are the same to the last digit.
        """
        done = call("import", folder, "-o", tmp_path / "case")
        before = json.loads(call("utility", folder, "--all").stdout)
        after = json.loads(call("utility", tmp_path / "case", "--all").stdout)

        assert done.returncode == 0
        assert "wrote" in done.stdout
        assert "warning: " in done.stderr
        assert call("check", tmp_path / "case").returncode == 0
        assert [f["utility"] for f in after] == [f["utility"] for f in before]

    def test_as_json(self, call, folder, tmp_path):
        """
        The files that were written, and the warnings.
        """
        found = json.loads(call("import", folder, "-o", tmp_path / "case", "--json").stdout)

        assert len(found["files"]) == 3
        assert "the weights sum to 0.9" in found["warnings"][0]

    def test_writes_over_nothing(self, call, folder, tmp_path):
        """
        A folder that holds something is left alone, and a fault leaves no folder behind.
        """
        taken = call("import", folder, "-o", folder)
        (folder / "bob.json").write_text('{"issues": {}, "issueWeights"')
        broken = call("import", folder, "-o", tmp_path / "case")

        assert "holds files already" in taken.stderr
        assert broken.returncode == 2
        assert not (tmp_path / "case").exists()

    def test_a_case_is_not_imported(self, call, tmp_path):
        """
        It is one already.
        """
        assert "is a case already" in call("import", "cases/classroom", "-o", tmp_path / "x").stderr
