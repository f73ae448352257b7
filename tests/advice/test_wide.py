"""The most that pieces too wide for a table can add."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.advice.bound import expected_gain_bound
from counterdraft.advice.scoring import row_selection as picked
from counterdraft.advice.scoring import untabulated as wide
from counterdraft.advice.scoring.joint_sample import Joint
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.case import Combined
from counterdraft.preferences import Sample
from counterdraft.preferences.by_draw.terms import every_option
from counterdraft.preferences.factors.kinds import pieces


class TestAtMost:
    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10**6), st.sampled_from(["min", "max", "sum"]))
    def test_is_never_passed_by_nested_worths(self, maker, offers_of, seed, how):
        """
        The bound counts least and greatest of parts, and stays above every offer.
        """
        made = maker(seed)
        case = made.case(issues=3)
        sizes = [len(i.options) for i in case.issues]
        own = case.mandates["a"]
        parts = tuple(made.any_factor(sizes) for _ in range(3))
        nested = Combined("nested", how, parts, Fraction(1))
        case = replace(case, mandates={"a": replace(own, factors=(*own.factors, nested))})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(picked, "WIDE", 1)
            joint = Joint(perspective(case), Sample(30, seed))
        offers = offers_of(case)
        offers = offers[joint.seat.possible(offers) & joint.seat.within_mandate(offers)]
        best = max(joint.scores(offers).expected.max(initial=0.0), 0.0)

        assert expected_gain_bound(joint, 0.0, rounds=1) >= best - 1e-9

    def test_of_another_kind_is_found_by_trying(self, maker):
        """
        A piece that is neither rows nor nested is worked out on all its combinations.
        """
        case = maker(4).case(issues=3)
        joint = Joint(perspective(case), Sample(20, 1))
        for piece in pieces(case.mandates["a"]):
            most = wide._tried(joint, "a", piece, most=True)
            least = wide._tried(joint, "a", piece, most=False)
            look = picked.drawing(case.mandates["a"], joint.sample)
            every = piece.draw(every_option(piece.issues, joint.seat.sizes), look)
            by_draw = np.broadcast_to(every, (len(every), 20))
            np.testing.assert_allclose(most, by_draw.max(axis=0))
            np.testing.assert_allclose(least, by_draw.min(axis=0))
