"""Published cases of real options, each written as the file of a mine and valued as such."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import fsolve

from counterdraft.mines.project import Project

from ..estate.estate_models import mine_answer, published

SCHWARTZ = published("options", "schwartz_copper_mine")
SPOTS = (0.5, 1.0, 1.5)
BRENNAN = published("options", "brennan_schwartz")
DIXIT = published("options", "dixit_pindyck")
OFFSHORE = published("options", "siegel_smith_paddock")
PUTS = published("options", "longstaff_schwartz")["rows"]


def valued(**fields):
    """The answer for a mine, few paths where prices are drawn."""
    drawn = {"paths": 50} if "options" in fields else {}
    return mine_answer(Project.from_data({**drawn, **fields}))


def yearly(continuous):
    """The yearly rate of a continuous one."""
    return float(np.expm1(continuous))


def worths(answer, row="all"):
    """What a row is worth at each of the prices asked for."""
    return [one[row] for one in answer["options"]["exact"]["at"]]


def copper(rate, **fields):
    """The mine of Schwartz (1997), section VI: an investment, then a unit at each year end."""
    return valued(
        years=11,
        timing="start",
        rate=yearly(rate),
        production=[0.0] + [1.0] * 10,
        opex=[0.0] + [0.4] * 10,
        capex=[2.0] + [0.0] * 10,
        **fields,
    )


class TestSchwartz1997:
    @pytest.mark.parametrize("rate", [0.10, 0.12, 0.15])
    def test_discounted_cash_flow(self, rate):
        """
        At a constant price the rows of the cash flow criterion come out as printed.
        """
        printed = SCHWARTZ["dcf"][f"{rate:.2f}"]
        answers = [copper(rate, price=spot) for spot in SPOTS]
        found = [answer["parties"]["investor"]["npv"] for answer in answers]
        assert found == pytest.approx(printed[2:], abs=0.0051)
        even = answers[0]["terms"]["break_even_constant_price"]
        assert even == pytest.approx(printed[0], abs=0.0051)

    @pytest.mark.parametrize("model", ["model0", "model1"])
    def test_right_to_open(self, model):
        """
        Zero-value price, trigger and option values as printed, for both one-factor prices.
        """
        given = SCHWARTZ[model]
        price = {"model": "gbm", "start": 1.0, "volatility": given["sigma"], "riskless": 0.06}
        if model == "model0":
            price["convenience_yield"] = given["yield"]
        else:
            # The estimates are of prices in cents, the table is in dollars.
            price = {"model": "schwartz", "start": 1.0, "mu": given["mu"] - np.log(100)}
            price |= {name: given[name] for name in ("kappa", "sigma", "lambda")}
        rights = {"delay": "forever", "decisions": "continuous", "at": list(SPOTS)}
        answer = copper(0.06, price={"model": price}, options=rights)
        exact = answer["options"]["exact"]
        triggers = [exact["triggers"]["zero_npv"], exact["triggers"]["open"]]

        assert [*triggers, *worths(answer)] == pytest.approx(given["row"], abs=0.0051)
        assert answer["options"]["measure"] == "pricing"


class TestLongstaffSchwartz2001:
    @pytest.mark.parametrize("row", PUTS, ids=lambda r: f"sigma {r['sigma']}, {r['years']} years")
    def test_table_1(self, row):
        """
        A put on S at 40 is the right to open a mine that sells for 40 and costs S, where money bears nothing
        and the price yields 6 % (McDonald and Schroder 1998): the finite differences, within 0.006.
        """
        for spot, (american, *_) in row["spots"].items():
            price = {"model": "gbm", "start": 40.0, "volatility": row["sigma"]}
            price |= {"riskless": 0.0, "convenience_yield": 0.06}
            answer = valued(
                years=1,
                timing="start",
                rate=0.0,
                production=[1.0],
                capex=[float(spot)],
                price={"model": price},
                options={"delay": row["years"], "decisions": 50},
            )
            exact = answer["options"]["exact"]["all"]
            assert exact["npv"] == pytest.approx(american, abs=0.006)
            assert exact["error"] < 0.002


class TestBrennanSchwartz1985:
    @pytest.mark.parametrize("now", ["open", "closed"])
    def test_copper_mine(self, now):
        """
        The mine is worth what the table prints, open and closed, and is closed, opened and given up at its
        prices: within 1 % of the worths and a cent and a half of the prices.
        """
        mine = BRENNAN["mine"]
        price = {"model": "gbm", "start": 0.6, "volatility": float(np.sqrt(mine["variance"]))}
        price |= {"riskless": mine["rate"], "convenience_yield": mine["convenience_yield"]}
        answer = valued(
            years=mine["years"],
            timing="end",
            rate=yearly(mine["rate"] + mine["property_tax"]),
            production=float(mine["output"]),
            opex_per_unit=mine["unit_cost"],
            price={"model": price},
            options={
                "now": now,
                "suspend": True,
                "keeps": "reserves",
                "care": 0,
                "care_cost": mine["care"] / (1 - mine["income_tax"]),
                "close": mine["switch"],
                "reopen": mine["switch"],
                "abandon": True,
                "decisions": "continuous",
                "at": BRENNAN["price"],
            },
            terms={
                "instruments": {
                    "income_tax": {"rate": mine["income_tax"], "losses": {"rule": "refunded"}}
                }
            },
        )
        assert worths(answer) == pytest.approx(BRENNAN[now], rel=0.01, abs=0.02)
        triggers = answer["options"]["exact"]["triggers"]
        for name, printed in BRENNAN["triggers"].items():
            assert triggers[name] == pytest.approx(printed, abs=0.015)


def dixit(start, options, **fields):
    """A mine in the world of Dixit and Pindyck's examples."""
    price = {"model": "gbm", "start": start, "volatility": DIXIT["sigma"]}
    price |= {"riskless": DIXIT["rate"], "convenience_yield": DIXIT["yield"]}
    return valued(
        rate=yearly(DIXIT["rate"]),
        price={"model": price},
        options={"decisions": "continuous", **options},
        **fields,
    )["options"]["exact"]


