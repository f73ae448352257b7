"""The options to wait, to stand still and to give up, decided on paths and by the price of the day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.brief.mine_json import options_json
from counterdraft.errors import CaseError
from counterdraft.mines import price_grid, report_mine
from counterdraft.mines.options_report import report_options
from counterdraft.mines.prices import DrawnPrices
from counterdraft.mines.project import Project

from ..estate.estate_models import COMPILED, mine_answer

ROYALTY = {"royalty": {"rate": 0.05}}
BROWN = {
    "tax": {"kind": "resource_rent_tax", "tiers": [{"uplift": 0.1, "rate": 0.4}], "refunds": True}
}
LOSSES = {"income_tax": {"rate": 0.3}}
ALL = {"delay": 5, "suspend": True, "abandon": True}


def mine(price=500.0, cost=0.3, terms=ROYALTY, paths=1500, **options):
    """Ten years of mining after one of building, at a price that wanders."""
    model = {"model": "gbm", "start": price, "volatility": 0.3}
    return Project.from_data(
        {
            "years": {"first": 2025, "count": 10},
            "rate": 0.1,
            "paths": paths,
            "production": {"ore": {"unit": "kt", "values": [0.0] + [10.0] * 9}},
            "price": {"ore": {"unit": "USD/t", "model": model}},
            "opex": [0.0] + [10 * cost] * 9,
            "capex": [8.0] + [0.0] * 9,
            "options": options,
            "terms": {"instruments": terms},
        }
    )


def certain(prices, terms, **options):
    """A mine whose prices are known: ten units a year that cost 10 each, after an outlay of 100."""
    return Project.from_data(
        {
            "years": len(prices),
            "rate": 0.0,
            "production": 10,
            "price": list(prices),
            "opex_per_unit": 10,
            "capex": [100.0] + [0.0] * (len(prices) - 1),
            "options": options,
            "terms": {"instruments": terms},
        }
    )


def options_of(project):
    """The worth of the rights and what comes of them, as JSON."""
    return options_json(*report_options(project))


def options(project):
    """The worth of the rights."""
    return options_of(project)["options"]


def responsive(project):
    """What comes of the owner's answer to the terms."""
    return options_of(project)["responsive"]


class TestOnPaths:
    def test_more_rights_are_worth_more(self):
        """
        Each right alone is worth something, and all together at least as much as any.
        """
        found = options(mine(**ALL))
        fixed, slack = found["fixed"]["npv"], 3 * found["all"]["se"]
        for right in ("suspended", "abandoned", "delayed"):
            assert found[right]["npv"] >= fixed - 0.05
            assert found["all"]["npv"] >= found[right]["npv"] - slack

    def test_a_bad_mine_is_not_built(self):
        """
        Where the price lies far below cost, the right to wait is worth nearly nothing and never less.
        """
        found = options(mine(price=100, delay=3))
        assert found["fixed"]["npv"] < 0
        assert found["all"]["npv"] == pytest.approx(0, abs=0.5)
        assert found["built"] < 0.05

    def test_a_good_mine_is_built_at_once(self):
        """
        Far above cost waiting only loses time.
        """
        project = mine(price=3000, delay=3)
        found = options(project)
        assert found["all"]["npv"] == found["fixed"]["npv"]
        assert responsive(project)["plan"]["years_waited"] == 0

    def test_the_fixed_plan_is_the_owners_value(self):
        """
        Without a right used the worth is that of the party, on the same paths.
        """
        project = mine(**ALL)
        found = mine_answer(project)
        assert found["options"]["fixed"]["npv"] == pytest.approx(
            found["parties"]["investor"]["npv"]["mean"]
        )

    def test_a_delayed_plan_keeps_all_its_years(self):
        """
        A mine whose plan fills the file is not cut short by being opened later.
        """
        found = options(certain([20, 20, 20], {}, delay=2))
        assert found["delayed"]["npv"] == pytest.approx(3 * 100 - 100)

    @pytest.mark.skipif(not COMPILED, reason="too many paths")
    @settings(max_examples=8, deadline=None)
    @given(
        price=st.floats(200, 900),
        cost=st.floats(0.05, 0.6),
        terms=st.sampled_from([ROYALTY, BROWN, LOSSES, {}]),
        delay=st.integers(0, 4),
    )
    def test_options_are_never_worth_less_than_the_plan(self, price, cost, terms, delay):
        """
        The fixed plan is never better than all options: within the error of the difference on paths, and
        without any where the price of the day decides.
        """
        project = mine(price, cost, terms, 400, delay=delay, suspend=True, abandon=True)
        found = options(project)
        assert found["worth_of_options"] >= -4 * found["worth_of_options_se"] - 1e-9
        if found["exact"] is not None:
            assert found["exact"]["all"]["npv"] >= found["exact"]["fixed"]["npv"] - 1e-9


