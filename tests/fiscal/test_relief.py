"""What lowers a tax: exempt income, credits, a safeguard, residuals, pools; and other ways to repay."""

from __future__ import annotations

import pytest

from counterdraft.errors import CaseError

from ..estate.estate_models import worth


def lines(terms, **mine):
    return worth(terms, **mine)["lines"]


class TestIncomeTax:
    def test_exempt_income(self):
        """
        30 a year are free after losses, 70 in all: of 20, 50 and 100 after a loss of 10.
        """
        tax = {
            "kind": "income_tax",
            "rate": 0.5,
            "exempt": 30,
            "exempt_in_all": 70,
            "losses": {"opening": 10},
        }
        found = worth({"tax": tax}, revenue=[20.0, 50.0, 100.0, 100.0])
        assert found["lines"]["tax.taxable"] == pytest.approx([0, 20, 70, 100])
        assert found["instruments"]["tax"] == pytest.approx([0, 10, 35, 50])

    def test_the_oldest_losses_are_used_first(self):
        """
        Losses that lapse after two years: the first year's is used before it does, the second's next.
        """
        tax = {"kind": "income_tax", "rate": 0.5, "losses": {"years": 2}}
        found = worth({"tax": tax}, revenue=[0.0, 0.0, 10.0, 10.0], opex=[10.0, 10.0, 0.0, 0.0])
        assert found["lines"]["tax.taxable"] == pytest.approx([0, 0, 0, 0])

    def test_losses_reach_back_as_far_as_they_may(self):
        """
        A loss carried two years back meets the income of the year before last, and no earlier one.
        """
        tax = {"kind": "income_tax", "rate": 0.5, "losses": {"back": 2}}
        found = worth({"tax": tax}, revenue=[10.0, 10.0, 0.0, 0.0], opex=[0.0, 0.0, 0.0, 15.0])
        assert found["instruments"]["tax"] == pytest.approx([5, 5, 0, -5])

    def test_investment_credit_waits(self):
        """
        A quarter of 100 spent: 10 are set against the first year's tax, 15 against the second's.
        """
        tax = {
            "kind": "income_tax",
            "rate": 0.5,
            "default_depreciation": {"method": "never"},
            "investment_credit": {"development": 0.25},
        }
        found = worth({"tax": tax}, revenue=[20.0, 60.0], capex=[100.0, 0.0])
        assert found["instruments"]["tax"] == pytest.approx([0, 15])

    def test_credit_a_unit_does_not_wait(self):
        """
        Two for each of ten units: the whole tax of 15 in one year, and no more than 20 of 40 in the next.
        """
        tax = {"kind": "income_tax", "rate": 0.5, "credit_per_unit": 2}
        found = worth({"tax": tax}, production=[10.0, 10.0], price=[3.0, 8.0])
        assert found["instruments"]["tax"] == pytest.approx([0, 20])

    def test_deduction_of_capital_does_not_help_against_the_safeguard(self):
        """
        The safeguard looks at income before capital: 80 less 15 % of 400 is 20, of which eight tenths.
        """
        tax = {"kind": "income_tax", "rate": 0.9, "safeguard": {"rate": 0.8, "of_capital": 0.15}}
        rule = {"default_depreciation": {"method": "straight_line", "years": 10}}
        found = worth({"tax": {**tax, **rule}}, revenue=[80.0, 80.0], capex=[400.0, 0.0])
        assert found["instruments"]["tax"] == pytest.approx([0.8 * 20, 0.8 * 20])


class TestLag:
    @pytest.mark.parametrize(
        ("lag", "expected"), [(0, [10, 20, 30]), (1, [0, 10, 50]), (2, [0, 0, 60]), (9, [0, 0, 60])]
    )
    def test_tax_is_paid_later(self, lag, expected):
        """
        Tax of the first year is paid a year later; in the last year whatever is still due is paid.
        """
        tax = {"kind": "income_tax", "rate": 0.1, "lag": lag}
        found = worth({"tax": tax}, revenue=[100.0, 200.0, 300.0])["instruments"]["tax"]
        assert found == pytest.approx(expected)


