"""Leaving out dominated options leaves every efficient point."""

from __future__ import annotations

from hypothesis import given, settings

from counterdraft.agreements.elimination.dominated_options import without_dominated
from counterdraft.preferences.game import Clause, Game, UtilityFunction, WeightedBox

from ..games import EXAMPLES, all_offers, brute_frontier, games


class TestWithoutDominated:
    def test_only_the_most_satisfying_values_of_intervals_stay(self):
        """
        Of ten values, those inside most rectangles suffice: one for each set of intervals that meet.
        """

        def between(low, high):
            return tuple(low <= o <= high for o in range(10))

        first = UtilityFunction(
            "a", (), 0, bonuses=(WeightedBox(((0, between(0, 5)), (1, between(2, 3))), 10),)
        )
        second = UtilityFunction("b", (), 0, bonuses=(WeightedBox(((0, between(4, 9)),), 7),))
        reduced = without_dominated(Game((10, 10), (first, second)))
        assert reduced.living == [[4], [2]]
        assert reduced.game.sizes == (1, 1)

    def test_a_condition_keeps_what_it_asks_for(self):
        """
        A worse option stays where a better one would break a condition.
        """
        ledger = UtilityFunction("a", (), 0, bonuses=(WeightedBox(((0, (True, False)),), 5),))
        free = Game((2, 1), (ledger,))
        bound = Game((2, 1), (ledger,), (), (Clause(((0, (False, True)), (1, (False,)))),))
        assert without_dominated(free).living[0] == [0]
        assert without_dominated(bound).living[0] == [0, 1]

    @given(games(players=(1, 4), most_offers=200))
    @settings(max_examples=EXAMPLES, deadline=None)
    def test_the_frontier_stays(self, game):
        """
        The smaller game has the same frontier, and its offers are offers of the game with the same worths.
        """
        reduced = without_dominated(game)
        smaller = reduced.game
        assert set(brute_frontier(smaller)) == set(brute_frontier(game))
        for offer in all_offers(smaller):
            original = reduced.original(offer)
            assert smaller.signed(offer) == game.signed(original)
            assert [p.worth(offer) for p in smaller.players] == [
                p.worth(original) for p in game.players
            ]
