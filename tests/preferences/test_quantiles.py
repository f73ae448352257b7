"""Quantiles of our own against those of scipy, which the program does not need."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.preferences.chance.beta_quantile import beta_quantile
from counterdraft.preferences.chance.quantiles import (
    lambert_w,
    log_beta,
    normal_quantile,
)

special = pytest.importorskip("scipy.special")
TAILS = np.concatenate([10.0 ** -np.arange(1, 300, 7), 1 - 10.0 ** -np.arange(1, 16)])
DRAWS = np.concatenate([(np.arange(2000) + 0.5) / 2000, TAILS])


class TestNormalQuantile:
    def test_agrees_with_scipy(self):
        """
        Relatively to 1e-14, far into both tails.
        """
        assert normal_quantile(DRAWS) == pytest.approx(special.ndtri(DRAWS), rel=1e-14, abs=1e-15)

    def test_ends(self):
        """
        Nothing and everything lie infinitely far out.
        """
        assert normal_quantile(np.array([0.0, 1.0])).tolist() == [-np.inf, np.inf]


class TestBetaQuantile:
    @settings(max_examples=20)
    @given(st.floats(0.0, 1.0))
    def test_agrees_with_scipy(self, peak):
        """
        For every PERT distribution, wherever its mode lies.
        """
        shapes = (1 + 4 * peak, 5 - 4 * peak)
        u = DRAWS[DRAWS > 1e-30]
        assert beta_quantile(*shapes, u) == pytest.approx(
            special.betaincinv(*shapes, u), rel=1e-9, abs=1e-9
        )

    def test_ends(self):
        """
        Probabilities of 0 and 1 are the ends.
        """
        assert beta_quantile(2.0, 4.0, np.array([0.0, 1.0])).tolist() == [0.0, 1.0]


class TestLogarithms:
    @given(st.floats(0.0, 1e12))
    def test_lambert_w_agrees_with_scipy(self, x):
        """
        The principal branch, for every number of zero and more.
        """
        assert lambert_w(x) == pytest.approx(float(special.lambertw(x).real), rel=1e-13, abs=1e-15)

    @given(st.floats(1.0, 5.0))
    def test_log_beta_agrees_with_scipy(self, first):
        """
        For the shapes of PERT distributions.
        """
        assert log_beta(first, 6 - first) == pytest.approx(
            float(special.betaln(first, 6 - first)), rel=1e-12, abs=1e-13
        )
