"""Excluding offers that cannot gain more than the best found."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from counterdraft.advice.exclusion import blocks as blocks_module
from counterdraft.advice.exclusion import parts as parts_module
from counterdraft.advice.exclusion import proof as proof_module
from counterdraft.advice.exclusion.integers import AWAY, CHUNK, put_rows, put_stages
from counterdraft.advice.exclusion.proof import exclude
from counterdraft.advice.scoring import row_selection as picked
from counterdraft.advice.scoring.joint_sample import Joint
from counterdraft.advice.scoring.offer_search import Search, most_expected
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.case import Combined
from counterdraft.preferences import Sample

SOUND = 1e-5
"""The lowest target is a millionth above the best found."""


def joined(case, draws, seed, *, together, apart, wide):
    """
    The joint sample of a case, and its search; blocks as small, and tables as wide, as asked.
    """
    patch = pytest.MonkeyPatch()
    patch.setattr(picked, "WIDE", 1 if wide else 4096)
    patch.setattr(parts_module, "LARGEST", 1 if apart else 512)
    patch.setattr(blocks_module, "LARGEST", together)
    joint = Joint(perspective(case), Sample(draws, seed))
    return joint, Search(joint), patch


class TestExclusion:
    @settings(max_examples=80, deadline=None)
    @given(
        st.integers(0, 10**6),
        st.integers(2, 5),
        st.sampled_from([1, 6, 512]),
        st.booleans(),
        st.booleans(),
        st.integers(0, 3),
    )
    def test_is_above_every_offer(
        self, maker, offers_of, seed, issues, together, apart, wide, known
    ):
        """
        No offer that may be made gains more than the bound, whatever is known before and however it is cut.
        """
        case = maker(seed).case(issues=issues)
        joint, search, patch = joined(case, 40, seed, together=together, apart=apart, wide=wide)
        offers = offers_of(case)
        rng = np.random.default_rng(seed)
        search.score(offers[rng.integers(0, len(offers), known)])
        try:
            bound = exclude(search)
        finally:
            patch.undo()
        offers = search.feasible(offers)
        best = max(joint.scores(offers).expected.max(initial=0.0), 0.0)

        if bound is not None:
            found = search.best(most_expected)
            assert bound >= best - 1e-9
            assert bound >= (found.expected if found is not None else 0.0) - 1e-9

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10**6), st.sampled_from([1, 6, 512]))
    def test_finds_the_best_there_is(self, maker, offers_of, seed, together):
        """
        With work enough the bound is the best offer's gain, and that offer has been scored.
        """
        case = maker(seed).case(issues=4)
        joint, search, patch = joined(case, 40, seed, together=together, apart=True, wide=False)
        try:
            bound = exclude(search)
        finally:
            patch.undo()
        offers = search.feasible(offers_of(case))
        best = max(joint.scores(offers).expected.max(initial=0.0), 0.0)
        found = search.best(most_expected)

        # There is nothing to settle after the first block where tables join all issues.
        assume(bound is not None)
        if best > SOUND:
            assert found is not None
            np.testing.assert_allclose(found.expected, best, rtol=1e-9)
        assert bound <= max(best, 1e-4) * (1 + SOUND) + SOUND

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6), st.integers(0, 6))
    def test_is_a_bound_with_any_amount_of_work(self, maker, offers_of, seed, work):
        """
        Where the work does not suffice the bound is higher, or there is none; it is never wrong.
        """
        case = maker(seed).case(issues=4)
        joint, search, patch = joined(case, 40, seed, together=1, apart=True, wide=False)
        try:
            bound = exclude(search, work=work)
        finally:
            patch.undo()
        offers = search.feasible(offers_of(case))
        best = max(joint.scores(offers).expected.max(initial=0.0), 0.0)

        assert bound is None or bound >= best - 1e-9

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 10**6), st.sampled_from(["min", "max", "sum"]))
    def test_counts_nested_worths_at_their_best_and_worst(self, maker, offers_of, seed, how):
        """
        What no block holds raises what an offer may gain, and lowers what a refusal is sure to cost.
        """
        made = maker(seed)
        case = made.case(issues=3)
        sizes = [len(i.options) for i in case.issues]
        own = case.mandates["a"]
        parts = tuple(made.any_factor(sizes) for _ in range(3))
        nested = Combined("nested", how, parts, Fraction(1))
        case = replace(case, mandates={"a": replace(own, factors=(*own.factors, nested))})
        joint, search, patch = joined(case, 30, seed, together=6, apart=True, wide=True)
        try:
            bound = exclude(search)
        finally:
            patch.undo()
        offers = search.feasible(offers_of(case))
        best = max(joint.scores(offers).expected.max(initial=0.0), 0.0)

        assert bound is None or bound >= best - 1e-9

    def test_keeps_offers_whose_mean_is_below_nothing(self, maker, offers_of):
        """
        What costs us on average may still gain where the others sign it on our good draws alone.
        """
        joint, search, patch = joined(
            maker(421).case(issues=4), 40, 421, together=1, apart=True, wide=False
        )
        exclude(search)
        patch.undo()
        found = search.best(most_expected)

        assert found is not None
        assert found.own < 0 < found.expected
        offers = search.feasible(offers_of(joint.seat.case))
        assert found.expected == joint.scores(offers).expected.max()

    def test_is_the_same_on_any_number_of_threads(self, maker, monkeypatch):
        """
        Work is counted in portions, not in time.
        """
        found = []
        for threads in (1, 2, 3):
            monkeypatch.setattr(proof_module, "THREADS", threads)
            case = maker(7).case(issues=5)
            _, search, patch = joined(case, 500, 1, together=1, apart=True, wide=False)
            found.append((exclude(search), sorted(search.known)))
            patch.undo()

        assert found[0] == found[1] == found[2]

    def test_says_nothing_where_the_integers_would_not_fit_the_memory(self, maker, monkeypatch):
        """
        A sample too large is left to the bound by prices.
        """
        monkeypatch.setattr(proof_module, "NUMBERS", 10)
        _, search, patch = joined(
            maker(7).case(issues=5), 50, 1, together=1, apart=True, wide=False
        )
        patch.undo()

        assert exclude(search) is None


class TestRows:
    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10**6), st.booleans(), st.sampled_from([0.01, 1.0, 300.0, 1e6]))
    def test_are_rounded_away_from_excluding(self, seed, up, size):
        """
        Integers are at most one step beside the worth, and never on the side that would exclude an offer.
        """
        rng = np.random.default_rng(seed)
        base = (size * rng.normal(size=(3, 1500))).astype(np.float32)
        scales = rng.random((2, 1500)).astype(np.float32)
        loads = rng.normal(size=(2, 3))
        whole = base + loads.T @ scales
        most, per_unit = 4000, 3000 / np.abs(whole).max()
        into = np.full((-(-1500 // CHUNK), 4, CHUNK), 7, dtype=np.int16)
        none = np.zeros(3, dtype=np.uint64)
        fits = put_rows(
            base, np.array([0, 1, 2]), loads, scales, per_unit, most, none,
            np.zeros(1500, dtype=np.uint64), into, 1, up,
        )  # fmt: skip
        rows = into[:, 1:].transpose(1, 0, 2).reshape(3, -1)
        scaled = whole * per_unit
        away = rows[:, :1500] - scaled if up else scaled - rows[:, :1500]

        assert fits
        assert (away >= 0).all()
        assert (away <= 1.2).all()
        assert (rows[:, 1500:] == 0).all()
        assert (into[:, 0] == 7).all()

    def test_say_when_they_do_not_fit(self):
        """
        A worth above the largest integer cannot be lowered without excluding too much.
        """
        base = np.array([[1.0, 5.0]], dtype=np.float32)
        one, none = np.zeros(1, dtype=np.uint64), np.zeros(2, dtype=np.uint64)
        into = np.zeros((1, 1, CHUNK), dtype=np.int16)
        loads, scales = np.zeros((0, 1)), np.zeros((0, 1), dtype=np.float32)
        at = np.array([0])

        assert put_rows(base, at, loads, scales, 10.0, 60, one, none, into, 0, True)
        assert not put_rows(base, at, loads, scales, 10.0, 40, one, none, into, 0, True)
        assert put_rows(base, at, loads, scales, 10.0, 40, one, none, into, 0, False)
        assert put_rows(-1e9 * base, at, loads, scales, 10.0, 40, one, none, into, 0, True)
        assert into[0, 0, :2].tolist() == [-40, -40]
        assert AWAY > 32767

    def test_are_as_low_as_may_be_where_a_red_line_is_held(self):
        """
        A part that breaks a red line is refused on the draws on which it is held.
        """
        into = np.zeros((1, 1, CHUNK), dtype=np.int16)
        put_rows(
            np.ones((1, 2), dtype=np.float32), np.array([0]), np.zeros((0, 1)),
            np.zeros((0, 1), dtype=np.float32), 10.0, 99, np.array([2], dtype=np.uint64),
            np.array([1, 3], dtype=np.uint64), into, 0, True,
        )  # fmt: skip

        assert into[0, 0, 1] == -99
        assert into[0, 0, 0] > 0

    def test_are_bounded_in_stages(self):
        """
        A stage is the highest, or the lowest, of so many first rows.
        """
        rows = np.zeros((1, 6, CHUNK), dtype=np.int16)
        rows[0, 1:4, :2] = [[1, 5], [3, 2], [2, 9]]
        put_stages(rows, 1, np.array([1, 3]), 4, True)
        assert rows[0, 4:, :2].tolist() == [[1, 5], [3, 9]]
        put_stages(rows, 1, np.array([1, 3]), 4, False)
        assert rows[0, 4:, :2].tolist() == [[1, 5], [1, 2]]
