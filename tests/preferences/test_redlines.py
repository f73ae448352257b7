"""Red lines by draw."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Among, Condition, Figure, Point, RedLine, Uniform
from counterdraft.preferences import Sample
from counterdraft.preferences.by_draw.red_lines import RedLines

F = Fraction

KEPT = Condition("x = o1", Among(0, (1,)))
OFFERS = np.array([[0], [1]])


def line(probability, name="p", **kwargs):
    return RedLine("line", KEPT, Figure(name, probability, **kwargs))


class TestRedLines:
    def test_certain_ones_always_hold(self):
        """
        A red line of a mandate has probability 1; one of probability 0 is none.
        """
        held = RedLines([line(Point(F(1)))], Sample(5, 1))
        assert held.hold(OFFERS).tolist() == [[False, True]] * 5
        assert held.streams == {}
        never = RedLines([line(Point(F(0)))], Sample(5, 1))
        assert never.hold(OFFERS).all()

    @given(st.integers(0, 20), st.integers(0, 10**6))
    @settings(max_examples=30, deadline=None)
    def test_a_believed_one_holds_as_often_as_its_probability(self, twentieths, seed):
        """
        Stratified draws hold it in exactly that share of them.
        """
        found = RedLines([line(Point(F(twentieths, 20)))], Sample(200, seed)).hold(OFFERS)
        assert (~found[:, 0]).sum() == twentieths * 10
        assert found[:, 1].all()

    def test_lines_of_one_driver_are_held_together(self):
        """
        A driver ties the lines: the likelier is held wherever the less likely is.
        """
        lines = [
            line(Point(F(1, 4)), "p", driver="hawks"),
            line(Point(F(1, 2)), "q", driver="hawks"),
        ]
        sample = Sample(100, 1)
        less, more = (~RedLines([one], sample).hold(OFFERS)[:, 0] for one in lines)
        assert (more | ~less).all()
        assert list(RedLines(lines, sample).streams) == ["driver/hawks/held"]

    def test_opposed_lines_exclude_each_other(self):
        """
        Two even lines of one driver, one opposed: on every draw exactly one of them is held.
        """
        even = Point(F(1, 2))
        lines = [line(even, driver="split"), line(even, "q", driver="split", opposed=True)]
        sample = Sample(100, 1)
        one, other = (~RedLines([each], sample).hold(OFFERS)[:, 0] for each in lines)
        assert (one ^ other).all()

    def test_held_at_a_quantile(self):
        """
        Quantiles from 1 − p hold the line, lower ones do not, whatever was drawn.
        """
        lines = RedLines([line(Point(F(1, 2)))], Sample(10, 1))
        (stream,) = lines.streams
        assert not lines.hold(OFFERS, stream, 0.9)[:, 0].any()
        assert not lines.hold(OFFERS, stream, 0.5)[:, 0].any()
        assert lines.hold(OFFERS, stream, 0.1)[:, 0].all()

    def test_an_unsure_probability_is_drawn_first(self):
        """
        Over a uniform probability the line is held half of the time, and hangs on two streams.
        """
        lines = RedLines([line(Uniform(F(0), F(1)))], Sample(4000, 1))
        assert lines.hold(OFFERS)[:, 0].mean() == pytest.approx(0.5, abs=0.02)
        assert list(lines.streams) == ["p", "p/held"]
        assert lines.hold(OFFERS, "p", 0.8)[:, 0].mean() == pytest.approx(0.2, abs=0.001)

    def test_chance_in_a_probability_is_averaged(self):
        """
        Chance is integrated: a probability of 0 to 1 by chance is one half.
        """
        lines = RedLines([line(Uniform(F(0), F(1)), chance=True)], Sample(100, 1))
        assert list(lines.streams) == ["p/held"]
        assert lines.hold(OFFERS)[:, 0].sum() == 50

    def test_by_draw(self):
        """
        An offer that differs by draw meets the line of its draw.
        """
        lines = RedLines([line(Point(F(1, 2))), line(Point(F(1)), "sure")], Sample(10, 1))
        offers = np.array([[k % 2] for k in range(10)])
        expected = lines.hold(OFFERS)[np.arange(10), offers[:, 0]]
        assert lines.hold_drawn(offers).tolist() == expected.tolist()
