"""Sums of small tables above a large one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.advice.exclusion.majorant import majorant


def summed(parts, shape, groups):
    """The sum of the parts by cell of the whole table."""
    total = np.zeros(shape)
    for part, group in zip(parts, groups, strict=True):
        grown = [1] * len(shape)
        for axis in group:
            grown[axis] = shape[axis]
        order = np.argsort(group)
        block = part.reshape([shape[axis] for axis in group]).transpose(order)
        total = total + block.reshape(grown)
    return total


class TestMajorant:
    @settings(max_examples=60, deadline=None)
    @given(
        st.integers(0, 10**6), st.sampled_from([[(0,), (1,), (2,)], [(2, 0), (1,)], [(0, 1, 2)]])
    )
    def test_is_nowhere_below(self, seed, groups):
        """
        The sum of the parts is at least the table in every cell, and touches it somewhere.
        """
        table = np.random.default_rng(seed).normal(size=(3, 4, 2))
        above = summed(majorant(table, groups), table.shape, groups) - table

        assert above.min() >= -1e-12
        assert above.min() <= 1e-12

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10**6))
    def test_asks_nothing_of_what_is_ruled_out(self, seed):
        """
        A cell that nobody can reach may be as high as it likes, and the others are still below the sum.
        """
        dice = np.random.default_rng(seed)
        table, groups = dice.normal(size=(3, 4)), [(0,), (1,)]
        ruled_out = dice.random(table.shape) < 0.4
        above = summed(majorant(np.where(ruled_out, 1e6, table), groups, ruled_out), (3, 4), groups)

        assert (above - table)[~ruled_out].min(initial=0.0) >= -1e-9
        assert above[~ruled_out].max(initial=0.0) < 100

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10**6))
    def test_is_exact_where_the_table_adds_up(self, seed):
        """
        A table that is itself a sum of parts is met exactly.
        """
        dice = np.random.default_rng(seed)
        table = dice.normal(size=(3, 1, 1)) + dice.normal(size=(1, 4, 2))
        groups = [(0,), (1, 2)]
        above = summed(majorant(table, groups), table.shape, groups)

        np.testing.assert_allclose(above, table, atol=1e-12)