class TestDixitPindyck1994:
    def test_option_to_invest(self):
        """
        Chapter 5, and McDonald and Siegel (1986): invest where a project is worth twice what it costs.
        """
        exact = dixit(1.0, {"delay": "forever"}, years=1, timing="start", production=[1], capex=[1])
        assert exact["triggers"]["open"] == pytest.approx(DIXIT["chapter5"]["trigger"], abs=1e-5)
        assert exact["all"]["npv"] == pytest.approx(DIXIT["chapter5"]["worth_at_1"], abs=1e-6)

    def test_operating_costs_and_suspension(self):
        """
        Chapter 6: worth of a project that stands still below cost, and the price from which it is begun.
        """
        given = DIXIT["chapter6"]
        cost, spent, r = given["cost"], given["investment"], DIXIT["rate"]
        up, down = 2.0, -1.0  # the roots of the characteristic equation
        kept = cost ** (1 - down) / (up - down) * (up / r - (up - 1) / DIXIT["yield"])
        roots = np.roots([(up - 1) / DIXIT["yield"], -up * (cost / r + spent), (up - down) * kept])
        exact = dixit(
            float(cost),
            {"delay": "forever", "suspend": True, "care": 0},
            years=200,
            timing="start",
            production=1,
            opex=cost,
            capex={1: spent, 2: 0},
        )
        worth = kept * cost**down + cost / DIXIT["yield"] - cost / r
        assert exact["suspended"]["npv"] == pytest.approx(worth - spent, abs=0.1)
        assert exact["triggers"]["open"] == pytest.approx(roots.max(), abs=0.02)
        assert exact["triggers"]["cut_off"] == pytest.approx(cost, abs=1e-6)

    def test_entry_and_exit(self):
        """
        Chapter 7: the prices at which one enters and leaves, from value matching and smooth pasting.
        """
        given, r, delta = DIXIT["chapter7"], DIXIT["rate"], DIXIT["yield"]
        cost, enter, leave = (given[n] / given["output"] for n in ("cost", "enter", "leave"))
        cost = given["cost"]

        def pasted(unknown):
            a, b, high, low = unknown

            def gap(p):
                return b / p + p / delta - cost / r - a * p**2

            def slope(p):
                return -b / p**2 + 1 / delta - 2 * a * p

            return gap(high) - enter, gap(low) + leave, slope(high), slope(low)

        *_, high, low = fsolve(pasted, [5.0, 3.0, 1.3, 0.55])
        exact = dixit(
            1.0,
            {
                "now": "closed",
                "suspend": True,
                "care": 0,
                "close": given["leave"],
                "reopen": given["enter"],
            },
            years=200,
            timing="end",
            production=given["output"],
            opex_per_unit=cost,
        )
        assert exact["triggers"]["reopen"] == pytest.approx(high, rel=0.002)
        assert exact["triggers"]["close"] == pytest.approx(low, rel=0.002)


class TestSiegelSmithPaddock1987:
    @pytest.mark.parametrize("row", OFFSHORE["rows"], ids=lambda r: f"{r['sigma']}, {r['years']}")
    def test_undeveloped_reserve(self, row):
        """
        The right to develop before a lease ends is worth what the table prints, within 1 %.
        """
        price = {"model": "gbm", "start": 1.0, "volatility": row["sigma"]}
        price |= {"riskless": OFFSHORE["rate"], "convenience_yield": OFFSHORE["payout"]}
        rights = {"delay": row["years"], "decisions": "continuous", "at": OFFSHORE["ratio"]}
        answer = valued(
            years=1,
            timing="start",
            rate=yearly(OFFSHORE["rate"]),
            production=[1],
            capex=[1],
            price={"model": price},
            options=rights,
        )
        assert worths(answer) == pytest.approx(row["worth"], rel=0.01)
