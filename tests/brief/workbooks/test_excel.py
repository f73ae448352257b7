"""Workbooks: every formula gives what the program gives, and nothing is written twice."""

from __future__ import annotations

import dataclasses
import io
import re
from functools import cache
from typing import Literal

import numpy as np
import pytest
from openpyxl import load_workbook

from counterdraft.brief.workbooks.workbook import deal_workbook, project_workbook
from counterdraft.case.fields import Count, Share
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.instruments import KINDS
from counterdraft.fiscal.waterfall import run
from counterdraft.mines.project import Project

from ...estate.estate_models import estate, project
from .calculator import OFFICE, Calculator, recalculated
from .cases import CASES, MINE, ROYALTY


@cache
def mine_of(name):
    """The mine under one of the term sheets."""
    return project(CASES[name], **MINE)


@cache
def sheet_of(name):
    """Its workbook, which no test may change."""
    return Calculator(project_workbook(mine_of(name)))


def agrees(mine, sheet):
    """Every party and every instrument, year by year, to a hundredth of a cent."""
    outcome = mine.outcome()
    years = len(mine.flows.years)
    for party, cash in outcome.cash.items():
        assert sheet.row(party) == pytest.approx(cash[:, 0], abs=1e-8), party
        said = sheet.summary(party)
        assert said["npv"] == pytest.approx(
            float(cash[:, 0] @ mine.factors(mine.rate_of(party))), abs=1e-8
        )
        assert said["away"] == 0
    moved: dict[str, np.ndarray] = {}
    for (name, _, payee), amount in outcome.transfers.items():
        for label in (name, f"{name} to {payee}"):
            moved[label] = moved.get(label, 0) + amount[:, 0]
    for one in mine.terms.instruments:
        if one.kind not in {"distribution", "cash_call"}:
            assert sheet.row(one.name) == pytest.approx(moved[one.name], abs=1e-8), one.name
    assert sheet.row("check: parties less the project") == pytest.approx([0] * years, abs=1e-8)


