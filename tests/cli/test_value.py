"""Drafts and mines in money."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

MINE = """
title: A mine
currency: {code: USD, unit: m, prices: real, base_year: 2025}
years: 3
timing: end
rate: 10 %
revenue: [0, 100, 100]
opex: [0, 20, 20]
capex: {development: [50, 0, 0]}
terms:
  owner: investor
  state: state
  instruments:
    royalty: {rate: 10 %}
"""


@pytest.fixture
def mine(tmp_path):
    """One mine with a royalty of a tenth."""
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    return path


class TestValue:
    def test_of_a_mine_by_hand(self, call, mine):
        """
        Revenue 100 in years 2 and 3, a tenth to the state: 10/1.1² + 10/1.1³ at the end of each year.
        """
        done = call("value", "--project", mine, "--json")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)

        assert found["parties"]["state"]["npv"] == pytest.approx(10 / 1.1**2 + 10 / 1.1**3)

    def test_of_a_case_writes_page_pictures_and_workbook(self, call, tmp_path):
        """
        With -o one page, its pictures, everything as JSON, and one path with live formulas are written.
        """
        words = ("value", "cases/ukraine-2025", "--draft", "apr-30", "--paths", 300)
        done = call(*words, "-o", tmp_path / "new")
        assert done.returncode == 0, done.stderr
        names = sorted(path.name for path in (tmp_path / "new").iterdir())

        assert names == [
            *(
                f"ukraine-2025-apr-30-{kind}-{side}.svg"
                for kind in ("clauses", "gathered")
                for side in ("ukraine", "united-states")
            ),
            "ukraine-2025-apr-30-path.xlsx",
            *(f"ukraine-2025-apr-30-years-{side}.svg" for side in ("ukraine", "united-states")),
            *(f"ukraine-2025-drafts-{side}.svg" for side in ("ukraine", "united-states")),
            "ukraine-2025-map.svg",
            "ukraine-2025-reckoning.svg",
            "ukraine-2025-value.html",
            "ukraine-2025-value.json",
        ]
        assert done.stdout.count("wrote ") == len(names)
        found = json.loads((tmp_path / "new/ukraine-2025-value.json").read_text("utf-8"))
        assert len(found["drafts"]) == 6
        assert [row["draft"] for row in found["drafts"] if "deterrence" in row] == ["apr-30"]
        book = load_workbook(tmp_path / "new/ukraine-2025-apr-30-path.xlsx")
        assert any(
            str(cell.value).startswith("=")
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
        )

    def test_every_draft_is_printed(self, call):
        """
        With a claim or without one, each draft of the case has its lines.
        """
        done = call("value", "cases/ukraine-2025", "--paths", 200)

        assert done.returncode == 0, done.stderr
        assert done.stdout.count("owners of mines") == 6
        assert max(map(len, done.stdout.splitlines())) <= 100

    def test_opens_no_mandate(self, call, tmp_path):
        """
        Money is reckoned from what everybody may read: a case without mandates is valued as well.
        """
        import shutil

        for name in ("case.yaml", "sources.yaml"):
            shutil.copy(f"cases/ukraine-2025/{name}", tmp_path / name)
        shutil.copytree("cases/ukraine-2025/estate", tmp_path / "estate")
        done = call("compare", tmp_path, "feb-07", "apr-30", "--paths", 500, "--json")

        assert done.returncode == 0, done.stderr
        rows = json.loads(done.stdout)["drafts"]
        assert [row["draft"] for row in rows] == ["feb-07", "apr-30"]

    def test_of_one_side(self, call):
        """
        Asked for a party, its worth and that of its roles alone are shown; plans that answer stand apart.
        """
        words = ("value", "cases/ukraine-2025", "--party", "ukraine", "--responsive")
        done = call(*words, "--paths", 200)
        assert done.returncode == 0, done.stderr
        assert "seen from Ukraine" in done.stdout
        assert "the partner" not in done.stdout
        assert done.stdout.count("lost to everybody") == 6
        found = json.loads(call(*words, "--paths", 200, "--json").stdout)
        assert found["party"]["roles"] == {"state": 1, "owners": 1}
        assert set(found["drafts"][0]["responsive"]["by_party"]) == {"ukraine"}

    def test_of_one_draft_in_full(self, call):
        """
        One draft is shown with every indicator, what must deter, and each clause.
        """
        done = call("value", "cases/ukraine-2025", "--draft", "feb-07", "--paths", 200, "--json")
        assert done.returncode == 0, done.stderr
        row = json.loads(done.stdout)["drafts"][0]
        assert {"terms", "by_year", "new_projects", "prices", "deterrence"} <= row.keys()
        assert row["deterrence"]["factor"] == "never"
        assert row["deterrence"]["label"] == "Ukraine"
        assert sum(s["by_party"]["ukraine"]["mean"] for s in row["clause_steps"]) == pytest.approx(
            row["by_party"]["ukraine"]["gain"]["mean"]
        )

    def test_a_folder_that_cannot_be_written(self, call, tmp_path):
        """
        Where a file stands in the way nothing is written, and it is said.
        """
        (tmp_path / "taken").write_text("", encoding="utf-8")
        done = call("value", "cases/ukraine-2025", "--paths", 200, "-o", tmp_path / "taken")
        assert done.returncode == 2
        assert "is no folder" in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ([], "give either CASE or --project FILE"),
            (["cases/classroom"], "estate"),
            (["cases/ukraine-2025", "--draft", "feb-7"], "did you mean 'feb-07'?"),
            (["--project", "nowhere.yaml"], "nowhere.yaml"),
            (["cases/classroom"], "has no estate/estate.yaml"),
            (["cases/ukraine-2025", "--party", "ukrain"], "did you mean 'ukraine'?"),
            (["cases/ukraine-2025", "--party", "eu"], "the estate pays it nothing"),
            (["--project", "a.yaml", "--paths", "500"], "--paths: of a case only"),
            (["--project", "a.yaml", "--party", "state"], "--party: of a case only"),
            (["cases/ukraine-2025", "--as-of", "2024-01-01"], "has no draft that was known"),
            (["cases/ukraine-2025", "--as-of", "yesterday"], "is no date"),
        ],
    )
    def test_faults(self, call, words, expected):
        """
        What cannot be valued is said with its place, and the exit code is 2.
        """
        done = call("value", *words)

        assert done.returncode == 2
        assert expected in done.stderr
        assert "Traceback" not in done.stderr
