"""A deal year by year on every path, and the new projects taken alone."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.estate.deals.drafts import certain_mixture, draft_terms, settle_draft
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.deals.sides import role, sides
from counterdraft.estate.reports import yearly as module
from counterdraft.estate.reports.results import PathReturns
from counterdraft.estate.reports.yearly import _path_returns, fan, new_projects, yearly
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms

from ..case_models import HARD, HELD, SOFT, VAGUE, case
from ..estate_models import COMPILED, estate, some

PATHS = Paths(estate(deal=HELD), some(600), seed=6)
NONE = certain_mixture(PATHS, DealTerms())


class TestYearly:
    @pytest.mark.parametrize("draft", [HARD, SOFT, VAGUE], ids=lambda d: d.name)
    def test_adds_up_to_the_settled_deal(self, draft):
        """
        Over the years each path has its undiscounted sum, over the paths each year its mean: of a draft
        whose terms are unknown as well.
        """
        settled = settle_draft(PATHS, case(draft), draft)
        found = yearly(PATHS, draft_terms(PATHS, case(draft), draft))
        np.testing.assert_allclose(found.sum(axis=1).T, settled.total, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(found.mean(axis=2), settled.by_year, rtol=1e-9, atol=1e-6)

    def test_looks_at_the_first_paths_only(self, monkeypatch):
        """
        Beyond so many paths the rest is left aside; the first are what they were.
        """
        whole = yearly(PATHS, NONE)
        monkeypatch.setattr(module, "MOST", 7)
        np.testing.assert_array_equal(yearly(PATHS, NONE), whole[:, :, :7])

    def test_new_projects_alone(self):
        """
        Without existing projects owners have what the new ones leave them, whatever falls on the others.
        """
        deal = DealTerms(share=0.5, base="state_revenue", scope="existing_too", other_revenue=1e3)
        found = yearly(PATHS, certain_mixture(PATHS, deal), new_only=True)
        kept = PATHS.flows("none").kept[:, 0].astype(float)
        np.testing.assert_allclose(found[2], kept[:, 2].T, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(found[0], 0.5 * kept[:, 1].T, rtol=1e-6, atol=1e-4)


class TestFan:
    def test_is_quantiles_by_year(self):
        """
        A tenth of the paths lie below P10 in each year; the cumulative fan is that of running sums.
        """
        flows = yearly(PATHS, draft_terms(PATHS, case(HARD), HARD))
        one = sides(case(), HELD["parties"])[0]
        found = fan(flows, (one, role("state")))
        own = flows[0] + 0.5 * flows[2]
        assert found["a"].p10 == pytest.approx(list(np.quantile(own, 0.1, axis=1)))
        last = np.quantile(own.sum(axis=0), 0.9)
        assert found["a"].cumulative.p90[-1] == pytest.approx(last)
        assert set(found) == {"a", "state"}


class TestNewProjects:
    @pytest.mark.skipif(not COMPILED, reason="on few paths nothing may be built")
    def test_terms_lower_the_return(self):
        """
        What an investor gets back falls from before terms to the law to the deal, and takes longer.
        """
        deal = DealTerms(share=0.1, base="gross_revenue")
        found = new_projects(PATHS, certain_mixture(PATHS, deal), NONE)
        rates = [getattr(found, name).irr for name in ("before_terms", "by_law", "by_deal")]
        assert rates == sorted(rates, reverse=True)
        assert found.by_deal.payback_years > found.by_law.payback_years
        whole, kept = found.before_terms.npv, found.by_deal.npv
        assert found.by_deal.average_effective_tax_rate == pytest.approx(1 - kept / whole)

    def test_spread_over_paths(self):
        """
        Of the paths on which something is built: what is never got back counts as latest, and a return
        that does not exist as lowest.
        """
        flows = np.array([[-10.0, -10.0, -10.0, 0.0], [12.0, 0.0, 11.0, 0.0]])
        found = _path_returns(flows, 0.1)
        assert found.built == 0.75
        assert found.irr == {"p10": None, "p50": pytest.approx(0.1), "p90": pytest.approx(0.1)}
        assert found.payback_years["p90"] == "never"
        assert _path_returns(np.zeros((2, 3)), 0.1) == PathReturns(0.0, None, None)

    def test_by_law_is_no_deal(self):
        """
        Without a deal both are the same.
        """
        found = new_projects(PATHS, NONE, NONE)
        assert found.by_law == found.by_deal
        settled = settle_terms(PATHS, DealTerms())
        assert found.by_law.npv < settled.of("owners").mean()
