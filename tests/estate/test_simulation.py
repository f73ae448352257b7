"""The estate's paths: common random numbers, threads, control and plans."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.errors import CaseError
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.ground.control import Control, Guarantee
from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.runtime import blocks

from .estate_models import COMPILED, CONTROL, DEPOSITS, HEAD, estate, some


@pytest.fixture(scope="module")
def paths():
    return Paths(estate(), some(3000), seed=11)


class TestControl:
    def test_rows_stay_whole_under_any_guarantee(self):
        """
        Whatever a guarantee multiplies, probabilities lie between 0 and 1 and add up.
        """
        control = Control.from_data(CONTROL)
        for attack in (0, 0.3, 1, 5):
            for loss in (0, 0.5, 1, 50):
                hazards = control.under(Guarantee(attack=attack, loss=loss))
                for rows in (hazards.first, hazards.switch, hazards.change):
                    assert rows[..., -1] == pytest.approx(1)
                    assert (np.diff(rows, axis=-1) >= -1e-12).all()
                    assert rows.min() >= -1e-12

    def test_a_zone_multiplies_moves_to_worse_states_only(self):
        """
        Deep ground is lost a fifth as often, and is won back as it is elsewhere.
        """
        hazards = Control.from_data(CONTROL).under(Guarantee())
        quiet = np.diff(hazards.change[0, 0], prepend=0)
        assert quiet[0, 2] == pytest.approx(0.05 * 0.2)
        assert quiet[3, 1] == pytest.approx(0.05)

    def test_without_a_war(self):
        """
        Where no scenario is an attack no year is one, and a guarantee against attack changes nothing.
        """
        peace = {
            **CONTROL,
            "scenarios": {"peace": {"first": 1}},
            "switch": {"peace": {"peace": 1}},
            "change": {"peace": CONTROL["change"]["quiet"]},
        }
        del peace["attack"]
        quiet = Paths(estate(control=peace), 200)
        assert not quiet.flows("none").attacked.any()
        assert Control.from_data(peace).under(Guarantee(attack=0.1)).first.tolist() == [1]
        bound = settle_terms(quiet, DealTerms(share=0.5, suspended_by_attack=1))
        assert (bound.worth == settle_terms(quiet, DealTerms(share=0.5)).worth).all()

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"scenarios": {"quiet": {"first": 0.7}, "attack": {"first": 0.4}}}, "add up to 1.1"),
            ({"attack": "atack"}, "did you mean 'attack'"),
            ({"switch": {"quiet": {"quiet": 1}}}, "'attack' is missing"),
            ({"costs": {"damage": 1.7}}, "is more than 1"),
        ],
    )
    def test_bad_files(self, change, words):
        """
        Probabilities of control that do not add up are refused, with their sum.
        """
        with pytest.raises(CaseError, match=words):
            Control.from_data({**CONTROL, **change})


class TestPaths:
    def test_same_bytes_on_any_number_of_threads(self, monkeypatch):
        """
        One thread or many: the same numbers to the last bit.
        """
        found = []
        for cores in (1, 5):
            monkeypatch.setattr(blocks, "cores", lambda c=cores: c)
            paths = Paths(estate(), some(5000), seed=2)
            found.append(settle_terms(paths, DealTerms(share=0.4, base="rights")))
        assert (found[0].worth == found[1].worth).all()
        assert (found[0].by_year == found[1].by_year).all()

    def test_another_seed_other_paths(self):
        """
        The seed decides.
        """
        a, b = (settle_terms(Paths(estate(), some(500), seed=s), DealTerms()).worth for s in (1, 2))
        assert not np.array_equal(a, b)

    def test_a_further_deposit_changes_no_other(self):
        """
        Streams are keyed by name: what the others yield stays as it was.
        """
        two = Paths(estate(deposits=DEPOSITS[:2]), some(500), seed=4).flows("none").gathered
        three = Paths(estate(), some(500), seed=4).flows("none").gathered
        np.testing.assert_array_equal(two[:, layout.D_EXISTS], three[:2, layout.D_EXISTS])
        np.testing.assert_allclose(two[0], three[0])

    def test_a_better_guarantee_never_loses_more_ground(self, paths):
        """
        Under common random numbers fewer deposits are lost under the binding guarantee.
        """
        bare = paths.flows("none").gathered[:, layout.D_LOST]
        bound = paths.flows("binding").gathered[:, layout.D_LOST]
        assert (bound <= bare + 1e-12).all()
        assert bound.sum() < bare.sum()

    def test_occupied_ground_yields_nothing(self):
        """
        Without any way back an occupied deposit yields nothing.
        """
        stay = {"occupied": {"occupied": 1}}
        change = {s: {**CONTROL["change"][s], **stay} for s in ("quiet", "attack")}
        shut = estate(control={**CONTROL, "change": change}, deposits=DEPOSITS[2:])
        assert Paths(shut, 200).flows("none").kept.any() == False  # noqa: E712

    def test_flows_are_kept(self, paths):
        """
        The flows of a guarantee are computed once.
        """
        assert paths.flows("none") is paths.flows(Guarantee())


class TestPrices:
    def test_correlation_of_changes(self):
        """
        Log changes of two products are correlated as the file says.
        """
        products = {n: {"series": n.upper()[0], "model": "gbm"} for n in ("alpha", "beta")}
        head = {**HEAD, "products": {"alpha": products["alpha"], "beta": products["beta"]}}
        prices = Paths(estate(head={**head, "correlation": 0.6}), some(4000)).prices
        change = np.diff(np.log(prices.astype(float)), axis=1)
        change = change - change.mean(axis=1, keepdims=True)
        change = change / change.std(axis=1, keepdims=True)
        # Volatility differs from path to path: the correlation is that of each path.
        found = (change[:, :, 0] * change[:, :, 1]).mean()
        assert found == pytest.approx(0.6, abs=0.03 if COMPILED else 0.1)


class TestPlans:
    def test_a_bad_mine_is_not_built(self):
        """
        Where the product never covers its cost, nobody builds.
        """
        dear = [{**DEPOSITS[1], "opex": "50"}]
        gathered = Paths(estate(deposits=dear), some(500)).flows("none").gathered
        assert gathered[0, layout.D_BUILT] == 0
        assert gathered[0, layout.D_EXISTS] > 0

    def test_owners_answer_to_a_share_of_gross_revenue(self, paths):
        """
        A share of gross revenue closes mines: owners do better than if they carried on, and the partner
        gets less than it reckoned with.
        """
        terms = DealTerms(share=0.5, base="gross_revenue", scope="existing_too")
        fixed, answers = settle_terms(paths, terms), settle_terms(paths, terms, responsive=True)
        assert answers.of("owners").mean() > fixed.of("owners").mean()
        assert answers.of("partner").mean() < fixed.of("partner").mean()

    def test_a_share_of_state_revenue_changes_no_plan(self, paths):
        """
        What the state gives away is nothing to the owners: they do as they would without a deal.
        """
        free = settle_terms(paths, DealTerms(), responsive=True)
        shared = settle_terms(paths, DealTerms(share=0.5, base="state_revenue"), responsive=True)
        assert (free.of("owners") == shared.of("owners")).all()

    def test_the_right_to_stop_is_worth_something(self, paths):
        """
        Owners who may stand still and give up do no worse, on the mean, than those who carry on.
        """
        carries_on = settle_terms(paths, DealTerms()).of("owners").mean()
        assert (
            settle_terms(paths, DealTerms(), responsive=True).of("owners").mean()
            >= carries_on - 1e-9
        )
