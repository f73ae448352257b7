"""Each instrument on a project small enough to be worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ..estate.estate_models import flows, settle, worth


def paid(instruments, name, **fields):
    return worth(instruments, **fields)["instruments"][name]


class TestRoyalty:
    def test_on_volume(self):
        """
        A specific royalty is an amount per unit.
        """
        found = paid(
            {"royalty": {"per_unit": 2}}, "royalty", production=[10.0, 0.0], price=[5.0, 5.0]
        )
        assert found == [20.0, 0.0]

    @pytest.mark.parametrize(("incremental", "expected"), [(False, 40.0), (True, 30.0)])
    def test_sliding_by_price(self, incremental, expected):
        """
        The scale holds for the whole value, or slice by slice.
        """
        scale = [{"above": 0, "rate": 0.1}, {"above": 10, "rate": 0.2}]
        terms = {"royalty": {"scale": scale, "by": "price", "incremental": incremental}}
        assert paid(terms, "royalty", production=[10.0], price=[20.0]) == [expected]

    def test_allowances(self):
        """
        Transport is taken from the value before the rate.
        """
        terms = {"royalty": {"rate": 0.1, "allowances": 30}}
        assert paid(terms, "royalty", revenue=[100.0, 20.0]) == [7.0, 0.0]


class TestIncomeTax:
    def test_losses_are_carried_forward(self):
        """
        A loss of 50 shields the first 50 of later income.
        """
        terms = {"cit": {"kind": "income_tax", "rate": 0.2}}
        found = worth(terms, revenue=[0.0, 30.0, 40.0], opex=[50.0, 0.0, 0.0])
        assert found["instruments"]["cit"] == [0.0, 0.0, 4.0]

    def test_losses_expire(self):
        """
        With one year of life the loss of the first year is gone in the third.
        """
        terms = {"cit": {"kind": "income_tax", "rate": 0.2, "losses": {"years": 1}}}
        found = worth(terms, revenue=[0.0, 30.0, 40.0], opex=[50.0, 0.0, 0.0])
        assert found["instruments"]["cit"] == [0.0, 0.0, 8.0]

    def test_losses_are_capped(self):
        """
        Half of income at most is relieved.
        """
        terms = {"cit": {"kind": "income_tax", "rate": 0.2, "losses": {"cap": 0.5}}}
        found = worth(terms, revenue=[0.0, 30.0, 40.0], opex=[50.0, 0.0, 0.0])
        assert found["instruments"]["cit"] == pytest.approx([0.0, 3.0, 4.0])

    def test_straight_line_from_production(self):
        """
        Capital of 40 spent before production is charged over four years from the first sale.
        """
        rule = {"method": "straight_line", "years": 4, "starts": "production"}
        terms = {"cit": {"kind": "income_tax", "rate": 0.5, "depreciation": {"development": rule}}}
        found = worth(terms, revenue=[0.0, 0, 30, 30, 30, 30, 30], capex=[40.0, 0, 0, 0, 0, 0, 0])
        assert found["instruments"]["cit"] == [0, 0, 10, 10, 10, 10, 15]

    def test_declining_balance(self):
        """
        A quarter of the balance each year, the rest at the end.
        """
        rule = {"method": "declining", "rate": 0.25}
        terms = {"cit": {"kind": "income_tax", "rate": 1, "default_depreciation": rule}}
        found = worth(terms, revenue=[200.0] * 3, capex=[160.0, 0, 0])
        assert found["instruments"]["cit"] == [160, 170, 110]

    def test_deductible_royalty(self):
        """
        A royalty before it in the order lowers the tax by its rate.
        """
        terms = {"royalty": {"rate": 0.1}, "cit": {"kind": "income_tax", "rate": 0.3}}
        assert worth(terms, revenue=[100.0])["instruments"]["cit"] == [27.0]


class TestResourceRentTax:
    def test_hurdle(self):
        """
        An outlay of 100 must earn 10 % a year before anything is taxed.
        """
        terms = {"rrt": {"kind": "resource_rent_tax", "tiers": [{"uplift": 0.1, "rate": 0.4}]}}
        found = worth(terms, revenue=[0.0, 110.0, 50.0], capex=[100.0, 0, 0])
        assert found["instruments"]["rrt"] == pytest.approx([0, 0, 20])

    def test_is_nothing_where_the_return_is_not_reached(self):
        """
        A project whose return is the uplift pays nothing: its taxed return is its own.
        """
        terms = {"rrt": {"kind": "resource_rent_tax", "tiers": [{"uplift": 0.25, "rate": 0.9}]}}
        found = worth(terms, revenue=[0.0, 125.0], capex=[100.0, 0.0])
        assert found["parties"]["investor"]["irr"] == pytest.approx(0.25)


class TestProductionSharing:
    def test_r_factor(self):
        """
        The state's part steps up once receipts to date reach costs.
        """
        split = {"by": "r_factor", "scale": [{"above": 0, "rate": 0.2}, {"above": 1, "rate": 0.6}]}
        terms = {"psc": {"kind": "production_sharing", "cost_limit": 0.5, "split": split}}
        found = worth(terms, revenue=[100.0] * 4, capex=[100.0, 0, 0, 0])
        # Cost petroleum 50, 50, 0, 0; R at the start of years 3 and 4 is above one.
        assert found["lines"]["psc.profit_petroleum"] == [50, 50, 100, 100]
        assert found["lines"]["psc.state_share"] == [0.2, 0.2, 0.6, 0.6]

    def test_r_factor_counts_what_was_spent(self):
        """
        Capital recovered over years was spent at once: R is receipts over spending, net if it says so.
        """

        def shares(**how):
            split = {
                "by": "r_factor",
                "scale": [{"above": 0, "rate": "20 %"}, {"above": 1.5, "rate": 0.6}],
            }
            psc = {
                "kind": "production_sharing",
                "cost_limit": 0.5,
                "amortised": {"development": {"method": "straight_line", "years": 4}},
                "split": {**split, **how},
            }
            terms = {"psc": psc, "cit": {"kind": "income_tax", "rate": 0.5}}
            return worth(terms, revenue=[100.0] * 4, capex=[100.0, 0, 0, 0])["lines"][
                "psc.state_share"
            ]

        # Cost petroleum 25 and 60 of 75 profit petroleum a year: 1.7 before the third year.
        assert shares() == [0.2, 0.2, 0.6, 0.6]
        # Half of income in tax keeps R below the step for a year more.
        assert shares(net=True) == [0.2, 0.2, 0.2, 0.6]

    def test_drop_is_charged_slice_by_slice(self):
        """
        3,650 a year is 10 a day: half at 20 %, half at 40 %.
        """
        split = {"by": "drop", "scale": [{"above": 0, "rate": 0.2}, {"above": 5, "rate": 0.4}]}
        terms = {"psc": {"kind": "production_sharing", "split": split}}
        found = worth(terms, production=[3650.0], price=[1.0])
        assert found["lines"]["psc.state_share"] == pytest.approx([0.3])

    def test_return_reached(self):
        """
        The second step holds after the year in which the contractor has its 20 %.
        """
        split = {"by": "irr", "scale": [{"above": 0, "rate": 0.1}, {"above": 0.2, "rate": 0.5}]}
        terms = {"psc": {"kind": "production_sharing", "cost_limit": 0, "split": split}}
        found = worth(terms, revenue=[0.0, 200.0, 100.0], capex=[100.0, 0, 0])
        assert found["lines"]["psc.state_share"] == [0.1, 0.1, 0.5]

    def test_limit_after_royalty(self):
        """
        With the limit on what the royalty leaves, the ceiling is lower.
        """
        terms = {
            "royalty": {"rate": 0.2},
            "psc": {
                "kind": "production_sharing",
                "cost_limit": 0.5,
                "limit_of": "after_royalty",
                "split": {"state": 0.5},
            },
        }
        assert worth(terms, revenue=[100.0], opex=[90.0])["lines"]["psc.ceiling"] == [40.0]


FIELDS = {"revenue": [0.0, 100.0, 100.0], "capex": [100.0, 0.0, 0.0]}


class TestParticipation:
    def test_paid(self):
        """
        It pays its part and receives its part.
        """
        terms = {"equity": {"kind": "participation", "share": 0.2}}
        assert paid(terms, "equity", **FIELDS) == [-20, 20, 20]

    def test_free(self):
        """
        It receives without paying.
        """
        terms = {"equity": {"kind": "participation", "share": 0.2, "mode": "free"}}
        assert paid(terms, "equity", **FIELDS) == [0, 20, 20]

    def test_carried_with_interest(self):
        """
        The advance of 20 grows to 22 and is repaid from the receipts.
        """
        terms = {
            "equity": {"kind": "participation", "share": 0.2, "mode": "carried", "interest": 0.1}
        }
        found = worth(terms, **FIELDS)
        assert found["instruments"]["equity"] == pytest.approx([0, 0, 17.8])
        assert found["lines"]["equity.carried"] == pytest.approx([20, 2, 0])


class TestOthers:
    def test_bonuses(self):
        """
        Signature, first production and a volume each pay once.
        """
        terms = {
            "signature": {"kind": "bonus", "amount": 5},
            "first": {"kind": "bonus", "amount": 7, "on": "production"},
            "volume": {"kind": "bonus", "amount": 9, "on": "volume", "volume": 15},
        }
        found = worth(terms, production=[0.0, 10.0, 10.0], price=[1.0] * 3)["instruments"]
        assert (found["signature"], found["first"], found["volume"]) == (
            [5, 0, 0],
            [0, 7, 0],
            [0, 0, 9],
        )

    def test_windfall(self):
        """
        Half of what the price brings above 60.
        """
        terms = {"windfall": {"rate": 0.5, "threshold": 60}}
        assert paid(terms, "windfall", production=[10.0, 10.0], price=[50.0, 80.0]) == [0, 100]

    def test_thresholds_are_in_the_unit_of_the_price(self):
        """
        With 10 kt at 9,000 USD/t, a threshold of 8,000, a royalty of 50 and a step at 8,500 are USD/t.
        """
        fields = {
            "years": 1,
            "production": {"ore": {"unit": "kt", "values": [10.0]}},
            "price": {"ore": {"unit": "USD/t", "values": [9000.0]}},
        }
        terms = {
            "windfall": {"rate": 0.5, "threshold": 8000},
            "royalty": {
                "per_unit": 50,
                "scale": [{"above": 0, "rate": 0.01}, {"above": 8500, "rate": 0.02}],
            },
        }
        found = worth(terms, **fields)
        assert found["flows"]["revenue"] == pytest.approx([90])
        assert found["instruments"]["windfall"] == pytest.approx([5])
        assert found["instruments"]["royalty"] == pytest.approx([0.5 + 1.8])

    def test_withholding_on_gains(self):
        """
        Gains are taxed only once the outlay is made good.
        """
        terms = {"wht": {"kind": "withholding", "rate": 0.1, "of": "gains"}}
        assert paid(terms, "wht", revenue=[0.0, 80.0, 80.0], capex=[100.0, 0, 0]) == [0, 0, 6]

    def test_refunded_input_tax(self):
        """
        Tax on capital comes back a year later.
        """
        terms = {"vat": {"kind": "duty", "rate": 0.2, "on": "capex", "refund": 1, "delay": 1}}
        assert paid(terms, "vat", revenue=[0.0, 10.0], capex=[50.0, 0]) == [10, -10]

    def test_stabilisation(self):
        """
        The state gives back what the royalty takes above its rate at signature.
        """
        terms = {
            "royalty": {"rate": 0.08},
            "stable": {"kind": "stabilisation", "of": "royalty", "rate": 0.08, "frozen": 0.05},
        }
        assert paid(terms, "stable", revenue=[100.0]) == pytest.approx([3.0])

    def test_loan(self):
        """
        What is drawn comes back with interest: the lender earns its rate.
        """
        terms = {
            "loan": {"kind": "loan", "drawn": [100, 0, 0], "interest": 0.1, "first": 2, "term": 2}
        }
        found = worth(terms, revenue=[0.0, 200.0, 200.0], capex=[100.0, 0, 0])
        assert found["parties"]["lender"]["irr"] == pytest.approx(0.1)

    def test_interest_is_deductible_where_it_says_so(self):
        """
        The interest of 10, and not the principal, lowers taxable income.
        """
        loan = {"kind": "loan", "drawn": [100, 0], "interest": 0.1, "first": 2, "term": 1}
        for deductible, tax in ((True, 38.0), (False, 40.0)):
            terms = {
                "loan": {**loan, "deductible": deductible},
                "cit": {"kind": "income_tax", "rate": 0.2},
            }
            found = worth(terms, revenue=[0.0, 200.0])
            assert found["instruments"]["cit"][1] == pytest.approx(tax)

    def test_rental_is_indexed(self):
        """
        Ten hectares at 2, growing by a tenth a year.
        """
        terms = {"rent": {"kind": "rental", "amount": 2, "area": 10, "index": 0.1}}
        assert paid(terms, "rent", revenue=[0.0, 0.0]) == pytest.approx([20, 22])


class TestDeal:
    def test_500_at_half_of_one_a_year_takes_a_thousand_years(self):
        """
        50 % of 1 bn a year repays 500 bn in 1,000 years, not a year sooner.
        """
        project = flows(np.ones(1001))
        terms = {
            "law": {"kind": "royalty", "rate": 1},
            "share": {
                "kind": "revenue_share",
                "payer": "state",
                "payee": "partner",
                "base": "state_revenue",
                "share": 0.5,
                "ceiling": 500,
            },
        }
        left = settle(terms, project).lines["share.balance"][:, 0]
        assert int(np.argmax(left <= 1e-9)) + 1 == 1000

    def test_four_percent_on_120(self):
        """
        4 % on 120 bn is 4.8 bn a year; half of 9.6 bn only keeps the debt from growing.
        """
        project = flows(np.full(30, 9.6))
        terms = {
            "law": {"kind": "royalty", "rate": 1},
            "share": {
                "kind": "revenue_share",
                "payer": "state",
                "base": "state_revenue",
                "share": 0.5,
            },
            "lien": {"principal": 120, "interest": 0.04},
            "rest": {"kind": "distribution", "to": {"partner": 0.5, "state": 0.5}},
        }
        found = settle(terms, project)
        assert found.amounts["lien"][:, 0] == pytest.approx(np.full(30, 4.8))
        assert found.lines["lien.balance"][:, 0] == pytest.approx(np.full(30, 120.0))

    def test_aid_raises_the_principal(self):
        """
        Past aid counts without a payment, future aid with one.
        """
        terms = {
            "aid": {"kind": "aid_credit", "past": 10, "future": [5, 0], "lien": "lien"},
            "lien": {"principal": 0, "payer": "state", "base": "state_revenue"},
        }
        found = settle(terms, flows([0.0, 0.0]))
        assert found.lines["lien.balance"][:, 0].tolist() == [15, 15]
        assert found.cash["partner"][:, 0].tolist() == [-5, 0]

    def test_two_for_one(self):
        """
        The state puts in two for each one of the partner, and the fund pays out by account.
        """
        terms = {
            "partner_in": {"kind": "contribution", "payer": "partner", "amount": [10, 0]},
            "state_in": {
                "kind": "contribution",
                "payer": "state",
                "matches": "partner_in",
                "ratio": 2,
            },
            "out": {"kind": "distribution", "by": "accounts", "to": {"partner": 0.5, "state": 0.5}},
        }
        found = settle(terms, flows([0.0, 0.0]))
        assert found.cash["partner"][0, 0] == pytest.approx(0)
        assert found.amounts["out"][0, 0] == pytest.approx(30)

    def test_lock(self):
        """
        What is locked for two years earns, and comes out evenly over the next two.
        """
        terms = {
            "give": {"kind": "contribution", "payer": "state", "amount": [100, 0, 0, 0]},
            "lock": {"kind": "reinvestment", "until": 2, "release": 2, "earns": 0.1},
            "out": {"kind": "distribution", "to": {"state": 1}},
        }
        found = settle(terms, flows([0.0] * 4))
        assert found.amounts["out"][:, 0] == pytest.approx([0, 0, 60.5, 66.55])
        assert found.gap < 1e-9

    def test_default_on_a_cash_call(self):
        """
        The other member pays, and is repaid with default interest from later cash.
        """
        terms = {
            "call": {
                "kind": "cash_call",
                "payer": "owner",
                "calls": [50, 0],
                "share": 0.4,
                "defaults": [1],
                "interest": 0.2,
            },
        }
        found = settle(terms, flows([0.0, 100.0]))
        assert found.cash["partner"][:, 0] == pytest.approx([-20, 24])
        assert found.lines["call.balance"][:, 0] == pytest.approx([20, 0])

    def test_a_part_of_cash_repays_an_advance(self):
        """
        An advance is repaid from `repay` of the defaulter's cash alone; what is left bears interest.
        """
        terms = {
            "call": {
                "kind": "cash_call",
                "payer": "owner",
                "calls": [50, 0, 0],
                "share": 0.4,
                "defaults": [1],
                "interest": 0.2,
                "repay": 0.1,
            },
        }
        found = settle(terms, flows([0.0, 100.0, 200.0]))
        assert found.amounts["call.repayment"][:, 0] == pytest.approx([0, 10, 16.8])
        assert found.lines["call.balance"][:, 0] == pytest.approx([20, 14, 0])

    def test_take_or_pay(self):
        """
        The buyer owes 80 and lifts 50: it pays for 30, and makes it up later.
        """
        terms = {
            "top": {
                "kind": "take_or_pay",
                "product": "product",
                "minimum": 80,
                "lifted": [50, 110],
                "make_up": True,
            }
        }
        found = worth(terms, production=[100.0, 120.0], price=[2.0, 2.0])
        assert found["instruments"]["top"] == pytest.approx([60, -60])

    def test_first_refusal(self):
        """
        Half the product at 10 % off is worth 5 % of revenue to the holder.
        """
        terms = {"refusal": {"kind": "first_refusal", "discount": 0.1, "part": 0.5}}
        assert paid(terms, "refusal", revenue=[100.0]) == [5.0]
