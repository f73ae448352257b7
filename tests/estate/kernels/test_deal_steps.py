"""The year of a deal as one text: called with arrays it is the plain reference of the compiled loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.estate.deals.settlement import party_factors, settle_terms
from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import Paths
from counterdraft.estate.tables.deal_gains import DealGains
from counterdraft.fiscal.deal_steps import (
    DealBalances,
    DealRates,
    PreDealYear,
    claim_payment,
    deal_calendar,
    deal_year,
    fund_year,
    into_fund,
)
from counterdraft.fiscal.deal_terms import DealTerms

from ..estate_models import estate, some

PATHS = Paths(estate(), some(60), seed=6)
FACTORS = party_factors(PATHS.estate.file)
BASES = ("gross_revenue", "state_revenue", "profit", "rights")


@st.composite
def deals(draw):
    part = st.floats(0, 1)
    return DealTerms(
        share=draw(part),
        base=draw(st.sampled_from(BASES)),
        scope=draw(st.sampled_from(["new_projects", "existing_too", "with_infrastructure"])),
        priority=draw(st.sampled_from(["ceiling", "preferred_return", "lien"])),
        claim=draw(st.floats(1, 2000)),
        interest=draw(st.floats(0, 0.1)),
        partner_part=draw(part),
        lock_share=draw(part),
        lock_years=draw(st.integers(0, 12)),
        release_years=draw(st.integers(1, 10)),
        earns=draw(st.floats(0, 0.1)),
        suspended_by_attack=draw(part),
        offtake_discount=draw(part),
        aid=draw(st.floats(0, 50)),
        aid_years=draw(st.integers(0, 5)),
        aid_credited=draw(part),
        other_gross=draw(st.floats(0, 100)),
        other_revenue=draw(st.floats(0, 30)),
        other_profit=draw(st.floats(0, 30)),
        other_decline=draw(st.floats(0, 0.2)),
        closes_at_gross=draw(st.floats(0, 2)),
        closes_at_profit=draw(st.floats(0, 2)),
    )


def on_arrays(terms):
    """Present values of state, partner and owners on every path, year by year in numpy."""
    flows = PATHS.flows(terms.guarantee)
    years = flows.kept.shape[3]
    row = terms.row()
    ceiling = terms.priority == "ceiling"
    share, base = row[layout.SHARE], terms.base
    rates = DealRates(
        share * (base == "gross_revenue"),
        share * (base in {"state_revenue", "rights"}),
        share * (base in {"profit", "rights"}),
        terms.offtake_discount,
        terms.interest,
        terms.earns,
        terms.partner_part,
        terms.goes_on,
        *terms.outside,
    )
    old = float(terms.scope != "new_projects")
    balances = DealBalances(
        terms.claim if ceiling and terms.claim else np.inf, 0.0 if ceiling else terms.claim, 0.0
    )
    worth, left = np.zeros((PATHS.count, 3)), 1.0
    for t in range(years):
        now = deal_calendar(
            t,
            years - 1,
            left,
            terms.other_years,
            terms.aid * terms.aid_counted,
            0.0 if ceiling else terms.aid * terms.aid_credited,
            terms.aid_years,
            terms.lock_share,
            terms.lock_years - 1,
            terms.release_years,
        )
        new, existing = flows.kept[:, :, :, t].astype(float).transpose(1, 2, 0)
        reached = new + old * existing
        attack = (flows.attacked >> np.uint64(t)) & np.uint64(1)
        due = 1.0 - terms.suspended_by_attack * attack.astype(float)
        before = PreDealYear(
            new[layout.STATE] + existing[layout.STATE],
            new[layout.OWNER] + existing[layout.OWNER],
            reached[layout.GROSS],
            due * reached[layout.GROSS],
            due * reached[layout.STATE],
            due * reached[layout.PROFIT],
            due,
        )
        cash, balances = deal_year(before, rates, now, balances)
        for k, amount in enumerate((cash.state, cash.partner, cash.owners)):
            worth[:, k] += amount * FACTORS[k, t]
        left *= 1.0 - terms.other_decline
    return worth


class TestOneText:
    @settings(max_examples=40, deadline=None)
    @given(deals())
    def test_the_kernel_is_the_reference(self, terms):
        """
        Compiled in the loop over paths and years it gives what it gives on arrays, to the last bit.
        """
        np.testing.assert_array_equal(settle_terms(PATHS, terms).worth[:, :3], on_arrays(terms))

    @settings(max_examples=40, deadline=None)
    @given(deals())
    def test_expected_flows_give_expected_worth(self, terms):
        """
        Where no claim comes into play the weights found by trying give the worth of every path.
        """
        free = terms.unclaimed()
        apart = DealGains(PATHS, batches=PATHS.count)
        worth = apart.by_batch([free])[0]
        np.testing.assert_allclose(worth, on_arrays(free), rtol=1e-9, atol=1e-6)


class TestSteps:
    def test_a_ceiling_scales_who_pays(self):
        """
        Of 30 and 10 due below a room of 20 half of each is paid; nothing due leaves nothing.
        """
        assert into_fund(30.0, 10.0, 20.0) == (15.0, 5.0, 20.0)
        assert into_fund(0.0, 0.0, 20.0) == (0.0, 0.0, 0.0)
        assert into_fund(3.0, 1.0, np.inf) == (3.0, 1.0, 4.0)

    def test_a_claim_bears_interest_then_credit(self):
        """
        100 at a tenth with 5 credited is 115, of which what comes in is paid.
        """
        assert claim_payment(20.0, 100.0, 0.1, 5.0) == (20.0, pytest.approx(95.0))
        assert claim_payment(200.0, 100.0, 0.0, 0.0) == (100.0, 0.0)

    def test_the_fund_pays_out_what_it_does_not_keep(self):
        """
        Half of 10 is locked; what lay there has earned, and no money is lost.
        """
        free, gain, pool = fund_year(10.0, 20.0, 0.05, 0.5, 1.0)
        assert (free, gain, pool) == (5.0, 1.0, 26.0)
        assert fund_year(10.0, 20.0, 0.05, 0.0, 0.0) == (31.0, 1.0, 0.0)

    def test_a_lock_is_released_in_equal_parts(self):
        """
        Locked for two years and released over two: half goes in the third year, the rest in the fourth.
        """

        def stays(year):
            return deal_calendar(year, 9, 1.0, 9, 0, 0, 0, 0.3, 1, 2).stays

        assert [stays(t) for t in range(5)] == [1.0, 1.0, 0.5, 0.0, 0.0]
        assert deal_calendar(1, 9, 1.0, 9, 0, 0, 0, 0.3, 1, 2).locks == 0.3
        assert deal_calendar(9, 9, 1.0, 9, 0, 0, 0, 0.3, 9, 2).stays == 0.0
