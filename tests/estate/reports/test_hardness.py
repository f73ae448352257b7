"""Take, effective rate, return and payback on expected flows."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.estate.deals.drafts import certain_mixture, settle_deposits_alone
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.reports.draft_values import value_draft
from counterdraft.estate.reports.hardness import hardness, recovery
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.fiscal.indicators import npv

from ..case_models import HARD, case
from ..estate_models import estate, some

PATHS = Paths(estate(), some(1000), seed=6)
FILE = PATHS.estate.file


class TestRecovery:
    def test_by_hand(self):
        """
        Ten put in and 12.1 got back two years later: a tenth a year, paid back within the second year.
        """
        found = recovery(np.array([-10.0, 0.0, 12.1]))
        assert found[0] == pytest.approx(0.1)
        assert found[1] == pytest.approx(2 + 10 / 12.1)

    def test_never(self):
        """
        What is not got back has no date, and a loss throughout no rate.
        """
        assert recovery(np.array([-10.0, 4.0])) == (pytest.approx(-0.6), "never")
        assert recovery(np.array([-1.0, -1.0])) == (None, "never")

    def test_nothing_is_put_in(self):
        """
        Who receives first, or moves nothing, has nothing to get back.
        """
        nothing = (None, None)
        assert recovery(np.array([5.0, -1.0])) == nothing
        assert recovery(np.zeros(3)) == nothing

    def test_a_draft_is_measured_by_what_it_changes(self):
        """
        The partner puts nothing in; the owners lose and never get it back.
        """
        found = value_draft(PATHS, case(HARD), HARD).by_role
        assert found["partner"].payback_years is None
        assert found["owners"].payback_years == "never"


class TestHardness:
    def test_is_what_owners_do_not_keep(self):
        """
        The take is one less the owners' part of the flow before sharing, in present values of the mean.
        """
        settled = settle_terms(PATHS, DealTerms())
        found = hardness(settled, FILE)
        kept = PATHS.flows("none").kept.mean(axis=0, dtype=float).sum(axis=0)
        state, owner = kept[1], kept[2]
        assert found.government_take == pytest.approx(state.sum() / (state + owner).sum())
        discounted = [npv(flow, FILE.rates.state, FILE.timing) for flow in (state, state + owner)]
        assert found.government_take_discounted == pytest.approx(discounted[0] / discounted[1])
        assert found.pre_party.npv == pytest.approx(discounted[1])
        rate = found.average_effective_tax_rate
        assert rate == pytest.approx(found.government_take_at_owner_rate)

    def test_transfers_do_not_move_the_whole(self):
        """
        A share of gross revenue raises the take and leaves what is shared as it was.
        """
        law = hardness(settle_terms(PATHS, DealTerms()), FILE)
        deal = hardness(
            settle_terms(PATHS, DealTerms(share=0.2, base="gross_revenue", scope="existing_too")),
            FILE,
        )
        assert deal.pre_party.npv == pytest.approx(law.pre_party.npv)
        assert deal.government_take > law.government_take

    def test_extraction_outside_is_left_out(self):
        """
        What falls on revenue from outside the deposits, or closes there, is no part of their take.
        """
        wide = {"share": 0.2, "base": "profit", "scope": "existing_too"}
        outside = {
            "other_gross": 900,
            "other_revenue": 90,
            "other_profit": 200,
            "closes_at_profit": 1,
        }
        plain = hardness(settle_terms(PATHS, DealTerms(**wide)), FILE)
        found = hardness(
            settle_deposits_alone(PATHS, certain_mixture(PATHS, DealTerms(**wide, **outside))), FILE
        )
        assert found == plain

    def test_nothing_to_take_from(self):
        """
        Where the flow before sharing is worth nothing there is no take.
        """
        settled = settle_terms(PATHS, DealTerms())
        settled.by_year[:] = -1.0
        assert hardness(settled, FILE).government_take_discounted is None
