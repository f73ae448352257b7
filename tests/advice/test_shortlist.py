"""Counter-offers: the best there is on small spaces, and what the list promises."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.search import candidates as candidates_module
from counterdraft.advice.search.shortlist import ExpectedGame, ShortlistSearch, counter_offers
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, expected_game


def best_of_all(case, joint, offers_of):
    """
    The most expected gain of any offer within the mandate, by trying all.
    """
    offers = offers_of(case)
    offers = offers[joint.perspective.possible(offers) & joint.perspective.within_mandate(offers)]
    return max(joint.scores(offers).expected.max(initial=0.0), 0.0)


def shortlist_of(joint, case):
    """
    The proven shortlist in answer to the first draft.
    """
    expected = ExpectedGame.of(expected_game(case))
    return ShortlistSearch(joint, case.drafts[0], expected, Fraction(1, 2)).prove()


class TestOptimum:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    @example(159)  # signed on a single draw: its gain is its error, but for rounding
    def test_is_found_where_everything_is_tried(self, maker, offers_of, seed):
        """
        On a small space the best counter-offer is the best there is, and the bound says so; none is
        listed only where sampling alone may have made it.
        """
        case = maker(seed).case()
        joint = JointSample(perspective(case), Sample(40, seed))
        found = shortlist_of(joint, case)
        best = best_of_all(case, joint, offers_of)

        assert found.bound == pytest.approx(best, abs=1e-9)
        for counter in found.counters[:1]:
            assert counter.pricing.expected_gain == pytest.approx(best, abs=1e-9)
        assert all(c.pricing.within_mandate for c in found.counters)

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_lies_between_what_is_searched_and_the_bound(self, maker, offers_of, seed):
        """
        On a space too large to try everything the search never passes the truth, nor the truth the bound.
        """
        case = maker(seed).case()
        joint = JointSample(perspective(case), Sample(40, seed))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(candidates_module, "WHOLE", 0)
            found = shortlist_of(joint, case)
        best = best_of_all(case, joint, offers_of)

        assert found.bound >= best - 1e-9
        assert all(c.pricing.expected_gain <= best + 1e-9 for c in found.counters)


class TestByHand:
    def test_the_smallest_change_is_the_best_of_its_kind(self, small):
        """
        Whatever share the island gives costs it as much as any guarantee brings, and without one the
        company has at most the law's 1, below its 3: there is nothing to offer.
        """
        found = counter_offers(small(), "first", draws=200)

        assert found.counters == ()
        assert "no deal is the best answer" in found.none_because

    def test_what_they_accept_is_offered(self, small):
        """
        Were no deal worth −9 to the company and a share no matter to it, it would sign a binding guarantee
        that costs it no more than 9, on 5 draws of 8: 10 × 5/8 for the island.
        """
        case = small(their_no_deal=-9, insists=0)
        best = counter_offers(case, "first", draws=4000).counters[0]

        assert best.offer == (0, 2, 0)
        assert best.pricing.signed.value == pytest.approx(5 / 8, abs=0.001)
        assert best.pricing.expected_gain == pytest.approx(25 / 4, abs=0.1)

    def test_moves_say_what_each_change_costs_and_brings(self, small):
        """
        Settling one term as the draft does changes the gain by the difference of its cells.
        """
        case = small(their_no_deal=-9, insists=0)
        found = counter_offers(case, "first", draws=400)
        for counter in found.counters:
            for move in counter.moves:
                if move.issue == 0:
                    assert move.before == 2
                    wanted = {0: -20, 1: -10}[move.after]
                    assert move.cost_to_us.mean == pytest.approx(wanted)
                    assert move.gain_to_them["company"].mean == pytest.approx(
                        {0: -16, 1: -8}[move.after]
                    )

    def test_terms_that_are_not_known_are_filled_and_listed(self, small):
        """
        The second draft leaves guarantee and law open: every counter-offer settles them, with no before.
        """
        found = counter_offers(small(their_no_deal=-9, insists=0), "second", draws=400)

        assert found.counters
        for counter in found.counters:
            assert {m.issue: m.before for m in counter.moves if m.issue != 0} == {1: None, 2: None}


class TestList:
    def test_is_in_order_and_without_duplicates(self, maker):
        """
        Best expected gain first; no offer twice.
        """
        for seed in range(12):
            case = maker(seed).case()
            found = counter_offers(case, "d", draws=100, seed=seed)
            gains = [c.pricing.expected_gain for c in found.counters]
            assert gains == sorted(gains, reverse=True)
            assert len({c.offer for c in found.counters}) == len(found.counters)

    def test_is_as_bold_as_the_odds_allow(self, maker):
        """
        The boldest has at least the odds that were asked for.
        """
        for seed in range(12):
            found = counter_offers(maker(seed).case(), "d", draws=100, odds=Fraction(3, 4))
            assert all(
                c.pricing.signed.value >= 0.75 for c in found.counters if c.kind == "boldest"
            )

    def test_refuses_odds_that_are_no_probability(self, small):
        """
        Probability of 1.2 are a fault of the input.
        """
        with pytest.raises(CaseError, match="no probability"):
            counter_offers(small(), "first", draws=10, odds=Fraction(6, 5))

    def test_refuses_a_draft_that_is_not_there(self, small):
        """
        The error names the nearest draft.
        """
        with pytest.raises(CaseError, match="did you mean 'first'"):
            counter_offers(small(), "frist", draws=10)

    def test_is_the_same_for_the_same_seed(self, maker):
        """
        Case, seed and draws fix everything, up to the last bit.
        """
        one, other = (counter_offers(maker(7).case(), "d", draws=100) for _ in range(2))

        assert one == other
        assert np.isfinite(one.bound)
