"""The options to wait, to stand still and to give up."""

from __future__ import annotations

import pytest

from counterdraft.errors import CaseError
from counterdraft.estate.mines.flexibility import flexibility
from counterdraft.estate.mines.project import Project


def mine(price=500.0, cost=0.3, **options):
    return Project.from_data(
        {
            "years": {"first": 2025, "count": 20},
            "rate": 0.1,
            "paths": 3000,
            "production": {"ore": {"unit": "kt", "values": [0.0] + [10.0] * 9 + [0.0] * 10}},
            "price": {
                "ore": {
                    "unit": "USD/t",
                    "model": {"model": "gbm", "start": price, "volatility": 0.3},
                }
            },
            "opex": [0.0] + [10 * cost] * 9 + [0.0] * 10,
            "capex": [8.0] + [0.0] * 19,
            "options": options,
            "terms": {"instruments": {"royalty": {"rate": 0.05}}},
        }
    )


class TestOptions:
    def test_more_rights_are_worth_more(self):
        """
        Each right alone is worth something, and all together at least as much as any.
        """
        found = flexibility(mine(delay=5, suspend=True, abandon=True))
        fixed, slack = found["fixed"]["npv"], 3 * found["all"]["se"]
        for right in ("suspended", "abandoned", "delayed"):
            assert found[right]["npv"] >= fixed - 0.05
            assert found["all"]["npv"] >= found[right]["npv"] - slack

    def test_a_bad_mine_is_not_built(self):
        """
        Where the price lies far below cost, the right to wait is worth nearly nothing and never less.
        """
        found = flexibility(mine(price=100, delay=3))
        assert found["fixed"]["npv"] < 0
        assert found["all"]["npv"] == pytest.approx(0, abs=0.5)
        assert found["built"] < 0.05

    def test_a_good_mine_is_built_at_once(self):
        """
        Far above cost waiting only loses time.
        """
        found = flexibility(mine(price=3000, delay=3))
        assert found["all"]["npv"] == pytest.approx(found["fixed"]["npv"], rel=0.03)

    def test_nothing_to_decide_without_uncertainty(self):
        """
        One path is a fault, with the way out.
        """
        data = {
            "years": 2,
            "production": [1.0, 1.0],
            "price": [5.0, 5.0],
            "options": {"delay": 1},
        }
        with pytest.raises(CaseError, match="at least 50 paths"):
            flexibility(Project.from_data(data))
