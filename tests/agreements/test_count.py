"""Counting what everybody accepts: exact where the states fit, between proven ends where not."""

from __future__ import annotations

from math import comb

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.agreements import count_acceptable, count_possible
from counterdraft.preferences.game import Clause, Game, Ledger, Summand

from .games import EXAMPLES, brute_count, brute_possible, games


def coins(issues, *reservations):
    """Opposed coins: the first player counts heads, the second tails."""
    rows = [np.array([0, 1]), np.array([1, 0])]
    ledgers = tuple(
        Ledger(f"p{i}", tuple(Summand((j,), rows[i]) for j in range(issues)), reservation)
        for i, reservation in enumerate(reservations)
    )
    return Game((2,) * issues, ledgers)


class TestAcceptable:
    @settings(max_examples=2 * EXAMPLES, deadline=None)
    @given(games(players=(1, 4)))
    def test_agrees_with_enumeration(self, game):
        """
        The number is the number of offers that are possible and signed by everybody they need.
        """
        count = count_acceptable(game)

        assert count.exact
        assert count.low == brute_count(game)

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(games(players=(1, 3), wide=True), st.sampled_from([1, 500, 5000, 50_000]))
    def test_ends_hold_whatever_the_memory(self, game, memory):
        """
        With next to no memory, or worths past 62 bits, the number is between the two ends.
        """
        count = count_acceptable(game, memory_bytes=memory)

        assert count.low <= brute_count(game) <= count.high

    def test_binomial_tail(self):
        """
        Of 200 opposed coins, at least 90 heads and at least 80 tails: a sum of binomials.
        """
        count = count_acceptable(coins(200, 90, 80))

        assert count.exact
        assert count.low == sum(comb(200, heads) for heads in range(90, 121))

    def test_ends_are_close_in_large_spaces(self):
        """
        Ten to the twelfth offers with worths up to a million: the ends are near each other.
        """
        rng = np.random.default_rng(3)
        ledgers = tuple(
            Ledger(
                f"p{i}",
                tuple(Summand((j,), rng.integers(0, 10**6, 10)) for j in range(12)),
                6 * 10**6,
            )
            for i in range(2)
        )
        count = count_acceptable(Game((10,) * 12, ledgers), memory_bytes=32 << 20)

        assert 0 < count.low <= count.high < 1.4 * count.low


class TestPossible:
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(games(players=(1, 1)))
    def test_agrees_with_enumeration(self, game):
        """
        Only conditions count, not what anybody thinks of the offer.
        """
        count = count_possible(game)

        assert (count.low, count.high) == (brute_possible(game),) * 2

    def test_a_space_too_large_to_list(self):
        """
        A hundred options of ten issues each, one pair of which is ruled out on two issues.
        """
        first = (True,) + (False,) * 99
        other = tuple(not m for m in first)
        never = Clause(((3, other), (7, other)))
        game = Game((100,) * 10, (Ledger("p", (), 0),), conditions=(never,))

        assert count_possible(game).low == 100**10 - 100**8
