"""Ranges after an answer."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Figure, Normal, Point, Provenance, Triangular, Uniform, Weighted
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, mean, narrowed, stated
from counterdraft.preferences.chance.sampling import drawn

F = Fraction

DAY = date(2025, 2, 15)


def after(figure, kept, sample):
    return narrowed(figure, sample, kept, source="E1", known=DAY)


class TestNarrowed:
    def test_half_of_a_range(self):
        """
        "More than 5" of anything between 0 and 10 leaves 5 to 10, evenly: the mode in the middle.
        """
        sample = Sample(1000, 1)
        figure = Figure("f", Uniform(F(0), F(10)), Provenance(where="mandates/a.yaml:3:5"))
        found = after(figure, drawn(figure, sample) > 5, sample)
        assert (found.distribution.low, found.distribution.high) == (5, 10)
        assert float(found.distribution.mode) == pytest.approx(7.5, abs=0.02)
        assert found.provenance == Provenance(
            "estimate", "E1", "elicited by comparison", DAY, "mandates/a.yaml:3:5"
        )

    @given(st.integers(0, 10**6), st.integers(2, 60))
    @settings(max_examples=60, deadline=None)
    def test_nothing_that_agrees_is_lost(self, seed, left):
        """
        Every value of the draws that agree lies in the new range, and it never grows.
        """
        sample = Sample(60, seed)
        figure = Figure("f", Triangular(F(-7), F(1), F(12)))
        kept = np.random.default_rng(seed).permutation(60) < left
        values = drawn(figure, sample)[kept]
        found = after(figure, kept, sample).distribution
        assert -7 <= found.low <= found.mode <= found.high <= 12
        assert found.low <= F(float(values.min()))
        assert F(float(values.max())) <= found.high

    def test_an_end_that_no_answer_cut_stays(self):
        """
        All draws agree: the ends are the old ones, and so is the mean.
        """
        sample = Sample(5000, 1)
        figure = Figure("f", Triangular(F(0), F(2), F(7)))
        found = after(figure, np.ones(5000, dtype=bool), sample).distribution
        assert (found.low, found.high) == (0, 7)
        assert float(mean(found)) == pytest.approx(3, abs=0.01)

    def test_an_end_whose_last_draw_is_gone_by_chance_stays(self):
        """
        An answer about something else takes half of the draws at random: neither end moves.
        """
        sample = Sample(5000, 1)
        figure = Figure("f", Triangular(F(0), F(2), F(7)))
        values = drawn(figure, sample)
        kept = sample.uniforms("something else") < 0.5
        kept[[values.argmin(), values.argmax()]] = False
        found = after(figure, kept, sample).distribution
        assert (found.low, found.high) == (0, 7)

    def test_weighted_values_take_their_new_frequencies(self):
        """
        Values that no answer allows go; the others keep their odds among themselves.
        """
        sample = Sample(1000, 1)
        figure = Figure("f", Weighted((F(1), F(2), F(3)), (F(1, 2), F(1, 4), F(1, 4))))
        found = after(figure, drawn(figure, sample) > 1, sample).distribution
        assert found == Weighted((F(2), F(3)), (F(1, 2), F(1, 2)))

    def test_unbounded_ranges_become_triangles(self):
        """
        A normal range ends where its draws that agree end.
        """
        sample = Sample(1000, 1)
        figure = Figure("f", Normal(F(0), F(1)))
        found = after(figure, drawn(figure, sample) < 0, sample).distribution
        assert -4 < found.low < -2.5
        assert found.high == 0

    def test_points_stay(self):
        """
        What was certain stays as it was.
        """
        sample = Sample(10, 1)
        found = after(Figure("f", Point(F(3))), np.ones(10, dtype=bool), sample)
        assert found.distribution == Point(F(3))

    def test_no_draw_is_an_error(self):
        """
        Nothing agrees: nothing can be said.
        """
        with pytest.raises(CaseError, match="no draw"):
            after(Figure("f", Uniform(F(0), F(1))), np.zeros(10, dtype=bool), Sample(10, 1))


class TestStated:
    def test_takes_the_range(self):
        """
        The owner's range replaces the old one, from that day, with its source.
        """
        found = stated(Figure("f", Uniform(F(0), F(1))), F(1), F(2), F(4), source="E1", known=DAY)
        assert found.distribution == Triangular(F(1), F(2), F(4))
        assert (found.provenance.kind, found.provenance.known) == ("estimate", DAY)

    def test_a_point(self):
        """
        A range without width is a point.
        """
        found = stated(Figure("f", Point(F(0))), F(1), F(1), F(1), source="E1", known=DAY)
        assert found.distribution == Point(F(1))

    def test_upside_down(self):
        """
        Low above high is refused.
        """
        with pytest.raises(CaseError, match="no range"):
            stated(Figure("f", Point(F(0))), F(2), F(1), F(3), source="E1", known=DAY)
