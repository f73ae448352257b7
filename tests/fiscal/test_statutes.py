"""Rules of statutes, each by a worked example or against its plain definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.brief.workbooks.workbook import project_workbook
from counterdraft.errors import CaseError
from counterdraft.fiscal.scales import Tier, stepped, steps_of

from ..brief.workbooks.calculator import Calculator
from ..estate.estate_models import project, worth

FROM_TEN = [{"above": 0, "rate": 0.03}, {"from": 10, "rate": 0.05}, {"above": 20, "rate": 0.08}]


class TestStepsFrom:
    @given(
        st.lists(st.integers(0, 30), min_size=1, max_size=9), st.lists(st.booleans(), min_size=4)
    )
    def test_plain_definition(self, levels, inclusive):
        """
        A step from X holds at X and beyond, a step above X beyond X alone.
        """
        steps = [0, 10, 15, 20]
        tiers = [
            Tier.model_validate({"from" if at_level else "above": step, "rate": 0.01 * step + 0.01})
            for step, at_level in zip(steps, inclusive, strict=False)
        ]

        def rate(level):
            held = [
                step
                for step, at_level in zip(steps, inclusive, strict=False)
                if level > step or step <= 0 or (at_level and level == step)
            ]
            return 0.01 * held[-1] + 0.01

        found = stepped(steps_of(tiers), np.array(levels, float))
        assert found.tolist() == pytest.approx([rate(level) for level in levels])

    def test_of_a_mine_and_its_workbook(self):
        """
        At exactly 10 the step from 10 holds, at exactly 20 the step above 20 does not; in the formulas too.
        """
        mine = project(
            {"royalty": {"by": "volume", "scale": FROM_TEN}},
            production=[9.0, 10.0, 20.0, 21.0],
            price=1.0,
        )
        expected = [9 * 0.03, 10 * 0.05, 20 * 0.05, 21 * 0.08]
        assert mine.outcome().cash["state"][:, 0].tolist() == pytest.approx(expected)
        assert Calculator(project_workbook(mine)).row("state") == pytest.approx(expected)


class TestLosses:
    def test_uplift_for_a_number_of_claims(self):
        """
        A loss of 100 grows by 10 % in two years of claims and then no more: 121 are set against 200.
        """
        tax = {"kind": "income_tax", "rate": 0.5, "losses": {"uplift": 0.1, "claims": 2}}
        found = worth({"tax": tax}, revenue=[0.0, 0, 0, 0, 200], capex=[100.0, 0, 0, 0, 0])
        assert found["lines"]["tax.losses"] == pytest.approx([100, 110, 121, 121, 0])
        assert found["instruments"]["tax"][4] == pytest.approx(0.5 * (200 - 121))

    def test_uplift_of_each_year(self):
        """
        An uplift that is a series grows each year's losses by the rate of that year.
        """
        tax = {"kind": "income_tax", "rate": 0.5, "losses": {"uplift": {1: 0.1, 3: 0.2}}}
        mine = project({"tax": tax}, revenue=[0.0, 0, 0, 200], capex=[100.0, 0, 0, 0])
        paid = mine.outcome().cash["state"][:, 0]
        assert paid[3] == pytest.approx(0.5 * (200 - 100 * 1.1 * 1.2 * 1.2))
        assert Calculator(project_workbook(mine)).row("state") == pytest.approx(paid.tolist())


class TestCredits:
    def test_a_by_product_pays_for_more_than_the_cost(self):
        """
        An operating cost of -5 is income of the year: taxed, kept by the owner, and in the workbook.
        """
        tax = {"kind": "income_tax", "rate": 0.2}
        mine = project({"tax": tax}, revenue=[100.0, 100.0], opex=[10.0, -5.0])
        assert mine.outcome().cash["state"][:, 0].tolist() == pytest.approx([18, 21])
        assert mine.outcome().cash["investor"][:, 0].tolist() == pytest.approx([72, 84])
        assert Calculator(project_workbook(mine)).row("state") == pytest.approx([18, 21])

    def test_the_credit_is_shared_as_profit_petroleum(self):
        """
        Of a credit of 5 no cost is recovered: 105 are shared, and 40 % of them are the state's.
        """
        sharing = {"kind": "production_sharing", "cost_limit": 0.5, "split": {"state": 0.4}}
        mine = project({"it": sharing}, revenue=[100.0, 100.0], opex=[10.0, -5.0])
        assert mine.outcome().cash["state"][:, 0].tolist() == pytest.approx([36, 42])


CHILE = {
    "value": {
        "kind": "royalty",
        "by": "volume",
        "scale": [{"above": 0, "rate": 0}, {"above": 50, "rate": 0.01}],
        "relieved_by_loss": True,
        "default_depreciation": {"method": "straight_line", "years": 5},
    },
    "margin": {
        "kind": "royalty",
        "of": "profit",
        "by": "margin",
        "interpolated": True,
        "scale": [
            {"above": 0.20, "rate": 0.08},
            {"above": 0.45, "rate": 0.12},
            {"above": 0.60, "rate": 0.26},
        ],
        "default_depreciation": {"method": "straight_line", "years": 5},
    },
    "cit": {
        "kind": "income_tax",
        "rate": 0.27,
        "losses": {"rule": "lost"},
        "default_depreciation": {"method": "straight_line", "years": 5},
    },
    "final": {
        "kind": "income_tax",
        "rate": 0.08,
        "losses": {"rule": "lost"},
        "default_depreciation": {"method": "straight_line", "years": 5},
    },
    "cap": {
        "kind": "burden_cap",
        "of": ["value", "margin", "cit", "final"],
        "gives_back": ["value", "margin"],
        "scale": [{"above": 0, "rate": 0.455}, {"from": 80, "rate": 0.465}],
        "default_depreciation": {"method": "straight_line", "years": 5},
    },
}
"""
Chile, Ley 21.591 (2023), on mines of more than 50,000 t of copper a year (sales of one year instead of the
mean of six; the tax on distributions as 8 % of taxable income, which takes the 27 % to 35 %).  The rates of
the margin are the highest effective ones of the statute's table; between its margins they follow a line.
"""


COPPER = {
    "production": [100.0, 100.0, 40.0, 70.0, 100.0],
    "price": [9.0, 2.5, 9.0, 9.0, 4.5],
    "opex": [200.0, 200.0, 80.0, 140.0, 230.0],
    "capex": [500.0, 0.0, 0.0, 0.0, 0.0],
}
"""100 kt at 9,000 dollars a tonne are 900 m; depreciation is 100 m a year."""


class TestChile:
    def test_by_hand(self):
        """
        Year 1: sales 900, operating income 900 - 200 - 100 = 600, two thirds of sales.  1 % of sales is 9,
        26 % of income 156, the taxes take 35 % of 600 - 165: 152.25.  Together 317.25, the cap is 46.5 % of
        600: 279.  Year 2: sales 250, a loss of 50: 2.5 of the first component are gone, and nothing else is
        taken.  Year 3: 40 kt are too few for the first component; a margin of a half, so 16.67 %.  Year 4:
        70 kt are capped at 45.5 %.  Year 5: sales 450, income 120, a margin of 26.7 %: 9.07 %; no cap.
        """
        found = worth(CHILE, **COPPER)["instruments"]
        assert found["value"] == pytest.approx([9, 0, 0, 6.3, 4.5])
        rate = 0.08 + (120 / 450 - 0.20) / 0.25 * 0.04
        assert found["margin"] == pytest.approx([156, 0, 180 / 6, 0.26 * 390, rate * 120])
        taxes = np.add(found["cit"], found["final"])
        royalties = np.add(found["value"], found["margin"])
        income = np.array([600.0, 0.0, 180.0, 390.0, 120.0])
        assert taxes == pytest.approx(0.35 * (income - np.where(income > 0, royalties, 0)))
        assert found["cap"][0] == pytest.approx(279 - 317.25)
        assert found["cap"][1] == 0
        together = royalties + taxes + found["cap"]
        assert together[[2, 3]] == pytest.approx([0.455 * 180, 0.455 * 390])
        assert found["cap"][4] == 0
        assert together[4] < 0.465 * 120

    def test_gives_back_no_more_than_the_royalty(self):
        """
        Where the taxes alone are above the cap, no more than the royalties comes back.
        """
        terms = {**CHILE, "cap": {**CHILE["cap"], "scale": [{"above": 0, "rate": 0.1}]}}
        found = worth(terms, **COPPER)["instruments"]
        assert found["cap"] == pytest.approx((-np.add(found["value"], found["margin"])).tolist())

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"gives_back": ["tax"]}, "gives_back names 'tax', which is not in of"),
            ({"of": []}, "empty or too short"),
            ({"of": ["nobody"], "gives_back": []}, "no instrument is called 'nobody'"),
            ({"scale": []}, "a cap needs a rate"),
            ({"scale": [{"above": 0, "from": 0, "rate": 0.4}]}, "give one of the two"),
        ],
    )
    def test_a_cap_that_says_nothing_is_refused(self, fields, message):
        """
        A cap without a rate, over nothing, over a stranger, or that gives back what it does not count.
        """
        cap = {**CHILE["cap"], **fields}
        if not cap["scale"]:
            del cap["scale"]
        with pytest.raises(CaseError, match=message):
            project({**CHILE, "cap": cap}, **COPPER)

    def test_a_cap_by_volume_needs_production(self):
        """
        A cap that slides by volume is refused where only a revenue is given.
        """
        with pytest.raises(CaseError, match="needs production, and only a revenue is given"):
            project(
                {"cit": CHILE["cit"], "cap": {**CHILE["cap"], "of": ["cit"], "gives_back": []}},
                revenue=[9.0, 9],
            )
