"""Whatever the terms: accounts add up, taxes are not negative, more is not less."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.fiscal.indicators import npv, payback, years_to_repay
from counterdraft.fiscal.rates_of_return import irr

from ..estate.estate_models import flows, settle

YEARS = 8
money = st.floats(0, 500)
rates = st.floats(0, 1)


@st.composite
def projects(draw):
    """Projects of eight years on three paths."""
    table = st.lists(st.lists(money, min_size=3, max_size=3), min_size=YEARS, max_size=YEARS)
    volume = np.array(draw(table))
    price = draw(st.floats(0.5, 5))
    return flows(
        volume * price,
        opex=np.array(draw(table)) / 3,
        capex=np.array(draw(table)) / 2,
        volume=volume,
        price=np.full_like(volume, price),
    )


@st.composite
def sheets(draw):
    """Term sheets with any of the instruments, in any order that is allowed."""
    share = st.floats(0, 1)
    base = st.sampled_from(["gross", "state_revenue", "profit", "equity", "rent"])
    tiers = [{"above": 0, "rate": draw(share)}, {"above": 1.5, "rate": draw(share)}]
    pool = {
        "royalty": {"kind": "royalty", "rate": draw(share), "per_unit": draw(share)},
        "slide": {"kind": "royalty", "scale": tiers, "by": "price", "incremental": True},
        "bonus": {"kind": "bonus", "amount": draw(money), "on": "production"},
        "windfall": {"kind": "windfall", "rate": draw(share), "threshold": 2},
        "psc": {
            "kind": "production_sharing",
            "cost_limit": draw(share),
            "split": {"by": draw(st.sampled_from(["r_factor", "irr", "drop"])), "scale": tiers},
        },
        "cit": {
            "kind": "income_tax",
            "rate": draw(share),
            "losses": {"years": 3, "cap": draw(share)},
        },
        "rrt": {"kind": "resource_rent_tax", "tiers": [{"uplift": 0.1, "rate": draw(share)}]},
        "wht": {"kind": "withholding", "rate": draw(share)},
        "equity": {
            "kind": "participation",
            "payee": "soc",
            "share": draw(share),
            "mode": draw(st.sampled_from(["paid", "free", "carried"])),
            "interest": 0.05,
        },
        "loan": {"kind": "loan", "share": draw(share), "interest": 0.07, "first": 3},
        "share": {
            "kind": "revenue_share",
            "share": draw(share),
            "base": draw(base),
            "ceiling": draw(st.one_of(st.none(), money)),
        },
        "lien": {"kind": "lien", "principal": draw(st.floats(1, 1000)), "interest": 0.04},
        "lock": {
            "kind": "reinvestment",
            "share": draw(share),
            "until": 4,
            "release": 2,
            "earns": 0.03,
        },
        "out": {"kind": "distribution", "to": {"partner": 0.5, "state": 0.5}},
    }
    names = draw(st.permutations(list(pool)))
    return {name: pool[name] for name in names[: draw(st.integers(1, len(pool)))]}


class TestAccounts:
    @given(projects(), sheets())
    @settings(max_examples=60, deadline=None)
    def test_add_up(self, project, sheet):
        """
        In every year and on every path the parties' flows add up to the pre-party flow, to a cent.
        """
        assert settle(sheet, project).gap < 0.01

    @given(projects(), sheets())
    @settings(max_examples=40, deadline=None)
    def test_moving_money_changes_no_sum(self, project, sheet):
        """
        The undiscounted sum over all parties is that of the project, whatever the terms.
        """
        found = settle(sheet, project)
        total = sum(cash.sum() for cash in found.cash.values())
        assert total == pytest.approx(project.net.sum(), abs=1e-6)

    @given(projects(), rates, rates)
    @settings(max_examples=40, deadline=None)
    def test_tax_is_never_negative_where_losses_carry(self, project, royalty, tax):
        """
        Royalty and income tax never pay out.
        """
        terms = {"royalty": {"rate": royalty}, "cit": {"kind": "income_tax", "rate": tax}}
        found = settle(terms, project)
        assert min(a.min() for a in found.amounts.values()) >= 0

    @given(
        projects(),
        st.floats(0, 0.9),
        st.floats(0, 0.1),
        st.sampled_from(["gross", "profit", "equity", "state_revenue"]),
    )
    @settings(max_examples=40, deadline=None)
    def test_more_share_never_gives_less(self, project, share, more, base):
        """
        On a fixed plan and the same base, a larger share never gives its holder less.
        """

        def received(part):
            terms = {
                "royalty": {"rate": 0.1},
                "share": {
                    "kind": "revenue_share",
                    "base": base,
                    "share": part,
                    "payee": "partner",
                    "payer": "state" if base == "state_revenue" else "owner",
                },
            }
            return settle(terms, project).cash["partner"].sum(axis=0)

        assert (received(share + more) >= received(share) - 1e-9).all()

    @given(projects(), st.floats(0, 0.5), st.floats(1, 2))
    @settings(max_examples=30, deadline=None)
    def test_monotone_in_price(self, project, royalty, factor):
        """
        Under a royalty and a tax below one, no party loses from a higher price.
        """
        terms = {"royalty": {"rate": royalty}, "cit": {"kind": "income_tax", "rate": 0.3}}
        higher = flows(
            project.revenue * factor, opex=project.opex, capex=project.capex["development"]
        )
        low, high = settle(terms, project), settle(terms, higher)
        for party in ("state", "investor"):
            assert (high.cash[party].sum(axis=0) >= low.cash[party].sum(axis=0) - 1e-6).all()


class TestIndicators:
    @given(st.lists(st.floats(1, 100), min_size=3, max_size=10), st.floats(0.01, 0.5))
    @settings(max_examples=50, deadline=None)
    def test_return_makes_the_value_nothing(self, receipts, cost):
        """
        At the internal rate of return the present value is nought.
        """
        flow = np.array([-cost * sum(receipts), *receipts])
        rate = float(irr(flow))
        assert npv(flow, rate) == pytest.approx(0, abs=1e-6 * sum(receipts))

    def test_no_return_without_an_outlay(self):
        """
        A flow that never changes sign has no rate of return.
        """
        assert np.isnan(irr(np.array([1.0, 2.0])))
        assert np.isnan(irr(np.array([-1.0, -2.0])))

    def test_never_pays_back(self):
        """
        A project that stays under water has no payback.
        """
        assert np.isnan(payback(np.array([[-10.0], [4.0]]))[0])

    def test_mid_year_is_half_a_year_more(self):
        """
        Mid-year values are end-year values times the root of one plus the rate.
        """
        flow = np.array([1.0, 2.0, 3.0])
        assert npv(flow, 0.21, "mid") == pytest.approx(npv(flow, 0.21, "end") * 1.1)

    def test_years_to_repay(self):
        """
        500 at half of one a year takes a thousand years; 4 % on 120 eats 4.8 for ever; a little more
        repays, in as many years as the balance takes when it is followed year by year.
        """
        assert years_to_repay(500, 0.5) == 1000
        assert years_to_repay(120, 4.8, 0.04) == np.inf
        years, balance, count = years_to_repay(120, 6.0, 0.04), 120.0, 0
        while balance > 0:
            balance, count = balance * 1.04 - 6.0, count + 1
        assert count == np.ceil(years)
