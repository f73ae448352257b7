"""Cells of money: kept under their fingerprint, the same wherever they are computed."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from counterdraft.errors import CaseError
from counterdraft.estate.cells import Cells
from counterdraft.estate.deal_terms import DealTerms
from counterdraft.estate.simulation import Paths

from .estate_models import COMPILED, estate

DEALS = [
    DealTerms(share=s, base=b, guarantee=g)
    for s in (0.1, 0.4)
    for b in ("gross_revenue", "rights")
    for g in ("none", "binding")
]


@pytest.fixture(scope="module")
def here():
    cells = Cells(Paths(estate(), 200, seed=2))
    return cells, cells.fill(DEALS)


class TestCells:
    def test_an_offer_is_its_terms(self, here):
        """
        The cell of an offer is the cell of the deal that it means.
        """
        cells, _ = here
        offer = cells.of({"share": 0.4, "base": "gross", "guarantee": "binding"})
        terms = cells.paths.estate.vocabulary.terms(
            {"share": 0.4, "base": "gross", "guarantee": "binding"}
        )
        assert cells.of_terms(terms) is offer

    def test_is_kept(self, here):
        """
        A deal is computed once.
        """
        cells, found = here
        assert cells.fill(DEALS)[3] is found[3]

    def test_error_is_that_of_the_paired_difference(self, here):
        """
        A deal that changes nothing has no error at all.
        """
        cell = here[0].of_terms(DealTerms())
        assert cell.mean == {"state": 0, "partner": 0, "owners": 0}
        assert cell.error == {"state": 0, "partner": 0, "owners": 0}

    def test_threads(self, here):
        """
        Through threads the cells are the same to the last bit.
        """
        with ThreadPoolExecutor(3) as pool:
            assert Cells(Paths(estate(), 200, seed=2)).fill(DEALS, pool, parts=4) == here[1]

    @pytest.mark.slow
    @pytest.mark.skipif(not COMPILED, reason="workers would interpret the loops")
    def test_processes(self, here):
        """
        Through two processes they are the same too: paths are drawn there, from the same seed.
        """
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            found = Cells(Paths(estate(), 200, seed=2)).fill(DEALS, pool, parts=4)
        assert found == here[1]

    @pytest.mark.slow
    @pytest.mark.skipif(not COMPILED, reason="workers would interpret the loops")
    def test_cluster(self, here):
        """
        Through a cluster of two worker processes as well.
        """
        import distributed

        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        )
        with cluster, distributed.Client(cluster) as client:
            found = Cells(Paths(estate(), 200, seed=2)).fill(DEALS, client.get_executor(), parts=4)
        assert found == here[1]


class TestMoney:
    def test_of_the_case(self, here):
        """
        Millions of the estate are thousandths of the case's billions; other money is refused.
        """
        assert here[0].factor("USD bn (real 2025)") == 0.001
        assert here[0].factor("USD m") == 1
        with pytest.raises(CaseError, match="currencies are not mixed"):
            here[0].factor("EUR bn")


class TestCommonNumbers:
    def test_a_small_change_has_a_small_error(self, here):
        """
        One point of share is known far better than either worth.
        """
        cells, _ = here
        base = cells.of_terms(DealTerms(share=0.40, base="rights"))
        a = (
            cells.of_terms(DealTerms(share=0.41, base="rights")).mean["partner"]
            - base.mean["partner"]
        )
        assert a == pytest.approx(0.01 * base.mean["partner"] / 0.40, rel=1e-9)
        assert np.isfinite(base.error["partner"])
