"""Price models: moments, limits, and calibration with its uncertainty."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.errors import CaseError
from counterdraft.estate.calibrate import Prior, calibrate_gbm, calibrate_schwartz
from counterdraft.estate.correlation import correlation_matrix, root
from counterdraft.estate.price_paths import (
    gbm,
    schwartz_futures,
    schwartz_one_factor,
    schwartz_smith,
)
from counterdraft.estate.price_table import read_prices


@pytest.fixture
def z():
    return np.random.default_rng(5).standard_normal((12, 40_000))


class TestModels:
    def test_gbm_mean_grows_at_the_drift(self, z):
        """
        The mean after t years is start times exp(drift t).
        """
        mean = gbm(10.0, 0.03, 0.25, z).mean(axis=1)
        assert mean == pytest.approx(10 * np.exp(0.03 * np.arange(1, 13)), rel=0.02)

    def test_one_factor_mean_is_the_futures_price(self, z):
        """
        The mean of simulated prices is equation 7 of Schwartz (1997).
        """
        kappa, alpha, sigma = 0.428, 2.991 - 0.257**2 / (2 * 0.428) - 0.002, 0.257
        paths = schwartz_one_factor(20.0, kappa, alpha, sigma, z)
        futures = schwartz_futures(20.0, np.arange(1.0, 13.0), kappa, alpha, sigma)
        assert paths.mean(axis=1) == pytest.approx(futures, rel=0.01)

    def test_two_factors_without_a_deviation_are_a_walk(self, z):
        """
        With no short-term volatility the two-factor price is geometric Brownian motion.
        """
        both = np.stack([np.zeros_like(z), z])
        paths = schwartz_smith(0.0, np.log(10.0), 1.0, 1e-12, 0.01, 0.2, 0.0, both)
        np.testing.assert_allclose(paths, gbm(10.0, 0.01 + 0.02, 0.2, z), rtol=1e-6)

    def test_two_factors_have_the_variance_of_the_paper(self, z):
        """
        Var of log price after t years: equation 4 of Schwartz and Smith (2000).
        """
        rng = np.random.default_rng(9)
        kappa, s1, s2, rho, t = 1.5, 0.3, 0.15, 0.3, 5
        paths = schwartz_smith(
            0.1, 3.0, kappa, s1, 0.0, s2, rho, rng.standard_normal((2, t, 60_000))
        )
        kept = np.exp(-kappa * t)
        expected = (
            (1 - kept**2) * s1**2 / (2 * kappa) + s2**2 * t + 2 * (1 - kept) * rho * s1 * s2 / kappa
        )
        assert np.log(paths[-1]).var() == pytest.approx(expected, rel=0.03)


class TestCalibration:
    def test_long_series_finds_the_parameters(self):
        """
        On two thousand years the posterior closes on what made the series.
        """
        rng = np.random.default_rng(1)
        path = schwartz_one_factor(20.0, 0.4, 3.0, 0.3, rng.standard_normal((2000, 1)))[:, 0]
        found = calibrate_schwartz(range(2000), path, Prior(), rng, 4000)
        assert np.median(found.kappa) == pytest.approx(0.4, rel=0.2)
        assert found.alpha.mean() == pytest.approx(3.0, abs=0.06)
        assert found.sigma.mean() == pytest.approx(0.3, rel=0.05)

    def test_short_series_gives_wide_ranges(self):
        """
        Five prices leave the level and the speed wide open; fifty narrow them.
        """
        rng = np.random.default_rng(2)
        path = schwartz_one_factor(20.0, 0.4, 3.0, 0.3, rng.standard_normal((200, 1)))[:, 0]
        short = calibrate_schwartz(range(5), path[:5], Prior(), rng, 4000)
        long = calibrate_schwartz(range(200), path, Prior(), rng, 4000)
        assert short.alpha.std() > 2 * long.alpha.std()
        assert short.sigma.std() > 2 * long.sigma.std()
        assert np.quantile(short.kappa, 0.9) > 3 * np.quantile(short.kappa, 0.1)

    def test_gaps_in_years_count(self):
        """
        The same changes over longer gaps mean a lower volatility.
        """
        rng = np.random.default_rng(3)
        prices = np.exp(rng.standard_normal(60).cumsum() * 0.3)
        yearly = calibrate_gbm(range(60), prices, Prior(), rng, 2000).sigma.mean()
        gapped = calibrate_gbm(range(0, 240, 4), prices, Prior(), rng, 2000).sigma.mean()
        assert gapped == pytest.approx(yearly / 2, rel=0.1)


class TestCorrelation:
    def test_root_gives_the_matrix_back(self):
        """
        The root times its transpose is the matrix, also where it has no full rank.
        """
        matrix = correlation_matrix(["a", "b", "c"], 1.0)
        assert root(matrix) @ root(matrix).T == pytest.approx(matrix)

    def test_a_matrix_that_cannot_hold_is_refused(self):
        """
        Two products that both follow a third cannot move against each other.
        """
        given = {"a": {"b": 0.9, "c": 0.9}, "b": {"c": -0.9}}
        with pytest.raises(CaseError, match="not positive semi-definite"):
            correlation_matrix(["a", "b", "c"], given)

    def test_both_ways_must_agree(self):
        """
        A pair that is given twice must be given the same.
        """
        with pytest.raises(CaseError, match="the other way round"):
            correlation_matrix(["a", "b"], {"a": {"b": 0.5}, "b": {"a": 0.2}})


ROW = {
    "series_id": "x",
    "unit": "USD/t",
    "year": "2020",
    "price": "5",
    "preferred": "yes",
    "source": "S",
}


class TestPriceTable:
    def test_later_years_are_not_known(self):
        """
        A year after the date is dropped.
        """
        rows = [ROW, {**ROW, "year": "2021", "price": "6"}]
        assert read_prices(rows, until=2020)["x"].prices == (5.0,)
        assert read_prices(rows)["x"].prices == (5.0, 6.0)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"price": "-5"}, "is not a price above 0"),
            ({"price": "much"}, "a year and a price are expected"),
            ({"unit": "EUR/t"}, "differs from"),
            ({}, "second preferred price"),
        ],
    )
    def test_bad_rows(self, change, words):
        """
        A row that cannot be a price is refused with its place.
        """
        with pytest.raises(CaseError, match=words):
            read_prices([ROW, {**ROW, **change}])