class TestDepletion:
    def test_greater_of_cost_and_percentage(self):
        """
        90 over production of 3, 2 and 1: 45 by cost in the first year; then 22 % of 200 is more than the
        30 by cost, and 1 is left; then half of the income of 40 is more than that.
        """
        tax = {
            "kind": "income_tax",
            "rate": 0.3,
            "depletion": {"rate": 0.22, "cost": ["development"]},
        }
        found = worth(
            {"tax": tax},
            production=[3.0, 2.0, 1.0],
            price=[40.0, 100.0, 100.0],
            opex=[0.0, 50.0, 60.0],
            capex=[90.0, 0, 0],
        )
        assert found["lines"]["tax.income"] == pytest.approx([120 - 45, 150 - 44, 40 - 20])


class TestCarry:
    def test_of_some_kinds_with_a_premium(self):
        """
        A fifth of exploration of 50 is advanced with half as much again, 15, and repaid from what comes in;
        its fifth of development the holder pays itself.
        """
        terms = {
            "it": {
                "kind": "participation",
                "share": 0.2,
                "mode": "carried",
                "carries": ["exploration"],
                "premium": 0.5,
                "interest": 0.1,
            }
        }
        found = worth(
            terms,
            revenue=[0.0, 0.0, 80.0, 80.0],
            capex={"exploration": [50.0, 0, 0, 0], "development": [0.0, 40, 0, 0]},
        )
        owed = 15 * 1.1 * 1.1
        assert found["instruments"]["it"] == pytest.approx(
            [0, -8, 0, 32 - owed * 1.1 + 16 * 1.1 - 16]
        )
        assert found["lines"]["it.carried"] == pytest.approx([15, 16.5, owed - 16, 0])


class TestDepreciation:
    def charges(self, **rule):
        """What a tax deducts of 100 spent in the first of six years."""
        tax = {"kind": "income_tax", "rate": 0.3, "default_depreciation": rule}
        found = lines({"tax": tax}, revenue=[200.0] * 6, capex=[100.0, 0, 0, 0, 0, 0])
        return found["tax.depreciation"]

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            ({"method": "straight_line", "years": 4}, [20, 20, 20, 20, 0, 0]),
            ({"method": "digits", "years": 4}, [32, 24, 16, 8, 0, 0]),
            ({"method": "declining", "rate": 0.5, "rest": "lost"}, [50, 25, 5, 0, 0, 0]),
            ({"method": "expensed"}, [80, 0, 0, 0, 0, 0]),
            ({"method": "units"}, [80 / 6, 80 / 6, 80 / 6, 80 / 6, 80 / 6, 80 / 6]),
            ({"method": "straight_line", "years": 4, "rest": "charged"}, [20, 20, 20, 20, 0, 20]),
            ({"method": "straight_line", "years": 3, "initial": 0.2}, [40, 20, 20, 0, 0, 0]),
        ],
    )
    def test_residual(self, rule, expected):
        """
        A fifth of the cost is never charged, or in the last year with what else is left.
        """
        assert self.charges(**rule, residual=0.2) == pytest.approx(expected)

    def test_switch_to_straight_line(self):
        """
        Twice the straight-line rate over five years: 40, 24, 14.4, then half of the 21.6 left in two years.
        """
        found = self.charges(method="declining", rate=0.4, years=5, switch=True)
        assert found == pytest.approx([40, 24, 14.4, 10.8, 10.8, 0])

    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            ({"initial": 0.6, "residual": 0.5}, "more than the whole"),
            ({"method": "declining", "rate": 0.4, "switch": True}, "switch needs"),
            ({"method": "digits", "years": 4, "switch": True}, "switch needs"),
        ],
    )
    def test_what_cannot_be_is_refused(self, rule, said):
        """
        More charged and kept than there is, or a switch without the years in all.
        """
        with pytest.raises(CaseError, match=said):
            self.charges(**rule)


