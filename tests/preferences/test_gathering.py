"""The inner loop of worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.preferences.by_draw import gathering
from counterdraft.preferences.by_draw.gathering import gather


def inputs(seed, offers, draws, picks):
    random = np.random.default_rng(seed)
    total = random.normal(size=(offers, draws))
    places = random.integers(-1, 5, (offers, picks))
    weights = random.choice([0.0, 0.25, 1 / 3, 1.0], (offers, picks))
    return total, places, weights, random.normal(size=(5, draws))


class TestGather:
    @given(st.integers(0, 10**6), st.integers(0, 4), st.integers(1, 40), st.integers(1, 4))
    @settings(deadline=None)
    def test_adds_the_rows(self, seed, offers, draws, picks):
        """
        Each line gains its rows times their weights; -1 gains nothing.
        """
        total, places, weights, rows = inputs(seed, offers, draws, picks)
        expected = total + np.einsum("op,opd->od", weights * (places >= 0), rows[places])
        gather(total, places, weights, rows)
        np.testing.assert_allclose(total, expected, atol=1e-12)

    def test_compiled_or_not_the_bits_are_the_same(self, monkeypatch):
        """
        Large sums are compiled, and give bit for bit what small ones give.
        """
        total, places, weights, rows = inputs(1, 7, 3000, 5)
        plain = total.copy()
        gather(plain, places, weights, rows)
        monkeypatch.setattr(gathering, "_WORTH_COMPILING", 0)
        gather(total, places, weights, rows)
        assert plain.tobytes() == total.tobytes()

    def test_notices_a_wrong_weight(self):
        """
        The check itself can fail: other weights give other sums.
        """
        total, places, weights, rows = inputs(1, 3, 10, 3)
        other = total.copy()
        gather(total, places, weights, rows)
        gather(other, places, weights + 0.5, rows)
        assert not np.allclose(total, other)
        with pytest.raises(AssertionError):
            np.testing.assert_allclose(total, other)
