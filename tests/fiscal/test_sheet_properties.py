"""Whatever the term sheet, of any instruments in any order: what must hold holds."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from counterdraft.errors import CaseError
from counterdraft.fiscal.indicators import npv
from counterdraft.fiscal.instruments import KINDS
from counterdraft.fiscal.levels import Level
from counterdraft.fiscal.profit_split import Split
from counterdraft.fiscal.rates_of_return import irr, rates_of_return
from counterdraft.formats.plain_files import read_yaml
from counterdraft.mines.project import Project

from ..estate.estate_models import flows, mine_answer, settle, worth
from .test_terms_properties import projects

ROOT = Path(__file__).parents[2]
LAST = 8
SPLITS = Split.model_fields["by"].annotation
share, money, year = st.floats(0, 1), st.floats(0, 200), st.integers(1, LAST)
rate = st.floats(0, 0.3)
levels = st.sampled_from(get_args(Level))
rules = st.one_of(
    st.just({"method": "expensed"}),
    st.fixed_dictionaries(
        {
            "method": st.sampled_from(["straight_line", "digits", "declining", "units"]),
            "years": st.integers(1, 12),
            "rate": share,
            "initial": st.floats(0, 0.5),
            "residual": st.floats(0, 0.5),
            "starts": st.sampled_from(["spending", "next_year", "production"]),
            "rest": st.sampled_from(["charged", "lost"]),
        }
    ),
    st.just({"method": "schedule", "schedule": [0.3, 0.2, 0.1]}),
    st.just({"method": "declining", "rate": 0.4, "years": 5, "switch": True, "residual": 0.1}),
)
scales = st.lists(st.tuples(st.floats(0, 5), share), min_size=1, max_size=3).map(
    lambda steps: [{"above": above, "rate": part} for above, part in sorted(steps)]
)
tables = st.tuples(scales, scales).map(
    lambda two: [
        {"above": step["above"], "then": [{**one, "rate": one["rate"] * part} for one in two[1]]}
        for step, part in zip(two[0], (1, 0.5, 0.25), strict=False)
    ]
)
formulas = st.fixed_dictionaries(
    {"constant": share, "slope": st.floats(-1, 1), "inverse": st.floats(-0.1, 0.1)}
)
slides = st.one_of(
    st.fixed_dictionaries({"rate": share}),
    st.fixed_dictionaries({"by": levels, "scale": scales, "incremental": st.booleans()}),
    st.fixed_dictionaries({"by": levels, "scale": scales, "interpolated": st.just(value=True)}),
    st.fixed_dictionaries({"by": levels, "formula": formulas}),
    st.fixed_dictionaries(
        {"by": levels, "then_by": levels, "scale": tables, "incremental": st.booleans()}
    ),
    st.fixed_dictionaries({"by": levels, "scale": scales, "index": rate}),
)
losses = st.one_of(
    st.just({"rule": "lost"}),
    st.just({"rule": "refunded"}),
    st.fixed_dictionaries(
        {
            "years": st.one_of(st.none(), st.integers(1, 6)),
            "cap": share,
            "opening": money,
            "uplift": rate,
            "back": st.integers(0, 3),
            "refund_at_end": st.booleans(),
        }
    ),
)
splits = st.one_of(
    st.fixed_dictionaries({"state": share}),
    st.fixed_dictionaries(
        {
            "by": st.sampled_from([by for by in get_args(SPLITS) if by != "fixed"]),
            "scale": scales,
        }
    ),
    st.fixed_dictionaries(
        {
            "by": st.sampled_from(["r_factor", "multiple"]),
            "scale": scales,
            "lag": st.sampled_from([0, 1]),
            "net": st.booleans(),
            "receipts": st.sampled_from(["contractor", "revenue"]),
        }
    ),
    st.fixed_dictionaries({"by": st.just("drop"), "then_by": levels, "scale": tables}),
)
BASES = ["gross", "state_revenue", "profit", "equity", "rent", "cash", "operating_profit"]
bases = st.sampled_from(BASES)
MAKERS = {
    "royalty": slides.flatmap(
        lambda slide: st.fixed_dictionaries(
            {
                **{name: st.just(one) for name, one in slide.items()},
                "per_unit": share,
                "allowances": money,
                "of": st.sampled_from(["value", "profit"]),
                "default_depreciation": rules,
                "carried": st.booleans(),
                "minimum": share,
            }
        )
    ),
    "payout_royalty": st.fixed_dictionaries(
        {"gross": slides, "net": slides, "return_allowance": rate}
    ),
    "bonus": st.fixed_dictionaries(
        {
            "amount": money,
            "on": st.sampled_from(["signature", "production", "volume", "daily"]),
            "volume": money,
        }
    ),
    "rental": st.fixed_dictionaries({"amount": money, "index": rate}),
    "duty": st.fixed_dictionaries(
        {
            "rate": share,
            "on": st.sampled_from(["revenue", "opex", "capex", "costs"]),
            "refund": share,
            "delay": st.integers(0, 12),
        }
    ),
    "windfall": st.one_of(
        st.fixed_dictionaries({"rate": share, "threshold": st.floats(0, 5), "index": rate}),
        st.fixed_dictionaries({"scale": scales}),
    ),
    "production_sharing": st.fixed_dictionaries(
        {
            "cost_limit": share,
            "limit_of": st.sampled_from(["gross", "after_royalty"]),
            "first_tranche": share,
            "first_tranche_to": st.sampled_from(["split", "state", "contractor"]),
            "sliding_limit": st.one_of(st.none(), slides),
            "excess": st.one_of(st.none(), share),
            "sliding_excess": st.one_of(st.none(), slides),
            "uplift_of": st.just({"development": 0.2}),
            "investment_credit": st.just({"development": 0.17}),
            "splits": st.one_of(st.just({}), splits.map(lambda split: {"product": split})),
            "uplift": rate,
            "capex_uplift": rate,
            "split": splits,
        }
    ),
    "service_fee": slides.flatmap(
        lambda slide: st.fixed_dictionaries(
            {
                **{name: st.just(one) for name, one in slide.items() if name != "rate"},
                "per_unit": money,
                "baseline": money,
                "limit": share,
            }
        )
    ),
    "domestic_supply": st.fixed_dictionaries({"part": share, "fee": share}),
    "income_tax": slides.flatmap(
        lambda slide: st.fixed_dictionaries(
            {
                **{name: st.just(one) for name, one in slide.items()},
                "default_depreciation": rules,
                "return_on_capital": rate,
                "losses": losses,
                "other_income": st.one_of(st.just(0.0), money),
                "holiday": st.integers(0, 4),
                "depletion": st.sampled_from(
                    [None, {"rate": 0.15}, {"rate": 0.15, "cost": ["development"]}]
                ),
                "minimum": share,
                "minimum_is_credited": st.booleans(),
                "exempt": money,
                "lag": st.integers(0, 10),
                "exempt_in_all": st.one_of(st.none(), money),
                "investment_credit": st.just({"development": 0.1}),
                "credit_per_unit": share,
                "safeguard": st.one_of(st.none(), st.just({"rate": 0.8, "of_capital": 0.15})),
            }
        )
    ),
    "resource_rent_tax": st.fixed_dictionaries(
        {
            "tiers": st.lists(
                st.fixed_dictionaries(
                    {
                        "uplift": st.one_of(rate, st.lists(rate, min_size=LAST, max_size=LAST)),
                        "rate": share,
                        "uplift_of": st.one_of(st.just({}), st.just({"development": 0.15})),
                    }
                ),
                min_size=1,
                max_size=3,
            ),
            "refunds": st.booleans(),
            "refund_at_end": st.booleans(),
        }
    ),
    "withholding": st.fixed_dictionaries(
        {"rate": share, "of": st.sampled_from(["distributions", "gains", "interest"])}
    ),
    "participation": st.fixed_dictionaries(
        {
            "payee": st.just("soc"),
            "share": st.one_of(share, st.builds(dict, st.just([(3, 0.5)]))),
            "mode": st.sampled_from(["paid", "free", "carried"]),
            "interest": rate,
            "repay": share,
            "carries": st.sampled_from([[], ["development"]]),
            "premium": share,
            "reimburses": share,
            "contributes": share,
        }
    ),
    "loan": st.fixed_dictionaries(
        {
            "share": share,
            "interest": rate,
            "first": year,
            "term": st.integers(1, 9),
            "repayment": st.sampled_from(["even", "annuity", "end"]),
            "deductible": st.booleans(),
            "limit": st.one_of(st.none(), st.just({"debt_to_equity": 1.5, "of_earnings": 0.3})),
        }
    ),
    "closure_fund": st.fixed_dictionaries(
        {"share": share, "by": st.sampled_from(["units", "years"]), "earns": rate}
    ),
    "first_refusal": st.fixed_dictionaries({"discount": share, "part": share}),
    "take_or_pay": st.fixed_dictionaries(
        {
            "product": st.just("product"),
            "minimum": money,
            "lifted": money,
            "make_up": st.booleans(),
        }
    ),
    "revenue_share": st.fixed_dictionaries(
        {
            "share": share,
            "base": bases,
            "ceiling": st.one_of(st.none(), money),
            "ceiling_interest": rate,
            "deductible": st.booleans(),
        }
    ),
    "contribution": st.fixed_dictionaries({"amount": money, "payer": st.just("partner")}),
    "cash_call": st.fixed_dictionaries(
        {"calls": money, "share": share, "defaults": st.lists(year, max_size=2), "interest": rate}
    ),
    "aid_credit": st.fixed_dictionaries({"past": money, "future": money, "credited": share}),
    "lien": st.fixed_dictionaries(
        {
            "principal": st.floats(1, 500),
            "interest": rate,
            "compounds": st.booleans(),
            "share": share,
            "base": bases,
        }
    ),
    "reinvestment": st.fixed_dictionaries(
        {"share": share, "until": year, "release": st.integers(1, 4), "earns": rate}
    ),
    "distribution": st.fixed_dictionaries(
        {
            "to": st.just({"partner": 0.4, "state": 0.5}),
            "by": st.sampled_from(["parts", "accounts"]),
            "payout": share,
        }
    ),
    "burden_cap": st.fixed_dictionaries({"of": st.just(["stabilised"]), "rate": share}),
    "stabilisation": st.fixed_dictionaries(
        {
            "of": st.just("stabilised"),
            "rate": st.floats(0.01, 1),
            "frozen": share,
            "both_ways": st.booleans(),
        }
    ),
}
FIXED = {"bonus", "rental", "take_or_pay", "contribution", "cash_call", "aid_credit", "lien"}


@st.composite
def sheets(draw, kinds=tuple(MAKERS)):
    """Term sheets of some of the kinds, in any order, some of them twice."""
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=8))
    sheet = {}
    if {"stabilisation", "burden_cap"} & set(chosen):
        sheet["stabilised"] = {"kind": "royalty", "rate": draw(share)}
    for number, kind in enumerate(chosen):
        sheet[f"{kind}_{number}"] = {"kind": kind, **draw(MAKERS[kind])}
    return sheet


class TestEverySheet:
    def test_every_kind_is_drawn(self):
        """
        A kind of instrument for which no sheet is drawn turns this red.
        """
        assert set(MAKERS) == set(KINDS)

    @given(projects(), sheets())
    @settings(max_examples=250, deadline=None)
    def test_the_parties_add_up(self, project, sheet):
        """
        In every year and on every path the parties' flows add up to the pre-party flow, to a cent.
        """
        found = settle(sheet, project)
        total = sum(found.cash.values(), np.zeros_like(project.net))
        assert np.abs(total - project.net).max() < 0.01

    @pytest.mark.parametrize("kind", list(KINDS))
    @given(data=st.data(), project=projects())
    @settings(max_examples=12, deadline=None)
    def test_each_kind_only_moves_money(self, kind, data, project):
        """
        A clause that only moves money changes no sum: each kind alone, added to a royalty and a tax.
        """
        plain = {
            "base": {"kind": "royalty", "rate": 0.1},
            "tax": {"kind": "income_tax", "rate": 0.2},
        }
        extra = {"stabilised": {"kind": "royalty", "rate": 0.1}, "it": {"kind": kind}}
        extra["it"] |= data.draw(MAKERS[kind])
        before, after = settle(plain, project), settle(plain | extra, project)
        sums = [sum(found.cash.values()) for found in (before, after)]
        assert np.abs(sums[0] - sums[1]).max() < 0.01

    @given(projects(), sheets(tuple(set(MAKERS) - FIXED)), st.sampled_from([0.25, 0.5, 2, 8]))
    @settings(max_examples=60, deadline=None)
    def test_money_in_another_unit(self, project, sheet, factor):
        """
        Without fixed amounts, twice the money gives every party twice as much (a power of two, so that what
        stands on a step stays on it).
        """
        text = repr(sheet)
        words = (
            "'price'",
            "'revenue'",
            "'income'",
            "allowances",
            "opening",
            "other_income",
            "unit_profit",
            "exempt",
        )
        assume(
            not any(
                word in text for word in (*words, "ceiling", "per_unit", "threshold", "windfall")
            )
        )
        other = flows(
            project.revenue * factor,
            opex=project.opex * factor,
            capex=project.capex["development"] * factor,
            volume=project.volumes["product"],
            price=project.prices["product"] * factor,
        )
        one, many = settle(sheet, project), settle(sheet, other)
        for party, cash in one.cash.items():
            assert many.cash[party] == pytest.approx(cash * factor, rel=1e-6, abs=1e-5)


class TestTaxes:
    def test_a_margin_over_next_to_nothing(self):
        """
        A year that sells next to nothing beside another income has no margin, and no number overflows.
        """
        sold = np.full((2, 1), 2e-313)
        tax = {"kind": "income_tax", "scale": [{"above": 0, "rate": 0.2}], "incremental": True}
        found = settle({"tax": tax | {"other_income": 1.0}}, flows(sold))
        assert np.abs(found.amounts["tax"]).max() < 1e-300

    @given(projects(), slides, rules, st.floats(0, 1), st.integers(1, 5), rate)
    @settings(max_examples=60, deadline=None)
    def test_never_negative_where_losses_carry(self, project, slide, rule, cap, years, uplift):
        """
        Where losses are carried forward no royalty and no tax pays out, at whatever rate.
        """
        terms = {
            "royalty": {"kind": "royalty", **slide},
            "payout": {"kind": "payout_royalty", "gross": slide, "net": slide},
            "tax": {
                "kind": "income_tax",
                **slide,
                "default_depreciation": rule,
                "losses": {"cap": cap, "years": years, "uplift": uplift},
                "exempt": 3 * years,
                "investment_credit": {"development": uplift},
                "credit_per_unit": cap,
                "safeguard": {"rate": 0.8, "of_capital": uplift},
            },
            "rent": {"kind": "resource_rent_tax", "tiers": [{"uplift": uplift, "rate": cap}]},
        }
        found = settle(terms, project)
        assert min(moved.min() for moved in found.amounts.values()) >= -1e-9

    @given(projects(), share, share, st.floats(0, 0.2), rules)
    @settings(max_examples=40, deadline=None)
    def test_value_is_linear_in_the_rate(self, project, first, second, discount, rule):
        """
        On a fixed plan the value of a royalty, or of a tax, is in proportion to its rate.
        """
        for kind in ("royalty", "income_tax"):
            fields = {"kind": kind, "default_depreciation": rule}
            values = [
                npv(settle({"it": {**fields, "rate": r}}, project).cash["state"], discount)
                for r in (first, second, (first + second) / 2)
            ]
            assert values[2] == pytest.approx((values[0] + values[1]) / 2, abs=1e-6)

    @given(projects(), st.floats(0, 0.3), st.floats(0, 0.6), st.floats(1, 2), rules)
    @settings(max_examples=40, deadline=None)
    def test_monotone_in_price(self, project, royalty, tax, factor, rule):
        """
        Under a royalty, a sharing, a tax and a rent tax with rates below one, no party loses in all
        from a higher price.
        """
        terms = {
            "royalty": {"rate": royalty},
            "share": {"kind": "production_sharing", "cost_limit": 0.6, "split": {"state": 0.4}},
            "tax": {"kind": "income_tax", "rate": tax, "default_depreciation": rule},
            "rent": {"kind": "resource_rent_tax", "tiers": [{"uplift": 0.1, "rate": 0.3}]},
        }
        higher = flows(
            project.revenue * factor, opex=project.opex, capex=project.capex["development"]
        )
        low = flows(project.revenue, opex=project.opex, capex=project.capex["development"])
        before, after = settle(terms, low), settle(terms, higher)
        for party in ("state", "investor"):
            gained = after.cash[party].sum(axis=0) - before.cash[party].sum(axis=0)
            assert (gained >= -1e-6).all()

    @given(projects(), st.floats(0, 0.9), st.floats(0, 0.1), st.sampled_from(BASES))
    @settings(max_examples=40, deadline=None)
    def test_more_share_is_not_less(self, project, part, more, base):
        """
        Of the same base a larger share never gives its holder less, whatever the base.
        """

        def received(of):
            terms = {
                "royalty": {"rate": 0.1},
                "it": {"kind": "revenue_share", "base": base, "share": of, "payee": "partner"},
            }
            return settle(terms, project).cash["partner"].sum(axis=0)

        assert (received(part + more) >= received(part) - 1e-9).all()


class TestIndicators:
    @given(st.lists(st.integers(-50, 50), min_size=3, max_size=9))
    @settings(max_examples=80, deadline=None)
    def test_every_root_is_a_rate_of_return(self, amounts):
        """
        At every rate found the flow is worth nothing, and the one that is given is among them.
        """
        flow = np.array(amounts, float)
        roots = [crossing.rate for crossing in rates_of_return(flow)]
        for root in roots:
            scale = np.abs(flow) @ (1 + root) ** -np.arange(1.0, len(flow) + 1)
            assert abs(float(npv(flow, root))) <= 1e-6 * scale
        given_one = float(irr(flow))
        if np.isfinite(given_one) and roots:
            assert min(abs(given_one - root) for root in roots) < 1e-5

    @given(st.floats(0, 0.5), st.floats(0, 0.6), st.floats(1, 3))
    @settings(max_examples=25, deadline=None)
    def test_break_even_price_breaks_even(self, royalty, tax, cost):
        """
        At the price that is said to just pay, the owner's value is nought.
        """
        mine = {"opex": [0.0, 5.0, 5.0, 5.0], "capex": [20.0 * cost, 0, 0, 0], "rate": 0.1}
        volume = [0.0, 10.0, 10.0, 10.0]
        terms = {"royalty": {"rate": royalty}, "tax": {"kind": "income_tax", "rate": tax}}
        price = worth(terms, production=volume, price=3.0, **mine)["terms"][
            "break_even_constant_price"
        ]
        again = worth(terms, production=volume, price=price, **mine)
        assert again["parties"]["investor"]["npv"] == pytest.approx(0, abs=1e-6)


@cache
def bundled():
    """The data of the bundled mines."""
    return [read_yaml(path)[0] for path in sorted((ROOT / "cases" / "mines").glob("*.yaml"))]


def places(data, at=()):
    """Every place in a file."""
    if at:
        yield at
    if isinstance(data, dict | list):
        for key, one in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(one, (*at, key))


ODD = [None, True, -1, 0, 1.5, "", "x", "5 %", "-300 %", [], {}, [1, 2], {"2025": 1}, {"a": 1}]
ODD += [1e14, -1e14, 1e16, 10**30, float("nan"), float("inf"), {"value": [1]}, {"values": 3}, "irr"]


class TestSpoiltFiles:
    @given(st.data())
    @settings(max_examples=120, deadline=None)
    def test_are_refused_or_valued(self, data):
        """
        A bundled mine with something odd anywhere in it is refused with its faults, or valued in full.
        """
        mine = copy.deepcopy(data.draw(st.sampled_from(bundled())))
        place = data.draw(st.sampled_from(list(places(mine))))
        inner = mine
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
        try:
            found = mine_answer(Project.from_data(mine))
        except CaseError as error:
            found = {"checks": {"adds_up": bool(error.faults)}}
        assert found["checks"]["adds_up"]
