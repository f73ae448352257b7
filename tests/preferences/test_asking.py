"""Questions, and what their answers leave."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Figure, Preference, Uniform
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, consistent, questions, tabulate

F = Fraction


def two_issues(make, *, draws=4000):
    """Two issues: a guarantee worth 0 to 10, and a share that costs 0 to 4."""
    good = Figure("guarantee", Uniform(F(0), F(10)))
    bad = Figure("share", Uniform(F(-4), F(0)))
    factors = (make.table(0, make.point(0), good), make.table(1, make.point(0), bad))
    preference = Preference("a", "", "USD m", factors, (), make.point(0))
    sample = Sample(draws, 1)
    issues = (make.issue("guarantee", 2), make.issue("share", 2))
    return tabulate(preference, issues, sample), sample, good, bad


def _agreeing(question, answer, worth, sample):
    try:
        return consistent(question, answer, worth, sample)
    except CaseError:
        return np.zeros(sample.draws, dtype=bool)


class TestQuestions:
    def test_the_widest_range_first(self, make):
        """
        To narrow worth with variances 100/12 and 16/12, ask about the guarantee: its median halves
        it, which takes three quarters of its own variance.
        """
        worth, sample, good, _ = two_issues(make)
        target = worth.of([[1, 1]])[:, 0]
        best = questions(worth, sample, (0, 0), target, sizes=(2, 2))[0]
        assert (best.kind, best.figures) == ("value", (good,))
        assert best.value == pytest.approx(5)
        assert best.reduction == pytest.approx(0.75 * 100 / 116, abs=0.02)
        assert best.odds == pytest.approx(0.5, abs=0.01)

    def test_an_even_swap_is_asked(self, make):
        """
        Whether the guarantee makes up for the share narrows the worth of both together.
        """
        worth, sample, good, bad = two_issues(make)
        target = worth.of([[1, 1]])[:, 0]
        found = questions(worth, sample, (1, 0), target, sizes=(2, 2), most=9)
        swap = next(q for q in found if q.figures == (good, bad))
        assert swap.kind == "swap"
        assert {swap.first, swap.second} == {(0, 0), (1, 1)}
        assert swap.odds == pytest.approx(0.8, abs=0.02) or swap.odds == pytest.approx(
            0.2, abs=0.02
        )

    @given(seed=st.integers(0, 10**6))
    @settings(max_examples=25, deadline=None)
    def test_reductions_are_the_law_of_total_variance(self, seed, maker):
        """
        The score is the variance less the average variance on the two sides, over the variance.
        """
        case = maker(seed).case()
        sample = Sample(60, seed)
        worth = tabulate(case.preference("a"), case.issues, sample)
        sizes = tuple(len(i.options) for i in case.issues)
        base = (0,) * len(sizes)
        target = worth.gains(np.array([base]))[:, 0]
        for question in questions(worth, sample, base, target, sizes=sizes, most=99):
            first, second = (_agreeing(question, a, worth, sample) for a in ("first", "second"))
            parts = [part for part in (first, second, ~(first | second)) if part.any()]
            left = sum(part.mean() * target[part].var() for part in parts)
            assert question.odds == pytest.approx(first.mean())
            assert question.reduction == pytest.approx(1 - left / target.var(), abs=1e-9)
            assert question.kind == "value" or question.figures == worth.between(
                question.first, question.second
            )

    def test_what_moves_together_is_asked_once(self, make):
        """
        Two figures of one driver are one question, and its answer narrows both.
        """
        one, two = (Figure(n, Uniform(F(0), F(9)), driver="price") for n in ("one", "two"))
        factors = (make.table(0, one), make.table(1, two))
        preference = Preference("a", "", "USD m", factors, (), make.point(0))
        sample = Sample(500, 1)
        worth = tabulate(preference, (make.issue("x", 1), make.issue("y", 1)), sample)
        target = worth.of([[0, 0]])[:, 0]
        (question,) = questions(worth, sample, (0, 0), target, sizes=(1, 1))
        assert question.figures == (one, two)

    def test_nothing_to_ask(self, make):
        """
        What is certain needs no question.
        """
        worth, sample, _, _ = two_issues(make)
        assert questions(worth, sample, (0, 0), np.zeros(4000), sizes=(2, 2)) == ()


class TestConsistent:
    def test_answers_divide_the_draws(self, make):
        """
        One side or the other: together they are all draws, and earlier answers stay.
        """
        worth, sample, good, _ = two_issues(make)
        target = worth.of([[1, 1]])[:, 0]
        question = questions(worth, sample, (0, 0), target, sizes=(2, 2))[0]
        first, second = (consistent(question, a, worth, sample) for a in ("first", "second"))
        assert (first ^ second).all()
        rest = questions(worth, sample, (0, 0), target, sizes=(2, 2), kept=first)
        again = next(q for q in rest if q.figures == (good,))
        assert again.value == pytest.approx(7.5, abs=0.02)
        further = consistent(again, "first", worth, sample, first)
        assert further.mean() == pytest.approx(0.25, abs=0.01)
        assert not (further & ~first).any()

    def test_indifference_keeps_the_nearest(self, make):
        """
        A twentieth of the draws, those where the two sides are nearest.
        """
        worth, sample, good, bad = two_issues(make)
        target = worth.of([[1, 1]])[:, 0]
        found = questions(worth, sample, (1, 0), target, sizes=(2, 2), most=9)
        question = next(q for q in found if set(q.figures) == {good, bad})
        kept = consistent(question, "indifferent", worth, sample)
        assert kept.mean() == pytest.approx(0.05, abs=0.002)
        sides = worth.of([question.first, question.second])
        assert np.abs(sides[kept, 0] - sides[kept, 1]).max() < 1

    def test_a_contradiction_is_an_error(self, make):
        """
        An answer that no draw allows is refused with a way out.
        """
        worth, sample, _, _ = two_issues(make)
        target = worth.of([[1, 1]])[:, 0]
        question = questions(worth, sample, (0, 0), target, sizes=(2, 2))[0]
        first = consistent(question, "first", worth, sample)
        with pytest.raises(CaseError, match="contradicts"):
            consistent(question, "second", worth, sample, first)
