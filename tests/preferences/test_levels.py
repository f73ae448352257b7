"""Least and greatest of factors as layers of boxes, against their definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Among, AnyOf, Combined, Condition, Preference, Transform, When
from counterdraft.preferences.chance.distributions import mean
from counterdraft.preferences.expected.expected_game import _table
from counterdraft.preferences.expected.levels import levels
from counterdraft.preferences.factors.kinds import pieces
from counterdraft.preferences.factors.pieces import Nested

SIZES = (3, 2, 4)
OFFERS = np.array(list(product(*map(range, SIZES))), np.int64)


def look(figure, _):
    return mean(figure.distribution)


def read(make, factor, scale=Fraction(1)):
    """The factor as pieces, times a scale."""
    return pieces(
        Preference("a", "", "points", (factor,), (), make.point(0), Transform(scale=scale))
    )


def layered(piece, sizes=SIZES):
    return levels(piece, sizes, look, lambda part: _table(part, sizes, look))


def counted(found, offer):
    """What the boxes that hold the offer add up to."""
    return sum(
        (amount for box, amount in found if all(mask[offer[i]] for i, mask in box)), Fraction(0)
    )


@st.composite
def factors(draw, make, depth=2):
    """A table over one issue, a weighted condition, or the least or greatest of such, maybe weighted."""
    kind = draw(st.integers(0, 3 if depth else 1))
    worths = st.integers(-4, 6).map(make.point)
    if kind == 0:
        issue = draw(st.integers(0, len(SIZES) - 1))
        return make.table(issue, *(draw(worths) for _ in range(SIZES[issue])))
    if kind == 1:
        parts = tuple(
            Among(i, tuple(draw(st.sets(st.integers(0, size - 1)))))
            for i, size in enumerate(SIZES)
            if draw(st.booleans())
        )
        return When("when", Condition("some", AnyOf(parts)), draw(worths))
    parts = tuple(draw(factors(make, depth - 1)) for _ in range(draw(st.integers(2, 3))))
    weight = Fraction(draw(st.sampled_from([1, 2, -1])), draw(st.sampled_from([1, 3])))
    return Combined("some", draw(st.sampled_from(["min", "max"])), parts, weight)


class TestLevels:
    @given(data=st.data())
    @settings(max_examples=120, deadline=None)
    def test_agrees_with_the_definition(self, data, make):
        """
        For every offer the boxes that hold it add up to the least or greatest.
        """
        factor = data.draw(factors(make))
        for piece in read(make, factor, Fraction(2, 3)):
            if not isinstance(piece, Nested):
                continue
            found = layered(piece)
            if found is None:  # two pieces in a part
                continue
            exact = piece.exact(OFFERS, look)
            for offer, worth in zip(OFFERS.tolist(), exact.numerators, strict=True):
                assert counted(found, offer) == Fraction(int(worth), exact.denominator)

    @pytest.mark.parametrize("how", ["min", "max"])
    def test_tables_over_many_issues_are_a_box_a_level(self, make, how):
        """
        Over thirty issues the least or greatest of tables takes as many boxes as it has levels.
        """
        sizes = (10,) * 30
        parts = tuple(
            make.table(i, *(make.point((i + 3 * k) % 20) for k in range(10))) for i in range(30)
        )
        (piece,) = read(make, Combined("c", how, parts))
        found = layered(piece, sizes)
        assert prod(sizes) > 10**29
        assert len([box for box, _ in found if box]) <= 20
        random = np.random.default_rng(0).integers(0, 10, (50, 30))
        exact = piece.exact(random, look)
        for offer, worth in zip(random.tolist(), exact.numerators, strict=True):
            assert counted(found, offer) == Fraction(int(worth), exact.denominator)

    def test_sums_are_not_layered(self, make):
        """
        The greatest of sums over many issues has too many levels: nothing is returned.
        """
        inner = Combined("sum", "sum", (make.table(0, *map(make.point, (0, 1, 2))),) * 2)
        other = make.table(1, make.point(0), make.point(3))
        (piece,) = read(make, Combined("c", "max", (inner, other)))
        assert layered(piece) is None
