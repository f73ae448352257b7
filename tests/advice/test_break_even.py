"""Where a choice turns."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.sensitivity.break_even import break_even, turning_point
from counterdraft.advice.sensitivity.exact_gain import ExactGain, option_probabilities
from counterdraft.preferences import mean, offer_worth


class TestTurningPoint:
    @given(st.fractions(-5, 5), st.fractions(-5, 5).filter(bool))
    def test_of_a_line_is_its_root(self, root, slope):
        """
        Solved in rationals, within ten times the range.
        """
        found = turning_point(lambda v: slope * (v - root), Fraction(0), Fraction(1))

        assert found == pytest.approx(float(root), abs=1e-12)

    def test_of_a_bent_line_is_found_by_bisection(self):
        """
        min(v, 3) = 2 at 2, capped above.
        """
        found = turning_point(lambda v: min(v, Fraction(3)) - 2, Fraction(0), Fraction(4))

        assert found == pytest.approx(2)

    def test_may_never_come(self):
        """
        Never is an answer.
        """
        assert turning_point(lambda v: min(v, Fraction(3)) - 5, Fraction(0), Fraction(4)) is None
        assert turning_point(lambda v: v - 1000, Fraction(0), Fraction(1)) is None


class TestBreakEven:
    def test_says_what_a_silent_term_would_have_to_be_worth(self, small):
        """
        The first draft costs the island −22: a binding guarantee must be worth 22 to equal no deal.
        """
        case = small()
        seat = perspective(case)
        found = break_even(seat, case.drafts[0], None, [])
        binding = next(b for b in found if b.figure.name.endswith("guarantee/o2"))

        assert binding.value == pytest.approx(22)
        assert "outside its range" in binding.sentence

    def test_compares_the_draft_with_the_counter_offer(self, small):
        """
        Draft −22, counter (0, 2, 0) worth the guarantee: equal when a binding guarantee is worth −22; that
        lies outside its range of 8 to 12, but within ten times.
        """
        case = small()
        seat = perspective(case)
        figure = case.mandates["island"].factors[1].cells[2]
        found = break_even(seat, case.drafts[0], (0, 2, 0), [figure])

        assert any(b.value == pytest.approx(-22) for b in found)


class TestExactGain:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_of_an_offer_is_its_worth_at_the_means_less_no_deal(self, maker, offers_of, seed):
        """
        The same rationals as `offer_worth`.
        """
        case = maker(seed).case()
        own = case.mandates["a"]
        exactly = ExactGain(own, perspective(case).sizes)
        for row in offers_of(case)[:20].tolist():
            terms = tuple(
                tuple(Fraction(int(k == o)) for k in range(len(i.options)))
                for i, o in zip(case.issues, row, strict=True)
            )
            wanted = offer_worth(case, "a", row) - mean(own.reservation.distribution)
            assert exactly.gain(terms) == wanted

    def test_of_a_draft_weighs_what_is_not_known(self, small):
        """
        −10 + (0 + 4 + 10) / 3 + (0 − 2) / 2.
        """
        case = small()
        exactly = ExactGain(case.mandates["island"], (3, 3, 2))

        assert (
            exactly.gain(option_probabilities(case.drafts[1]))
            == Fraction(-10) + Fraction(14, 3) - 1
        )
