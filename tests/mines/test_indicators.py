"""What a mine is worth to a party, and how hard its terms are, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.brief.mine import mine_text
from counterdraft.brief.workbooks.workbook import project_workbook
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.mines import report_mine

from ..brief.workbooks.calculator import Calculator
from ..estate.estate_models import project, worth
from ..fiscal.models import CAPEX, MINE, OPEX, REVENUE, YEARS

HALVES = {"method": "straight_line", "years": 2}


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
        -100, 230, -132 is worth nothing at 10 % and at 20 %: both are listed, and that is given at which the
        worth falls through zero.
        """
        found = worth({}, revenue=[0.0, 230.0, 0.0], capex=[100.0, 0, 0], closure=[0, 0, 132.0])
        owner = found["parties"]["investor"]
        assert owner["irr_roots"] == pytest.approx([0.1, 0.2])
        assert owner["irr"] == pytest.approx(0.2)
        assert owner["irr_note"].startswith("several: 10.0000%, 20.0000%")

    def test_a_mine_with_a_closing_cost(self):
        """
        A cost after the last revenue gives a second rate of return below zero: quoted is the one above, as in
        the row of the price as it is.
        """
        revenue = [0.0, *[70.0] * 10, 0.0]
        closing = {"capex": [100.0, *[0.0] * 11], "closure": [0.0] * 11 + [60.0], "timing": "start"}
        found = worth({"royalty": {"rate": 0.05}}, revenue=revenue, rate=0.1, **closing)
        before = found["project"]
        assert before["irr_roots"] == pytest.approx([-0.5382678, 0.6951719])
        assert before["irr"] == pytest.approx(0.6951719)
        assert before["irr_against_npv_in"] == 0.0
        curve = found["terms"]["progressivity"]["curve"]
        assert curve[2]["pre_party_irr"] == pytest.approx(before["irr"])
        assert found["parties"]["investor"]["irr"] == pytest.approx(0.6593, abs=1e-4)

    @pytest.mark.parametrize(
        ("revenue", "capex", "rate", "sign"),
        [
            # The pump of Lorie and Savage (1955) is worth less than nothing below 25 %.
            ([0.0, 10_000, 0.0], [1600.0, 0.0, 10_000], 0.1, "negative although this rate"),
            # A borrower's flow: worth something below its one rate of return never, above it always.
            ([100.0, 0.0, 0.0], [0.0, 0.0, 121.0], 0.2, "positive although this rate"),
        ],
    )
    def test_a_rate_of_return_that_the_npv_contradicts(self, revenue, capex, rate, sign):
        """
        A rate of return above the discount rate beside a negative NPV, or the other way round, is said to
        contradict it, in the answer and on the screen.
        """
        mine = project({}, revenue=revenue, capex=capex, rate=rate, timing="start")
        report = report_mine(mine)
        assert report.project.irr_against_npv_in == 1.0
        assert sign in report.project.irr_note
        assert f"the NPV is {sign.split()[0]} although the rate of return is" in mine_text(report)

    def test_marginal_rate_of_a_mine_with_a_closing_cost(self):
        """
        Where the project that just pays has several rates of return, the marginal rate is of the one nearest
        the owner's rate: no more than the whole, and no less than nothing under a royalty.
        """
        found = worth(
            {"royalty": {"rate": 0.1}},
            revenue=[0.0, *[70.0] * 10, 0.0],
            capex=[100.0, *[0.0] * 11],
            closure=[0.0] * 11 + [150.0],
            timing="start",
            rate=0.1,
        )
        assert 0 < found["terms"]["marginal_effective_tax_rate"] < 1

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


class TestTiming:
    def test_money_spread_over_the_year(self):
        """
        Evenly over the year, 100 at 10 % are worth the integral of 100 / 1.1^s over the year; over a thousand
        parts of it the sum is the same, and the rate of return is that of any other timing.
        """
        mine = {"revenue": [0.0, 60.0, 70.0], "capex": [100.0, 0.0, 0.0], "rate": 0.1}
        spread = worth({}, timing="spread", **mine)["project"]
        moments = (np.arange(1000) + 0.5) / 1000
        expected = sum(
            flow * np.mean(1.1 ** -(year + moments)) for year, flow in enumerate([-100, 60, 70])
        )
        assert spread["npv"] == pytest.approx(expected, rel=1e-6)
        assert spread["irr"] == pytest.approx(worth({}, timing="end", **mine)["project"]["irr"])
        assert worth({}, timing="spread", **{**mine, "rate": 0.0})["project"]["npv"] == 30

    def test_in_the_workbook(self):
        """
        The workbook's factors spread money over the year as the program does.
        """
        mine = project(
            {"tax": {"kind": "income_tax", "rate": 0.3}}, revenue=[0.0, 90], timing="spread"
        )
        sheet = Calculator(project_workbook(mine))
        report = report_mine(mine)
        assert sheet.summary("state")["npv"] == pytest.approx(report.parties["state"].npv)