class TestRentTax:
    def test_uplift_by_year(self):
        """
        100 grow by a tenth and then by a fifth to 132 before 200 come in.
        """
        tiers = [{"uplift": [0, 0.1, 0.2], "rate": 0.4}]
        terms = {"rent": {"kind": "resource_rent_tax", "tiers": tiers}}
        found = worth(terms, revenue=[0.0, 0.0, 200.0], capex=[100.0, 0, 0])
        assert found["instruments"]["rent"] == pytest.approx([0, 0, 0.4 * 68])

    def test_pool_of_its_own(self):
        """
        Exploration of 50 grows by 20 % a year in its own pool, development of 100 by 10 %: 110 of 130 go to
        the second first, 20 of the pool of 60; the other 40 have grown to 48 when 200 come in.
        """
        tiers = [{"uplift": 0.1, "rate": 0.4, "uplift_of": {"exploration": 0.2}}]
        terms = {"rent": {"kind": "resource_rent_tax", "tiers": tiers}}
        found = worth(
            terms,
            revenue=[0.0, 130.0, 200.0],
            capex={"exploration": [50.0, 0, 0], "development": [100.0, 0, 0]},
        )
        assert found["instruments"]["rent"] == pytest.approx([0, 0, 0.4 * (200 - 48)])

    def test_one_uplift_for_all_needs_no_pools(self):
        """
        Pools at the uplift of everything else change nothing.
        """
        mine = {
            "revenue": [0.0, 0.0, 90.0, 120.0, 10.0, 80.0],
            "opex": [0.0, 0.0, 20.0, 20.0, 20.0, 20.0],
            "capex": {"exploration": [30.0, 10, 0, 0, 5, 0], "development": [20.0, 60, 0, 0, 0, 0]},
        }

        def tax(pools):
            tiers = [{"uplift": 0.15, "rate": 0.4, "uplift_of": pools}]
            return worth({"it": {"kind": "resource_rent_tax", "tiers": tiers}}, **mine)[
                "instruments"
            ]

        assert tax({"exploration": 0.15})["it"] == pytest.approx(tax({})["it"])


class TestLoans:
    def test_annuity(self):
        """
        100 at a tenth over two years: 57.62 twice, by 100 x 0.1 x 1.21 / 0.21.
        """
        loan = {
            "kind": "loan",
            "drawn": [100.0, 0, 0],
            "interest": 0.1,
            "first": 2,
            "term": 2,
            "repayment": "annuity",
        }
        found = worth({"it": loan}, revenue=[0.0, 200.0, 200.0])["instruments"]["it"]
        assert found == pytest.approx([-100, 100 * 0.121 / 0.21, 100 * 0.121 / 0.21])

    def test_bullet(self):
        """
        Interest every year, the principal with the last of it.
        """
        loan = {
            "kind": "loan",
            "drawn": [100.0, 0, 0],
            "interest": 0.1,
            "first": 2,
            "term": 2,
            "repayment": "end",
        }
        found = worth({"it": loan}, revenue=[0.0, 200.0, 200.0])["instruments"]["it"]
        assert found == pytest.approx([-100, 10, 110])


class TestOthers:
    def test_bonus_at_a_daily_rate(self):
        """
        Due once, in the first year that reaches the rate, not again after a year below it.
        """
        terms = {"it": {"kind": "bonus", "amount": 5, "on": "daily", "volume": 2}}
        found = worth(terms, production=[365.0, 730.0, 100.0, 800.0], price=1.0)
        assert found["instruments"]["it"] == [0, 5, 0, 0]

    def test_escalation(self):
        """
        Prices grow by a tenth, running cost by a fifth and capital by half a year from the first on.
        """
        found = worth(
            {},
            production=[1.0, 1.0, 1.0],
            price=100.0,
            opex=10.0,
            capex=[0.0, 40.0, 0.0],
            escalation={"price": 0.1, "opex": 0.2, "capex": 0.5},
        )
        assert found["flows"]["revenue"] == pytest.approx([100, 110, 121])
        assert found["flows"]["opex"] == pytest.approx([10, 12, 14.4])
        assert found["flows"]["capex"] == pytest.approx([0, 60, 0])
