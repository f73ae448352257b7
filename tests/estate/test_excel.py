"""Workbooks: every formula gives what the program gives."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest

from counterdraft.estate.deal_terms import DealTerms
from counterdraft.estate.excel import deal_workbook, project_workbook
from counterdraft.estate.settlement import settle
from counterdraft.estate.simulation import Paths
from counterdraft.estate.waterfall import run

from .estate_models import estate, project

CELL = re.compile(r"\$?([A-Z]+)\$?(\d+)")


class Calculator:
    """Calculates the sheet by its formulas alone; the numbers stored beside them are not looked at."""

    def __init__(self, data: bytes) -> None:
        from openpyxl import load_workbook

        self.sheet = load_workbook(io.BytesIO(data))["Flows"]
        self.known: dict[str, float] = {}

    def cell(self, name: str) -> float:
        """The value of a cell."""
        if name not in self.known:
            value = self.sheet[name].value
            self.known[name] = (
                self.formula(value[1:]) if isinstance(value, str) else float(value or 0)
            )
        return self.known[name]

    def formula(self, text: str) -> float:
        """The value of a formula, translated to Python."""
        for word, name in (
            ("SUMPRODUCT", "sumproduct"),
            ("SUM", "total"),
            ("MAX", "max"),
            ("MIN", "min"),
        ):
            text = re.sub(rf"\b{word}\(", f"{name}(", text)
        text = re.sub(r"\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+", lambda m: f"span('{m[0]}')", text)
        text = re.sub(
            r"(?<!['\w$:])\$?[A-Z]+\$?\d+(?![\d'])",
            lambda m: f"cell('{m[0].replace('$', '')}')",
            text,
        )
        names = {
            "cell": self.cell,
            "span": self.span,
            "max": max,
            "min": min,
            "total": sum,
            "sumproduct": lambda a, b: float(np.dot(a, b)),
        }
        return float(eval(text.replace("^", "**"), names))

    def span(self, text: str) -> list[float]:
        """The values of a range."""
        return [self.cell(c.coordinate) for row in self.sheet[text] for c in row]

    def row(self, label: str, years: int) -> list[float]:
        """The values of the line with that label."""
        for number in range(1, self.sheet.max_row + 1):
            if self.sheet.cell(number, 1).value == label:
                return [self.cell(self.sheet.cell(number, 4 + t).coordinate) for t in range(years)]
        raise KeyError(label)


TERMS = {
    "royalty": {"rate": 0.05, "per_unit": 0.1},
    "windfall": {"rate": 0.3, "threshold": 4},
    "psc": {
        "kind": "production_sharing",
        "cost_limit": 0.6,
        "uplift": 0.05,
        "split": {"state": 0.4},
    },
    "cit": {
        "kind": "income_tax",
        "rate": 0.25,
        "losses": {"cap": 0.8},
        "default_depreciation": {"method": "straight_line", "years": 3},
    },
    "rrt": {
        "kind": "resource_rent_tax",
        "tiers": [{"uplift": 0.1, "rate": 0.2}, {"uplift": 0.2, "rate": 0.1}],
    },
    "equity": {"kind": "participation", "payee": "soc", "share": 0.1},
    "rent": {"kind": "rental", "amount": 1.5, "index": 0.02},
    "wht": {"kind": "withholding", "rate": 0.05},
    "share": {
        "kind": "revenue_share",
        "base": "state_revenue",
        "payer": "state",
        "share": 0.5,
        "ceiling": 60,
    },
    "lien": {"principal": 40, "interest": 0.04},
    "out": {"kind": "distribution", "to": {"partner": 0.5, "state": 0.5}},
}
MINE = {
    "production": [0.0, 5, 20, 25, 20, 10],
    "price": [5.0, 5, 6, 4, 3, 5],
    "opex": [0.0, 20, 30, 30, 30, 20],
    "capex": [40.0, 10, 0, 5, 0, 0],
    "closure": [0.0, 0, 0, 0, 0, 6],
}


@pytest.fixture(scope="module")
def both():
    mine = project(TERMS, **MINE)
    return run(mine.terms, mine.flows), Calculator(project_workbook(mine)), mine


class TestProjectWorkbook:
    def test_parties_by_formula(self, both):
        """
        The flows of every party, calculated from the formulas, are the program's.
        """
        outcome, sheet, _ = both
        for party, cash in outcome.cash.items():
            assert sheet.row(party, 6) == pytest.approx(cash[:, 0], abs=1e-9)

    def test_instruments_by_formula(self, both):
        """
        So is what each instrument moves; the distribution has a line for each member.
        """
        outcome, sheet, _ = both
        for name, amount in outcome.amounts.items():
            if name == "out":
                continue
            assert sheet.row(name, 6) == pytest.approx(amount[:, 0], abs=1e-9), name

    def test_adds_up_and_follows_its_inputs(self, both):
        """
        The line of checks is nought, and a changed price changes the parties' flows.
        """
        _, _, mine = both
        sheet = Calculator(project_workbook(mine))
        assert sheet.row("check: parties less the project", 6) == pytest.approx([0] * 6, abs=1e-9)
        changed = Calculator(project_workbook(mine))
        for number in range(1, changed.sheet.max_row + 1):
            if changed.sheet.cell(number, 1).value == "price of product":
                changed.sheet.cell(number, 6).value = 60.0
        assert changed.row("investor", 6)[2] > sheet.row("investor", 6)[2]

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
        outcome, sheet = run(mine.terms, mine.flows), Calculator(project_workbook(mine))
        for name, amount in outcome.amounts.items():
            assert sheet.row(name, 2) == pytest.approx(amount[:, 0], abs=1e-9)

    def test_what_has_no_formula_is_named(self):
        """
        An instrument without formulas is written as numbers, and the sheet still adds up.
        """
        terms = {
            "equity": {"kind": "participation", "payee": "soc", "share": 0.1, "mode": "carried"},
            "cit": {"kind": "income_tax", "rate": 0.25},
            "call": {
                "kind": "cash_call",
                "payer": "owner",
                "calls": 3,
                "defaults": [2],
                "interest": 0.1,
            },
        }
        mine = project(terms, **MINE)
        outcome, sheet = run(mine.terms, mine.flows), Calculator(project_workbook(mine))
        for party, cash in outcome.cash.items():
            assert sheet.row(party, 6) == pytest.approx(cash[:, 0], abs=1e-9)

    def test_same_bytes(self, both):
        """
        The same project gives the same file.
        """
        assert project_workbook(both[2]) == project_workbook(both[2])


class TestDealWorkbook:
    @pytest.mark.parametrize(
        "terms",
        [
            DealTerms(
                share=0.4,
                base="rights",
                scope="existing_too",
                claim=60,
                other_revenue=9,
                lock_share=0.5,
                lock_years=6,
                release_years=3,
                earns=0.02,
                partner_part=0.5,
            ),
            DealTerms(
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
                scope="existing_too",
                other_gross=70,
                other_revenue=8,
                other_profit=20,
                closes_at_gross=1.25,
                offtake_discount=0.02,
                suspended_by_attack=1,
            ),
            DealTerms(
                share=0.3,
                base="state_revenue",
                scope="with_infrastructure",
                infrastructure=5,
                other_revenue=7,
                other_years=9,
                other_decline=0.04,
                priority="lien",
                claim=20,
                partner_part=0,
            ),
        ],
        ids=["ceiling and lock", "preferred return", "lien"],
    )
    def test_worth_by_formula(self, terms):
        """
        The present values at the end of the sheet are the program's on that path.
        """
        paths = Paths(estate(), 40, seed=5)
        worth = settle(paths, terms).worth
        for path in (0, 7, 23):
            sheet = Calculator(deal_workbook(paths, terms, path))
            for party, k in (("state", 0), ("partner", 1), ("owners", 2)):
                found = sheet.row(f"{party}: present value, running", 25)[-1]
                assert found == pytest.approx(worth[path, k], abs=1e-4, rel=1e-6)