class TestLowerBound:
    @pytest.mark.parametrize("rights", [{"delay": 5}, {"abandon": True}, {"suspend": True}, ALL])
    @pytest.mark.parametrize("price", [400.0, 600.0])
    def test_paths_lie_below_the_exact_worth(self, rights, price):
        """
        A rule followed on other paths than it was learnt on is worth no more than the best rule, and here
        hardly less.
        """
        found = options(mine(price, 0.35, paths=6000, **rights))
        best, error = found["exact"]["all"], 4 * found["all"]["se"] + found["exact"]["all"]["error"]
        assert found["all"]["npv"] <= best["npv"] + error
        assert found["all"]["npv"] >= best["npv"] * 0.97 - error
        assert best["error"] < 0.01 * abs(best["npv"]) + 0.01

    def test_learning_and_valuing_are_different_paths(self):
        """
        What the rule seemed worth where it was learnt is told apart, and is another figure.
        """
        found = options(mine(**ALL))
        assert found["all"]["in_sample"] != found["all"]["npv"]
        assert found["paths"]["learnt_on"] == found["paths"]["valued_on"] == 1500


class TestExact:
    @pytest.mark.parametrize("moment", ["start", "mid", "end", "continuous"])
    def test_fixed_plan_is_the_expected_one(self, moment):
        """
        Without options the grid gives the sum of expected prices less costs, discounted.
        """
        drift, rate, years = 0.02, 0.08, 6
        project = Project.from_data(
            {
                "years": years,
                "timing": moment,
                "rate": rate,
                "production": 2,
                "price": {
                    "model": {"model": "gbm", "start": 10, "drift": drift, "volatility": 0.3}
                },
                "opex": 5,
                "paths": 50,
                "options": {"delay": 1},
            }
        )
        expected = sum(
            f * (2 * 10 * 2.718281828459045 ** (drift * t) - 5)
            for f, t in zip(project.factors(rate), project.moments, strict=True)
        )
        assert options(project)["exact"]["fixed"]["npv"] == pytest.approx(expected, rel=1e-6)

    def test_a_price_that_reverts_leaves_nothing_to_give_up(self):
        """
        Where the price always comes back soon, the right to give up adds nothing, however often it may be
        used: the ends of the grid are not felt.
        """
        model = {"model": "schwartz", "start": 10, "kappa": 0.5, "mu": 2.3, "sigma": 0.3}
        data = {
            "years": 5,
            "rate": 0.08,
            "production": [0, 2, 2, 2, 2],
            "opex": [0, 5, 5, 5, 5],
            "price": {"model": model},
            "paths": 50,
            "options": {"abandon": True, "suspend": True, "decisions": "continuous"},
        }
        exact = options(Project.from_data(data))["exact"]
        assert exact["all"]["npv"] == pytest.approx(exact["fixed"]["npv"], abs=0.001)
        assert exact["all"]["error"] < 0.005

    @pytest.mark.parametrize("moment", ["start", "mid", "end"])
    def test_any_moment_is_the_limit_of_many_dates(self, moment):
        """
        What is extrapolated for decisions at any moment lies close to a hundred and twenty decisions a year.
        """

        def worth(often):
            model = {"model": "gbm", "start": 8, "volatility": 0.3}
            data = {
                "years": 3,
                "timing": moment,
                "rate": 0.08,
                "production": [0, 2, 2],
                "opex": [0, 15, 15],
                "capex": [5, 0, 0],
                "price": {"model": model},
                "paths": 50,
                "options": {"suspend": True, "abandon": True, "delay": 1, "decisions": often},
            }
            return options(Project.from_data(data))["exact"]["all"]

        limit, many = worth("continuous"), worth(120)
        assert limit["npv"] == pytest.approx(many["npv"], abs=0.02)
        assert abs(limit["npv"] - many["npv"]) < limit["error"] + 0.01 < 0.1

    def test_more_dates_are_worth_more(self):
        """
        Deciding four times a year is worth more than once, and at any moment more than that.
        """
        found = [
            options(mine(550.0, paths=50, delay=3, decisions=often))["exact"]["all"]["npv"]
            for often in (1, 4, "continuous")
        ]
        assert found == sorted(found)
        assert found[2] > found[0]

    def test_a_price_that_reverts(self):
        """
        The same rights on a price that reverts lie within the error of their paths.
        """
        project = mine(500.0, 0.35, paths=6000, **ALL)
        model = {"model": "schwartz", "start": 500, "kappa": 0.4, "mu": 6.3, "sigma": 0.35}
        data = {
            "years": 8,
            "rate": 0.1,
            "paths": 6000,
            "production": {"ore": {"unit": "kt", "values": [0.0] + [10.0] * 7}},
            "price": {"ore": {"unit": "USD/t", "model": model}},
            "opex": [0.0] + [4.0] * 7,
            "capex": [4.0] + [0.0] * 7,
            "options": ALL,
        }
        found = options(Project.from_data(data))
        assert project.models["ore"].measure == found["measure"] == "real_world"
        assert found["all"]["npv"] <= found["exact"]["all"]["npv"] + 4 * found["all"]["se"]
        assert found["all"]["npv"] >= 0.97 * found["exact"]["all"]["npv"] - 4 * found["all"]["se"]

    @pytest.mark.parametrize("rights", [ALL, {"suspend": True, "abandon": True, "decisions": 4}])
    def test_the_error_covers_a_finer_solution(self, rights, monkeypatch):
        """
        On a grid a third as fine again, the worth moves by no more than the error that is told.
        """
        rough = options(mine(450.0, 0.35, paths=50, **rights))["exact"]["all"]
        monkeypatch.setattr(price_grid, "PER_SPREAD", 6.0)
        monkeypatch.setattr(price_grid, "FEWEST_POINTS", 750)
        fine = options(mine(450.0, 0.35, paths=50, **rights))["exact"]["all"]
        assert abs(fine["npv"] - rough["npv"]) <= rough["error"] < 0.005
        assert fine["npv"] != rough["npv"]

    def test_dearer_switching_is_worth_less(self):
        """
        The right to close is worth less where closing costs more, and open and closed mines are no
        further apart than the cost of going from one to the other.
        """
        worth = {}
        for cost in (0.1, 2.0):
            for now in ("open", "closed"):
                rights = {"now": now, "suspend": True, "close": cost, "reopen": cost}
                worth[cost, now] = options(mine(300.0, paths=50, **rights))["exact"]["all"]["npv"]
        assert worth[2.0, "open"] <= worth[0.1, "open"]
        for cost in (0.1, 2.0):
            assert abs(worth[cost, "open"] - worth[cost, "closed"]) <= cost + 1e-9

    def test_ore_that_is_kept_is_worth_more_than_years_that_are_lost(self):
        """
        Standing still is worth more where what is not mined stays in the ground.
        """
        found = [
            options(mine(300.0, paths=50, suspend=True, care=0, keeps=kept))["exact"]
            for kept in ("calendar", "reserves")
        ]
        assert found[1]["suspended"]["npv"] > found[0]["suspended"]["npv"]

    @pytest.mark.parametrize(
        ("project", "words"),
        [
            (mine(terms=LOSSES, cost=0.5, **ALL), "losses carried forward"),
            (certain([5, 20], {}, delay=1), "no price is drawn"),
        ],
    )
    def test_says_why_there_is_none(self, project, words):
        """
        Where other years' prices count, or no price is drawn, there is no exact answer, and the file is told.
        """
        found = options(project)
        assert found["exact"] is None
        assert words in found["exact_note"]

    def test_waiting_without_end_has_no_worth_where_nothing_is_given_up_by_it(self):
        """
        A price that grows as fast as money is discounted leaves no reason ever to open.
        """
        data = {
            "years": 1,
            "timing": "start",
            "rate": 0.02,
            "production": [1],
            "capex": [10],
            "price": {"model": {"model": "gbm", "start": 10, "drift": 0.05, "volatility": 0.2}},
            "paths": 50,
        }
        for often in (1, "continuous"):
            rights = {"delay": "forever", "decisions": often}
            found = options(Project.from_data({**data, "options": rights}))
            assert "never" in found["exact_note"]


