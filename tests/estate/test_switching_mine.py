"""A mine that may be closed, opened and given up, against the table of Brennan and Schwartz (1985)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from counterdraft.estate.mines.switching_mine import SwitchingMine

from .estate_models import published

TABLE = published("options", "brennan_schwartz")
MINE = SwitchingMine(**TABLE["mine"])
PRICES = np.array(TABLE["price"])


class TestCopperMine:
    def test_table(self):
        """
        Decided four times a year, the mine is worth what the table prints, open and closed, within 1 %.
        """
        opened, closed = MINE.worth(PRICES)
        assert opened == pytest.approx(TABLE["open"], rel=0.01, abs=0.02)
        assert closed == pytest.approx(TABLE["closed"], rel=0.01, abs=0.02)

    def test_switching_bounds_the_difference(self):
        """
        Open and closed are never further apart than it costs to go from one to the other.
        """
        opened, closed = MINE.worth(PRICES)
        assert (np.abs(opened - closed) <= MINE.switch + 1e-9).all()

    def test_dearer_switching_is_worth_less(self):
        """
        The right to close is worth less where closing costs more.
        """
        dear = replace(MINE, switch=2.0)
        assert (dear.worth(PRICES)[0] <= MINE.worth(PRICES)[0] + 1e-9).all()

    def test_a_certain_price_is_an_annuity(self):
        """
        Without uncertainty, tax or drift, and far above cost, the worth is that of selling step by step.
        """
        sure = replace(
            MINE,
            variance=1e-12,
            income_tax=0.0,
            convenience_yield=0.02,
            property_tax=0.0,
            switch=0.0,
        )
        steps = np.exp(-0.02 * 0.25 * np.arange(60))
        expected = 10 * (1.0 - 0.5) * 0.25 * steps.sum()
        assert sure.worth(np.array([1.0]))[0][0] == pytest.approx(expected, rel=0.005)
