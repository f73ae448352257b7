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
from counterdraft.advice.exclusion.best_by_draw import best_gain_by_draw
from counterdraft.advice.exclusion.integers import AWAY, CHUNK, put_rows, put_stages
from counterdraft.advice.exclusion.parts import blocks_of, parts_of
from counterdraft.advice.exclusion.proof import STEPS, exclude_offers
from counterdraft.advice.scoring import row_selection as picked
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.offer_search import OfferSearch, most_expected
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.case import Combined
from counterdraft.preferences import Sample
from counterdraft.runtime.deadline import Deadline

SOUND = 1e-5
"""The lowest target is a millionth above the best found."""


def joined(case, draws, seed, *, together, apart, untabulated):
    """
    The joint sample of a case, and its search; blocks as small, and tables as wide, as asked.
    """
    patch = pytest.MonkeyPatch()
    patch.setattr(picked, "MOST_CELLS", 1 if untabulated else 4096)
    patch.setattr(parts_module, "LARGEST", 1 if apart else 512)
    patch.setattr(blocks_module, "LARGEST", together)
    joint = JointSample(perspective(case), Sample(draws, seed))
    return joint, OfferSearch(joint), patch


def best_gain(joint, search, offers):
    """
    The most expected gain of any offer within the mandate, by trying all; no deal is worth nothing.
    """
    return max(joint.scores(search.feasible(offers)).expected.max(initial=0.0), 0.0)


def excluded(joint, search, **options):
    """
    The proof from the best that is known, and what it leaves to be scored, scored.
    """
    exclusion = exclude_offers(joint, search.best(most_expected), **options)
    search.score(exclusion.remaining)
    best = search.best(most_expected)
    return exclusion, max(exclusion.bound, best.expected if best is not None else 0.0)


class TestExclusion:
    @settings(max_examples=80, deadline=None)
    @given(
        st.integers(0, 10**6),
        st.integers(2, 5),
        st.sampled_from([1, 6, 512]),
        st.booleans(),
        st.booleans(),
        st.integers(0, 3),
        st.sampled_from(STEPS),
    )
    def test_leaves_every_offer_above_its_bound(
        self, maker, offers_of, seed, issues, together, apart, untabulated, known, step
    ):
        """
        At every step: an offer that may be made and gains more than the bound remains to be scored, whatever
        is known before and however the issues are cut into blocks.
        """
        case = maker(seed).case(issues=issues)
        joint, search, patch = joined(
            case, 40, seed, together=together, apart=apart, untabulated=untabulated
        )
        patch.setattr(proof_module, "STEPS", (step,))
        offers = offers_of(case)
        rng = np.random.default_rng(seed)
        search.score(offers[rng.integers(0, len(offers), known)])
        try:
            exclusion = exclude_offers(joint, search.best(most_expected))
        finally:
            patch.undo()
        offers = search.feasible(offers)
        above = offers[joint.scores(offers).expected > exclusion.bound + 1e-9]

        assert {tuple(o) for o in above} <= {tuple(o) for o in exclusion.remaining}
        assert exclusion.explored or not len(above)

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10**6), st.sampled_from([1, 6, 512]))
    def test_finds_the_best_there_is(self, maker, offers_of, seed, together):
        """
        With work enough the bound is the best offer's gain, and that offer has been scored.
        """
        case = maker(seed).case(issues=4)
        joint, search, patch = joined(
            case, 40, seed, together=together, apart=True, untabulated=False
        )
        try:
            exclusion, bound = excluded(joint, search)
        finally:
            patch.undo()
        best = best_gain(joint, search, offers_of(case))
        found = search.best(most_expected)

        # There is nothing to settle after the first block where tables join all issues.
        assume(exclusion.explored)
        if best > SOUND:
            assert found is not None
            np.testing.assert_allclose(found.expected, best, rtol=1e-9)
        assert bound <= max(best, 1e-4) * (1 + SOUND) + SOUND

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6), st.integers(0, 6))
    def test_is_a_bound_with_any_amount_of_work(self, maker, offers_of, seed, work):
        """
        Where the work does not suffice the bound is higher; it is never wrong.
        """
        case = maker(seed).case(issues=4)
        joint, search, patch = joined(case, 40, seed, together=1, apart=True, untabulated=False)
        try:
            _, bound = excluded(joint, search, work=work)
        finally:
            patch.undo()

        assert bound >= best_gain(joint, search, offers_of(case)) - 1e-9

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 10**6), st.sampled_from(["min", "max", "sum"]), st.booleans())
    def test_counts_nested_worths_at_their_best_and_worst(self, maker, offers_of, seed, how, over):
        """
        What no block holds raises what an offer may gain, and lowers what a refusal is sure to cost; with
        time to explore and without.
        """
        made = maker(seed)
        case = made.case(issues=3)
        sizes = [len(i.options) for i in case.issues]
        own = case.mandates["a"]
        parts = tuple(made.any_factor(sizes) for _ in range(3))
        nested = Combined("nested", how, parts, Fraction(1))
        case = replace(case, mandates={"a": replace(own, factors=(*own.factors, nested))})
        joint, search, patch = joined(case, 30, seed, together=6, apart=True, untabulated=True)
        deadline = Deadline()
        if over:
            deadline.stop()
        try:
            _, bound = excluded(joint, search, deadline=deadline)
        finally:
            patch.undo()

        assert bound >= best_gain(joint, search, offers_of(case)) - 1e-9

    def test_keeps_offers_whose_mean_is_below_nothing(self, maker, offers_of):
        """
        What costs us on average may still gain where the others sign it on our good draws alone.
        """
        joint, search, patch = joined(
            maker(421).case(issues=4), 40, 421, together=1, apart=True, untabulated=False
        )
        excluded(joint, search)
        patch.undo()
        found = search.best(most_expected)

        assert found is not None
        assert found.own < 0 < found.expected
        assert found.expected == best_gain(joint, search, offers_of(joint.perspective.case))

    def test_is_the_same_on_any_number_of_threads(self, maker, monkeypatch):
        """
        Work is counted in portions, not in time.
        """
        answers = []
        for threads in (1, 2, 3):
            monkeypatch.setattr(proof_module, "THREADS", threads)
            case = maker(7).case(issues=5)
            joint, search, patch = joined(case, 500, 1, together=1, apart=True, untabulated=False)
            answers.append((excluded(joint, search)[1], sorted(search.known)))
            patch.undo()

        assert answers[0] == answers[1] == answers[2]


