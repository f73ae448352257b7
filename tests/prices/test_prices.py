"""Price models: moments, limits, and calibration with its uncertainty."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import TypeAdapter

from counterdraft.errors import CaseError
from counterdraft.formats.estate.price_table import read_prices
from counterdraft.prices.bootstrap import block_picks
from counterdraft.prices.calibration import Prior, calibrate_gbm, calibrate_schwartz
from counterdraft.prices.correlation import correlation_matrix, root
from counterdraft.prices.models import PriceModel
from counterdraft.prices.one_factor import OneFactor
from counterdraft.prices.short_long import ShortLong


@pytest.fixture
def z():
    return np.random.default_rng(5).standard_normal((12, 40_000))


def reverting(years, rng):
    """One path of a price that reverts to a log level of 3."""
    z = rng.standard_normal((years, 1))
    return OneFactor(0.4 * 3.0, 0.3, 0.4).draw(20.0, np.arange(1.0, years + 1), z)[:, 0]


class TestModels:
    def test_gbm_mean_grows_at_the_drift(self, z):
        """
        The mean after t years is start times exp(drift t).
        """
        walk = OneFactor(0.03 - 0.5 * 0.25**2, 0.25)
        mean = walk.draw(10.0, np.arange(1.0, 13.0), z).mean(axis=1)
        assert mean == pytest.approx(10 * np.exp(0.03 * np.arange(1, 13)), rel=0.02)

    def test_one_factor_mean_is_the_futures_price(self, z):
        """
        The mean of simulated prices is equation 7 of Schwartz (1997).
        """
        kappa, alpha, sigma = 0.428, 2.991 - 0.257**2 / (2 * 0.428) - 0.002, 0.257
        t = np.arange(1.0, 13.0)
        paths = OneFactor(kappa * alpha, sigma, kappa).draw(20.0, t, z)
        kept = np.exp(-kappa * t)
        level = kept * np.log(20.0) + (1 - kept) * alpha
        futures = np.exp(level + sigma**2 / (4 * kappa) * (1 - kept**2))
        assert paths.mean(axis=1) == pytest.approx(futures, rel=0.01)

    def test_blocks_repeat_the_past_in_its_order(self):
        """
        Runs of past years follow each other; their mean length is the one asked for, every year as likely.
        """
        picks = block_picks(12, 400, 500, 4.0, np.random.default_rng(1))
        follows = picks[1:] == (picks[:-1] + 1) % 12

        # Every fourth year is drawn anew, and one of twelve such draws is the year that follows anyway.
        assert follows.mean() == pytest.approx(0.75 + 0.25 / 12, abs=0.01)
        assert np.bincount(picks.ravel()) / picks.size == pytest.approx(1 / 12, abs=0.005)
        assert (block_picks(12, 50, 50, 1e9, np.random.default_rng(1))[1:] != picks[0, 0]).any()


DRAWN = [
    {"model": "gbm", "drift": 0.02, "volatility": 0.3},
    {"model": "gbm", "riskless": 0.05, "convenience_yield": 0.03, "volatility": 0.3},
    {"model": "schwartz", "kappa": 0.4, "mu": 3.0, "sigma": 0.3, "lambda": 0.1},
    {
        "model": "two_factor",
        "kappa": 1.0,
        "sigma_short": 0.2,
        "sigma_long": 0.1,
        "lambda_short": 0.05,
    },
    {
        "model": "gibson_schwartz",
        "sigma": 0.3,
        "kappa": 1.0,
        "sigma_yield": 0.3,
        "correlation": 0.6,
    },
]


class TestTimes:
    @pytest.mark.parametrize("fields", DRAWN, ids=lambda f: f["model"] + str(len(f)))
    def test_half_years_lead_to_the_same_year(self, fields):
        """
        A price drawn every half year has the same distribution at the end of a year as one drawn yearly.
        """
        model = TypeAdapter(PriceModel).validate_python({"start": 20.0, **fields})
        rng = np.random.default_rng(8)
        yearly = np.log(model.draw(np.arange(1.0, 4.0), 60_000, rng, 1.0)[0])
        halves = np.log(model.draw(np.arange(0.5, 3.5, 0.5), 60_000, rng, 1.0)[0])[1::2]
        assert halves.mean(axis=1) == pytest.approx(yearly.mean(axis=1), abs=0.01)
        assert halves.std(axis=1) == pytest.approx(yearly.std(axis=1), rel=0.02)

    def test_a_premium_on_the_deviation_lowers_the_futures_price(self):
        """
        The mean of paths under the pricing measure is the futures price of Schwartz and Smith (2000).
        """
        fields = {"start": 20.0, "deviation": 0.1, "lambda_long": 0.01, **DRAWN[3]}
        model = TypeAdapter(PriceModel).validate_python(fields)
        t = np.arange(1.0, 11.0)
        paths = model.draw(t, 60_000, np.random.default_rng(2), 1.0)[0]
        smith = ShortLong(1.0, 0.2, -0.5 * 0.1**2, 0.1)
        futures = np.exp(smith.log_futures(0.1, np.log(20.0) - 0.1, t, 0.05, 0.01))
        assert paths.mean(axis=1) == pytest.approx(futures, rel=0.01)
        assert model.measure == "pricing"

    @pytest.mark.parametrize(
        ("fields", "measure"),
        [
            (DRAWN[0], "real_world"),
            (DRAWN[1], "pricing"),
            (DRAWN[2], "pricing"),
            (DRAWN[4], "real_world"),
        ],
    )
    def test_says_its_measure(self, fields, measure):
        """
        A convenience yield beside a riskless rate, or a market price of risk, makes it the pricing measure.
        """
        model = TypeAdapter(PriceModel).validate_python({"start": 20.0, **fields})
        assert model.measure == measure


class TestWaiting:
    @pytest.mark.parametrize("model", [OneFactor(-0.01, 0.3), OneFactor(1.2, 0.3, 0.4)])
    def test_solves_the_pricing_equation(self, model):
        """
        Half the variance times the second derivative plus drift times the first is rate times the claim.
        """
        rate, h = 0.06, 2e-3
        for x in (2.0, 3.0, 3.5):
            down, here, up = np.exp(
                model.log_waiting(np.array([x - h, x, x + h]), rate)
                - model.log_waiting(np.array([x]), rate)
            )
            slope, bend = (up - down) / (2 * h), (up - 2 * here + down) / h**2
            drift = model.drift - model.kappa * x
            assert 0.5 * model.sigma**2 * bend + drift * slope == pytest.approx(rate, rel=2e-3)
            assert slope > 0


class TestCalibration:
    def test_long_series_finds_the_parameters(self):
        """
        On two thousand years the posterior closes on what made the series.
        """
        rng = np.random.default_rng(1)
        path = reverting(2000, rng)
        found = calibrate_schwartz(range(2000), path, Prior(), rng, 4000)
        assert np.median(found.kappa) == pytest.approx(0.4, rel=0.2)
        assert found.alpha.mean() == pytest.approx(3.0, abs=0.06)
        assert found.sigma.mean() == pytest.approx(0.3, rel=0.05)

    def test_short_series_gives_wide_ranges(self):
        """
        Five prices leave the level and the speed wide open; fifty narrow them.
        """
        rng = np.random.default_rng(2)
        path = reverting(200, rng)
        short = calibrate_schwartz(range(5), path[:5], Prior(), rng, 4000)
        long = calibrate_schwartz(range(200), path, Prior(), rng, 4000)
        assert short.alpha.std() > 2 * long.alpha.std()
        assert short.sigma.std() > 2 * long.sigma.std()
        assert np.quantile(short.kappa, 0.9) > 3 * np.quantile(short.kappa, 0.1)

    def test_a_few_rising_years_do_not_compound(self):
        """
        Four years of boom leave the expected price within a fifth of today's after ten years.
        """
        rng = np.random.default_rng(4)
        found = calibrate_gbm(range(5), [1.0, 1.5, 2.2, 3.0, 4.0], Prior(), rng, 20_000)
        assert np.exp(10 * found.drift).mean() == pytest.approx(1.0, abs=0.2)
        assert found.sigma.max() <= 1.5

    def test_long_series_finds_the_drift(self):
        """
        Two thousand years of a drift of 3 % overrule the belief that there is none.
        """
        rng = np.random.default_rng(6)
        path = np.exp(np.cumsum(0.03 - 0.5 * 0.04 + 0.2 * rng.standard_normal(2000)))
        found = calibrate_gbm(range(2000), path, Prior(), rng, 4000)
        assert found.drift.mean() == pytest.approx(0.03, abs=0.01)
        assert found.sigma.mean() == pytest.approx(0.2, rel=0.05)

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
            ({"price": "-5"}, "is not a price"),
            ({"price": "much"}, "a price is expected"),
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
