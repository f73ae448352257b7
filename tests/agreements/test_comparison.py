"""An offer against the rest of the space, compared with the plain definition."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.agreements.comparison import compare_offer
from counterdraft.agreements.frontier import frontier
from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable

from .games import EXAMPLES, all_offers, games


def signs(game, offer):
    """Whether the offer is possible and every signatory it needs agrees; players need not."""
    return game.possible(offer) and all(
        s.worth(offer) >= s.reservation
        for s in game.signatories
        if s.needed is None or any(mask[offer[i]] for i, mask in s.needed.literals)
    )


def plainly(game, offer):
    """The improvements on an offer, best first, and the most that each player could gain alone."""
    worth = tuple(p.worth(offer) for p in game.players)
    others = {tuple(p.worth(o) for p in game.players) for o in all_offers(game) if signs(game, o)}
    above = [w for w in others if all(a >= b for a, b in zip(w, worth, strict=True)) and w != worth]

    def order(w):
        gains = [(a - b) * p.unit for a, b, p in zip(w, worth, game.players, strict=True)]
        return sorted(gains), w

    above.sort(key=order, reverse=True)
    left = tuple(max((w[i] - worth[i] for w in above), default=0) for i in range(len(worth)))
    return worth, above, left


@st.composite
def games_with_an_offer(draw, players):
    game = draw(games(players=players, most_offers=250))
    return game, tuple(draw(st.integers(0, size - 1)) for size in game.sizes)


def agree(game, offer, comparison):
    """Hold a comparison against the definition."""
    worth, above, left = plainly(game, offer)
    assert comparison.status == "proved"
    assert comparison.worth == worth
    assert comparison.efficient == (not above)
    assert comparison.left == left
    if above:
        assert comparison.dominating.worth == above[0]
        assert signs(game, comparison.dominating.offer)
    else:
        assert comparison.dominating is None


class TestAgainst:
    def test_by_hand(self):
        """
        Log-rolling beats the compromise: each takes the issue that matters more to it (Raiffa 1982).
        """
        first = (UtilityTable((0,), np.array([0, 1, 2])), UtilityTable((1,), np.array([0, 4, 8])))
        second = (UtilityTable((0,), np.array([8, 4, 0])), UtilityTable((1,), np.array([2, 1, 0])))
        game = Game((3, 3), (UtilityFunction("a", first, 0), UtilityFunction("b", second, 0)))
        compared = compare_offer(game, (1, 1))
        assert compared.worth == (5, 5)
        assert compared.dominating.worth == (8, 8)
        assert compared.left == (3, 3)
        assert not compared.efficient

    def test_the_offer_may_be_worse_than_no_deal(self):
        """
        An offer below a reservation value is compared with everything better, acceptable or not.
        """
        game = Game((3,), (UtilityFunction("a", (UtilityTable((0,), np.array([1, 2, 3])),), 10),))
        compared = compare_offer(game, (0,), frontier(game))
        assert compared.dominating.worth == (3,)
        assert compared.left == (2,)

    def test_an_impossible_better_offer_does_not_count(self):
        """
        What the conditions rule out dominates nothing.
        """
        game = Game(
            (2,),
            (UtilityFunction("a", (UtilityTable((0,), np.array([1, 5])),), 0),),
            conditions=(Clause(((0, (True, False)),)),),
        )
        assert compare_offer(game, (0,)).efficient

    @given(games_with_an_offer((1, 3)))
    @settings(max_examples=EXAMPLES, deadline=None)
    def test_agrees_with_the_definition(self, pair):
        """
        Efficiency, the leximin best improvement and what is left are what the definition says.
        """
        game, offer = pair
        agree(game, offer, compare_offer(game, offer))
        agree(game, offer, compare_offer(game, offer, frontier(game)))

    @given(games_with_an_offer((4, 5)))
    @settings(max_examples=EXAMPLES // 2, deadline=None)
    def test_agrees_with_the_definition_for_many_players(self, pair):
        """
        From four players on, by branch and bound.
        """
        game, offer = pair
        agree(game, offer, compare_offer(game, offer))
