"""Regimes of the literature, each reckoned a second time in a few lines of plain Python."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.estate.fiscal.indicators import irr

from .estate_models import worth

REVENUE = [0.0, 0.0, 120.0, 200.0, 260.0, 240.0, 180.0, 90.0]
OPEX = [0.0, 0.0, 40.0, 60.0, 70.0, 70.0, 65.0, 50.0]
CAPEX = [100.0, 150.0, 20.0, 10.0, 10.0, 10.0, 5.0, 0.0]
MINE = {"revenue": REVENUE, "opex": OPEX, "capex": CAPEX}
YEARS = range(len(REVENUE))


def moved(kind, fields, **mine):
    """What one instrument moves each year in the mine above, or in another."""
    terms = {"it": {"kind": kind, **fields}}
    return worth(terms, **(mine or MINE))["instruments"]["it"]


def steps(scale, level):
    """The rate of the step on which a level stands."""
    return [rate for above, rate in scale if level > above or above <= 0][-1]


def slices(scale, level):
    """The charge on a level whose slices have rates of their own."""
    tops = [above for above, _ in scale[1:]] + [float("inf")]
    return sum(
        rate * max(min(level, top) - above, 0)
        for (above, rate), top in zip(scale, tops, strict=True)
    )


def tiers(scale):
    """The scale as a term sheet has it."""
    return [{"above": above, "rate": rate} for above, rate in scale]


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


class TestProductionSharing:
    def test_indonesian_contract(self):
        """
        First tranche 20 %, full recovery, split 71.1538 to 28.8462; a quarter of the contractor's
        entitlement of production is sold at home for 15 % of its price after a holiday; tax 48 %.
        """
        state, own = 0.711538, 0.288462
        expected = {"sharing": [], "home": [], "tax": []}
        pool, sold, stock = 0.0, 0, 0.0
        for t in YEARS:
            first = 0.2 * REVENUE[t]
            pool += OPEX[t] + CAPEX[t]
            recovered = min(REVENUE[t] - first, pool)
            pool -= recovered
            profit = REVENUE[t] - recovered
            sold += REVENUE[t] > 0
            home = 0.85 * min(0.25 * own * REVENUE[t], own * profit) if sold > 2 else 0.0
            income = REVENUE[t] - OPEX[t] - CAPEX[t] - state * profit - home - stock
            stock = max(-income, 0.0)
            expected["sharing"].append(state * profit)
            expected["home"].append(home)
            expected["tax"].append(0.48 * max(income, 0.0))
        terms = {
            "sharing": {
                "kind": "production_sharing",
                "first_tranche": 0.2,
                "split": {"state": state},
            },
            "home": {
                "kind": "domestic_supply",
                "part": 0.25,
                "fee": 0.15,
                "of": "entitlement",
                "sharing": "sharing",
                "holiday": 2,
            },
            "tax": {"kind": "income_tax", "rate": 0.48},
        }
        found = worth(terms, **MINE)["instruments"]
        for name, amounts in expected.items():
            assert found[name] == pytest.approx(amounts), name

    def test_first_tranche_to_the_state(self):
        """
        A first tranche that is not shared goes to the state whole.
        """
        fields = {
            "first_tranche": 0.1,
            "first_tranche_to": "state",
            "cost_limit": 1,
            "split": {"state": 0.5},
        }
        found = moved("production_sharing", fields, revenue=[100.0], opex=[30.0])
        assert found == pytest.approx([10 + 0.5 * 60])

    def test_r_factor(self):
        """
        The state's part by cumulative receipts over cumulative costs to the end of the year before.
        """
        scale = [(0.0, 0.2), (1.0, 0.4), (1.5, 0.6)]
        pool, receipts, costs, expected = 0.0, 0.0, 0.0, []
        for t in YEARS:
            royalty = 0.1 * REVENUE[t]
            part = steps(scale, receipts / costs if costs else 0.0)
            pool += OPEX[t] + CAPEX[t]
            recovered = min(0.6 * (REVENUE[t] - royalty), pool)
            pool -= recovered
            profit = REVENUE[t] - royalty - recovered
            expected.append(part * profit)
            receipts += recovered + (1 - part) * profit
            costs += OPEX[t] + CAPEX[t]
        terms = {
            "royalty": {"rate": 0.1},
            "sharing": {
                "kind": "production_sharing",
                "cost_limit": 0.6,
                "limit_of": "after_royalty",
                "split": {"by": "r_factor", "scale": tiers(scale)},
            },
        }
        assert worth(terms, **MINE)["instruments"]["sharing"] == pytest.approx(expected)

    def test_split_by_achieved_return(self):
        """
        The state's part steps up once the contractor's cash has earned the hurdle.
        """
        hurdles, expected, pool = [(0.10, 0.4), (0.20, 0.6)], [], 0.0
        balances, cash = [0.0, 0.0], 0.0
        for t in YEARS:
            part = 0.2
            if t:
                balances = [b * (1 + h) + cash for b, (h, _) in zip(balances, hurdles, strict=True)]
                part = [0.2, *(r for b, (_, r) in zip(balances, hurdles, strict=True) if b >= 0)][
                    -1
                ]
            pool += OPEX[t] + CAPEX[t]
            recovered = min(0.5 * REVENUE[t], pool)
            pool -= recovered
            state = part * (REVENUE[t] - recovered)
            expected.append(state)
            cash = REVENUE[t] - OPEX[t] - CAPEX[t] - state
        scale = tiers([(0.0, 0.2), *hurdles])
        fields = {"cost_limit": 0.5, "split": {"by": "irr", "scale": scale}}
        assert moved("production_sharing", fields) == pytest.approx(expected)

    def test_daily_production_slice_by_slice(self):
        """
        30 % of the first 10,000 barrels a day, 50 % of the next: at 25,000 a day (0.3x10 + 0.5x15) / 25.
        """
        scale = [(0, 0.3), (10_000, 0.5)]
        fields = {"cost_limit": 0, "split": {"by": "drop", "scale": tiers(scale)}}
        volume = 25_000 * 365.0
        found = moved("production_sharing", fields, production=[volume], price=[1.0])
        assert found == pytest.approx([volume * (0.3 * 10 + 0.5 * 15) / 25])

    def test_split_by_price(self):
        """
        The state's part by the price, over the whole.
        """
        fields = {
            "cost_limit": 0,
            "split": {"by": "price", "scale": tiers([(0, 0.3), (60, 0.5), (90, 0.6)])},
        }
        prices = [50.0, 61.0, 100.0]
        found = moved("production_sharing", fields, production=[1.0] * 3, price=prices)
        assert found == pytest.approx([15, 30.5, 60])

    def test_excess_cost_petroleum(self):
        """
        Of the room that cost does not use, a part of its own goes to the state (Egypt).
        """
        fields = {"cost_limit": 0.4, "excess": 0.75, "split": {"state": 0.5}}
        found = moved("production_sharing", fields, revenue=[100.0], opex=[30.0])
        assert found == pytest.approx([0.75 * 10 + 0.5 * 60])

    def test_bonus_and_rental_do_not_come_off_production(self):
        """
        Only royalties, and what `less` names, are taken before production is shared.
        """
        terms = {
            "bonus": {"amount": 10},
            "rental": {"amount": 5},
            "royalty": {"rate": 0.1},
            "sharing": {"kind": "production_sharing", "cost_limit": 0, "split": {"state": 0.5}},
        }
        assert worth(terms, revenue=[100.0])["instruments"]["sharing"] == pytest.approx([45])
        terms["sharing"]["less"] = ["rental", "royalty"]
        assert worth(terms, revenue=[100.0])["instruments"]["sharing"] == pytest.approx([42.5])


class TestWindfall:
    def test_slices_of_the_price(self):
        """
        China's levy of 2006: 20 % of the price from 40 to 45, then 5 points more for each 5, 40 % above 60.
        """
        scale = [(40, 0.20), (45, 0.25), (50, 0.30), (55, 0.35), (60, 0.40)]
        prices = [38.0, 44.0, 52.0, 80.0]
        found = moved("windfall", {"scale": tiers(scale)}, production=[10.0] * 4, price=prices)
        assert found == pytest.approx([10 * slices(scale, p) for p in prices])


class TestEquity:
    def test_carried_interest_repaid_from_dividends(self):
        """
        The owner pays the holder's tenth of early deficits; the advance earns 8 % and comes back first.
        """
        owed, expected = 0.0, []
        for t in YEARS:
            cash = REVENUE[t] - OPEX[t] - CAPEX[t]
            owed = owed * 1.08 + 0.1 * max(-cash, 0.0)
            due = 0.1 * max(cash, 0.0)
            back = min(owed, due)
            owed -= back
            expected.append(due - back)
        fields = {"payee": "soc", "share": 0.1, "mode": "carried", "interest": 0.08}
        assert moved("participation", fields) == pytest.approx(expected)

    def test_dilution(self):
        """
        A holder of 20 % that pays half of the second call holds 20 % x 150 / 200 of what comes back.
        """
        found = moved(
            "participation",
            {"payee": "soc", "share": 0.2, "contributes": [1.0, 0.5, 1.0]},
            revenue=[0.0, 0.0, 300.0],
            capex=[100.0, 100.0, 0.0],
        )
        assert found == pytest.approx([-20, -10, 0.2 * 0.75 * 300])

    def test_late_entry_pays_past_cost(self):
        """
        Entering in the second year with 25 %, the holder pays its part of the first year's 100 with 10 %.
        """
        found = moved(
            "participation",
            {"payee": "soc", "share": {2: 0.25}, "reimburses": 1.0, "interest": 0.1},
            revenue=[0.0, 200.0],
            capex=[100.0, 0.0],
        )
        assert found == pytest.approx([0, 0.25 * 200 - 0.25 * 110])


class TestFinance:
    def test_thin_capitalisation(self):
        """
        Debt of 90 on equity of 10, two to one allowed: interest on 20 of 90 lowers income.
        """
        terms = {
            "loan": {
                "share": 0.9,
                "interest": 0.1,
                "first": 2,
                "term": 1,
                "deductible": True,
                "limit": {"debt_to_equity": 2, "carried": False},
            },
            "tax": {"kind": "income_tax", "rate": 0.5, "default_depreciation": {"method": "never"}},
        }
        found = worth(terms, revenue=[0.0, 200.0], capex=[100.0, 0.0])
        assert found["instruments"]["tax"][1] == pytest.approx(0.5 * (200 - 9 * 20 / 90))

    def test_interest_up_to_a_part_of_earnings(self):
        """
        30 % of earnings before interest: of 10 a year only 6 may be deducted, the rest waits for room.
        """
        loan = {
            "drawn": [100.0, 0.0, 0.0],
            "interest": 0.1,
            "first": 2,
            "term": 1,
            "deductible": True,
            "limit": {"of_earnings": 0.3},
        }
        terms = {"loan": {"kind": "loan", **loan}, "tax": {"kind": "income_tax", "rate": 0.5}}
        found = worth(terms, revenue=[0.0, 220.0, 100.0], opex=[0.0, 200.0, 0.0])
        assert found["lines"]["tax.income"][1:] == pytest.approx([20 - 6, 100 - 4 - 9])

    def test_interest_withheld(self):
        """
        A tenth of the interest that the lender is paid.
        """
        terms = {
            "loan": {"drawn": [100.0, 0.0], "interest": 0.1, "first": 2, "term": 1},
            "tax": {"kind": "withholding", "of": "interest", "rate": 0.1, "payer": "lender"},
        }
        found = worth(terms, revenue=[0.0, 200.0])
        assert found["instruments"]["tax"] == pytest.approx([0, 1])

    def test_fund_for_closing(self):
        """
        The closing cost is set aside as production goes, deducted when it is set aside, and comes back.
        """
        terms = {
            "fund": {"kind": "closure_fund"},
            "tax": {"kind": "income_tax", "rate": 0.5},
        }
        found = worth(
            terms, revenue=[60.0, 40.0, 0.0], opex=[0.0] * 3, closure=[0.0, 0.0, 20.0], years=3
        )
        assert found["instruments"]["fund"] == pytest.approx([10, 10, -20])
        assert found["instruments"]["tax"] == pytest.approx([25, 15, 0])
        assert found["checks"]["adds_up"]


class TestInflation:
    def test_real_file_is_taxed_in_nominal_money(self):
        """
        Costs and prices grow by 10 %; depreciation does not, so that the tax bites more, in real terms.
        """
        terms = {
            "tax": {
                "kind": "income_tax",
                "rate": 0.5,
                "default_depreciation": {"method": "straight_line", "years": 2},
            }
        }
        found = worth(
            terms,
            revenue=[0.0, 100.0, 100.0],
            capex=[100.0, 0.0, 0.0],
            inflation=0.1,
            currency={"prices": "real", "base_year": 1},
        )
        nominal = [0.5 * (r - d) for r, d in zip([110, 121], [50, 0], strict=True)]
        loss = min(50.0, 60.0)  # the first year's charge waits as a loss
        nominal[0] -= 0.5 * loss
        expected = [0, nominal[0] / 1.1, nominal[1] / 1.21]
        assert found["parties"]["state"]["flows"] == pytest.approx(expected)
        assert found["project"]["flows"] == pytest.approx([-100, 100, 100])

    def test_nominal_file_stays_as_it_is(self):
        """
        With prices in money of the day, inflation changes nothing.
        """
        terms = {"royalty": {"rate": 0.1}}
        plain = worth(terms, currency={"prices": "nominal"}, **MINE)
        with_inflation = worth(terms, currency={"prices": "nominal"}, inflation=0.05, **MINE)
        assert plain["parties"] == with_inflation["parties"]

    def test_tax_on_cash_does_not_feel_inflation(self):
        """
        A tax on revenue is the same part of real revenue whatever inflation is.
        """
        found = worth({"royalty": {"rate": 0.1}}, inflation=[0.02] * 4 + [0.5] * 4, **MINE)
        assert found["parties"]["state"]["flows"] == pytest.approx([0.1 * r for r in REVENUE])


class TestIndicators:
    def test_of_one_flow_by_hand(self):
        """
        -100, -20, 80, 80 from the first flow on: 120 has to be put up and is back after 1 + 120 / 80 years;
        discounted at 25 % it never is; the state has a tenth of revenue in every year.
        """
        found = worth(
            {"royalty": {"rate": 0.1}},
            revenue=[0.0, 0.0, 100.0, 100.0],
            opex=[0.0, 0.0, 10.0, 10.0],
            capex=[100.0, 20.0, 0.0, 0.0],
            timing="start",
            rate=0.25,
        )
        owner = found["parties"]["investor"]
        assert owner["flows"] == pytest.approx([-100, -20, 80, 80])
        assert owner["largest_outlay"] == pytest.approx(120)
        assert owner["payback_years"] == pytest.approx(1 + 120 / 80)
        assert owner["payback_year"] == 4
        assert owner["discounted_payback_years"] == "never"
        assert owner["npv"] == pytest.approx(-100 - 16 + 51.2 + 40.96)
        assert found["terms"]["least_share_of_revenue"] == pytest.approx(0.1)

    def test_discounted_payback(self):
        """
        -100 then 75 and 75 at 25 %, from the first flow: 60 and 48 discounted, so 1 + 40 / 48 years.
        """
        found = worth({}, revenue=[0.0, 75.0, 75.0], capex=[100.0, 0, 0], timing="start", rate=0.25)
        owner = found["parties"]["investor"]
        assert owner["discounted_payback_years"] == pytest.approx(1 + 40 / 48)

    def test_several_rates_of_return(self):
        """
        -100, 230, -132 is worth nothing at 10 % and at 20 %: both are told, and the lower is given.
        """
        found = worth({}, revenue=[0.0, 230.0, 0.0], capex=[100.0, 0, 0], closure=[0, 0, 132.0])
        owner = found["parties"]["investor"]
        assert owner["irr_roots"] == pytest.approx([0.1, 0.2])
        assert owner["irr"] == pytest.approx(0.1)
        assert owner["irr_note"].startswith("several: 10.0000%, 20.0000%")

    @pytest.mark.parametrize(
        ("revenue", "capex", "note"),
        [
            ([10.0, 10.0], [0.0, 0.0], "none: the flow is never negative"),
            ([0.0, 0.0], [10.0, 10.0], "none: the flow is never positive"),
            ([0.0, 0.0], [0.0, 0.0], "none: no money moves"),
            ([0.0, 20.0, 0.0], [10.0, 0.0, 11.0], "none: at no rate is the flow worth nothing"),
        ],
    )
    def test_why_there_is_no_rate_of_return(self, revenue, capex, note):
        """
        A flow without a rate of return says why.
        """
        owner = worth({}, revenue=revenue, capex=capex)["parties"]["investor"]
        assert (owner["irr"], owner["irr_note"]) == (None, note)

    def test_take_at_several_rates(self):
        """
        At each rate of `also_at` the values are the plain sums of discounted flows.
        """
        found = worth({"royalty": {"rate": 0.1}}, also_at=[0.0, 0.2], years=8, **MINE)
        for row in found["terms"]["at"]:
            factors = [(1 + row["rate"]) ** -(t + 1) for t in YEARS]
            state = sum(f * 0.1 * r for f, r in zip(factors, REVENUE, strict=True))
            before = sum(f * (REVENUE[t] - OPEX[t] - CAPEX[t]) for t, f in enumerate(factors))
            assert row["government_npv"] == pytest.approx(state)
            assert row["government_take"] == pytest.approx(state / before)

    def test_marginal_rate_by_hand(self):
        """
        A tax of 30 % on revenue less straight-line depreciation: at the price that pays 12 % after tax, the
        return before tax is found by hand with a bisection.
        """
        terms = {"tax": {"kind": "income_tax", "rate": 0.3, "default_depreciation": HALVES}}
        mine = {"production": [0.0, 10.0, 10.0], "price": 12.0, "capex": [100.0, 0.0, 0.0]}
        found = worth(terms, rate=0.12, **mine)["terms"]

        def after(price):
            cash = [-100, 10 * price, 10 * price - 0.3 * max(10 * price - 50, 0)]
            loss = max(50 - 0, 0)  # the charge of the first year waits as a loss
            income = max(10 * price - 50 - loss, 0.0)
            cash[1] = 10 * price - 0.3 * income
            left = max(loss - max(10 * price - 50, 0.0), 0.0)
            cash[2] = 10 * price - 0.3 * max(10 * price - left, 0.0)
            return sum(c / 1.12 ** (t + 1) for t, c in enumerate(cash))

        low, high = 1.0, 50.0
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if after(middle) < 0 else (low, middle)
        before = float(irr(np.array([-100, 10 * low, 10 * low])))
        assert found["break_even_constant_price"] == pytest.approx(low)
        assert found["marginal_effective_tax_rate"] == pytest.approx((before - 0.12) / before)


HALVES = {"method": "straight_line", "years": 2}
