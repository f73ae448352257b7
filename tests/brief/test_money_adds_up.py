"""Sums add up: every table of money adds up to its headline, in every case that comes with the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from counterdraft.brief.value_page import value_html
from counterdraft.brief.value_view import ValueView
from counterdraft.estate.reports.report import case_report
from counterdraft.estate.simulation import Paths
from counterdraft.formats import read_shared
from counterdraft.formats.estate import load_estate

from ..estate.estate_models import some

CASES = sorted(p.parent for p in Path("cases").glob("*/case.yaml"))
WITH_ESTATE = [path for path in CASES if (path / "estate").is_dir()]


@pytest.fixture(scope="module", params=WITH_ESTATE, ids=lambda path: path.name)
def found(request):
    case = read_shared(request.param)
    paths = Paths(load_estate(request.param), some(400), seed=3)
    return case, case_report(paths, case, full=case.drafts[0].name)


class TestReport:
    def test_only_estates_have_money(self):
        """
        Each case is looked at: those without an estate show no table of money.
        """
        for path in set(CASES) - set(WITH_ESTATE):
            assert "model: estate" not in "".join(
                file.read_text("utf-8") for file in path.rglob("mandates/*.yaml")
            )
        assert len(CASES) >= 3
        assert WITH_ESTATE

    def test_a_party_is_its_roles(self, found):
        """
        Means of a party's worth and gain are those of its roles by their weights.
        """
        _, report = found
        for value in report.drafts:
            for party in value.by_party.values():
                for column in ("npv", "gain"):
                    roles = sum(
                        weight * getattr(value.by_role[role], column).mean
                        for role, weight in party.roles.items()
                    )
                    assert getattr(party, column).mean == pytest.approx(roles, abs=1e-6)

    def test_clauses_add_up_to_the_draft(self, found):
        """
        From no deal clause by clause to the draft: the steps of each side are its gain.
        """
        _, report = found
        value = report.drafts[0]
        for name, side in (*value.by_role.items(), *value.by_party.items()):
            steps = sum(step.of(name).mean for step in value.clause_steps)
            assert steps == pytest.approx(side.gain.mean, abs=1e-6)

    def test_steps_lead_from_the_first_draft_to_the_last(self, found):
        """
        What changes from draft to draft adds up to the difference of the last and the first.
        """
        _, report = found
        first, last = report.drafts[0], report.drafts[-1]
        for name in first.sides:
            steps = sum(step.of(name).mean for step in report.steps)
            whole = last.sides[name].gain.mean - first.sides[name].gain.mean
            assert steps == pytest.approx(whole, abs=1e-6)

    def test_deposits_are_what_lies_in_the_ground(self, found):
        """
        The deposits add up to the step of the reckoning, and the parts by control to one.
        """
        _, report = found
        whole = sum(one.money for one in report.deposits)
        assert whole == pytest.approx(report.ground_step("in_the_ground").money)
        for column in ("in_the_ground", "sold", "state"):
            assert sum(getattr(row, column) for row in report.control) == pytest.approx(1)


def number(cell):
    text = "".join(cell.itertext()).split("±")[0].replace(",", "").replace("−", "-").strip()
    return float(text or 0)


class TestPage:
    @pytest.mark.parametrize(
        ("begins", "column"), [("What each clause adds", 1), ("Deposits,", -1)]
    )
    def test_a_table_with_a_total_adds_up_as_printed(self, found, begins, column):
        """
        The figures above the last line add up to it, but for the rounding of each.
        """
        case, report = found
        page = value_html(ValueView(case, report, report.drafts[0].draft))
        tree = etree.fromstring(page.split("\n", 1)[1].encode())
        (table,) = [
            t
            for t in tree.iter("table")
            if "".join(t.find("caption").itertext()).startswith(begins)
        ]
        *rows, total = [row[column] for row in table.find("tbody")]
        assert len(rows) > 1
        assert sum(map(number, rows)) == pytest.approx(number(total), abs=0.5 * (len(rows) + 1))

    def test_a_way_ends_at_the_gain(self, found):
        """
        The picture of the clauses ends at the gain of the draft, what is too small to show included.
        """
        case, report = found
        view = ValueView(case, report, report.drafts[0].draft)
        for (_, gain), picture in zip(view.gains(view.value), view.ways, strict=True):
            texts = [e.text for e in etree.fromstring(str(picture)).iter("{*}text")]
            assert abs(number_of(texts[-1]) - gain.mean) <= max(0.5, 0.01 * abs(gain.mean))


def number_of(text):
    return float(text.replace(",", "").replace("−", "-"))
