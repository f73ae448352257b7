"""DealGains of money: kept under their fingerprint, the same wherever they are computed."""

from __future__ import annotations

import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.errors import CaseError
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.simulation import Paths
from counterdraft.estate.tables.deal_gains import DealGains, sweep
from counterdraft.fiscal.deal_terms import DealTerms

from ..estate_models import COMPILED, DEPOSITS, estate

PATHS = Paths(estate(), 400, seed=3)
DEALS = [
    DealTerms(share=s, base=b, guarantee=g)
    for s in (0.1, 0.4)
    for b in ("gross_revenue", "rights")
    for g in ("none", "binding")
]


@pytest.fixture(scope="module")
def here():
    cells = DealGains(Paths(estate(), 200, seed=2))
    return cells, cells.fill(DEALS)


class TestCells:
    def test_an_offer_is_its_terms(self, here):
        """
        The cell of an offer is the cell of the deal that it means.
        """
        cells, _ = here
        offer = cells.of({"share": 0.4, "base": "gross", "guarantee": "binding"})
        terms = cells.paths.estate.deal_mapping.terms(
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
            assert DealGains(Paths(estate(), 200, seed=2)).fill(DEALS, pool, parts=4) == here[1]

    @pytest.mark.parametrize("change", [{"as_of": date(2025, 1, 1)}, {"fingerprint": ""}])
    def test_a_worker_keeps_paths_for_one_estate_only(self, change):
        """
        What a worker drew serves the same estate on the same day; files that nobody fingerprinted, never.
        """
        told = {"fingerprint": "files", "as_of": None, **change}
        first, other = replace(estate(), **told), replace(estate(deposits=DEPOSITS[:1]), **told)
        if "as_of" in change:
            other = replace(other, as_of=None)
        found = sweep(first, 200, 2, DEALS[:1])

        assert sweep(first, 200, 2, DEALS[:1]) == found
        assert sweep(other, 200, 2, DEALS[:1]) == DealGains(Paths(other, 200, 2)).fill(DEALS[:1])
        assert sweep(other, 200, 2, DEALS[:1]) != found

    def test_an_estate_that_cannot_travel(self):
        """
        What no process can be sent is said at once, before any is asked: nobody waits for ever.
        """
        asked = []

        class Never(ThreadPoolExecutor):
            def submit(self, *given):
                asked.append(given)

        stuck = replace(estate(), series={"lock": threading.Lock()})
        with (
            Never(1) as pool,
            pytest.raises(CaseError, match=r"cannot be sent to other processes: cannot pickle"),
        ):
            DealGains(Paths(stuck, 100)).fill(DEALS, pool)
        assert not asked

    @pytest.mark.slow
    @pytest.mark.skipif(not COMPILED, reason="workers would interpret the loops")
    def test_processes(self, here):
        """
        Through two processes they are the same too: paths are drawn there, from the same seed.
        """
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            found = DealGains(Paths(estate(), 200, seed=2)).fill(DEALS, pool, parts=4)
        assert found == here[1]

    @pytest.mark.slow
    @pytest.mark.skipif(not COMPILED, reason="workers would interpret the loops")
    def test_cluster(self, here):
        """
        Through a cluster of two worker processes as well.
        """
        from distributed import Client

        from ...clusters import local

        with local(2) as cluster, Client(cluster) as client:
            found = DealGains(Paths(estate(), 200, seed=2)).fill(
                DEALS, client.get_executor(), parts=4
            )
        assert found == here[1]


class TestMoney:
    def test_of_the_case(self, here):
        """
        Millions of the estate are thousandths of the case's billions; other money is refused.
        """
        assert here[0].paths.estate.factor_to("USD bn (real 2025)") == 0.001
        assert here[0].paths.estate.factor_to("USD m") == 1
        with pytest.raises(CaseError, match="currencies are not mixed"):
            here[0].paths.estate.factor_to("EUR bn")


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


def plain(paths, terms):
    """The cell of a deal path by path."""
    change = settle_terms(paths, terms).worth - settle_terms(paths, DealTerms()).worth
    return change[:, :3]


class TestGatheredFlows:
    @given(data=st.data())
    @settings(max_examples=40, deadline=None)
    def test_linear_deals_are_worth_what_they_are_path_by_path(self, data):
        """
        Where no claim comes into play, worth on mean flows is the mean worth, whatever the other terms.
        """
        draw = data.draw
        priority = draw(st.sampled_from(["ceiling", "preferred_return", "lien"]))
        terms = DealTerms(
            share=draw(st.floats(0, 1)),
            base=draw(st.sampled_from(["gross_revenue", "state_revenue", "profit", "rights"])),
            scope=draw(st.sampled_from(["new_projects", "existing_too", "with_infrastructure"])),
            priority=priority,
            claim=draw(st.sampled_from([0, 1e7])) if priority == "ceiling" else 1e7,
            interest=draw(st.floats(0, 0.2)),
            fund_scale=draw(st.sampled_from([1.0, 2.0])),
            partner_part=draw(st.floats(0, 1)),
            lock_share=draw(st.floats(0, 1)),
            lock_years=draw(st.integers(0, 12)),
            release_years=draw(st.integers(1, 6)),
            earns=draw(st.floats(0, 0.1)),
            suspended_by_attack=draw(st.sampled_from([0, 0.5, 1])),
            offtake_discount=draw(st.floats(0, 0.1)),
            aid=draw(st.floats(0, 10)),
            aid_years=5,
            guarantee=draw(st.sampled_from(["none", "binding"])),
            other_gross=100,
            other_revenue=draw(st.floats(0, 50)),
            other_profit=30,
            infrastructure_gross=20,
            infrastructure=5,
            infrastructure_profit=7,
            other_years=draw(st.integers(0, 30)),
            other_decline=draw(st.floats(0, 0.2)),
            closes_at_gross=draw(st.sampled_from([0, 0.6])),
            closes_at_profit=draw(st.sampled_from([0, 1])),
        )
        cells = DealGains(PATHS)
        assert cells.aggregate(terms.guarantee).touched(terms, 25) is None
        found, expected = cells.of_terms(terms), plain(PATHS, terms).mean(axis=0)
        assert list(found.mean.values()) == pytest.approx(expected, rel=1e-6, abs=1e-4)

    @given(
        share=st.floats(0.05, 1),
        claim=st.floats(0, 3000),
        priority=st.sampled_from(["ceiling", "preferred_return", "lien"]),
        base=st.sampled_from(["gross_revenue", "rights"]),
    )
    @settings(max_examples=40, deadline=None)
    def test_any_claim(self, share, claim, priority, base):
        """
        Whether a claim comes into play or not, the cell is the mean path by path.
        """
        claim = claim if priority == "ceiling" else claim + 1
        terms = DealTerms(
            share=share,
            claim=claim,
            priority=priority,
            base=base,
            scope="existing_too",
            partner_part=0.5,
            other_revenue=3,
            other_gross=9,
            other_profit=2,
        )
        found, expected = DealGains(PATHS).of_terms(terms), plain(PATHS, terms).mean(axis=0)
        assert list(found.mean.values()) == pytest.approx(expected, rel=1e-6, abs=1e-4)

    def test_error_by_batches_is_near_that_by_paths(self):
        """
        The standard error from batches is that of the paths, within what so few batches can know.
        """
        paths = Paths(estate(), 4000, seed=9)
        terms = DealTerms(share=0.4, base="rights", guarantee="binding")
        change = plain(paths, terms)
        expected = change.std(axis=0, ddof=1) / np.sqrt(len(change))
        found = list(DealGains(paths).of_terms(terms).error.values())
        assert found == pytest.approx(expected, rel=0.6)
