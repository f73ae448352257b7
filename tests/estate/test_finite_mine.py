"""A mine with a fixed plan and the option to open it, against the table of Schwartz (1997)."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.estate.mines.finite_mine import FiniteMine

from .estate_models import published

TABLE = published("options", "schwartz_copper_mine")
SPOTS = (0.5, 1.0, 1.5)


class TestCopperMine:
    @pytest.mark.parametrize("rate", [0.10, 0.12, 0.15])
    def test_discounted_cash_flow(self, rate):
        """
        At a constant price the rows of the cash flow criterion come out as printed.
        """
        mine = FiniteMine(10, 0.4, 2.0, rate)
        printed = TABLE["dcf"][f"{rate:.2f}"]

        assert [mine.discounted(s) for s in SPOTS] == pytest.approx(printed[2:], abs=0.0051)
        assert mine.discounted(printed[0]) == pytest.approx(0, abs=0.04)

    def test_geometric_brownian_motion(self):
        """
        Model 0: zero-value price, trigger and option values as printed.
        """
        given = TABLE["model0"]
        opening = FiniteMine(10, 0.4, 2.0, 0.06).under_gbm(given["yield"], given["sigma"])
        found = [opening.zero_npv_price, opening.trigger, *map(opening.value, SPOTS)]

        assert found == pytest.approx(given["row"], abs=0.0051)

    def test_mean_reversion(self):
        """
        Model 1: the same five figures; prices are in cents in the estimates, in dollars in the table.
        """
        given = TABLE["model1"]
        alpha = given["mu"] - given["sigma"] ** 2 / (2 * given["kappa"]) - given["lambda"]
        mine = FiniteMine(10, 0.4, 2.0, 0.06)
        opening = mine.under_reversion(given["kappa"], alpha - np.log(100), given["sigma"])
        found = [opening.zero_npv_price, opening.trigger, *map(opening.value, SPOTS)]

        assert found == pytest.approx(given["row"], abs=0.0051)

    def test_option_is_worth_at_least_opening_now(self):
        """
        The right to open is never worth less than opening, nor less than nothing.
        """
        mine = FiniteMine(10, 0.4, 2.0, 0.06)
        opening = mine.under_gbm(0.118, 0.266)
        for spot in np.linspace(0.3, 2.0, 18):
            now = mine._net(spot, lambda s, t: s * np.exp(-0.058 * t))
            assert opening.value(spot) >= max(now, 0) - 1e-9
