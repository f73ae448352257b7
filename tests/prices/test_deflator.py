"""Real and nominal: what money a past price is in, and what it is turned into."""

from __future__ import annotations

import pytest

from counterdraft.errors import CaseError

from ..estate.estate_models import HEAD, PRICES, estate

MONEY = {**HEAD["currency"], "prices": "real", "base_year": 2025}
INDEX = [
    {"series_id": "cpi", "unit": "index", "year": str(2019 + i), "price": str(100 + 10 * i)}
    for i in range(6)
]


def prices(basis, only=None):
    """The prices of the small estate, with a basis; the index beside them."""
    return [
        {**row, "basis": basis if only is None or row["year"] == only else ""} for row in PRICES
    ] + INDEX


def alpha(**money):
    """The series of alpha in an estate with that money."""
    basis = money.pop("basis", "nominal")
    only = money.pop("only", None)
    head = {**HEAD, "currency": {**MONEY, **money}}
    return estate(head=head, prices=prices(basis, only)).series["A"]


class TestDeflator:
    def test_nominal_prices_become_real(self):
        """
        900 of 2019, when the index stood at 100, is 1485 of 2025, when it stands at 150 and a tenth more.
        """
        found = alpha(deflator="cpi", inflation=0.1)
        assert found.prices[0] == pytest.approx(900 * 165 / 100)
        assert found.prices[-1] == pytest.approx(1000 * 165 / 150)

    def test_real_prices_of_the_base_year_stay(self):
        """
        What is real already is left as it is; real of another year is moved to the base year.
        """
        assert alpha(deflator="cpi", inflation=0.1, basis="real").prices[0] == 900
        other = alpha(deflator="cpi", inflation=0.1, basis="annual average, real 2021")
        assert other.prices[0] == pytest.approx(900 * 165 / 120)

    def test_a_nominal_estate_keeps_nominal_prices(self):
        """
        In a nominal estate only what is real is turned, into the money of its year.
        """
        assert alpha(prices="nominal").prices[0] == 900
        real = alpha(prices="nominal", deflator="cpi", basis="real 2020")
        assert real.prices[0] == pytest.approx(900 * 100 / 110)

    def test_without_a_word_a_price_is_as_published(self):
        """
        Without a deflator, rows that do not say what money they are in are taken as the estate's own.
        """
        assert alpha(basis="").prices[0] == 900
        assert alpha(basis="", deflator="cpi", inflation=0.1).prices[0] > 900

    @pytest.mark.parametrize(
        ("money", "words"),
        [
            ({}, "in money of 2019, and the estate counts in money of 2025"),
            ({"basis": "real 2018"}, "in money of 2018, and the estate counts in money of 2025"),
            (
                {"prices": "nominal", "basis": "real"},
                "in money of 2025, and the .* in money of 2019",
            ),
            ({"base_year": None}, "the estate counts in real money without a base year"),
            ({"deflator": "cpj", "inflation": 0.1}, "did you mean 'cpi'"),
            ({"deflator": "cpi"}, "has no index for 2025"),
            ({"deflator": "cpi", "inflation": 0.1, "basis": "real 1990"}, "no index for 1990"),
            ({"deflator": "cpi", "inflation": 0.1, "base_year": None}, "needs a base year"),
        ],
    )
    def test_what_cannot_be_turned_is_refused(self, money, words):
        """
        A nominal price in a real estate needs a deflator that reaches its year and the base year.
        """
        with pytest.raises(CaseError, match=words):
            alpha(**money)

    def test_the_place_is_the_row(self):
        """
        The field that is named is the column of the row.
        """
        with pytest.raises(CaseError) as refused:
            alpha(only="2021")
        assert [f.field for f in refused.value.faults] == ["basis"]
