"""Counting what everybody accepts: exact where the states fit, between proven ends where not."""

from __future__ import annotations

from importlib import import_module
from math import comb
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.agreements import count_acceptable, count_possible
from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable

from ..games import EXAMPLES, brute_count, brute_possible, games

counting = import_module("counterdraft.agreements.counting.count")


def coins(issues, *reservations):
    """Opposed coins: the first player counts heads, the second tails."""
    rows = [np.array([0, 1]), np.array([1, 0])]
    ledgers = tuple(
        UtilityFunction(
            f"p{i}", tuple(UtilityTable((j,), rows[i]) for j in range(issues)), reservation
        )
        for i, reservation in enumerate(reservations)
    )
    return Game((2,) * issues, ledgers)


def dense(issues, options):
    """Two players with random worths and middling reservation values."""
    rng = np.random.default_rng(3)
    ledgers = tuple(
        UtilityFunction(
            f"p{i}",
            tuple(UtilityTable((j,), rng.integers(0, 10**6, options)) for j in range(issues)),
            issues * 10**6 // 2,
        )
        for i in range(2)
    )
    return Game((options,) * issues, ledgers)


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
        Of 200 opposed coins, more than 90 heads and more than 80 tails: a sum of binomials.
        """
        count = count_acceptable(coins(200, 90, 80))

        assert count.exact
        assert count.low == sum(comb(200, heads) for heads in range(91, 120))

    def test_ends_are_close_in_large_spaces(self):
        """
        Worths up to a million, too many sums for the memory: the ends are near each other.
        """
        count = count_acceptable(dense(12, 10), memory_bytes=64 << 20)

        assert not count.exact
        assert 0 < count.low <= count.high < 1.5 * count.low

    @settings(max_examples=EXAMPLES // 3, deadline=None)
    @given(games(players=(1, 2)), st.sampled_from([500, 5000, 1 << 20]))
    def test_halves_agree_with_enumeration(self, game, memory):
        """
        A space counted in two halves that are joined has as many offers, or the ends hold.
        """
        with patch.object(counting, "LARGE", 0.0):
            count = count_acceptable(game, memory_bytes=memory)

        assert count.low <= brute_count(game) <= count.high
        assert count.exact or memory < 1 << 20

    def test_halves_agree_with_one_pass(self):
        """
        The two halves of a space without structure give the number that one pass gives.
        """
        game = dense(6, 8)
        with patch.object(counting, "LARGE", 1e9):
            whole = count_acceptable(game)
        with patch.object(counting, "LARGE", 0.0):
            halves = count_acceptable(game)

        assert whole.exact
        assert halves == whole

    def test_more_than_fits_a_word(self):
        """
        Of 70 opposed coins in two halves: the binomial tail, past 62 bits, found by remainders.
        """
        count = count_acceptable(coins(70, 30, 25))

        assert (count.low, count.high) == (sum(comb(70, heads) for heads in range(31, 45)),) * 2


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
        game = Game((100,) * 10, (UtilityFunction("p", (), 0),), conditions=(never,))

        assert count_possible(game).low == 100**10 - 100**8
