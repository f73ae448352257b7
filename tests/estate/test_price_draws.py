"""Joint prices of an estate: where they start, how wide they become, how they move together."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.errors import CaseError
from counterdraft.estate.price_draws import draw_prices
from counterdraft.prices.past_years import past_changes, yearly_changes
from counterdraft.prices.series import PriceSeries

from .estate_models import COMPILED, HEAD, PRICES, estate, some

MODELS = ["constant", "gbm", "schwartz", "two_factor", "gibson_schwartz", "bootstrap"]
UNCERTAIN = MODELS[1:]


def drawn(model, *, prices=PRICES, count=4000, first_year=2025, seed=1, **fields):
    """Log prices of alpha, (paths, years), with the model of both products."""
    products = {
        "alpha": {"series": "A", "quantity": "kt", "model": model, **fields},
        "beta": {"series": "B", "quantity": "t", "model": model},
    }
    head = {**HEAD, "products": products, "first_year": first_year}
    table = draw_prices(estate(head=head, prices=prices), some(count), seed)
    return np.log(table.astype(float))


def rows(values, *, first=2025, **fields):
    """Lines of series A that end in the year before the estate begins, and series B as it is."""
    mine = [
        {
            **PRICES[0],
            "year": str(first - len(values) + i),
            "price": f"{v:.6f}",
            **fields,
        }
        for i, v in enumerate(values)
    ]
    return [*mine, *(r for r in PRICES if r["series_id"] == "B")]


class TestStart:
    @pytest.mark.parametrize("model", MODELS)
    def test_every_model_starts_from_the_last_price(self, model):
        """
        The first year's median lies near the last known price, and only the constant one is certain.
        """
        first = np.exp(drawn(model)[:, 0, 0])
        assert np.median(first) == pytest.approx(1.0, rel=0.25)
        assert (first.std() < 1e-9) == (model == "constant")

    @pytest.mark.parametrize("model", UNCERTAIN)
    def test_an_old_price_is_not_one_of_today(self, model):
        """
        A series that ended nine years before the first leaves that year wider than one that just ended.
        """
        fresh, old = drawn(model), drawn(model, first_year=2034)
        assert old[:, 0, 0].std() > 1.15 * fresh[:, 0, 0].std()


@pytest.mark.skipif(not COMPILED, reason="too few paths for quantiles")
class TestWidth:
    @pytest.mark.parametrize("model", ["gbm", "schwartz", "two_factor", "gibson_schwartz"])
    def test_short_series_give_wide_ranges(self, model):
        """
        Of one process, six prices leave year 20 wider than two hundred do, P10 to P90.
        """
        rng = np.random.default_rng(3)
        x = np.zeros(200)
        for t in range(1, 200):
            x[t] = 0.75 * x[t - 1] + 0.15 * rng.standard_normal()
        values = 1000 * np.exp(x)

        def width(series):
            low, high = np.quantile(drawn(model, prices=rows(series))[:, 19, 0], [0.1, 0.9])
            return high - low

        assert width(values[-6:]) > 1.2 * width(values)

    @pytest.mark.parametrize("model", UNCERTAIN)
    def test_later_is_never_more_certain(self, model):
        """
        P10 to P90 does not shrink from year 1 to 10 to 20 (but for the sampling error).
        """
        x = drawn(model)[:, :, 0]
        low, high = np.quantile(x[:, [0, 9, 19]], [0.1, 0.9], axis=0)
        assert (np.diff(high - low) > -0.05).all()

    @pytest.mark.parametrize("model", UNCERTAIN)
    def test_the_expected_price_stays_in_reach(self, model):
        """
        No model lets the mean of year 25 run away: the expected price is believed to grow little.
        """
        mean = np.exp(drawn(model)[:, 24, 0]).mean()
        assert 0.3 < mean < 4

    def test_declared_parameters_are_used(self):
        """
        A declared volatility of nought leaves the price where it is, give or take the drift.
        """
        still = {"sigma_short": 0, "sigma_long": 0, "drift": 0}
        x = drawn("two_factor", two_factor=still)[:, :, 0]
        assert np.abs(x - x[0, 0]).max() < 1e-4

    def test_provenance_may_stand_with_a_declared_range(self):
        """
        A range may be annotated, with its kind and its reason.
        """
        annotated = {
            "low": 0.5,
            "mode": 1.0,
            "high": 1.5,
            "kind": "assumption",
            "because": "judgement",
        }
        assert np.isfinite(drawn("gibson_schwartz", gibson_schwartz={"kappa": annotated})).all()

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"two_factor": {"kapa": 1}}, "did you mean 'kappa'"),
            ({"two_factor": {"correlation": "0.2/0.5/1.4"}}, "does not lie between -1 and 1"),
            ({"two_factor": {"sigma_long": -0.1}}, "does not lie between 0 and 5"),
            ({"gibson_schwartz": {"kappa": 1}}, "its model is two_factor"),
        ],
    )
    def test_bad_parameters(self, fields, words):
        """
        A parameter that cannot be is refused with what was expected.
        """
        with pytest.raises(CaseError, match=words):
            drawn("two_factor", **fields)


class TestTogether:
    @pytest.mark.skipif(not COMPILED, reason="too few paths for a correlation")
    @pytest.mark.parametrize("model", ["gbm", "two_factor", "gibson_schwartz"])
    def test_correlation_is_that_of_the_file(self, model):
        """
        Yearly log changes as a whole are correlated as declared, whatever the factors behind them.
        """
        table = drawn(model)
        change = np.diff(table, axis=1)
        change = change - change.mean(axis=1, keepdims=True)
        change = change / change.std(axis=1, keepdims=True)
        found = (change[:, :, 0] * change[:, :, 1]).mean()
        assert found == pytest.approx(HEAD["correlation"], abs=0.04)

    @pytest.mark.skipif(not COMPILED, reason="too few paths for a correlation")
    def test_a_bootstrap_draws_the_same_years(self):
        """
        Two products with one past, in other units, move together on every path.
        """
        twin = [r for r in PRICES if r["series_id"] == "A"]
        other = [{**r, "series_id": "B", "price": str(3 * float(r["price"]))} for r in twin]
        table = drawn("bootstrap", prices=[*twin, *other])
        change = np.diff(table, axis=1)
        centred = change - change.mean(axis=1, keepdims=True)
        gap = centred[:, :, 0] - centred[:, :, 1]
        assert np.abs(gap).max() < 1e-4

    def test_past_years_are_common(self):
        """
        A year that one product lacks is filled from its own years; every product's mean is nought.
        """
        one = PriceSeries("a", "", (2000, 2001, 2002, 2003), (1.0, 2.0, 1.0, 3.0), ())
        two = PriceSeries("b", "", (2001, 2002, 2003, 2005), (5.0, 6.0, 7.0, 9.0), ())
        table = past_changes(["x", "a", "b"], {"a": one, "b": two})

        assert table.shape == (3, 3)
        assert yearly_changes(two) == pytest.approx({2002: np.log(6 / 5), 2003: np.log(7 / 6)})
        assert table.mean(axis=1) == pytest.approx(0)
        assert table[2, 1] - table[2, 2] == pytest.approx(np.log(6 / 5) - np.log(7 / 6))
        assert (table[0] == 0).all()

    def test_too_short_for_a_bootstrap(self):
        """
        A past of four changes is not enough to be repeated for decades.
        """
        with pytest.raises(CaseError, match=r"products.alpha.model: the series 'A' has 3 changes"):
            drawn("bootstrap", prices=rows([1.0, 2.0, 3.0, 4.0]))

    def test_prices_that_no_computer_holds(self):
        """
        A volatility that sends a price beyond all numbers is refused with the product's name.
        """
        wild = {"sigma_short": 5, "sigma_long": 5}
        with pytest.raises(CaseError, match=r"products.alpha: a price is not a finite number"):
            drawn("two_factor", two_factor=wild)


class TestTheHighest:
    @pytest.mark.parametrize("model", UNCERTAIN)
    def test_no_price_goes_beyond_it(self, model):
        """
        A multiple of the last known price is the end, and what stays below it is drawn as before.
        """
        products = {
            name: {"series": series, "quantity": unit, "model": model, "volatility": 1.2}
            for name, series, unit in (("alpha", "A", "kt"), ("beta", "B", "t"))
        }
        head = {**HEAD, "products": products}
        free = draw_prices(estate(head=head), some(2000), 1)
        ended = estate(head={**head, "highest": 1.5})
        held = draw_prices(ended, some(2000), 1)
        most = np.array([ended.price_today(name) for name in products], np.float32) * 1.5

        assert free.max(axis=(0, 1)).min() > 0
        assert (held <= most * (1 + 1e-6)).all()
        assert (free > most).any()
        assert (held == np.minimum(free, most.astype(np.float32))).all()
