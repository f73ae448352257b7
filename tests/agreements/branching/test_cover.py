"""Covers: every listed offer is efficient, and every acceptable one is matched within the bound."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings

from counterdraft.agreements.branching.cover import cover
from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable

from ..games import EXAMPLES, all_offers, brute_frontier, games


def matched(game, front):
    """The least share of its ideal gain by which every acceptable offer is matched."""
    floor = [p.reservation for p in game.players]
    signed = {tuple(p.worth(o) for p in game.players) for o in all_offers(game) if game.signed(o)}
    ideals = [max(w[i] for w in signed) - r for i, r in enumerate(floor)]
    listed = [tuple(int(v) for v in row) for row in front.worths]

    def short(offer, point):
        return max(
            Fraction(max(a - b, 0), t) if t else Fraction(int(a > b))
            for a, b, t in zip(offer, point, ideals, strict=True)
        )

    return max(min(short(w, z) for z in listed) for w in signed)


class TestCover:
    @given(games(players=(2, 5), most_offers=200))
    @settings(max_examples=EXAMPLES // 3, deadline=None)
    def test_keeps_its_bound(self, game):
        """
        Listed offers are efficient, and no acceptable offer is further than the bound from all of them.
        """
        front = cover(game, searches=40)
        efficient = brute_frontier(game)
        if not efficient:
            assert len(front) == 0
            assert front.status == "proved"
            return
        assert {tuple(int(v) for v in row) for row in front.worths} <= set(efficient)
        assert front.status == "bounded"
        assert matched(game, front) <= front.bound
        for k in range(len(front)):
            assert game.signed(front.point(k).offer)
            assert front.point(k).worth == tuple(
                p.worth(front.point(k).offer) for p in game.players
            )

    def test_more_searches_give_a_finer_cover(self):
        """
        The bound falls as the searches grow, for four players over ten million offers.
        """
        rng = np.random.default_rng(5)
        players = tuple(
            UtilityFunction(
                f"p{i}", tuple(UtilityTable((k,), rng.integers(0, 1000, 10)) for k in range(7)), 0
            )
            for i in range(4)
        )
        game = Game((10,) * 7, players)
        coarse, fine = cover(game, searches=10), cover(game, searches=120)
        assert fine.bound < coarse.bound < 1
        assert len(coarse) < len(fine)