class TestSecondFactor:
    def test_an_owner_who_sees_it_decides_better(self, monkeypatch):
        """
        A rule that knows the convenience yield is worth more than one that sees the price alone.
        """
        model = {
            "model": "gibson_schwartz",
            "start": 1.0,
            "drift": 0.06,
            "sigma": 0.3,
            "kappa": 1.0,
        }
        model |= {"mean_yield": 0.1, "sigma_yield": 0.5, "correlation": 0.3, "lambda": 0.0}
        data = {
            "years": 4,
            "timing": "start",
            "rate": 0.06,
            "production": [0, 1, 1, 1],
            "opex": [0, 0.4, 0.4, 0.4],
            "capex": [1.2, 0, 0, 0],
            "price": {"model": model},
            "paths": 10_000,
            "options": {"delay": 6},
        }
        seen = options(Project.from_data(data))["all"]
        drawn = Project.from_data(data)
        blind = replace(drawn, draw=lambda t, label: DrawnPrices(drawn.draw(t, label).prices, {}))
        unseen = options(blind)["all"]
        assert seen["npv"] > 1.02 * unseen["npv"]


class TestMeasure:
    def test_is_said(self):
        """
        The answer names the measure of its prices and the rate of its money.
        """
        found = options(mine(delay=1))
        assert found["measure"] == "real_world"
        assert "the owner's rate bears the risk" in found["measure_note"]
        assert found["owner_rate_continuous"] == pytest.approx(0.0953, abs=1e-4)


