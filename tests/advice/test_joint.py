"""Many offers on one joint sample."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.advice.scoring import joint_sample as joint_module
from counterdraft.advice.scoring import row_selection as picked
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.case import AllOf, Among, AnyOf, Condition, When
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample


def plain_scores(joint, offers):
    """
    Expected gain, odds and own gain by their definitions.
    """
    own = joint.worth[joint.perspective.party].gains(offers).T
    signed = np.ones(own.shape, dtype=bool)
    for name in joint.perspective.others:
        accepts = joint.worth[name].accepts(offers).T
        signed &= accepts | ~joint.perspective.signs(name, offers)[:, None]
    return np.where(signed, own, 0).mean(axis=1), signed.mean(axis=1), own.mean(axis=1)


class TestScores:
    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10**6))
    def test_agree_with_the_definition(self, maker, offers_of, seed):
        """
        Expected gain is the mean of own gain × 1{all who must sign accept}, offer by offer.
        """
        case = maker(seed).case()
        joint = JointSample(perspective(case), Sample(60, seed))
        offers = offers_of(case)
        scores = joint.scores(offers, offers[len(offers) // 2])

        for found, wanted in zip(
            (scores.expected, scores.signed, scores.own), plain_scores(joint, offers), strict=True
        ):
            np.testing.assert_allclose(found, wanted, atol=1e-9)

    def test_do_not_hang_on_the_number_of_threads(self, maker, offers_of, monkeypatch):
        """
        One thread or many: the same bits.
        """
        case = maker(5).case(issues=4)
        offers = offers_of(case)
        found = []
        for threads in (1, 2, 5):
            monkeypatch.setattr(joint_module, "_THREADS", threads)
            found.append(JointSample(perspective(case), Sample(500, 1)).scores(offers).expected)

        assert (found[0] == found[1]).all()
        assert (found[0] == found[2]).all()

    def test_of_no_offers_are_none(self, small):
        """
        Nothing in, nothing out.
        """
        joint = JointSample(perspective(small()), Sample(10, 1))

        assert len(joint.scores(np.empty((0, 3), dtype=np.int64)).expected) == 0

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10**6), st.sampled_from([1, 16]))
    def test_agree_where_pieces_are_too_wide_for_a_table(
        self, maker, make_figure, offers_of, seed, widest
    ):
        """
        A weighted condition over many options is two cells; other wide pieces are worked out directly.
        """
        case = maker(seed).case(issues=4)
        halves = AnyOf((Among(0, (0,)), AllOf((Among(1, (0,)), Among(2, (1,)), Among(3, (0,))))))
        added = When(
            "untabulated", Condition("untabulated", halves), make_figure("untabulated", -3, 5)
        )
        own = case.mandates["a"]
        untabulated = replace(case, mandates={"a": replace(own, factors=(*own.factors, added))})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(picked, "MOST_CELLS", widest)
            joint = JointSample(perspective(untabulated), Sample(50, seed))
        offers = offers_of(untabulated)
        scores = joint.scores(offers)
        wanted = plain_scores(joint, offers)

        assert joint.all_tabulated or widest == 1
        np.testing.assert_allclose(scores.expected, wanted[0], atol=1e-9)
        np.testing.assert_allclose(scores.signed, wanted[1], atol=1e-12)
        np.testing.assert_allclose(scores.own, wanted[2], atol=1e-9)


class TestDrawnOffers:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_gain_what_each_draw_gains(self, maker, offers_of, seed):
        """
        An offer that differs by draw gains on each draw what that offer gains there.
        """
        case = maker(seed).case()
        joint = JointSample(perspective(case), Sample(40, seed))
        every = offers_of(case)
        drawn = every[np.random.default_rng(seed).integers(0, len(every), 40)]
        for name in joint.parties:
            wanted = joint.worth[name].gains(drawn)[np.arange(40), np.arange(40)]
            np.testing.assert_allclose(joint.gain_drawn(name, drawn), wanted, atol=1e-9)
            if name != case.seat:
                signs = joint.perspective.signs(name, drawn)
                accepts = joint.worth[name].accepts(drawn)[np.arange(40), np.arange(40)]
                found = joint.accepts_drawn(name, drawn, joint.gain_drawn(name, drawn))
                assert (found == (accepts | ~signs)).all()

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_change_with_one_issue_as_if_worked_out_anew(self, maker, offers_of, seed):
        """
        Settling one issue otherwise is the same as working the changed offer out.
        """
        case = maker(seed).case()
        joint = JointSample(perspective(case), Sample(40, seed))
        every = offers_of(case)
        rng = np.random.default_rng(seed)
        drawn = every[rng.integers(0, len(every), 40)]
        issue = int(rng.integers(0, len(case.issues)))
        options = rng.integers(0, len(case.issues[issue].options), 40)
        changed = drawn.copy()
        changed[:, issue] = options
        for name in joint.parties:
            gain = joint.gain_drawn(name, drawn)
            found = joint.gain_with_option(name, drawn, gain, issue, options)
            np.testing.assert_allclose(found, joint.gain_drawn(name, changed), atol=1e-9)


class TestRedLines:
    def test_that_are_held_on_half_of_the_draws_halve_the_odds(self, small):
        """
        No share breaks the line that is held with one chance in two; no other line is in view.
        """
        joint = JointSample(perspective(small(their_no_deal=-5)), Sample(1000, 1))
        scores = joint.scores(np.array([[0, 0, 0], [1, 0, 0]]))

        assert scores.signed.tolist() == [0.5, 1.0]
        assert Fraction(joint.lines[0].held.mean()) == Fraction(1, 2)


class TestMemory:
    def test_is_asked_for_before_it_is_taken(self, small, monkeypatch):
        """
        More draws than fit are a fault of the input, with the most that do.
        """
        seat, sample = perspective(small()), Sample(100, 1)
        monkeypatch.setattr(picked, "MOST_NUMBERS", 200)
        with pytest.raises(CaseError, match="do not fit the memory"):
            JointSample(seat, sample)
