"""Offers at a point, counted in Python integers where no word holds the worths."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings

from counterdraft.agreements import frontier
from counterdraft.agreements.basics.terms import terms_of
from counterdraft.agreements.counting import exact_worths as exactly
from counterdraft.agreements.counting.count import _steps, offers_at
from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable

from ..games import EXAMPLES, brute_frontier, games


class TestWaysExactly:
    @given(games(players=(1, 3), wide=True))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def test_agrees_with_enumeration(self, game):
        """
        At every efficient point the number of offers is that of the definition.
        """
        points = brute_frontier(game)
        terms = terms_of(game)
        if points and terms.possible:
            kept = [c.reservation for c in terms.columns if c.signatory]
            found = exactly.ways_exactly(
                _steps(terms),
                [c.constant for c in terms.columns],
                [[*point, *kept] for point in points],
            )
            assert found == tuple(points.values())

    def test_past_sixty_bits_under_a_cap(self):
        """
        Worths of seventy bits and a cap that some offers reach: every point has its number of offers.
        """
        big = 1 << 70
        tables = [np.array([0, big + i, 2 * big], object) for i in range(4)]
        first = UtilityFunction(
            "a", tuple(UtilityTable((i,), t) for i, t in enumerate(tables)), 0, cap=5 * big
        )
        second = UtilityFunction(
            "b", tuple(UtilityTable((i,), t[::-1]) for i, t in enumerate(tables)), 0
        )
        game = Game((3,) * 4, (first, second))
        front = frontier(game)
        brute = brute_frontier(game)
        assert front.counts == tuple(brute[tuple(row)] for row in front.worths.tolist())

    def test_too_much_work_is_no_answer(self, monkeypatch):
        """
        Where it would take too long the number stays open.
        """
        table = np.array([0, 1, 1 << 70], object)
        terms = terms_of(Game((3,), (UtilityFunction("a", (UtilityTable((0,), table),), 0),)))
        assert offers_at(terms, [[1 << 70]]) == (1,)
        monkeypatch.setattr(exactly, "MOST", 1)
        assert offers_at(terms, [[1 << 70]]) is None
