"""Means, variances and quantiles of ranges."""

from __future__ import annotations

from fractions import Fraction
from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Lognormal, Normal, Pert, Point, Triangular, Uniform, Weighted
from counterdraft.preferences.chance.distributions import (
    DIGITS,
    mean,
    percentiles,
    quantile,
    rounded,
    variance,
)

F = Fraction
numbers = st.fractions(-100, 100, max_denominator=50)


@st.composite
def ranges(draw):
    low, mode, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    if low == high:
        return Point(mode)
    kinds = [
        Triangular(low, mode, high),
        Pert(low, mode, high),
        Uniform(low, high),
        Normal(mode, high - low),
        Lognormal(abs(mode) + 1, F(draw(st.integers(0, 10)), 10)),
        Weighted((low, high), (F(1, 3), F(2, 3))),
    ]
    return draw(st.sampled_from(kinds))


class TestMean:
    def test_pert(self):
        """
        The mean of a PERT is (a + 4m + b) / 6 (Malcolm, Roseboom, Clark and Fazar 1959).
        """
        assert mean(Pert(F(1), F(2), F(9))) == F(1 + 8 + 9, 6)

    def test_triangle(self):
        """
        The mean of a triangle is (a + b + c) / 3, exactly.
        """
        assert mean(Triangular(F(0), F(1, 3), F(1))) == F(4, 9)

    def test_lognormal_is_rounded(self):
        """
        A lognormal's mean, median x exp(s²/2), is not rational: it has ten significant digits.
        """
        found = mean(Lognormal(F(40), F(1, 2)))
        assert abs(float(found) - 40 * exp(0.125)) < 40 * 10.0 ** (1 - DIGITS)
        assert found.denominator <= 10**DIGITS

    def test_a_scale_of_nothing(self):
        """
        Nothing, on the scale of nothing, is nothing.
        """
        assert rounded(0.0, 0.0) == 0

    @given(ranges())
    @settings(deadline=None)
    def test_is_the_average_of_the_quantiles(self, distribution):
        """
        The mean is the integral of the quantile function, by plain midpoints.
        """
        u = (np.arange(20_000) + 0.5) / 20_000
        values = quantile(distribution, u)
        scale = float(np.abs(values).max()) + 1
        assert values.mean() == pytest.approx(float(mean(distribution)), abs=2e-3 * scale)


class TestVariance:
    def test_triangle(self):
        """
        (a² + b² + c² − ab − ac − bc) / 18: Evans, Hastings and Peacock, Statistical Distributions.
        """
        assert variance(Triangular(F(0), F(0), F(6))) == pytest.approx(2.0)

    @given(ranges())
    @settings(deadline=None)
    def test_is_the_spread_of_the_quantiles(self, distribution):
        """
        The variance is the integral of the squared distance from the mean.
        """
        u = (np.arange(50_000) + 0.5) / 50_000
        spread = quantile(distribution, u).var()
        assert spread == pytest.approx(variance(distribution), rel=0.02, abs=1e-9)


class TestQuantile:
    @given(ranges())
    @settings(deadline=None)
    def test_ascends(self, distribution):
        """
        A greater probability never has a smaller value.
        """
        u = np.linspace(0.0005, 0.9995, 999)
        values = quantile(distribution, u)
        assert (np.diff(values) >= -1e-12 * np.abs(values[1:])).all()

    @given(ranges(), st.floats(1e-6, 1 - 1e-6))
    @settings(deadline=None)
    def test_each_value_stands_alone(self, distribution, u):
        """
        A quantile does not depend on what else is asked.
        """
        alone = quantile(distribution, np.array([u]))[0]
        assert alone == quantile(distribution, np.array([0.3, u, 0.7]))[1]

    def test_triangle_by_hand(self):
        """
        Over 0 / 1 / 4 a quarter lies below the mode, and a half below 4 − √6.
        """
        low, middle = quantile(Triangular(F(0), F(1), F(4)), np.array([0.25, 0.5]))
        assert low == pytest.approx(1.0)
        assert middle == pytest.approx(4 - sqrt(6))

    def test_weighted(self):
        """
        Each value takes its probability.
        """
        u = (np.arange(1000) + 0.5) / 1000
        values = quantile(Weighted((F(10), F(20)), (F(3, 10), F(7, 10))), u)
        assert (values == 10).sum() == 300

    def test_ends_stay_inside(self):
        """
        The ends of a triangle are absolute.
        """
        values = quantile(Triangular(F(-1), F(0), F(2)), np.array([1e-300, 1 - 2**-53]))
        assert values.min() >= -1
        assert values.max() <= 2

    def test_a_range_of_one_value(self):
        """
        A triangle or PERT without width is its value.
        """
        u = np.array([0.2, 0.8])
        assert quantile(Triangular(F(3), F(3), F(3)), u).tolist() == [3, 3]
        assert quantile(Pert(F(3), F(3), F(3)), u).tolist() == [3, 3]


class TestPercentiles:
    def test_of_a_uniform(self):
        """
        P10, P50 and P90 of anything between 0 and 10 are 1, 5 and 9.
        """
        assert percentiles(Uniform(F(0), F(10))) == pytest.approx((1, 5, 9))
