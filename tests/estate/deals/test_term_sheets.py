"""Term sheets around a draft."""

from __future__ import annotations

import pytest

from counterdraft.errors import CaseError
from counterdraft.estate.deals import term_sheets as module
from counterdraft.estate.deals.term_sheets import term_sheets
from counterdraft.estate.model import Estate
from counterdraft.estate.reports.draft_values import value_draft
from counterdraft.estate.reports.sweep_report import sweep_report
from counterdraft.estate.simulation import Paths
from counterdraft.estate.tables.deal_gains import DealGains

from ..case_models import HARD, HELD, VAGUE, case
from ..estate_models import DEAL, estate, some

WORLD: Estate = estate(deal=HELD)
WORDS = WORLD.deal_mapping


class TestTermSheets:
    def test_every_combination(self):
        """
        Each option of the issues asked for meets each of the others, all else as drafted.
        """
        found = term_sheets(case(HARD), WORDS, HARD, ("share", "guarantee"))
        assert found.combinations == len(found.sheets) == 9
        assert len({tuple(sheet.options.items()) for sheet in found.sheets}) == 9
        assert {sheet.options["base"] for sheet in found.sheets} == {"gross"}
        assert [sheet.terms.share for sheet in found.sheets] == [0.0] * 3 + [0.25] * 3 + [0.5] * 3

    def test_what_is_open_stands_at_its_likeliest(self):
        """
        A term that the draft leaves open is taken at its likeliest option, and that is told.
        """
        found = term_sheets(case(VAGUE), WORDS, VAGUE, ("base",))
        assert found.likeliest == {"share": "0.5"}
        assert {sheet.terms.share for sheet in found.sheets} == {0.5}
        assert not term_sheets(case(VAGUE), WORDS, VAGUE, ("share",)).likeliest

    def test_what_is_impossible_is_left_out(self):
        """
        Conditions of the case are kept, and what is left out is counted.
        """
        whole = case(HARD, impossible=["share = 0.5 and base = gross"])
        found = term_sheets(whole, WORDS, HARD, ("share", "base"))
        assert (found.left_out, len(found.sheets)) == (1, 5)

    def test_what_is_no_deal_is_left_out(self):
        """
        A lien without a sum is no term sheet.
        """
        deal = {"issues": {"law": {"home": {"priority": "lien"}, "abroad": {}}}}
        found = term_sheets(case(HARD), estate(deal=deal).deal_mapping, HARD)
        assert [sheet.options for sheet in found.sheets] == [{"law": "abroad"}]
        assert found.left_out == 1

    def test_drawn(self):
        """
        A number of them is drawn over all issues, none twice, the same for the same seed.
        """
        one, two, other = (
            term_sheets(case(HARD), WORDS, HARD, count=8, seed=seed) for seed in (1, 1, 2)
        )
        assert len({tuple(sheet.options.values()) for sheet in one.sheets}) == 8
        assert one == two != other
        assert one.issues == ("share", "base", "guarantee")

    def test_drawn_from_a_large_space(self, monkeypatch):
        """
        Where all numbers cannot be shuffled, they are drawn and those drawn before are passed over.
        """
        monkeypatch.setattr(module, "MOST", 0.5)
        found = term_sheets(case(HARD), WORDS, HARD, count=2, seed=1)
        assert len({tuple(sheet.options.values()) for sheet in found.sheets}) == 2

    def test_no_more_than_there_are(self):
        """
        Asked for more than there are, all are given, each once.
        """
        assert len(term_sheets(case(HARD), WORDS, HARD, count=1000).sheets) == 18

    @pytest.mark.parametrize(
        ("issues", "expected"),
        [
            (("shar",), "did you mean 'share'?"),
            (("law",), "'law' moves no money"),
            (("share", "base", "share"), "'share' is named twice"),
            (("",), "'' is no issue of the case"),
        ],
    )
    def test_faults(self, issues, expected):
        """
        What cannot be swept is said, with the nearest name.
        """
        with pytest.raises(CaseError, match="--sweep") as error:
            term_sheets(case(HARD), WORDS, HARD, issues)
        assert expected in str(error.value)

    def test_too_many(self, monkeypatch):
        """
        Every combination of many issues is more than anybody asks for: a number of draws is.
        """
        monkeypatch.setattr(module, "MOST", 5)
        with pytest.raises(CaseError, match="9 term sheets are too many"):
            term_sheets(case(HARD), WORDS, HARD, ("share", "guarantee"))

    def test_an_option_without_a_meaning(self):
        """
        It is a fault, not something left out.
        """
        deal = {"issues": {**DEAL["issues"], "base": {"gross": {"base": "profit"}}}}
        with pytest.raises(CaseError, match="'state' of 'base' has no meaning"):
            term_sheets(case(HARD), estate(deal=deal).deal_mapping, HARD, ("base",))


class TestReport:
    def test_a_row_is_what_the_draft_is_worth(self):
        """
        The term sheet that is the draft changes what the draft changes, to the last digits; the error of a
        party is at most the sum of those of its roles.
        """
        paths = Paths(WORLD, some(500), seed=6)
        around = term_sheets(case(HARD), WORDS, HARD, ("share",))
        cells = DealGains(paths).fill([sheet.terms for sheet in around.sheets])
        report = sweep_report(paths, case(HARD), around, cells)
        row = next(row for row in report.rows if row.options == {"share": "0.5"})
        worth = value_draft(paths, case(HARD), HARD)
        for name, one in row.roles.items():
            gain = worth.by_role[name].gain
            assert one.mean == pytest.approx(gain.mean, rel=1e-6, abs=1e-6)
        party, gain = row.parties["a"], worth.by_party["a"].gain
        assert party.mean == pytest.approx(gain.mean, rel=1e-6)
        errors = row.roles["state"].error + 0.5 * row.roles["owners"].error
        assert party.error_at_most == pytest.approx(errors)

    def test_of_one_side(self):
        """
        Asked for a side, the report holds its money alone.
        """
        paths = Paths(WORLD, 40, seed=6)
        around = term_sheets(case(HARD), WORDS, HARD, ("base",))
        cells = DealGains(paths).fill([sheet.terms for sheet in around.sheets])
        report = sweep_report(paths, case(HARD), around, cells, party="b")
        assert list(report.rows[0].roles) == ["partner"]
        assert list(report.rows[0].parties) == list(report.sides) == ["b"]
        role = sweep_report(paths, case(HARD), around, cells, party="owners")
        assert not role.rows[0].parties
        assert list(role.sides) == ["owners"]
