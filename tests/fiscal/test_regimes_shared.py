"""Sharing, equity, finance and inflation, each reckoned again in plain Python."""

from __future__ import annotations

import pytest

from ..estate.estate_models import worth
from .models import CAPEX, MINE, OPEX, REVENUE, YEARS, moved, slices, steps, tiers


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
