"""The search for counter-offers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.neighbours import changes, neighbours
from counterdraft.advice.scoring.offer_search import OfferSearch, boldest, most_expected
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.preferences import Sample


class TestClimb:
    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10**6))
    def test_ends_where_no_one_or_two_changes_improve(self, maker, seed):
        """
        A local optimum of both neighbourhoods, whatever the start.
        """
        case = maker(seed).case()
        joint = JointSample(perspective(case), Sample(40, seed))
        search = OfferSearch(joint)
        for goal in (most_expected, boldest(0.5)):
            found = search.climb(tuple(0 for _ in joint.perspective.sizes), goal)
            if found is None:
                continue
            for many in (1, 2):
                for other in search.score(neighbours(found.offer, joint.perspective.sizes, many)):
                    assert goal(other) <= goal(found)

    def test_stays_within_the_issues_that_may_change(self, maker):
        """
        Filling in open terms leaves the rest as it is.
        """
        joint = JointSample(perspective(maker(2).case(issues=4)), Sample(40, 1))
        found = OfferSearch(joint, bound_by_mandate=False).climb(
            (0, 0, 0, 0), most_expected, (1, 2)
        )

        assert found is not None
        assert (found.offer[0], found.offer[3]) == (0, 0)

    def test_never_proposes_what_our_mandate_forbids(self, maker, offers_of):
        """
        Red lines and impossible offers are hard.
        """
        for seed in range(10):
            case = maker(seed).case()
            joint = JointSample(perspective(case), Sample(20, 1))
            search = OfferSearch(joint)
            search.score(offers_of(case))
            known = np.array(list(search.known), dtype=np.int64).reshape(-1, len(case.issues))
            assert joint.perspective.within_mandate(known).all()
            assert joint.perspective.possible(known).all()


class TestNeighbours:
    @given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 3), st.randoms())
    def test_are_all_that_differ_on_so_many_issues(self, sizes, many, random):
        """
        By the definition: every offer of the space that differs on exactly that many issues, once.
        """
        base = [random.randrange(n) for n in sizes]
        every = np.indices(tuple(sizes)).reshape(len(sizes), -1).T
        wanted = every[changes(every, base, range(len(sizes))) == many]
        found = neighbours(base, sizes, many)

        assert sorted(map(tuple, found.tolist())) == sorted(map(tuple, wanted.tolist()))


class TestBoldest:
    def test_prefers_own_gain_only_where_the_odds_suffice(self, small):
        """
        An offer below the odds is less than any at or above them.
        """
        search = OfferSearch(
            JointSample(perspective(small(their_no_deal=-9, insists=0)), Sample(400, 1))
        )
        found = search.score(np.array([[0, 2, 0], [0, 1, 0], [0, 0, 0]]))

        assert search.best(boldest(0.7), found).offer == (0, 1, 0)
        assert search.best(boldest(0.6), found).offer == (0, 2, 0)
