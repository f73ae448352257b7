"""Rules of statutes, each by a worked example or against its plain definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.brief.workbooks.workbook import project_workbook
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
