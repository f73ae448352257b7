"""Certainty equivalents under constant absolute risk aversion."""

from __future__ import annotations

from fractions import Fraction
from math import exp, log, sinh

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Lognormal, Normal, Pert, Point, Triangular, Uniform, Weighted
from counterdraft.preferences import certainty_equivalent, mean
from counterdraft.preferences.chance.distributions import quantile

F = Fraction


def triangle(low, mode, high, rate):
    """The closed form of −ln E[exp(−rate·X)] / rate over a triangle."""
    t = -rate
    parts = (
        (high - mode) * exp(low * t) - (high - low) * exp(mode * t) + (mode - low) * exp(high * t)
    )
    return -log(2 * parts / ((high - low) * (mode - low) * (high - mode) * t * t)) / rate


class TestCertaintyEquivalent:
    def test_normal(self):
        """
        Normal with constant absolute risk aversion: mean − sd² / 2T (Pratt 1964).
        """
        assert certainty_equivalent(Normal(F(10), F(4)), F(20)) == F(10) - F(16, 40)

    def test_neutral_is_the_mean(self):
        """
        Without a tolerance only the mean counts.
        """
        assert certainty_equivalent(Triangular(F(0), F(1), F(5)), None) == 2

    def test_even_gamble(self):
        """
        0 or 2 with even odds, tolerance 1: −ln((1 + e⁻²) / 2) (Raiffa 1968's exponential utility).
        """
        found = certainty_equivalent(Weighted((F(0), F(2)), (F(1, 2), F(1, 2))), F(1))
        assert float(found) == pytest.approx(-log((1 + exp(-2)) / 2), abs=1e-9)

    def test_uniform(self):
        """
        Anything between −a and a: −T·ln(sinh(a/T) / (a/T)), the closed form.
        """
        found = certainty_equivalent(Uniform(F(-3), F(3)), F(2))
        assert float(found) == pytest.approx(-2 * log(sinh(1.5) / 1.5), abs=1e-9)

    @pytest.mark.parametrize("tolerance", [F(1, 2), F(2), F(50)])
    def test_triangle(self, tolerance):
        """
        The quadrature agrees with the triangle's moment generating function.
        """
        found = certainty_equivalent(Triangular(F(-2), F(1), F(7)), tolerance)
        assert float(found) == pytest.approx(triangle(-2, 1, 7, 1 / float(tolerance)), abs=1e-8)

    def test_pert(self):
        """
        A PERT in the middle of 0 to 1 is Beta(3, 3), whose moment generating function is a sum.
        """
        moment, term = 1.0, 1.0
        for k in range(60):
            term *= (3 + k) / (6 + k) * -2.0 / (k + 1)
            moment += term
        found = certainty_equivalent(Pert(F(0), F(1, 2), F(1)), F(1, 2))
        assert float(found) == pytest.approx(-log(moment) / 2, abs=1e-9)

    def test_hardly_any_tolerance_leaves_the_low_end(self):
        """
        The less risk a party bears, the nearer its chance comes to the worst that can happen.
        """
        found = certainty_equivalent(Triangular(F(-100), F(0), F(100)), F(1, 1000))
        assert -100 < float(found) < -99.9

    def test_paying_turns_the_risk(self):
        """
        What the party pays weighs more than its mean: c = −1 gives −CE(−X).
        """
        paid = certainty_equivalent(Uniform(F(0), F(4)), F(3), F(-1))
        mirrored = certainty_equivalent(Uniform(F(-4), F(0)), F(3))
        assert float(paid) == pytest.approx(-float(mirrored), abs=1e-9)
        assert paid > 2

    def test_unbounded_cost_has_none(self):
        """
        A cost with a lognormal tail is worth minus infinity: E[exp(c·X)] does not exist.
        """
        assert certainty_equivalent(Lognormal(F(1), F(1)), F(10), F(-1)) is None

    @pytest.mark.parametrize("sd", [F(0), F(1, 10), F(1), F(2)])
    @pytest.mark.parametrize("tolerance", [F(1, 100), F(1), F(1000)])
    def test_lognormal(self, sd, tolerance):
        """
        The quadrature around the saddle point agrees with brute force in logarithms.
        """
        z = np.linspace(-40, 40, 4_000_001)
        logs = -float(1 / tolerance) * 5 * np.exp(float(sd) * z) - z * z / 2
        top = logs.max()
        brute = top + log(np.exp(logs - top).sum() * (z[1] - z[0]) / np.sqrt(2 * np.pi))
        found = certainty_equivalent(Lognormal(F(5), sd), tolerance)
        assert float(found) == pytest.approx(-float(tolerance) * brute, rel=1e-6, abs=1e-8)

    @given(st.integers(20, 200), st.sampled_from([-2, F(-1, 2), F(1, 3), 1, 5]), st.integers(0, 3))
    @settings(max_examples=40, deadline=None)
    def test_agrees_with_the_quantiles(self, tolerance, coefficient, kind):
        """
        −T·ln of the plain average of exp(−c·X/T) over fine quantiles, divided by c.
        """
        distribution = [
            Triangular(F(-2), F(9), F(10)),
            Pert(F(-2), F(-2), F(10)),
            Uniform(F(1), F(2)),
            Weighted((F(-1), F(4)), (F(1, 4), F(3, 4))),
        ][kind]
        u = (np.arange(200_000) + 0.5) / 200_000
        rate = float(coefficient) / tolerance
        brute = -log(np.exp(-rate * quantile(distribution, u)).mean()) / rate
        found = certainty_equivalent(distribution, F(tolerance), F(coefficient))
        assert float(found) == pytest.approx(brute, abs=1e-4)
        gain = float(found - mean(distribution)) * float(coefficient)
        assert gain < 1e-9

    def test_points_carry_no_risk(self):
        """
        A certain amount is worth itself at any attitude.
        """
        assert certainty_equivalent(Point(F(1, 3)), F(1)) == F(1, 3)

    def test_a_range_of_one_value(self):
        """
        A range without width is its value.
        """
        assert certainty_equivalent(Pert(F(2), F(2), F(2)), F(1)) == 2