class TestProjectWorkbook:
    @pytest.mark.parametrize("name", list(CASES))
    def test_formulas_give_what_the_program_gives(self, name):
        """
        The flows of every party and instrument, calculated from the formulas alone, are the program's.
        """
        agrees(mine_of(name), sheet_of(name))

    def test_every_kind_is_tried(self):
        """
        A kind of instrument that no term sheet here uses turns this red.
        """
        used = {
            fields.get("kind", name) for case in CASES.values() for name, fields in case.items()
        }
        assert set(KINDS) == used

    @pytest.mark.parametrize("name", list(CASES))
    def test_cells_hold_their_values(self, name):
        """
        The value that stands beside each formula is what the formula gives, so that previews are right.
        """
        data = project_workbook(mine_of(name))
        shown, sheet = load_workbook(io.BytesIO(data), data_only=True), Calculator(data)
        for page in ("Summary", "Flows"):
            for row in shown[page].iter_rows(min_row=4):
                for cell in row:
                    formula = sheet.book[page][cell.coordinate].value
                    if isinstance(formula, str) and formula.startswith("="):
                        value = sheet.cell(page, cell.coordinate)
                        assert cell.value == (
                            value if isinstance(value, str) else pytest.approx(value, abs=1e-9)
                        ), (page, cell.coordinate, formula)

    def test_follows_its_inputs(self):
        """
        A changed price, rate or discount rate changes what hangs on it.
        """
        mine = project(CASES["income tax, even"], **MINE)
        before = Calculator(project_workbook(mine))
        for label, column in (("price of product", 7), ("cit: rate", 2), ("rate of state", 2)):
            after = Calculator(project_workbook(mine))
            number = after.number(label, "Inputs")
            after.book["Inputs"].cell(number, column).value = 0.5
            assert after.summary("state")["npv"] != before.summary("state")["npv"]

    @pytest.mark.parametrize("name", list(CASES))
    def test_every_input_is_followed(self, name):
        """
        With an input changed in its cell the formulas give what the program gives of the changed file.
        """
        mine = mine_of(name)
        data = project_workbook(mine)
        terms = mine.terms
        for instrument in terms.instruments:
            for field in ("rate", "share", "amount", "interest", "cost_limit", "part", "principal"):
                value = getattr(instrument, field, None)
                label = f"{instrument.name}: {field.replace('_', ' ')}"
                if not isinstance(value, float) or not value:
                    continue
                changed = instrument.model_copy(update={field: value * 0.75})
                others = tuple(changed if one is instrument else one for one in terms.instruments)
                expected = run(dataclasses.replace(terms, instruments=others), mine.flows)
                sheet = Calculator(data)
                try:
                    number = sheet.number(label, "Inputs")
                except KeyError:
                    continue
                sheet.book["Inputs"].cell(number, 2).value = value * 0.75
                for party, cash in expected.cash.items():
                    assert sheet.row(party) == pytest.approx(cash[:, 0], abs=1e-8), (label, party)

    @pytest.mark.parametrize(
        ("label", "file"),
        [("price of copper", "price"), ("volume of copper", "production")],
    )
    def test_working_capital_and_cost_per_unit_follow(self, label, file):
        """
        A price or volume changed by a fifth moves working capital and the cost of each unit too.
        """
        data = {
            "years": "2025-2028",
            "production": {"copper": {"unit": "kt", "values": [0, 10, 20, 15]}},
            "price": {"copper": {"unit": "USD/t", "values": [9000, 9000, 8000, 9500]}},
            "currency": {"code": "USD", "unit": "m"},
            "opex": 10,
            "opex_per_unit": 2.5,
            "capex": {"development": [150, 0, 0, 0]},
            "working_capital": 0.15,
            "terms": {"instruments": {"royalty": {"rate": 0.05}, "cit": CASES["duties"]["cit"]}},
        }
        sheet = Calculator(project_workbook(Project.from_data(data)))
        number = sheet.number(label, "Inputs")
        for cell in sheet.book["Inputs"][number][4:]:
            cell.value *= 1.2
        given = data[file]["copper"]
        more = {**given, "values": [value * 1.2 for value in given["values"]]}
        expected = Project.from_data({**data, file: {"copper": more}}).outcome()
        for party, cash in expected.cash.items():
            assert sheet.row(party) == pytest.approx(cash[:, 0], abs=1e-8)

    def test_a_new_instrument_is_one_class(self, monkeypatch):
        """
        An instrument that only this test knows is settled, and writes its own formulas.
        """

        class Levy(Instrument):
            kind: Literal["levy"] = "levy"
            part: Share
            free: Count = 0.0

            def start(self, book):
                paid = book.zeros()

                def step(t):
                    nonlocal paid
                    due = self.part * np.maximum(book.flows.revenue[t] - self.free - paid, 0.0)
                    paid = book.show("levy paid to date", paid + due)
                    self.pay(book, t, due)

                return step

        monkeypatch.setitem(KINDS, "levy", Levy)
        mine = project({"levy": {"part": 0.1, "free": 30}}, **MINE)
        sheet = Calculator(project_workbook(mine))
        agrees(mine, sheet)
        assert sheet.number("levy: levy paid to date") > 0
        assert sheet.number("levy: free", "Inputs") > 0

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "https://example.org", "{=1}"])
    def test_words_are_never_formulas(self, text):
        """
        A title, a party or an instrument that begins like a formula or a link stays text on every sheet.
        """
        terms = {text: {"kind": "royalty", "rate": 0.05, "payee": text}}
        mine = dataclasses.replace(project(terms, **MINE), title=text)
        book = load_workbook(io.BytesIO(project_workbook(mine)))
        cells = [cell for page in book for row in page.iter_rows() for cell in row]
        words = [cell for cell in cells if isinstance(cell.value, str) and text in cell.value]
        assert len(words) >= 5
        assert all(cell.data_type == "s" and cell.hyperlink is None for cell in words)

    @pytest.mark.parametrize("timing", ["start", "mid", "end", "continuous"])
    def test_discounting_is_a_formula(self, timing):
        """
        Whatever the timing, the date of valuation and inflation, the worth is the program's.
        """
        mine = project(ROYALTY, timing=timing, valued_at=2023, rate=0.08, **MINE)
        agrees(mine, Calculator(project_workbook(mine)))

    def test_units(self):
        """
        Thresholds and amounts per unit are in the unit of the quoted price, in the sheet too.
        """
        mine = project(
            {"windfall": {"rate": 0.5, "threshold": 8000}, "royalty": {"per_unit": 50}},
            years=2,
            production={"ore": {"unit": "kt", "values": [10.0, 5.0]}},
            price={"ore": {"unit": "USD/t", "values": [9000.0, 7000.0]}},
        )
        sheet = Calculator(project_workbook(mine))
        agrees(mine, sheet)
        assert sheet.row("price of ore", "Inputs") == [9000, 7000]

    def test_no_numbers_in_formulas(self):
        """
        A formula holds no number but nought and one: every other stands among the inputs, with its name.
        """
        for name in CASES:
            sheet = sheet_of(name).book["Flows"]
            for row in sheet.iter_rows(min_row=4):
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("="):
                        bare = re.sub(r'"[^"]*"|\$?[A-Z]{1,3}\$?\d+|[A-Za-z_]\w*', "", cell.value)
                        assert set(re.findall(r"\d+(?:\.\d+)?", bare)) <= {"0", "1"}, cell.value

    def test_sheets_are_laid_out(self):
        """
        Summary, inputs, flows; headers are frozen and inputs are named.
        """
        book = sheet_of("claims").book
        assert book.sheetnames == ["Summary", "Inputs", "Flows"]
        assert book["Inputs"].freeze_panes == book["Flows"].freeze_panes == "E4"
        assert "pref_interest" in book.defined_names

    def test_same_bytes(self):
        """
        The same project gives the same file.
        """
        mine = project(CASES["a fund"], **MINE)
        assert project_workbook(mine) == project_workbook(mine)


