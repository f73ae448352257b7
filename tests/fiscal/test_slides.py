"""Rates that slide: by two levels, by what a year adds, with growing steps, by profit and by multiples."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.errors import CaseError

from ..estate.estate_models import worth

VOLUME = [10.0, 30.0, 40.0, 20.0]
PRICE = [60.0, 50.0, 70.0, 40.0]
REVENUE = [v * p for v, p in zip(VOLUME, PRICE, strict=True)]
MINE = {"production": VOLUME, "price": PRICE, "opex": [200.0, 500.0, 600.0, 500.0]}
STEPS = [{"above": 0, "rate": 0.02}, {"above": 55, "rate": 0.05}]


def moved(kind, fields, **mine):
    """What one instrument moves each year."""
    return worth({"it": {"kind": kind, **fields}}, **(mine or MINE))["instruments"]["it"]


def table(level, second):
    """The rate of a small table, looked up by hand."""
    low, high = (0.01, 0.03) if level <= 25 else (0.04, 0.08)
    return low if second <= 55 else high


TABLE = [
    {"above": 0, "then": [{"above": 0, "rate": 0.01}, {"above": 55, "rate": 0.03}]},
    {"above": 25, "then": [{"above": 0, "rate": 0.04}, {"above": 55, "rate": 0.08}]},
]


class TestTables:
    def test_by_volume_then_price(self):
        """
        The row is that of the year's volume, the column that of its price.
        """
        expected = [table(v, p) * r for v, p, r in zip(VOLUME, PRICE, REVENUE, strict=True)]
        found = moved("royalty", {"by": "volume", "then_by": "price", "scale": TABLE})
        assert found == pytest.approx(expected)
        assert len({table(v, p) for v, p in zip(VOLUME, PRICE, strict=True)}) > 2

    def test_slices_of_volume_at_rates_by_price(self):
        """
        Each slice of production is shared at the rate that its price column says.
        """
        expected = []
        for v, p, r in zip(VOLUME, PRICE, REVENUE, strict=True):
            first, second = (0.01, 0.04) if p <= 55 else (0.03, 0.08)
            expected.append(r * (first * min(v, 25) + second * max(v - 25, 0)) / v)
        split = {"by": "drop", "days": 1, "then_by": "price", "scale": TABLE}
        found = moved("production_sharing", {"cost_limit": 0, "split": split})
        assert found == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"scale": TABLE}, "steps within steps need then_by: the level that they slide by"),
            ({"scale": STEPS, "then_by": "price"}, "then_by needs steps within steps"),
            ({"scale": [{"above": 0}]}, "a step has a rate, or steps of its own"),
            ({"scale": [{**TABLE[0], "rate": 0.1}]}, "a step has a rate, or steps of its own"),
        ],
    )
    def test_half_a_table_is_refused(self, fields, said):
        """
        Two levels without a second level, a second level without steps, a step with both or neither.
        """
        with pytest.raises(CaseError, match=said):
            moved("royalty", fields)


class TestToDate:
    @pytest.mark.parametrize("kind", ["royalty", "production_sharing", "payout_royalty"])
    def test_slices_are_those_of_the_year(self, kind):
        """
        Of 10, 30, 40 and 20 the first 50 are free and the next 35 bear a tenth, whichever year they fall in.
        """
        scale = [
            {"above": 0, "rate": 0},
            {"above": 50, "rate": 0.1},
            {"above": 85, "rate": 0.3},
        ]
        expected, before = [], 0.0
        for v, r in zip(VOLUME, REVENUE, strict=True):
            after = before + v
            tenth = max(min(after, 85) - max(before, 50), 0)
            rest = max(after - max(before, 85), 0)
            expected.append(r * (0.1 * tenth + 0.3 * rest) / v)
            before = after
        slide = {"by": "cumulative", "incremental": True, "scale": scale}
        fields = {
            "royalty": slide,
            "production_sharing": {"cost_limit": 0, "split": slide},
            "payout_royalty": {"gross": slide, "net": {"rate": 0}},
        }
        assert moved(kind, fields[kind]) == pytest.approx(expected)
        assert expected[0] == 0 < expected[2]

    def test_whole_at_the_step_reached(self):
        """
        Without slices the whole year bears the rate of the step that production to date stands on.
        """
        scale = [{"above": 0, "rate": 0.1}, {"above": 35, "rate": 0.2}]
        found = moved("royalty", {"by": "cumulative", "scale": scale})
        rates = [0.1, 0.2, 0.2, 0.2]
        assert found == pytest.approx([a * r for a, r in zip(rates, REVENUE, strict=True)])


class TestIndex:
    def test_steps_grow(self):
        """
        A step at 55 that grows by a tenth a year stands at 66.55 in the third year and at 73.2 in the fourth.
        """
        mine = {"production": [1.0] * 4, "price": [60.0, 60.0, 67.0, 67.0]}
        grown = moved("royalty", {"scale": STEPS, "index": 0.1}, **mine)
        assert grown == pytest.approx([0.05 * 60, 0.02 * 60, 0.05 * 67, 0.02 * 67])
        assert moved("royalty", {"scale": STEPS}, **mine)[3] == pytest.approx(0.05 * 67)


class TestProfit:
    def test_by_profit_a_unit(self):
        """
        The rate runs from a quarter at 30 a unit to a half at 92.50, of the whole profit.
        """
        scale = [{"above": 30, "rate": 0.25}, {"above": 92.5, "rate": 0.5}]
        fields = {"by": "unit_profit", "interpolated": True, "scale": scale}
        expected = []
        for v, r, o in zip(VOLUME, REVENUE, MINE["opex"], strict=True):
            each = (r - o) / v
            part = min(max((each - 30) / 62.5, 0), 1)
            expected.append((0.25 + 0.25 * part) * (r - o))
        assert moved("income_tax", fields) == pytest.approx(expected)

    def test_profit_a_unit_is_in_the_unit_of_the_price(self):
        """
        10 kt at 9,000 USD/t with 40 m of cost leave 5,000 USD a tonne, whatever the money of the file.
        """
        scale = [
            {"above": 0, "rate": 0.1},
            {"above": 4999, "rate": 0.2},
            {"above": 5001, "rate": 1},
        ]
        found = moved(
            "income_tax",
            {"by": "unit_profit", "scale": scale},
            years=1,
            production={"ore": {"unit": "kt", "values": [10.0]}},
            price={"ore": {"unit": "USD/t", "values": [9000.0]}},
            opex=40,
        )
        assert found == pytest.approx([0.2 * 50])

    def test_by_profit_over_costs(self):
        """
        Of 100 on costs of 50 the profit is as much as the costs: above a quarter of them a fifth is due.
        """
        scale = [{"above": 0, "rate": 0}, {"above": 0.25, "rate": 0.2}]
        found = moved(
            "income_tax",
            {"by": "profit_over_costs", "incremental": True, "scale": scale},
            revenue=[100.0],
            opex=[50.0],
        )
        assert found == pytest.approx([0.2 * 37.5])


class TestMultiples:
    def test_investment_multiple(self):
        """
        Receipts less running cost over capital: 50 of cost and 25 of profit petroleum, less 10, on 100.
        """

        def shares(**how):
            split = {
                "by": "multiple",
                "scale": [{"above": 0, "rate": 0.5}, {"above": 1.2, "rate": 0.8}],
                **how,
            }
            terms = {
                "psc": {"kind": "production_sharing", "cost_limit": 0.5, "split": split},
                "tax": {"kind": "income_tax", "rate": 0.5},
            }
            found = worth(
                terms,
                revenue=[100.0] * 5,
                opex=[10.0] * 5,
                capex=[100.0, 0, 0, 0, 0],
            )
            return found["lines"]["psc.state_share"]

        # After one year 75 - 10 = 65, after two 130: above 1.2 from the third year on.
        assert shares() == pytest.approx([0.5, 0.5, 0.8, 0.8, 0.8])
        # With this year's cost and its recovery: 75 + 50 - 20 = 105 in the second year, 180 in the third.
        assert shares(lag=0) == pytest.approx([0.5, 0.5, 0.8, 0.8, 0.8])
        # A tax of 15 in the second year leaves 115 after two.
        assert shares(net=True) == pytest.approx([0.5, 0.5, 0.5, 0.8, 0.8])

    def test_receipts_may_be_all_revenue(self):
        """
        With all revenue less a royalty as receipts 90 a year stand against 100, 110 and 120 of costs.
        """

        def shares(**how):
            split = {
                "by": "r_factor",
                "receipts": "revenue",
                "scale": [{"above": 0, "rate": 0.5}, {"above": 1.5, "rate": 0.8}],
                **how,
            }
            terms = {
                "royalty": {"rate": 0.1},
                "psc": {"kind": "production_sharing", "cost_limit": 0.5, "split": split},
                "tax": {"kind": "income_tax", "rate": 0.5},
            }
            mine = {"revenue": [100.0] * 4, "opex": [10.0] * 4, "capex": [90.0, 0, 0, 0]}
            return worth(terms, **mine)["lines"]["psc.state_share"]

        # 0.9, then 180 / 110: 1.64 before the third year.
        assert shares() == pytest.approx([0.5, 0.5, 0.8, 0.8])
        # The contractor's own receipts: 70, then 140 / 110.
        assert shares(receipts="contractor") == pytest.approx([0.5, 0.5, 0.5, 0.8])
        # A tax of 15 in the second year leaves 165 / 110, not more than 1.5.
        assert shares(net=True) == pytest.approx([0.5, 0.5, 0.5, 0.8])

    def test_multiple_of_the_owner(self):
        """
        A royalty by multiple: (cash + capital) over capital, to the end of the year before.
        """
        scale = [{"above": 0, "rate": 0.1}, {"above": 1, "rate": 0.3}]
        found = moved(
            "royalty",
            {"by": "multiple", "scale": scale},
            revenue=[60.0] * 4,
            opex=[5.0] * 4,
            capex=[80.0, 0, 0, 0],
        )
        # 49 of 80 after the first year, 98 of 80 after the second.
        assert found == pytest.approx([6, 6, 18, 18])

    def test_rate_hangs_on_the_year_once_where_two_taxes_are_reckoned(self):
        """
        With other income the rate by receipts over costs is asked twice a year, and counts them once.
        """
        fields = {
            "by": "r_factor",
            "scale": [{"above": 0, "rate": 0.2}, {"above": 1, "rate": 0.4}],
        }
        mine = {"revenue": [60.0] * 6, "opex": [20.0] * 6, "capex": [100.0, 0, 0, 0, 0, 0]}
        tax = {"kind": "income_tax", **fields, "default_depreciation": {"method": "never"}}
        alone = worth({"tax": tax}, **mine)["instruments"]["tax"]
        beside = worth({"tax": {**tax, "other_income": 1e-9}}, **mine)["instruments"]["tax"]
        assert beside == pytest.approx(alone)
        assert len(set(np.round(alone, 6))) == 2


class TestSharing:
    def test_limit_and_excess_slide(self):
        """
        Up to a ratio of one the limit is 70 %, then 50 %; of what it leaves the state has 20 %, then 60 %.
        """
        scale = [{"above": 0, "rate": 0.7}, {"above": 1, "rate": 0.5}]
        part = [{"above": 0, "rate": 0.2}, {"above": 1, "rate": 0.6}]
        psc = {
            "kind": "production_sharing",
            "sliding_limit": {"by": "r_factor", "scale": scale},
            "sliding_excess": {"by": "r_factor", "scale": part},
            "split": {"state": 0.5},
        }
        found = worth({"psc": psc}, revenue=[100.0] * 3, opex=[30.0] * 3, capex=[20.0, 0, 0])
        # First year: cost 50 of 70, excess 20, profit 30; then the ratio is 81 / 50.
        assert found["lines"]["psc.ceiling"] == pytest.approx([70, 50, 50])
        assert found["instruments"]["psc"] == pytest.approx(
            [0.5 * 30 + 0.2 * 20, 0.5 * 50 + 0.6 * 20, 0.5 * 50 + 0.6 * 20]
        )

    def test_uplift_by_kind(self):
        """
        Development is recovered with a fifth more, exploration as it is.
        """
        psc = {
            "kind": "production_sharing",
            "uplift_of": {"development": 0.2},
            "split": {"state": 0.5},
        }
        found = worth(
            {"psc": psc},
            revenue=[100.0],
            capex={"development": [20.0], "exploration": [10.0]},
        )
        assert found["lines"]["psc.cost_petroleum"] == pytest.approx([24 + 10])

    def test_investment_credit_is_recovered_at_once(self):
        """
        A tenth of 40 in the year of spending beside a quarter of them in each of four years, and a pool whose
        uplift changes from year to year.
        """
        psc = {
            "kind": "production_sharing",
            "cost_limit": 0.1,
            "uplift": [0, 0.5],
            "amortised": {"development": {"method": "straight_line", "years": 4}},
            "investment_credit": {"development": 0.1},
            "split": {"state": 0.5},
        }
        found = worth({"psc": psc}, revenue=[100.0, 100.0], capex=[40.0, 0.0])
        assert found["lines"]["psc.cost_petroleum"] == pytest.approx([10, 10])
        assert found["lines"]["psc.pool"] == pytest.approx([4, 4 * 1.5 + 10 - 10])

    def test_first_tranche_to_the_contractor(self):
        """
        A tenth of production is the contractor's before anything else: then 40 of cost, and 50 to share.
        """
        psc = {
            "kind": "production_sharing",
            "first_tranche": 0.1,
            "first_tranche_to": "contractor",
            "split": {"state": 0.6},
        }
        found = worth({"psc": psc}, revenue=[100.0], opex=[40.0])
        assert found["instruments"]["psc"] == pytest.approx([30])
        assert found["lines"]["psc.entitlement"] == pytest.approx([40 + 10 + 20])

    def test_split_by_product(self):
        """
        Profit petroleum of 60 falls three quarters to oil at 70 % and one quarter to gas at 40 %.
        """
        psc = {
            "kind": "production_sharing",
            "split": {"state": 0.7},
            "splits": {"gas": {"state": 0.4}},
        }
        found = worth(
            {"psc": psc},
            years=1,
            production={"oil": 3, "gas": 10},
            price={"oil": 25, "gas": 2.5},
            opex=40,
        )
        assert found["instruments"]["psc"] == pytest.approx([60 * (0.75 * 0.7 + 0.25 * 0.4)])

    def test_fee_waits_for_room(self):
        """
        A fee of 20 beside cost petroleum of 50: with six tenths of 100 for both, 10 are paid and 10 wait.
        """
        terms = {
            "psc": {"kind": "production_sharing", "cost_limit": 0.5, "split": {"state": 1}},
            "fee": {
                "kind": "service_fee",
                "per_unit": 2,
                "baseline": 10,
                "sharing": "psc",
                "limit": 0.6,
            },
        }
        found = worth(terms, production=[20.0, 20.0], price=5.0, opex=[50.0, 0.0])
        assert found["instruments"]["fee"] == pytest.approx([10, 30])
        assert found["lines"]["fee.waiting"] == pytest.approx([10, 0])
