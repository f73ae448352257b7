"""Least-squares Monte Carlo, against the table of Longstaff and Schwartz (2001)."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.estate.mines.lsm import early_exercise_put, stop

from .estate_models import published

ROWS = published("options", "longstaff_schwartz")["rows"]


class TestAmericanPut:
    @pytest.mark.parametrize("row", ROWS, ids=lambda r: f"sigma {r['sigma']}, {r['years']} years")
    def test_table_1(self, row):
        """
        Every value lies within four of the two errors together of the printed simulation, and within
        0.5 % and four errors of the finite differences.
        """
        dates = 50 * row["years"]
        z = np.random.default_rng(20).standard_normal((dates, 10_000))
        for spot, (american, _, simulated, error) in row["spots"].items():
            found = early_exercise_put(float(spot), 40, 0.06, row["sigma"], row["years"], dates, z)
            assert abs(found.value - simulated) < 4 * np.hypot(found.error, error)
            assert abs(found.value - american) < 4 * found.error + 0.005 * american

    def test_is_worth_more_than_waiting_to_the_end(self):
        """
        The right to stop early is worth more than the European put of the table.
        """
        z = np.random.default_rng(3).standard_normal((50, 10_000))
        assert early_exercise_put(36, 40, 0.06, 0.2, 1, 50, z).value > 3.844


class TestStop:
    def test_certain_payoffs(self):
        """
        Without uncertainty the best date is taken: here the second.
        """
        payoffs = [1.0, 5.0, 2.0]
        found = stop(lambda date: np.full(100, payoffs[date]), lambda _: np.ones((100, 1)), 3, 0.9)

        assert found.value == pytest.approx(5.0 * 0.9**2)
        assert set(found.when) == {1}

    def test_never_is_an_answer(self):
        """
        A right that never pays is never used.
        """
        found = stop(lambda _: np.full(50, -1.0), lambda _: np.ones((50, 1)), 3, 1.0)

        assert found.value == 0
        assert set(found.when) == {-1}
