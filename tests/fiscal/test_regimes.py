"""Royalties, rent taxes and income taxes of the literature, each reckoned again in plain Python."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.fiscal.rates_of_return import irr

from ..estate.estate_models import worth
from .models import CAPEX, MINE, OPEX, REVENUE, YEARS, moved, slices, tiers


class TestFormulaRoyalties:
    @pytest.mark.parametrize(("divisor", "most"), [(12.5, 0.05), (9.0, 0.07)])
    def test_south_african_royalty(self, divisor, most):
        """
        Act 28 of 2008, section 4: 0.5 % + EBIT / (gross sales x 12.5 or 9), at most 5 or 7 %, of sales;
        capital is written off at once and what income cannot bear waits.
        """
        expected, waiting = [], 0.0
        for t in YEARS:
            ebit = REVENUE[t] - OPEX[t] - CAPEX[t] + waiting
            waiting = min(ebit, 0.0)
            rate = 0.005 + max(ebit, 0) / (REVENUE[t] * divisor) if REVENUE[t] else 0.0
            expected.append(min(rate, most) * REVENUE[t])
        fields = {
            "by": "margin",
            "formula": {"constant": 0.005, "slope": 1 / divisor, "least": 0.005, "most": most},
            "default_depreciation": {"method": "expensed"},
            "carried": True,
        }
        assert moved("royalty", fields) == pytest.approx(expected)

    def test_south_african_gold_tax(self):
        """
        The rate is 34 - 170 / x, with x taxable income in percent of revenue: nothing up to a margin of 5 %.
        """
        expected, stock = [], 0.0
        for t in YEARS:
            income = REVENUE[t] - OPEX[t] - CAPEX[t] - stock
            stock, income = max(-income, 0.0), max(income, 0.0)
            x = 100 * income / REVENUE[t] if REVENUE[t] else 0.0
            expected.append(max(34 - 170 / x, 0.0) / 100 * income if x else 0.0)
        fields = {"by": "margin", "formula": {"constant": 0.34, "inverse": -0.34 * 0.05}}
        assert moved("income_tax", fields) == pytest.approx(expected)
        assert any(expected)

    def test_zambian_variable_profit_tax(self):
        """
        Y = 30 % + [a - ab / c], a = 15 %, b = 8 %, c = assessable income over gross sales, 30 % at least.
        """
        expected, stock = [], 0.0
        for t in YEARS:
            income = REVENUE[t] - OPEX[t] - CAPEX[t] - stock
            stock, income = max(-income, 0.0), max(income, 0.0)
            c = income / REVENUE[t] if REVENUE[t] else 0.0
            rate = 0.30 + max(0.15 - 0.15 * 0.08 / c, 0.0) if c else 0.30
            expected.append(rate * income)
        fields = {
            "by": "margin",
            "formula": {"constant": 0.45, "inverse": -0.15 * 0.08, "least": 0.30},
        }
        assert moved("income_tax", fields) == pytest.approx(expected)

    def test_peruvian_special_mining_tax(self):
        """
        Seventeen slices of the operating margin, from 2 % below 10 % to 8.4 % above 85 %, on operating
        profit: the charge is sales times the sum over slices.
        """
        scale = [(0.0, 0.02), *((0.10 + 0.05 * k, 0.024 + 0.004 * k) for k in range(16))]
        expected = []
        for t in YEARS:
            profit = max(REVENUE[t] - OPEX[t] - CAPEX[t] / 4, 0.0) if t > 1 else 0.0
            charge = sum(CAPEX[max(0, t - 3) : t + 1]) / 4
            profit = max(REVENUE[t] - OPEX[t] - charge, 0.0)
            margin = profit / REVENUE[t] if REVENUE[t] else 0.0
            expected.append(slices(scale, margin) / margin * profit if margin else 0.0)
        fields = {
            "of": "profit",
            "by": "margin",
            "scale": tiers(scale),
            "incremental": True,
            "default_depreciation": {"method": "straight_line", "years": 4},
        }
        assert moved("royalty", fields) == pytest.approx(expected)

    def test_profit_royalty_with_a_minimum_on_sales(self):
        """
        The greater of a rate on operating profit and 1 % of sales, as in Peru since 2011.
        """
        expected = [max(0.05 * max(REVENUE[t] - OPEX[t], 0), 0.01 * REVENUE[t]) for t in YEARS]
        assert moved("royalty", {"of": "profit", "rate": 0.05, "minimum": 0.01}) == pytest.approx(
            expected
        )

    def test_rate_on_a_line_between_two_prices(self):
        """
        1 % at a price of 55 or less, 9 % at 120 or more, on a line between (oil sands before payout).
        """
        prices = [40.0, 55.0, 87.5, 120.0, 150.0]
        fields = {"scale": tiers([(55, 0.01), (120, 0.09)]), "interpolated": True}
        found = moved("royalty", fields, production=[1.0] * 5, price=prices)
        assert found == pytest.approx([0.01 * 40, 0.01 * 55, 0.05 * 87.5, 0.09 * 120, 0.09 * 150])

    def test_royalty_by_achieved_return(self):
        """
        2 % until the owner has earned 15 %, then 8 %: the return of the years before decides.
        """
        cash, expected = [], []
        for t in YEARS:
            reached = irr(np.array(cash)) if len(cash) > 1 else np.nan
            expected.append((0.08 if reached > 0.15 else 0.02) * REVENUE[t])
            cash.append(REVENUE[t] - OPEX[t] - CAPEX[t] - expected[-1])
        fields = {"by": "irr", "scale": tiers([(0, 0.02), (0.15, 0.08)])}
        assert moved("royalty", fields) == pytest.approx(expected)
        assert expected[-1] == pytest.approx(0.08 * 90)

    def test_royalty_after_export_duty(self):
        """
        What an export duty takes is deducted from the value before the royalty is charged.
        """
        terms = {
            "duty": {"rate": 0.1, "on": "revenue"},
            "royalty": {"rate": 0.05, "less": ["duty"]},
        }
        found = worth(terms, **MINE)["instruments"]["royalty"]
        assert found == pytest.approx([0.05 * 0.9 * r for r in REVENUE])

    def test_specific_and_value_royalty_together(self):
        """
        An amount per tonne and a part of the value: 2 x 10 + 5 % of 10 x 30.
        """
        found = moved(
            "royalty", {"rate": 0.05, "per_unit": 2}, production=[10.0], price=[30.0], opex=[0.0]
        )
        assert found == pytest.approx([35.0])


class TestPayoutRoyalty:
    @pytest.mark.parametrize("allowance", [0.0, 0.08])
    def test_frontier_lease(self, allowance):
        """
        5 % of revenue until costs, royalty and a return are covered; then the greater of that and 30 % of
        net revenue, from the year after.
        """
        expected, owed, out, deficit = [], 0.0, False, 0.0
        for t in YEARS:
            cost = OPEX[t] + CAPEX[t]
            gross = 0.05 * REVENUE[t]
            if out:
                left = REVENUE[t] - cost - deficit
                expected.append(max(gross, 0.3 * max(left, 0.0)))
                deficit = max(-left, 0.0)
                continue
            expected.append(gross)
            owed = owed * (1 + allowance) + cost + gross - REVENUE[t]
            out, owed = owed <= 0 and REVENUE[t] > 0, max(owed, 0.0)
        fields = {"gross": {"rate": 0.05}, "net": {"rate": 0.3}, "return_allowance": allowance}
        assert moved("payout_royalty", fields) == pytest.approx(expected)
        assert max(expected) > 0.05 * max(REVENUE)


class TestRentTaxes:
    def test_two_tiers(self):
        """
        Garnaut and Clunies Ross: the second tier works on what the first has left.
        """
        balances, expected = [0.0, 0.0], []
        for t in YEARS:
            cash, total = REVENUE[t] - OPEX[t] - CAPEX[t], 0.0
            for k, (uplift, rate) in enumerate([(0.10, 0.3), (0.20, 0.4)]):
                balances[k] = min(balances[k], 0.0) * (1 + uplift) + cash
                tax = rate * max(balances[k], 0.0)
                cash, total = cash - tax, total + tax
            expected.append(total)
        found = moved(
            "resource_rent_tax",
            {"tiers": [{"uplift": 0.10, "rate": 0.3}, {"uplift": 0.20, "rate": 0.4}]},
        )
        assert found == pytest.approx(expected)

    def test_brown_tax_is_neutral(self):
        """
        A tax on cash flow that pays out on deficits leaves the return as it was (Brown 1948).
        """
        terms = {
            "brown": {
                "kind": "resource_rent_tax",
                "refunds": True,
                "tiers": [{"uplift": 0.0, "rate": 0.4}],
            }
        }
        found = worth(terms, rate=0.12, **MINE)
        assert found["parties"]["investor"]["irr"] == pytest.approx(found["project"]["irr"])
        assert found["parties"]["state"]["npv"] == pytest.approx(0.4 * found["project"]["npv"])
        assert found["terms"]["marginal_effective_tax_rate"] == pytest.approx(0, abs=1e-9)

    def test_rent_tax_at_the_owners_rate_takes_its_part_of_value(self):
        """
        With the uplift at the owner's rate and no deficit left, the tax is worth its rate times the value.
        """
        terms = {"rrt": {"kind": "resource_rent_tax", "tiers": [{"uplift": 0.12, "rate": 0.4}]}}
        found = worth(terms, rate=0.12, **MINE)
        assert found["parties"]["state"]["npv"] == pytest.approx(0.4 * found["project"]["npv"])

    def test_allowance_for_capital_is_neutral(self):
        """
        Tax on income less depreciation and a return on book capital is worth the rate times the value,
        whatever the depreciation, where losses grow at that return (Boadway and Bruce 1984).
        """
        for rule in ({"method": "straight_line", "years": 3}, {"method": "declining", "rate": 0.3}):
            terms = {
                "ace": {
                    "kind": "income_tax",
                    "rate": 0.3,
                    "return_on_capital": 0.12,
                    "default_depreciation": {**rule, "rest": "charged"},
                    "losses": {"uplift": 0.12, "refund_at_end": True},
                }
            }
            found = worth(terms, rate=0.12, **MINE)
            assert found["parties"]["state"]["npv"] == pytest.approx(0.3 * found["project"]["npv"])

    def test_royalty_credited_against_the_rent_tax(self):
        """
        A royalty that is added back and credited: the two together take what the rent tax alone would.
        """
        rrt = {"kind": "resource_rent_tax", "tiers": [{"uplift": 0.0, "rate": 0.5}]}
        alone = worth({"rrt": rrt}, **MINE)["parties"]["state"]["undiscounted"]
        terms = {
            "royalty": {"rate": 0.05},
            "rrt": {**rrt, "adds_back": ["royalty"], "credits": ["royalty"]},
        }
        both = worth(terms, **MINE)
        assert both["parties"]["state"]["undiscounted"] == pytest.approx(alone)
        assert both["instruments"]["royalty"][2] == pytest.approx(6.0)


class TestIncomeTaxes:
    def test_north_sea_special_tax(self):
        """
        Ordinary tax 22 %, special tax 56 % with an uplift of 5.2 % of investment over four years; straight
        line over six years; losses carry forward with interest; neither is deducted from the other.
        """
        charge = [sum(CAPEX[max(0, t - 5) : t + 1]) / 6 for t in YEARS]
        extra = [0.052 * sum(CAPEX[max(0, t - 3) : t + 1]) for t in YEARS]
        taxes = []
        for rate, less in ((0.22, [0.0] * 8), (0.56, extra)):
            stock, tax = 0.0, []
            for t in YEARS:
                stock *= 1.03
                income = REVENUE[t] - OPEX[t] - charge[t] - less[t]
                used = min(stock, max(income, 0.0))
                stock += max(-income, 0.0) - used
                tax.append(rate * (max(income, 0.0) - used))
            taxes.append(tax)
        shared = {
            "kind": "income_tax",
            "default_depreciation": {"method": "straight_line", "years": 6},
            "losses": {"uplift": 0.03},
        }
        uplift = {"part": 0.208, "method": "straight_line", "years": 4}
        terms = {
            "ordinary": {**shared, "rate": 0.22},
            "special": {**shared, "rate": 0.56, "allowances": {"development": uplift}},
        }
        found = worth(terms, **MINE)["instruments"]
        assert found["ordinary"] == pytest.approx(taxes[0])
        assert found["special"] == pytest.approx(taxes[1])

    def test_percentage_depletion_and_accelerated_depreciation(self):
        """
        15 % of revenue, no more than half of income before it; seven-year property by its schedule, the
        rights by units of production, working capital back at the end.
        """
        schedule = [0.1429, 0.2449, 0.1749, 0.1249, 0.0893, 0.0892, 0.0893, 0.0446]
        revenue = [0.0] + [100.0] * 8
        terms = {
            "royalty": {"rate": 0.12},
            "tax": {
                "kind": "income_tax",
                "rate": 0.4,
                "depreciation": {
                    "plant": {"method": "schedule", "schedule": schedule, "starts": "next_year"},
                    "rights": {"method": "never"},
                },
                "depletion": {"rate": 0.15, "limit": 0.5},
            },
        }
        found = worth(
            terms,
            revenue=revenue,
            opex=[0.0] + [50.0] * 8,
            capex={"plant": [60.0] + [0.0] * 8, "rights": [20.0] + [0.0] * 8},
            working_capital=[0.1] * 9,
        )
        expected = [0.0]
        for t in range(1, 9):
            income = 100 - 12 - 50 - 60 * schedule[t - 1]
            expected.append(0.4 * (income - min(15.0, 0.5 * income)))
        assert found["instruments"]["tax"] == pytest.approx(expected)
        assert found["flows"]["capex"] == pytest.approx([80, 10] + [0.0] * 6 + [-10])

    def test_consolidation(self):
        """
        A company with other income uses the project's losses at once: the tax is what the project adds.
        """
        other = 60.0
        expected = [0.3 * (max(other + REVENUE[t] - OPEX[t] - CAPEX[t], 0) - other) for t in YEARS]
        stock = 0.0
        for t in YEARS:
            income = other + REVENUE[t] - OPEX[t] - CAPEX[t]
            used = min(stock, max(income, 0.0))
            stock += max(-income, 0.0) - used
            expected[t] = 0.3 * (max(income, 0.0) - used) - 0.3 * other
        found = moved("income_tax", {"rate": 0.3, "other_income": other})
        assert found == pytest.approx(expected)
        assert found[0] < 0

    def test_loss_carried_back(self):
        """
        A loss of 50 after incomes of 30 and 40: two years back it is refunded on 40, then on 10.
        """
        found = moved(
            "income_tax",
            {"rate": 0.3, "losses": {"back": 2}},
            revenue=[30.0, 40.0, 0.0, 20.0],
            opex=[0.0, 0.0, 50.0, 0.0],
        )
        assert found == pytest.approx([9, 12, -15, 6])

    def test_loss_carried_back_and_forward(self):
        """
        What the years before cannot take is carried forward.
        """
        found = moved(
            "income_tax",
            {"rate": 0.3, "losses": {"back": 1}},
            revenue=[30.0, 40.0, 0.0, 20.0],
            opex=[0.0, 0.0, 50.0, 0.0],
        )
        assert found == pytest.approx([9, 12, -12, 3])

    def test_losses_expire_and_are_capped(self):
        """
        Three years and half of a year's income: of a loss of 100, 10 + 20 + 25 are used, then it is gone.
        """
        found = moved(
            "income_tax",
            {"rate": 1.0, "losses": {"years": 3, "cap": 0.5}},
            revenue=[0.0, 20.0, 40.0, 50.0, 60.0],
            opex=[100.0, 0.0, 0.0, 0.0, 0.0],
        )
        assert found == pytest.approx([0, 10, 20, 25, 60])

    def test_loss_refunded_at_the_end(self):
        """
        Losses still there in the last year are refunded at its rate.
        """
        found = moved(
            "income_tax",
            {"rate": 0.5, "losses": {"refund_at_end": True}},
            revenue=[10.0, 10.0],
            opex=[50.0, 10.0],
        )
        assert found == pytest.approx([0, -20])

    def test_minimum_tax_is_credited(self):
        """
        1 % of revenue at least; what it added is set against later tax above the minimum.
        """
        found = moved(
            "income_tax",
            {"rate": 0.3, "minimum": 0.01, "minimum_is_credited": True},
            revenue=[100.0, 100.0, 100.0],
            opex=[100.0, 90.0, 90.0],
        )
        assert found == pytest.approx([1, 2, 3])

    def test_holiday(self):
        """
        No tax in the first two years with revenue.
        """
        found = moved("income_tax", {"rate": 0.3, "holiday": 2}, revenue=[0.0, 10.0, 10.0, 10.0])
        assert found == pytest.approx([0, 0, 0, 3])

    def test_brackets_of_income(self):
        """
        10 % of the first 50, 30 % beyond: on 80, 14.
        """
        fields = {"by": "income", "scale": tiers([(0, 0.1), (50, 0.3)]), "incremental": True}
        assert moved("income_tax", fields, revenue=[80.0]) == pytest.approx([14])

    def test_named_payment_is_deducted_once(self):
        """
        A royalty that is deductible anyway is not deducted twice where the tax names it.
        """
        terms = {
            "royalty": {"rate": 0.1},
            "tax": {"kind": "income_tax", "rate": 0.5, "deducts": ["royalty"]},
        }
        assert worth(terms, revenue=[100.0])["instruments"]["tax"] == pytest.approx([45])

    def test_payment_is_added_back_and_credited(self):
        """
        A royalty that is no deduction but a credit: tax of 50 less 10.
        """
        terms = {
            "royalty": {"rate": 0.1},
            "tax": {
                "kind": "income_tax",
                "rate": 0.5,
                "adds_back": ["royalty"],
                "credits": ["royalty"],
            },
        }
        assert worth(terms, revenue=[100.0])["instruments"]["tax"] == pytest.approx([40])

    def test_share_of_gross_revenue_is_deductible_where_it_says_so(self):
        """
        A share of gross revenue for a fund lowers the income that is taxed, if it is deductible.
        """
        for deductible, tax in ((True, 35.0), (False, 50.0)):
            terms = {
                "share": {
                    "kind": "revenue_share",
                    "base": "gross",
                    "share": 0.3,
                    "deductible": deductible,
                },
                "tax": {"kind": "income_tax", "rate": 0.5},
            }
            found = worth(terms, revenue=[100.0])["instruments"]["tax"]
            assert found == pytest.approx([tax])

    @pytest.mark.parametrize(
        ("rule", "charges"),
        [
            ({"method": "digits", "years": 3}, [50, 100 / 3, 50 / 3, 0]),
            ({"method": "declining", "rate": 0.5}, [50, 25, 12.5, 12.5]),
            ({"method": "declining", "rate": 0.5, "rest": "lost"}, [50, 25, 12.5, 6.25]),
            ({"method": "straight_line", "years": 5, "rest": "charged"}, [20, 20, 20, 40]),
            ({"method": "straight_line", "years": 2, "initial": 0.4}, [70, 30, 0, 0]),
            ({"method": "straight_line", "years": 2, "starts": "next_year"}, [0, 50, 50, 0]),
            ({"method": "schedule", "schedule": [0.2, 0.3, 0.5]}, [20, 30, 50, 0]),
            ({"method": "units"}, [40, 30, 20, 10]),
            ({"method": "never"}, [0, 0, 0, 0]),
        ],
    )
    def test_depreciation(self, rule, charges):
        """
        100 spent in the first year is charged as the rule says.
        """
        revenue = [400.0, 300.0, 200.0, 100.0]
        found = moved(
            "income_tax",
            {"rate": 1.0, "default_depreciation": rule},
            revenue=revenue,
            capex=[100.0, 0.0, 0.0, 0.0],
        )
        assert found == pytest.approx([r - c for r, c in zip(revenue, charges, strict=True)])