class TestResponsive:
    def test_a_tax_on_profits_alone_loses_nothing(self):
        """
        Where the state bears its part of every outlay, the owner decides as if there were no terms.
        """
        found = responsive(mine(450.0, terms=BROWN, **ALL))
        assert found["lost"]["npv"] == pytest.approx(0.0, abs=1e-9)
        assert found["plan"] == found["plan_without_terms"]

    def test_a_royalty_drives_mines_away(self):
        """
        A heavy royalty has less built, more standing still, and the value of it is lost to everybody.
        """
        heavy = {"royalty": {"rate": 0.25}}
        found = responsive(mine(550.0, 0.35, terms=heavy, paths=4000, **ALL))
        assert found["lost"]["npv"] > 4 * found["lost"]["se"]
        assert found["plan"]["opened"] < found["plan_without_terms"]["opened"]

    def test_parties_share_what_is_left(self):
        """
        With one rate for all, the parties' worths add up to the flow before terms.
        """
        found = responsive(mine(**ALL))
        total = sum(one["npv"] for one in found["parties"].values())
        assert total == pytest.approx(found["before_terms"]["npv"])

    def test_the_cut_off_is_after_terms(self):
        """
        At prices that are known, a year stands still whose price less royalty is below cost: here the one
        at 10.5, which pays its cost of 10 but not the royalty of 10 % as well.
        """
        found = options_of(
            certain([30, 30, 10.5, 30], {"royalty": {"rate": 0.1}}, suspend=True, care=0)
        )
        fixed = 10 * sum(0.9 * price - 10 for price in (30, 30, 10.5, 30)) - 100
        assert found["options"]["fixed"]["npv"] == pytest.approx(fixed)
        assert found["options"]["suspended"]["npv"] == pytest.approx(fixed + 10 * (10 - 0.9 * 10.5))
        assert found["responsive"]["plan"]["stands_still"] == 0.25
        assert found["responsive"]["lost"]["npv"] == pytest.approx(10 * 0.5)

    def test_a_mine_ends_early_under_terms(self):
        """
        At prices that fall, a royalty ends the mine years before what is best for all, and the years between
        are what is lost.
        """
        prices = [40, 30, 20, 12, 11, 10.5]
        found = responsive(certain(prices, {"royalty": {"rate": 0.2}}, abandon=True))
        assert found["plan"]["years_worked"] == 3
        assert found["plan_without_terms"]["years_worked"] == 6
        assert found["lost"]["npv"] == pytest.approx(10 * (2 + 1 + 0.5))
        assert found["parties"]["state"]["npv"] == pytest.approx(10 * 0.2 * (40 + 30 + 20))

    def test_closing_is_paid_when_the_mine_is_given_up(self):
        """
        A mine is given up where its losses are more than closing costs, and then that is what it costs.
        """
        prices = [40, 5, 5, 5]
        kept = 10 * 30 - 100
        cheap = options_of(certain(prices, {}, abandon=True, closing=100))
        dear = options_of(certain(prices, {}, abandon=True, closing=200))
        assert cheap["options"]["abandoned"]["npv"] == pytest.approx(kept - 100)
        assert dear["options"]["abandoned"]["npv"] == pytest.approx(kept - 3 * 50)
        assert cheap["responsive"]["before_terms"]["npv"] == pytest.approx(kept - 100)

    def test_terms_end_with_the_mine(self):
        """
        What is not written off when a mine is given up is refunded to nobody.
        """
        tax = {
            "kind": "income_tax",
            "rate": 0.5,
            "losses": {"rule": "refunded"},
            "default_depreciation": {"method": "straight_line", "years": 4},
        }
        found = options_of(certain([40, 5, 5, 5], {"tax": tax}, abandon=True))
        assert found["options"]["abandoned"]["npv"] == pytest.approx(300 - 100 - 0.5 * (300 - 25))

    def test_waiting_for_a_price_that_is_known(self):
        """
        At known prices the mine is opened when it is worth most, and sells at the prices of those years.
        """
        found = options_of(certain([12, 14, 40, 40], {}, delay=3))
        # Opened in the third year it sells at 40 in all its years: after a list its last price stays.
        assert found["options"]["delayed"]["npv"] == pytest.approx(4 * 10 * 30 - 100)
        assert found["responsive"]["plan"]["years_waited"] in {2, 3}