class TestBestByDraw:
    @settings(max_examples=80, deadline=None)
    @given(st.integers(0, 10**6), st.booleans())
    def test_is_above_every_offer(self, maker, offers_of, seed, untabulated):
        """
        No offer gains more than the best choice on every draw.
        """
        case = maker(seed).case()
        joint, search, patch = joined(
            case, 40, seed, together=1, apart=False, untabulated=untabulated
        )
        patch.undo()
        parts = parts_of(joint)
        assume((np.diff(parts.ends) > 0).all())

        assert best_gain_by_draw(joint, parts) >= best_gain(joint, search, offers_of(case)) - 1e-9

    def test_is_exact_where_nothing_is_refused(self, small):
        """
        No share, a binding guarantee, home law: U(8, 12) has mean 10, and the best offer is the same on all
        draws.
        """
        joint = JointSample(perspective(small(their_no_deal=-100, insists=0)), Sample(100, 1))

        np.testing.assert_allclose(best_gain_by_draw(joint, parts_of(joint)), 10.0, atol=0.02)

    def test_stands_in_where_the_integers_would_not_fit_the_memory(self, maker, monkeypatch):
        """
        A sample too large to explore is bounded by the best choice on every draw, and says so.
        """
        monkeypatch.setattr(proof_module, "MOST_NUMBERS", 10)
        joint, _, patch = joined(
            maker(7).case(issues=5), 50, 1, together=1, apart=True, untabulated=False
        )
        patch.undo()
        exclusion = exclude_offers(joint, None)

        assert not exclusion.explored
        assert exclusion.bound == best_gain_by_draw(joint, parts_of(joint))


class TestParts:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_hold_every_offer_within_the_mandate(self, maker, offers_of, seed):
        """
        What an allowed offer does in a block is a part of that block.
        """
        case = maker(seed).case()
        joint = JointSample(perspective(case), Sample(10, 1))
        parts = parts_of(joint)
        offers = OfferSearch(joint).feasible(offers_of(case))
        for b, block in enumerate(parts.blocks):
            known = parts.offers[parts.ends[b] : parts.ends[b + 1]][:, block].tolist()
            assert {tuple(row) for row in offers[:, block].tolist()} <= set(map(tuple, known))

    def test_join_what_a_scope_joins(self):
        """
        Issues of one table belong to one block, through chains of tables too.
        """
        assert blocks_of(5, [(0, 3), (3, 4)]) == ((0, 3, 4), (1,), (2,))


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
