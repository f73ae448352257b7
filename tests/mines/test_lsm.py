"""Least-squares rules of stopping, against the table of Longstaff and Schwartz (2001)."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.mines.lsm import learn_stopping_rule, never_stop

from ..estate.estate_models import published

ROWS = published("options", "longstaff_schwartz")["rows"]
STRIKE, RATE = 40.0, 0.06


def put(spot, sigma, years, paths, seed):
    """Payoffs worth today, and features, of a put that may be exercised fifty times a year."""
    dates = 50 * years
    step = years / dates
    half = np.random.default_rng(seed).standard_normal((dates, paths // 2))
    z = np.concatenate([half, -half], axis=1)
    walk = np.cumsum((RATE - 0.5 * sigma**2) * step + sigma * np.sqrt(step) * z, axis=0)
    price = spot * np.exp(walk)
    discount = np.exp(-RATE * step * np.arange(1, dates + 1))[:, None]
    features = []
    for row in price:
        x = np.log(row / STRIKE)
        features.append(np.stack([np.ones_like(x), row / STRIKE, x, x**2, x**3], axis=1))
    return (STRIKE - price) * discount, features


def worth(rule, payoffs, features):
    """Mean and standard error of what a rule brings, path i mirrored by path i + paths / 2."""
    when = rule.follow(features)
    paid = np.where(when >= 0, payoffs[when, np.arange(len(when))], 0.0)
    pairs = paid.reshape(2, -1).mean(axis=0)
    return pairs.mean(), pairs.std(ddof=1) / np.sqrt(pairs.size)


class TestAmericanPut:
    @pytest.mark.parametrize("row", ROWS, ids=lambda r: f"sigma {r['sigma']}, {r['years']} years")
    def test_table_1(self, row):
        """
        On paths it was not learnt on, the rule is worth what the table prints: no more than the finite
        differences and the sampling error, no less than 1.5 % below, and near the printed simulation.
        """
        for spot, (american, _, simulated, printed_error) in row["spots"].items():
            rule = learn_stopping_rule(*put(float(spot), row["sigma"], row["years"], 20_000, 20))
            found, error = worth(rule, *put(float(spot), row["sigma"], row["years"], 20_000, 21))
            assert found < american + 4 * error
            assert found > american * 0.985 - 3 * error
            assert abs(found - simulated) < 4 * np.hypot(error, printed_error) + 0.015 * american

    def test_flatters_itself_on_its_own_paths(self):
        """
        Learnt on few paths a rule seems worth more there than it is elsewhere.
        """
        learning, valuing = put(40.0, 0.4, 1, 400, 5), put(40.0, 0.4, 1, 100_000, 6)
        rule = learn_stopping_rule(*learning)
        assert worth(rule, *learning)[0] > worth(rule, *valuing)[0] + 0.1

    def test_is_worth_more_than_waiting_to_the_end(self):
        """
        The right to stop early is worth more than the European put of the table.
        """
        rule = learn_stopping_rule(*put(36.0, 0.2, 1, 20_000, 3))
        assert worth(rule, *put(36.0, 0.2, 1, 20_000, 4))[0] > 3.844 * 1.1


class TestRule:
    def test_certain_payoffs(self):
        """
        Without uncertainty the best date is taken: here the second.
        """
        payoffs = np.repeat([[1.0], [5.0], [2.0]], 100, axis=1)
        features = [np.ones((100, 1))] * 3
        assert set(learn_stopping_rule(payoffs, features).follow(features)) == {1}

    def test_one_path_is_enough_where_nothing_is_uncertain(self):
        """
        A single path with its one future is decided as it should be.
        """
        payoffs = np.array([[1.0], [5.0], [2.0]])
        features = [np.ones((1, 1))] * 3
        assert learn_stopping_rule(payoffs, features).follow(features).tolist() == [1]

    def test_never_is_an_answer(self):
        """
        A right that never pays is never used.
        """
        features = [np.ones((50, 1))] * 3
        assert set(learn_stopping_rule(np.full((3, 50), -1.0), features).follow(features)) == {-1}
        assert set(never_stop(3).follow(features)) == {-1}

    def test_the_first_date_that_is_best_ends_it(self):
        """
        A path that has stopped does not stop again, however much a later date pays on it.
        """
        rng = np.random.default_rng(1)
        x = rng.standard_normal((2, 400))
        features = [np.stack([np.ones(400), row], axis=1) for row in x]
        payoffs = np.array([np.full(400, 1.0), x[1]])
        when = learn_stopping_rule(payoffs, features).follow(features)
        assert set(when) == {0}
