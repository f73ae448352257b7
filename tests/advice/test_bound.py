"""The bound on expected gain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.advice.bound import expected_gain_bound
from counterdraft.advice.exclusion import parts as parts_module
from counterdraft.advice.exclusion.parts import blocks_of, parts_of
from counterdraft.advice.scoring.joint_sample import Joint
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.preferences import Sample


class TestBound:
    @settings(max_examples=80, deadline=None)
    @given(st.integers(0, 10**6), st.integers(0, 4))
    def test_is_above_every_offer(self, maker, offers_of, seed, rounds):
        """
        No offer within the mandate has more expected gain on these draws, after any number of rounds.
        """
        case = maker(seed).case()
        joint = Joint(perspective(case), Sample(40, seed))
        offers = offers_of(case)
        offers = offers[joint.seat.possible(offers) & joint.seat.within_mandate(offers)]
        best = max(joint.scores(offers).expected.max(initial=0.0), 0.0)

        assert expected_gain_bound(joint, 0.0, rounds=rounds) >= best - 1e-9

    def test_is_never_below_what_was_found(self, small):
        """
        What was found is a lower bound of the bound.
        """
        joint = Joint(perspective(small()), Sample(100, 1))

        assert expected_gain_bound(joint, 1e6) == 1e6

    def test_is_exact_where_nothing_is_uncertain(self, small):
        """
        Where everybody signs everything, knowing the draw beforehand changes no choice.
        """
        joint = Joint(perspective(small(their_no_deal=-100, insists=0)), Sample(100, 1))

        # Everything is signed: no share, a binding guarantee, home law; U(8, 12) has mean 10.
        np.testing.assert_allclose(expected_gain_bound(joint, 0.0), 10.0, atol=0.02)

    def test_falls_with_more_rounds(self, maker):
        """
        Prices tighten the bound: this case was chosen because it has a gap to close.
        """
        joint = Joint(perspective(maker(11).case(issues=4, players=2)), Sample(200, 1))

        assert expected_gain_bound(joint, 0.0, rounds=12) <= expected_gain_bound(
            joint, 0.0, rounds=0
        )


class TestParts:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_hold_every_offer_within_the_mandate(self, maker, offers_of, seed):
        """
        What an allowed offer does in a block is a part of that block.
        """
        case = maker(seed).case()
        joint = Joint(perspective(case), Sample(10, 1))
        parts = parts_of(joint)
        offers = offers_of(case)
        offers = offers[joint.seat.possible(offers) & joint.seat.within_mandate(offers)]
        for b, block in enumerate(parts.blocks):
            known = {
                tuple(row)
                for row in parts.offers[parts.ends[b] : parts.ends[b + 1]][:, block].tolist()
            }
            assert {tuple(row) for row in offers[:, block].tolist()} <= known

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10**6))
    def test_leave_out_what_no_block_settles(self, maker, offers_of, seed):
        """
        Where conditions may join no blocks the bound is wider, and still a bound.
        """
        case = maker(seed).case()
        joint = Joint(perspective(case), Sample(30, seed))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parts_module, "LARGEST", 1)
            parts = parts_of(joint)
        offers = offers_of(case)
        offers = offers[joint.seat.possible(offers) & joint.seat.within_mandate(offers)]
        best = max(joint.scores(offers).expected.max(initial=0.0), 0.0)

        assert expected_gain_bound(joint, 0.0, parts=parts, rounds=2) >= best - 1e-9

    def test_join_what_a_scope_joins(self):
        """
        Issues of one table belong to one block, through chains of tables too.
        """
        assert blocks_of(5, [(0, 3), (3, 4)]) == ((0, 3, 4), (1,), (2,))
