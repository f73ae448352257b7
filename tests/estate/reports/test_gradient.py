"""One point more of a clause."""

from __future__ import annotations

import pytest

from counterdraft.estate.deals.drafts import certain_mixture, draft_terms
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.deals.sides import sides
from counterdraft.estate.reports.clauses import gradient, point_values
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms

from ..case_models import HELD, VAGUE, case
from ..estate_models import estate, some

PATHS = Paths(estate(deal=HELD), some(1000), seed=6)


class TestGradient:
    def test_of_a_line(self):
        """
        Where worth is linear in the share, the gradient is the worth of one point of it.
        """
        terms = DealTerms(share=0.4, base="state_revenue", scope="existing_too")
        worth = (settle_terms(PATHS, terms).of("partner")).mean()
        assert gradient(PATHS, terms)["share"]["partner"] == pytest.approx(worth / 40)

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_at_the_ends(self, share):
        """
        Where there is no room on one side the other is taken, and one point stays one point.
        """
        terms = DealTerms(share=share, base="state_revenue", scope="existing_too")
        whole = settle_terms(PATHS, terms.model_copy(update={"share": 1.0})).of("partner").mean()
        assert gradient(PATHS, terms)["share"]["partner"] == pytest.approx(whole / 100)

    def test_a_claim_moves_by_a_hundredth_of_itself(self):
        """
        A ceiling that binds on every path brings a hundredth of itself; without a claim there is no row.
        """
        terms = DealTerms(share=1, base="gross_revenue", scope="existing_too", claim=1e-3)
        found = gradient(PATHS, terms)
        assert found["claim"]["partner"] == pytest.approx(
            settle_terms(PATHS, terms).of("partner").mean() / 100, rel=1e-6
        )
        assert "claim" not in gradient(PATHS, DealTerms(share=0.5))

    def test_of_what_is_not_known(self):
        """
        Of a draft that may be several deals it is the mean over them, by role and by party.
        """
        mixture = draft_terms(PATHS, case(VAGUE), VAGUE)
        parties = sides(case(VAGUE), HELD["parties"])
        row = next(r for r in point_values(PATHS, mixture, parties) if r.clause == "share")
        # The base is state revenue: worth is linear in the share, whatever it is.
        one = point_values(PATHS, certain_mixture(PATHS, mixture.terms[0]), parties)
        expected = next(r for r in one if r.clause == "share")
        assert row.by_role["partner"].mean == pytest.approx(expected.by_role["partner"].mean)
        assert row.by_party["b"] == row.by_role["partner"]
