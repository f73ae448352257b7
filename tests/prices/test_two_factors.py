"""Prices of two factors: exact transitions, futures, and two ways to write the same model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.prices.calibration import Prior
from counterdraft.prices.convenience_yield import ConvenienceYield
from counterdraft.prices.models import GibsonSchwartz
from counterdraft.prices.one_factor import OneFactor
from counterdraft.prices.short_long import ShortLong
from counterdraft.prices.two_factors import (
    calibrate_two_factors,
    gibson_schwartz_prior,
    short_long_prior,
)

from ..estate.estate_models import published

models = st.builds(
    ConvenienceYield,
    kappa=st.floats(0.05, 4),
    mean_yield=st.floats(-0.2, 0.3),
    sigma=st.floats(0.05, 0.8),
    sigma_yield=st.floats(0.01, 0.8),
    correlation=st.floats(-0.95, 0.95),
    drift=st.floats(-0.1, 0.2),
)
yields = st.floats(-0.3, 0.5)
years = st.floats(0.1, 30)


class TestShortLong:
    def test_without_a_deviation_it_is_a_walk(self):
        """
        With no short-term volatility the two-factor price is geometric Brownian motion.
        """
        z = np.random.default_rng(5).standard_normal((12, 400))
        both = np.stack([np.zeros_like(z), z])
        paths, _ = ShortLong(1.0, 0.0, 0.01, 0.2).paths(
            0.0, np.log(10.0), both, np.arange(1.0, 13.0)
        )
        np.testing.assert_allclose(
            paths, OneFactor(0.01, 0.2).draw(10.0, np.arange(1.0, 13.0), z), rtol=1e-9
        )

    def test_variance_of_the_paper(self):
        """
        Var of log price after t years: equation 4 of Schwartz and Smith (2000), by its own formula.
        """
        rng = np.random.default_rng(9)
        kappa, s1, s2, rho, t = 1.5, 0.3, 0.15, 0.3, 5
        model = ShortLong(kappa, s1, 0.0, s2, rho)
        paths, _ = model.paths(0.1, 3.0, rng.standard_normal((2, t, 60_000)), np.arange(1.0, t + 1))
        kept = np.exp(-kappa * t)
        expected = (
            (1 - kept**2) * s1**2 / (2 * kappa) + s2**2 * t + 2 * (1 - kept) * rho * s1 * s2 / kappa
        )
        assert np.log(paths[-1]).var() == pytest.approx(expected, rel=0.03)
        assert model.log_moments(0.1, 3.0, t)[1] == pytest.approx(expected)

    @given(years, years)
    def test_two_steps_are_one(self, first, second):
        """
        The exact transition over two spans, one after the other, is the transition over their sum.
        """
        model = ShortLong(0.8, 0.3, 0.0, 0.2, -0.4)
        own, level, both = model.covariance(first)
        kept = np.exp(-0.8 * second)
        more = model.covariance(second)
        whole = model.covariance(first + second)
        assert own * kept**2 + more[0] == pytest.approx(whole[0])
        assert level + more[1] == pytest.approx(whole[1])
        assert both * kept + more[2] == pytest.approx(whole[2])


class TestConvenienceYield:
    @given(models, yields, years)
    def test_is_the_short_and_long_of_the_paper(self, model, today, t):
        """
        Gibson and Schwartz (1990) and Schwartz and Smith (2000) are one model: equal mean and variance of
        the log price at every horizon, under the map of the latter's table 1.
        """
        other = model.short_long()
        chi = (today - model.mean_yield) / model.kappa
        mean, variance = other.log_moments(chi, np.log(20.0) - chi, t)

        assert model.means(20.0, today, t)[0] == pytest.approx(mean, abs=1e-9)
        assert model.covariance(t)[0] == pytest.approx(variance, rel=1e-6, abs=1e-9)

    @given(models, yields, years, st.floats(-0.3, 0.3))
    def test_futures_agree_too(self, model, today, t, premium):
        """
        So do futures: the premium of the yield is one of the deviation over kappa, and the level's is what
        the drift exceeds the riskless rate by, less that.
        """
        rate, other = 0.05, model.short_long()
        chi = (today - model.mean_yield) / model.kappa
        short = premium / model.kappa
        level = model.drift - rate - short
        theirs = other.log_futures(chi, np.log(20.0) - chi, t, short, level)
        ours = model.log_futures(20.0, today, np.array(t), rate, premium)

        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6)

    @given(models, yields)
    def test_futures_are_the_expected_price(self, model, today):
        """
        Under the pricing measure the futures price is the mean of the spot: with the drift at the riskless
        rate it follows from the moments of the exact transition.
        """
        neutral = ConvenienceYield(
            model.kappa, model.mean_yield, model.sigma, model.sigma_yield, model.correlation, 0.04
        )
        t = np.array([0.25, 1.0, 7.0, 20.0])
        mean, variance = neutral.means(15.0, today, t)[0], neutral.covariance(t)[0]
        assert model.log_futures(15.0, today, t, 0.04) == pytest.approx(mean + variance / 2)

    def test_without_risk_of_the_yield_it_is_the_cost_of_carry(self):
        """
        With a constant yield the futures price is S exp((r - delta) T).
        """
        model = ConvenienceYield(1.2, 0.03, 0.3, 0.0, 0.0)
        t = np.array([0.5, 2.0, 10.0])
        assert model.futures(40.0, 0.03, t, 0.07) == pytest.approx(40 * np.exp(0.04 * t))

    @pytest.mark.parametrize("name", list(published("options", "schwartz_two_factor")))
    def test_mean_of_paths_with_published_parameters(self, name):
        """
        With the parameters that Schwartz (1997) prints, the mean of paths drawn year by year is the futures
        price at every horizon, within the sampling error.
        """
        given_ = published("options", "schwartz_two_factor")[name]
        rate, count = 0.06, 40_000
        model = GibsonSchwartz(
            model="gibson_schwartz",
            start=20.0,
            drift=rate,
            yield_today=0.1,
            **{k: v for k, v in given_.items() if k != "drift"},
        )
        paths, _ = model.draw(np.arange(1.0, 11.0), count, np.random.default_rng(3), 1.0)
        drift_free = ConvenienceYield(
            given_["kappa"],
            given_["mean_yield"],
            given_["sigma"],
            given_["sigma_yield"],
            given_["correlation"],
        )
        futures = drift_free.futures(20.0, 0.1, np.arange(1.0, 11.0), rate, given_["lambda"])
        error = paths.std(axis=1) / np.sqrt(count)

        assert np.abs(paths.mean(axis=1) - futures).max() < 4 * error.max()


class TestCalibration:
    def made(self, length):
        """One path of a process with known parameters."""
        model = ShortLong(0.6, 0.25, -0.005, 0.1, 0.3)
        z = np.random.default_rng(12).standard_normal((2, length, 1))
        return model.paths(0.0, 3.0, z, np.arange(1.0, length + 1))[0][:, 0]

    def test_long_series_narrows_what_was_believed(self):
        """
        Four hundred years close in on the volatilities that made them; six hardly move the beliefs.
        """
        prior = Prior(volatility=0.4)
        path = self.made(400)

        def after(prices):
            rng = np.random.default_rng(1)
            believed = short_long_prior(prior, {}, rng)
            return believed, calibrate_two_factors(range(len(prices)), prices, believed, rng, 4000)

        believed, long = after(path)
        _, short = after(path[:6])
        total = ShortLong(0.6, 0.25, 0, 0.1, 0.3).log_moments(0, 0, 1.0)[1]
        found = long.model.log_moments(0, 0, 1.0)[1]
        assert found.mean() == pytest.approx(total, rel=0.2)
        assert long.model.sigma_short.std() < 0.5 * believed.sigma_short.std()
        assert short.model.sigma_short.std() > 1.5 * long.model.sigma_short.std()

    def test_the_deviation_of_today_is_filtered(self):
        """
        After a jump that no level makes, the price is believed to stand above its level.
        """
        prices = [10.0] * 12 + [18.0]
        rng = np.random.default_rng(2)
        given_ = {"sigma_long": (0.02, 0.03, 0.04), "kappa": (0.8, 1.0, 1.2)}
        believed = short_long_prior(Prior(), given_, rng)
        found = calibrate_two_factors(range(13), prices, believed, rng, 4000)
        assert found.deviation.mean() > 0.3

    @pytest.mark.parametrize("prior_of", [short_long_prior, gibson_schwartz_prior])
    def test_a_wider_range_leaves_the_other_draws(self, prior_of):
        """
        Each declared range has a stream of its own: a wider correlation moves no speed of reversion.
        """
        candidates = [
            prior_of(
                Prior(),
                {"kappa": (0.1, 0.3, 0.5), "correlation": (0.3 - half, 0.3, 0.3 + half)},
                np.random.default_rng(5),
            )
            for half in (0.0, 0.1, 0.4)
        ]
        assert all((c.kappa == candidates[0].kappa).all() for c in candidates)

    def test_gaps_count(self):
        """
        The likelihood knows how long the years between two prices were.
        """
        rng = np.random.default_rng(3)
        prices = np.exp(0.3 * rng.standard_normal(60).cumsum())
        prior = Prior(volatility=0.3)

        def volatility(years):
            stream = np.random.default_rng(4)
            believed = gibson_schwartz_prior(prior, {}, stream)
            found = calibrate_two_factors(years, prices, believed, stream, 2000)
            return np.sqrt(found.model.log_moments(0, 0, 1.0)[1]).mean()

        assert volatility(range(0, 240, 4)) < 0.7 * volatility(range(60))
