"""Workbooks: every formula gives what the program gives, and nothing is written twice."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from counterdraft.estate.deals.settlement import settle
from counterdraft.estate.fiscal.deal_terms import DealTerms
from counterdraft.estate.fiscal.instruments import KINDS
from counterdraft.estate.simulation import Paths
from counterdraft.estate.workbooks.workbook import deal_workbook, project_workbook
from counterdraft.estate.workbooks.writers import WRITERS, beyond

from .estate_models import estate, project
from .workbooks import OFFICE, Calculator, recalculated

MINE = {
    "production": [0.0, 5, 20, 25, 20, 10],
    "price": [5.0, 5, 6, 4, 3, 5],
    "opex": [0.0, 20, 30, 30, 30, 20],
    "capex": {
        "development": [40.0, 10, 0, 5, 0, 0],
        "exploration": [6.0, 0, 3, 0, 0, 0],
        "working_capital": [0.0, 4, 0, 0, 0, -4],
    },
    "closure": [0.0, 0, 0, 0, 0, 6],
    "years": "2025-2030",
}
STEPS = [{"above": 0, "rate": 0.02}, {"above": 4, "rate": 0.05}, {"above": 5, "rate": 0.09}]
STEPS_TO_DATE = [
    {"above": 0, "rate": 0.02},
    {"above": 12, "rate": 0.05},
    {"above": 40, "rate": 0.2},
]
HIGH = [{"above": 0, "rate": 0.3}, {"above": 0.6, "rate": 0.4}, {"above": 1.2, "rate": 0.6}]
ROYALTY = {"royalty": {"rate": 0.05}}
CIT = {"kind": "income_tax", "rate": 0.25}
STRAIGHT = {"method": "straight_line", "years": 3}


def psc(**fields):
    return {**ROYALTY, "psc": {"kind": "production_sharing", "cost_limit": 0.6, **fields}}


def fund(**instruments):
    """A fund that is fed from gross revenue and pays out at the end."""
    return {
        **ROYALTY,
        "share": {"kind": "revenue_share", "base": "gross", "share": 0.3},
        **instruments,
        "out": {"kind": "distribution", "to": {"partner": 0.6, "state": 0.4}},
    }


CASES = {
    "royalty, all fields": {
        "royalty": {"rate": [0.01, 0.02, 0.03, 0.04, 0.05, 0.06], "per_unit": 0.1, "allowances": 2},
    },
    "royalty by price": {"royalty": {"scale": STEPS, "by": "price"}},
    "royalty by slices": {"royalty": {"scale": STEPS, "incremental": True}},
    "royalty along a line": {"royalty": {"scale": STEPS, "interpolated": True}},
    "royalty by margin": {"royalty": {"scale": HIGH, "by": "margin", "allowances": 3}},
    "royalty to date": {"royalty": {"scale": [{"above": 20, "rate": 0.1}], "by": "cumulative"}},
    "royalty on what the year adds": {
        "royalty": {"scale": STEPS_TO_DATE, "by": "cumulative", "incremental": True},
        "lease": {
            "kind": "payout_royalty",
            "gross": {"scale": STEPS_TO_DATE, "by": "cumulative", "incremental": True},
            "net": {"rate": 0.1},
        },
        "psc": {
            "kind": "production_sharing",
            "split": {"scale": STEPS_TO_DATE, "by": "cumulative", "incremental": True},
        },
    },
    "royalty by receipts": {"royalty": {"scale": HIGH, "by": "r_factor"}},
    "royalty a day": {"royalty": {"scale": [{"above": 0.05, "rate": 0.1}], "by": "daily"}},
    "payout royalty": {
        "lease": {
            "kind": "payout_royalty",
            "gross": {"scale": STEPS},
            "net": {"rate": 0.3},
            "return_allowance": 0.05,
        },
        "cit": CIT,
    },
    "bonuses": {
        "signed": {"kind": "bonus", "amount": 3},
        "later": {"kind": "bonus", "amount": 2, "year": 2027},
        "first": {"kind": "bonus", "amount": 4, "on": "production"},
        "much": {"kind": "bonus", "amount": 5, "on": "volume", "volume": 50},
        "fast": {"kind": "bonus", "amount": 6, "on": "daily", "volume": 0.06},
        "cit": CIT,
    },
    "rental": {"rent": {"kind": "rental", "amount": 1.5, "area": 2, "index": 0.03}, "cit": CIT},
    "duties": {
        "export": {"kind": "duty", "rate": 0.05, "on": "revenue"},
        "vat": {
            "kind": "duty",
            "rate": 0.2,
            "on": "costs",
            "taxed": 0.7,
            "refund": 0.9,
            "delay": 2,
        },
        "import": {"kind": "duty", "rate": 0.1, "on": "capex", "refund": 0.5},
        "cit": CIT,
    },
    "windfall": {"windfall": {"rate": 0.3, "threshold": 4, "index": 0.02}, "cit": CIT},
    "income tax, even": {**ROYALTY, "cit": {**CIT, "default_depreciation": STRAIGHT}},
    "income tax, kinds": {
        "cit": {
            **CIT,
            "depreciation": {
                "development": {"method": "declining", "rate": 0.4, "years": 5, "switch": True},
                "exploration": {"method": "digits", "years": 4, "starts": "production"},
            },
            "losses": {"cap": 0.7, "opening": 3},
        }
    },
    "income tax, units": {
        "cit": {
            **CIT,
            "depreciation": {
                "development": {"method": "units", "starts": "next_year"},
                "exploration": {"method": "schedule", "schedule": [0.5, 0.3]},
            },
            "losses": {"years": 2, "opening": 5},
            "minimum": 0.01,
        }
    },
    "income tax, declining": {
        "cit": {**CIT, "default_depreciation": {"method": "declining", "rate": 0.3}}
    },
    "income tax, lost": {"cit": {**CIT, "losses": {"rule": "lost"}}},
    "income tax, refunded": {"cit": {**CIT, "losses": {"rule": "refunded"}}},
    "income tax, named": {
        "equity": {"kind": "participation", "share": 0.1, "payee": "soc", "mode": "free"},
        "cit": {**CIT, "deducts": ["equity"]},
    },
    "resource rent tax": {
        **ROYALTY,
        "rrt": {
            "kind": "resource_rent_tax",
            "deductible": True,
            "tiers": [
                {"uplift": [0.1, 0.12, 0.1, 0.08, 0.1, 0.1], "rate": 0.2},
                {"uplift": 0.2, "rate": 0.1},
            ],
        },
        "cit": CIT,
    },
    "withholding": {
        "loan": {
            "payer": "owner",
            "drawn": {2025: 20, 2026: 0},
            "interest": 0.1,
            "first": 2027,
            "term": 3,
            "deductible": True,
        },
        "cit": CIT,
        "gains": {"kind": "withholding", "rate": 0.1, "of": "gains"},
        "paid": {"kind": "withholding", "rate": 0.05},
        "of loans": {"kind": "withholding", "rate": 0.1, "of": "interest", "payer": "lender"},
    },
    "stabilisation": {
        "royalty": {"rate": [0.05, 0.05, 0.08, 0.08, 0.03, 0.0]},
        "back": {
            "kind": "stabilisation",
            "of": "royalty",
            "rate": [0.05, 0.05, 0.08, 0.08, 0.03, 0.0],
            "frozen": 0.05,
            "deductible": True,
        },
        "cit": CIT,
    },
    "production sharing": {
        **psc(
            uplift=0.05,
            capex_uplift=0.1,
            opening_pool=7,
            limit_of="after_royalty",
            recovers=["opex", "development"],
            amortised={"development": STRAIGHT},
            split={"state": [0.3, 0.3, 0.4, 0.4, 0.5, 0.5]},
        ),
        "cit": CIT,
    },
    "sharing by volume": psc(split={"by": "drop", "days": 5, "scale": [*STEPS]}),
    "sharing by price": psc(split={"by": "price", "scale": STEPS, "interpolated": True}),
    "sharing to date": psc(
        split={"by": "cumulative", "formula": {"constant": 0.1, "slope": 0.01, "most": 0.5}}
    ),
    "sharing by receipts": psc(split={"by": "r_factor", "scale": HIGH}),
    "sharing by receipts at once": psc(split={"by": "r_factor", "scale": HIGH, "lag": 0}),
    "sharing by net receipts": {
        **psc(split={"by": "r_factor", "scale": HIGH, "net": True}),
        "cit": CIT,
    },
    "sharing by return": {
        **psc(split={"by": "irr", "scale": HIGH}),
        "cit": CIT,
    },
    "service": {
        "psc": {"kind": "production_sharing", "cost_limit": 0.5, "split": {"state": 1}},
        "fee": {
            "kind": "service_fee",
            "per_unit": [0, 1, 1, 1.5, 1.5, 2],
            "baseline": 3,
            "limit": 0.6,
            "sharing": "psc",
            "scale": HIGH,
        },
        "plain": {"kind": "service_fee", "per_unit": 0.5, "payer": "soc"},
        "cit": CIT,
    },
    "tranche and excess": {
        "bonus": {"amount": 2, "year": 2027},
        **psc(
            first_tranche=0.15,
            excess=0.3,
            less=["bonus"],
            uplift=[0.05, 0.1, 0, 0.1, 0.02, 0.03],
            uplift_of={"exploration": 0.5},
            investment_credit={"development": 0.17},
            split={"state": 0.4},
        ),
        "cit": CIT,
    },
    "sliding limit": {
        "psc": {
            "kind": "production_sharing",
            "first_tranche": 0.1,
            "first_tranche_to": "contractor",
            "sliding_limit": {"by": "r_factor", "scale": HIGH},
            "sliding_excess": {"by": "price", "scale": STEPS},
            "split": {"by": "r_factor", "scale": HIGH},
        },
        "cit": CIT,
    },
    "income tax, reliefs": {
        **ROYALTY,
        "rent": {"kind": "rental", "amount": 1, "deductible": False},
        "cit": {
            **CIT,
            "default_depreciation": STRAIGHT,
            "allowances": {"development": {"part": 0.2, **STRAIGHT}},
            "return_on_capital": 0.06,
            "depletion": {"rate": 0.1},
            "losses": {"uplift": 0.05},
            "exempt": 3,
            "exempt_in_all": 8,
            "holiday": 2,
            "credits": ["rent"],
            "adds_back": ["royalty"],
            "investment_credit": {"development": 0.1},
            "credit_per_unit": 0.02,
            "minimum": 0.02,
            "minimum_is_credited": True,
            "safeguard": {"rate": 0.8, "of_capital": 0.15},
            "lag": 1,
        },
        "late": {**CIT, "lag": 3},
    },
    "income tax, slides": {
        "margin": {"kind": "income_tax", "by": "margin", "scale": HIGH, "incremental": True},
        "income": {"kind": "income_tax", "by": "income", "scale": [{"above": 9, "rate": 0.2}]},
        "unit": {"kind": "income_tax", "by": "unit_profit", "scale": STEPS, "interpolated": True},
        "costs": {"kind": "income_tax", "by": "profit_over_costs", "scale": HIGH},
        "formula": {"kind": "income_tax", "formula": {"constant": 0.3, "inverse": -0.02}},
        "price": {"kind": "income_tax", "by": "price", "scale": STEPS},
    },
    "royalty on profit": {
        "rent": {"kind": "rental", "amount": 1},
        "royalty": {
            "of": "profit",
            "by": "margin",
            "formula": {"constant": 0.02, "slope": 0.1},
            "default_depreciation": STRAIGHT,
            "carried": True,
            "allowances": 1,
            "less": ["rent"],
            "minimum": 0.01,
        },
        "value": {"kind": "royalty", "rate": 0.1, "less": ["rent"], "per_unit": 0.05},
    },
    "rent taxes": {
        "loan": {"kind": "loan", "share": 0.5, "interest": 0.1, "first": 2026, "term": 3},
        **ROYALTY,
        "pools": {
            "kind": "resource_rent_tax",
            "tiers": [
                {"uplift": 0.1, "rate": 0.3, "uplift_of": {"exploration": 0.2, "development": 0.1}},
                {"uplift": 0.2, "rate": 0.1, "uplift_of": {"exploration": 0.25}},
            ],
            "adds_back": ["loan"],
            "credits": ["royalty"],
        },
        "brown": {
            "kind": "resource_rent_tax",
            "refunds": True,
            "tiers": [{"uplift": 0, "rate": 0.2, "uplift_of": {"development": 0.1}}],
        },
        "late": {
            "kind": "resource_rent_tax",
            "refund_at_end": True,
            "tiers": [{"uplift": 0.5, "rate": 0.2, "uplift_of": {"exploration": 0.9}}],
        },
    },
    "participation": {
        "paid": {
            "kind": "participation",
            "share": 0.1,
            "payee": "soc",
            "without": ["exploration"],
        },
        "free": {"kind": "participation", "share": 0.05},
        "carried": {
            "kind": "participation",
            "share": 0.2,
            "payee": "fund",
            "mode": "carried",
            "interest": 0.08,
            "repay": 0.6,
        },
        "some": {
            "kind": "participation",
            "share": 0.1,
            "payee": "soc",
            "mode": "carried",
            "carries": ["exploration"],
            "premium": 0.5,
        },
    },
    "loan": {
        "loan": {
            "payer": "owner",
            "share": 0.6,
            "interest": 0.09,
            "first": 2026,
            "term": 4,
            "sweep": 0.5,
            "deductible": True,
            "limit": {"debt_to_equity": 0.8, "of_earnings": 0.3},
        },
        "cit": CIT,
    },
    "loans": {
        name: {"kind": "loan", "drawn": {2025: 20, 2026: 0}, "first": 2027, "term": 3, **how}
        for name, how in {
            "level": {"repayment": "annuity", "interest": 0.1},
            "free": {"repayment": "annuity", "interest": 0},
            "late": {"repayment": "end", "interest": 0.07},
        }.items()
    },
    "offtake": {
        "first": {"kind": "first_refusal", "discount": 0.04, "part": 0.5},
        "top": {
            "kind": "take_or_pay",
            "product": "product",
            "minimum": 15,
            "lifted": [0, 3, 10, 30, 22, 4],
            "part": 0.8,
            "make_up": True,
        },
        "plain": {"kind": "take_or_pay", "product": "product", "minimum": 18, "lifted": 9},
        "cit": CIT,
    },
    "domestic supply": {
        **psc(split={"state": 0.4}),
        "home": {"kind": "domestic_supply", "part": 0.25, "fee": 0.2, "holiday": 2},
        "own": {"kind": "domestic_supply", "part": 0.1, "of": "profit", "sharing": "psc"},
        "due": {"kind": "domestic_supply", "part": 0.2, "of": "entitlement", "sharing": "psc"},
        "cit": CIT,
    },
    "closure fund": {
        "by volume": {"kind": "closure_fund", "earns": 0.03, "share": 0.9},
        "by year": {"kind": "closure_fund", "by": "years", "payee": "trust"},
        "cit": CIT,
    },
    "shares": {
        **ROYALTY,
        "gross": {"kind": "revenue_share", "base": "gross", "share": 0.02, "deductible": True},
        "of the state": {
            "kind": "revenue_share",
            "base": "state_revenue",
            "payer": "state",
            "share": 0.5,
            "ceiling": 4,
            "ceiling_interest": 0.05,
        },
        "profit": {
            "kind": "revenue_share",
            "base": "profit",
            "share": 0.2,
            "first": 2026,
            "last": 2029,
        },
        "rent": {"kind": "revenue_share", "base": "rent", "share": 0.1},
        "equity": {"kind": "revenue_share", "base": "equity", "share": 0.1},
        "operating": {"kind": "revenue_share", "base": "operating_profit", "share": 0.05},
        "psc": {"kind": "production_sharing", "split": {"state": 0.1}},
        "out": {
            "kind": "distribution",
            "to": {"partner": 0.5, "state": 0.3},
            "payout": 0.8,
        },
        "late": {"kind": "revenue_share", "base": "gross", "share": 0.01},
    },
    "a fund": fund(
        ours={
            "kind": "contribution",
            "payer": "state",
            "matches": "share",
            "ratio": 0.5,
            "limit": 20,
        },
        theirs={"kind": "contribution", "payer": "partner", "amount": 2},
        call={
            "kind": "cash_call",
            "payer": "owner",
            "calls": 3,
            "share": 0.7,
            "defaults": [2026, 2029],
            "interest": 0.1,
            "repay": 0.4,
        },
        lock={
            "kind": "reinvestment",
            "share": 0.5,
            "until": 2027,
            "release": 2,
            "earns": 0.03,
        },
    ),
    "accounts": {
        **ROYALTY,
        "aid": {
            "kind": "aid_credit",
            "past": 10,
            "future": [0, 3, 3, 0, 0, 0],
            "credited": 0.5,
            "account": "fund",
        },
        "share": {"kind": "revenue_share", "base": "gross", "share": 0.2},
        "ours": {"kind": "contribution", "payer": "state", "matches": "share", "ratio": 0.5},
        "out": {
            "kind": "distribution",
            "to": {"partner": 0.6, "state": 0.3},
            "by": "accounts",
        },
    },
    "claims": fund(
        aid={
            "kind": "aid_credit",
            "past": 10,
            "future": 2,
            "lien": "pref",
        },
        pref={"kind": "lien", "principal": 5, "interest": 0.08, "share": 0.5},
        simple={
            "kind": "lien",
            "principal": 12,
            "interest": 0.1,
            "compounds": False,
            "first": 2027,
        },
    ),
    "beyond formulas": {
        "royalty": {"rate": 0.1, "scale": STEPS, "index": 0.02},
        "cit": {**CIT, "other_income": 5},
        "wht": {"kind": "withholding", "rate": 0.05},
    },
}


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
    outcome = mine.settled()
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

    def test_every_kind_has_formulas(self):
        """
        A kind of instrument without a writer, or one that no term sheet here uses, turns this red.
        """
        used = {
            fields.get("kind", name)
            for case in CASES.values()
            for name, fields in case.items()
            if case is not CASES["beyond formulas"]
        }
        assert set(WRITERS) == set(KINDS) == used

    def test_only_what_is_beyond_formulas_is_numbers(self):
        """
        The first sheet names it; of the other term sheets nothing is.
        """
        for name in CASES:
            odd = [one.name for one in mine_of(name).terms.instruments if beyond(one)]
            sheet = sheet_of(name)
            told = sheet.book["Summary"].cell(sheet.number("Without formulas", "Summary"), 2).value
            assert odd == (["royalty", "cit"] if name == "beyond formulas" else [])
            assert told == (", ".join(odd) or "nothing: every instrument has its formulas")

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
        Summary, inputs, flows; headers are frozen, inputs are named and no cell of formulas holds a value.
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
        worth = settle(paths, DEALS[name]).worth
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
            for party, cash in mine.settled().cash.items():
                assert found[name].row(party) == pytest.approx(cash[:, 0], abs=0.005), (name, party)
        for name, terms in deals.items():
            worth = settle(paths, terms).worth[3]
            for k, party in enumerate(("state", "partner", "owners")):
                assert found[name].summary(party)["npv"] == pytest.approx(worth[k], abs=0.005)