class TestUnusedFields:
    @pytest.mark.parametrize(
        ("options", "field", "message"),
        [
            ({"decisions": 12}, "options.decisions", "there is nothing that it may decide"),
            ({"suspend": True, "decisions": 12}, "options.decisions", "no exact worth"),
            ({"delay": 2, "at": [20]}, "options.at", "no exact worth: what the owner keeps"),
        ],
    )
    def test_what_only_an_exact_worth_would_use_is_refused(self, options, field, message):
        """
        Prices of today and decisions within a year are refused at their place where nothing uses them:
        no right, or terms whose memory leaves no exact worth.
        """
        tax = {"kind": "income_tax", "rate": 0.3, "default_depreciation": {"method": "units"}}
        model = {"model": "gbm", "start": 20, "volatility": 0.2, "drift": 0.02}
        data = {
            "years": "2025-2027",
            "production": {"ore": 10},
            "price": {"ore": {"model": model}},
            "capex": [100.0, 0.0, 0.0],
            "paths": 200,
            "options": options,
            "terms": {"instruments": {"tax": tax}},
        }

        with pytest.raises(CaseError, match=message) as refused:
            report_mine(Project.from_data(data, lambda path: ("mine.yaml", len(path), 1)))

        assert {fault.field for fault in refused.value.faults} == {field}
        assert {fault.line for fault in refused.value.faults} == {2}

    def test_money_spread_over_the_year_is_refused(self):
        """
        The owner decides at one moment of the year: options beside money that is spread are refused.
        """
        mine = {"production": [1.0, 1.0], "price": [3.0, 3.0], "options": {"suspend": True}}
        with pytest.raises(CaseError, match="spread over the year"):
            Project.from_data({"years": 2, "timing": "spread", **mine})


class TestWithoutScipy:
    def test_says_what_to_install(self, monkeypatch):
        """
        Where the extra is not installed, the fault says which it is.
        """
        monkeypatch.setattr(price_grid, "find_spec", lambda _: None)
        with pytest.raises(CaseError, match=r"scipy is not installed") as caught:
            price_grid.PriceGrid.over(None, 1.0, 0.5, 2.0, 1.0, 1)
        assert "counterdraft[options]" in str(caught.value)
