"""What the trade asks of terms beside the take, by hand."""

from __future__ import annotations

import pytest

from ..estate.estate_models import worth

JOHNSTON = {
    "royalty": {"rate": 0.1},
    "psc": {
        "kind": "production_sharing",
        "cost_limit": 0.6,
        "limit_of": "gross",
        "split": {"state": 0.6},
    },
    "tax": {"kind": "income_tax", "rate": 0.3},
}
MINE = {
    "revenue": [0.0, 100.0, 100.0, 100.0],
    "opex": [0.0, 20.0, 20.0, 20.0],
    "capex": [60.0, 0.0, 10.0, 0.0],
    "timing": "start",
    "rate": 0.1,
}


@pytest.fixture(scope="module")
def terms():
    """The indicators of a royalty, a sharing and a tax."""
    return worth(JOHNSTON, **MINE)["terms"]


class TestShares:
    def test_effective_royalty_rate(self, terms):
        """
        10 of royalty and 60 % of the 30 that costs can not take: 28 of 100; 72 are within reach.
        """
        assert terms["effective_royalty_rate"] == pytest.approx(0.28)
        assert terms["access_to_gross_revenues"] == pytest.approx(0.72)

    def test_refunds_are_no_royalty(self):
        """
        A tax that pays out on losses, and equity that bears its part of them, do not lower the rate.
        """
        more = {
            "royalty": {"rate": 0.1},
            "brown": {
                "kind": "resource_rent_tax",
                "refunds": True,
                "tiers": [{"uplift": 0, "rate": 0.3}],
            },
            "equity": {"kind": "participation", "payee": "state", "share": 0.2},
        }
        assert worth(more, **MINE)["terms"]["effective_royalty_rate"] == pytest.approx(0.1)

    def test_entitlement(self, terms):
        """
        Cost petroleum of 60, 50 and 20 and 40 % of profit petroleum of 30, 40 and 70: 186 of 300.
        """
        expected = (60 + 50 + 20 + 0.4 * (30 + 40 + 70)) / 300
        assert terms["entitlement"] == pytest.approx(expected)
        assert worth({"royalty": {"rate": 0.1}}, **MINE)["terms"]["entitlement"] == pytest.approx(
            0.9
        )

    def test_takes(self, terms):
        """
        The owner's part and the government's make the whole; the index compares the take discounted.
        """
        assert terms["owner_take"] == pytest.approx(1 - terms["government_take"])
        late = terms["government_take_discounted"] / terms["government_take"] - 1
        assert terms["front_loading_index"] == pytest.approx(late)
        assert terms["front_loading_index"] > 0


class TestAtTheMargin:
    def test_saving_index(self, terms):
        """
        Of one saved once cost is recovered 40 % is profit petroleum, of which the tax leaves 70 %: 28 cents.
        """
        assert terms["savings_index"]["operating"]["undiscounted"] == pytest.approx(0.28)
        assert terms["savings_index"]["capital"]["undiscounted"] == pytest.approx(0.28)

    def test_without_such_cost(self):
        """
        Where no cost of the kind is borne nothing can be saved.
        """
        found = worth({"royalty": {"rate": 0.1}}, revenue=[10.0], capex=[5.0])["terms"]
        assert found["savings_index"]["operating"] is None
        assert found["savings_index"]["capital"]["undiscounted"] == pytest.approx(1)

    def test_marginal_take(self):
        """
        Of one more in price a royalty of a tenth and a tax of 30 % take 37 cents.
        """
        two = {"royalty": {"rate": 0.1}, "tax": {"kind": "income_tax", "rate": 0.3}}
        found = worth(two, revenue=[100.0], opex=[20.0])["terms"]
        assert found["marginal_government_take"] == pytest.approx(0.37)


class TestOfTheWhole:
    def test_total_benefits(self):
        """
        300 less 60 of running and 10 of replacing: a royalty of a tenth is 30 of 230; discounted, by hand.
        """
        found = worth({"royalty": {"rate": 0.1}}, **MINE)["terms"]
        assert found["share_of_total_benefits"] == pytest.approx(30 / 230)
        got = sum(10 / 1.1**t for t in (1, 2, 3))
        whole = 80 / 1.1 + 70 / 1.21 + 80 / 1.331
        assert found["share_of_total_benefits_discounted"] == pytest.approx(got / whole)

    def test_a_unit(self):
        """
        Money over all production, and the owner's value over it.
        """
        found = worth(
            {"royalty": {"rate": 0.1}},
            production=[0.0, 10.0, 10.0],
            price=10.0,
            opex=[0.0, 30.0, 30.0],
            capex=[80.0, 0.0, 0.0],
            timing="start",
        )
        assert found["terms"]["per_unit"] == pytest.approx(
            {
                "revenue": 10,
                "opex": 3,
                "capex": 4,
                "closure": 0,
                "government": 1,
                "owner": 2,
                "owner_npv": (-80 + 60 / 1.1 + 60 / 1.21) / 20,
            }
        )

    def test_early_money(self):
        """
        Revenue from the third year on for ten years: half of a level royalty is in after five of them.
        """
        found = worth({"royalty": {"rate": 0.1}}, revenue=[0.0, 0.0, *[10.0] * 10])["terms"]
        assert found["early_part"] == pytest.approx({"years_5": 0.5, "years_10": 1})

    def test_profit_to_investment(self):
        """
        130 of undiscounted cash on 70 of capital.
        """
        found = worth({}, **MINE)["terms"]
        assert found["profit_to_investment"] == pytest.approx((300 - 60 - 70) / 70)


class TestAtOtherRates:
    def test_price_that_just_pays_at_each(self):
        """
        At 20 % the price must be higher than at 5 %, and the owner's value at it is nought.
        """
        mine = {
            "production": [0.0, 10.0, 10.0, 10.0],
            "opex": [0.0, 20.0, 20.0, 20.0],
            "capex": [60.0, 0, 0, 0],
            "rate": 0.1,
            "years": 4,
        }
        two = {"royalty": {"rate": 0.1}, "tax": {"kind": "income_tax", "rate": 0.3}}
        rows = worth(two, price=10.0, also_at=[0.05, 0.2], **mine)["terms"]["at"]
        prices = [row["break_even_constant_price"] for row in rows]
        assert prices[0] < prices[1]
        for row, price in zip(rows, prices, strict=True):
            again = worth(two, price=price, also_at=[row["rate"]], **mine)["terms"]["at"][0]
            assert again["owner_npv"] == pytest.approx(0, abs=1e-9)
            assert row["break_even_price_factor"] == pytest.approx(price / 10)
            assert 0 < row["marginal_effective_tax_rate"] < 1

    def test_take_over_costs(self):
        """
        Of the same price a royalty takes a greater part of the profit the higher the costs are.
        """
        rows = worth({"royalty": {"rate": 0.1}}, **MINE)["terms"]["progressivity"]["by_cost"]
        takes = [row["government_take"] for row in rows if row["government_take"] is not None]
        assert takes == sorted(takes)
        assert rows[2] | {"cost_factor": 1.0} == rows[2]
        assert rows[3]["government_take"] == pytest.approx(30 / (300 - 1.25 * 130))
