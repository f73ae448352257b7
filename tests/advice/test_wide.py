"""The most that pieces too wide for a table can add."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.advice.exclusion.best_by_draw import best_gain_by_draw
from counterdraft.advice.exclusion.parts import parts_of
from counterdraft.advice.scoring import row_selection as picked
from counterdraft.advice.scoring import untabulated
from counterdraft.advice.scoring.joint_sample import JointSample
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
            patch.setattr(picked, "MOST_CELLS", 1)
            joint = JointSample(perspective(case), Sample(30, seed))
        offers = offers_of(case)
        offers = offers[
            joint.perspective.possible(offers) & joint.perspective.within_mandate(offers)
        ]
        best = max(joint.scores(offers).expected.max(initial=0.0), 0.0)

        parts = parts_of(joint)
        if (np.diff(parts.ends) > 0).all():
            assert best_gain_by_draw(joint, parts) >= best - 1e-9

    def test_of_another_kind_is_found_by_trying(self, maker):
        """
        A piece that is neither rows nor nested is worked out on all its combinations.
        """
        case = maker(4).case(issues=3)
        joint = JointSample(perspective(case), Sample(20, 1))
        for piece in pieces(case.mandates["a"]):
            most = untabulated._tried(joint, "a", piece, most=True)
            least = untabulated._tried(joint, "a", piece, most=False)
            look = picked.sampled_values(case.mandates["a"], joint.sample)
            every = piece.draw(every_option(piece.issues, joint.perspective.sizes), look)
            by_draw = np.broadcast_to(every, (len(every), 20))
            np.testing.assert_allclose(most, by_draw.max(axis=0))
            np.testing.assert_allclose(least, by_draw.min(axis=0))