DEALS = {
    "ceiling and lock": DealTerms(
        share=0.4,
        base="rights",
        scope="existing_too",
        claim=60,
        other_revenue=9,
        other_gross=40,
        other_profit=5,
        other_years=12,
        other_decline=0.05,
        closes_at_rights=0.9,
        lock_share=0.5,
        lock_years=6,
        release_years=3,
        earns=0.02,
        partner_part=0.5,
    ),
    "preferred return": DealTerms(
        share=0.5,
        base="gross_revenue",
        priority="preferred_return",
        claim=50,
        interest=0.04,
        fund_scale=2,
        partner_part=0.5,
        aid=4,
        aid_years=3,
        aid_credited=1,
        past_aid_credited=7,
        offtake_discount=0.02,
        suspended_by_attack=0.6,
        closes_at_gross=0.8,
        other_gross=20,
    ),
    "lien": DealTerms(
        share=0.3,
        base="state_revenue",
        scope="with_infrastructure",
        infrastructure=5,
        priority="lien",
        claim=20,
        partner_part=0,
    ),
}


class TestDealWorkbook:
    @pytest.mark.parametrize("name", list(DEALS))
    def test_worth_by_formula(self, name):
        """
        The present values of the first sheet, by formula, are the program's on that path.
        """
        paths = Paths(estate(), 40, seed=5)
        worth = settle_terms(paths, DEALS[name]).worth
        for path in (0, 7, 23):
            sheet = Calculator(deal_workbook(paths, DEALS[name], path))
            for k, party in enumerate(("state", "partner", "owners")):
                found = sheet.summary(party)
                assert found["npv"] == pytest.approx(worth[path, k], abs=1e-4, rel=1e-6)
                assert found["away"] == pytest.approx(0, abs=1e-4)
            assert sheet.row("check: parties less the project") == pytest.approx([0] * 25, abs=1e-6)


OPENED = (
    *("duties", "domestic supply", "income tax, even", "income tax, units", "sharing by return"),
    *("royalty by slices", "royalty along a line", "payout royalty", "loan", "offtake"),
    *("a fund", "accounts", "claims", "closure fund"),
)
"""Term sheets that use every function and every way to refer to a cell."""


@pytest.mark.skipif(OFFICE is None, reason="no office program to calculate with")
class TestOffice:
    def test_an_office_program_finds_the_same(self, tmp_path):
        """
        Opened and calculated elsewhere, every yearly flow is the program's to a cent.
        """
        mines = {f"mine{k}": project(CASES[name], **MINE) for k, name in enumerate(OPENED)}
        paths = Paths(estate(), 40, seed=5)
        deals = {f"deal{k}": terms for k, terms in enumerate(DEALS.values())}
        books = {name: project_workbook(mine) for name, mine in mines.items()}
        books |= {name: deal_workbook(paths, terms, 3) for name, terms in deals.items()}
        found = recalculated(books, tmp_path)
        if not found:
            pytest.skip("the office program reads no worksheets")
        for name, mine in mines.items():
            for party, cash in mine.outcome().cash.items():
                assert found[name].row(party) == pytest.approx(cash[:, 0], abs=0.005), (name, party)
        for name, terms in deals.items():
            worth = settle_terms(paths, terms).worth[3]
            for k, party in enumerate(("state", "partner", "owners")):
                assert found[name].summary(party)["npv"] == pytest.approx(worth[k], abs=0.005)
