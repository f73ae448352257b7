"""Searches that end early: what is found is real, and the bound beside it holds."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterdraft.agreements import count_acceptable, frontier, solutions
from counterdraft.agreements.basics.rules import rules_of
from counterdraft.agreements.basics.shortfall import greater_than
from counterdraft.agreements.box_programming.frontier import frontier_by_sweep
from counterdraft.agreements.programs.frontier import frontier_by_program
from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable
from counterdraft.runtime.deadline import Deadline, ending
from counterdraft.verification import verify

from .box_programming.boxed import boxed_games
from .countdown import Countdown
from .games import EXAMPLES, brute_count, brute_frontier, games

EVERY = settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(EVERY, max_examples=EXAMPLES // 5)


def rows(front):
    return [tuple(int(v) for v in row) for row in front.worths]


def as_good(one, other):
    return all(a >= b for a, b in zip(one, other, strict=True))


def is_honest(game, front):
    """Check a frontier that may have ended early against the definition."""
    true, found = brute_frontier(game), rows(front)
    for k, point in enumerate(found):
        offer = front.point(k).offer
        assert game.signed(offer)
        assert point == tuple(p.worth(offer) for p in game.players)
        assert not any(other != point and as_good(other, point) for other in found)
    if front.status != "bounded":
        assert sorted(found) == sorted(true)
        return
    assert front.note
    if front.unsearched:
        for point in true:
            assert point in found or any(
                as_good(point, low) and as_good(high, point) for low, high in front.unsearched
            )
    if front.bound is None:
        return
    floor = [p.reservation for p in game.players]
    tops = [max(max(p[i] for p in true) - f, 1) for i, f in enumerate(floor)]
    for point in true:
        assert any(
            all(Fraction(a - b, t) <= front.bound for a, b, t in zip(point, z, tops, strict=True))
            for z in found
        )


class TestClock:
    def test_ends_with_the_outer_one(self):
        """
        A deadline within another one never outlasts it.
        """
        outer = Deadline(5.0)
        assert outer.within(60.0).left() <= 5.0
        assert outer.within(0.0).over()
        assert 2.0 < outer.share(0.5).left() <= 2.5
        inner = outer.share(0.5)
        outer.stop()
        assert inner.over()

    def test_without_an_end_the_method_has_its_own(self):
        """
        A deadline that somebody set counts; one that is only there to be stopped does not prolong a search.
        """
        assert Deadline().left() == inf
        assert ending(None, 3.0).left() <= 3.0
        assert ending(Deadline(), 3.0).left() <= 3.0
        assert ending(Deadline(50.0), 3.0).left() > 3.0
        deadline = Deadline()
        own = ending(deadline, 3.0)
        deadline.stop()
        assert own.over()
        assert ending(deadline, 3.0).over()


class TestEndedEarly:
    @given(boxed_games(), st.integers(0, 60))
    @EVERY
    def test_a_sweep_is_honest(self, game, looks):
        """
        Wherever the sweep ends, what it lists is real and what it misses is within zones and bound.
        """
        is_honest(game, frontier_by_sweep(game, Countdown(looks)))

    @given(games(players=(2, 3), most_offers=120), st.integers(0, 8))
    @SOME
    def test_programs_are_honest(self, game, looks):
        """
        The same of integer programs.
        """
        is_honest(game, frontier_by_program(game, Countdown(looks)))

    @given(games(players=(1, 4), most_offers=200), st.integers(0, 30))
    @SOME
    def test_every_frontier_and_its_solutions_are_honest(self, game, looks):
        """
        The same of whatever method takes over, and its solutions are among what can be agreed.
        """
        deadline = Countdown(looks)
        front = frontier(game, deadline=deadline)
        is_honest(game, front)
        if len(front):
            assert verify(front.certificate)
        true = brute_frontier(game)
        for solution in solutions(game, front, deadline=deadline):
            assert solution.status != "bounded" or solution.note
            for point in solution.points:
                assert game.signed(point.offer)
                assert any(as_good(best, point.worth) for best in true)

    @given(boxed_games(), st.integers(0, 60))
    @EVERY
    def test_no_solution_is_better_than_what_is_said(self, game, looks):
        """
        By the weights of the rule as it was read, no offer has a value past the stated share.
        """
        front = frontier_by_sweep(game, Countdown(looks))
        if not len(front):
            return
        floor = [int(p.reservation) for p in game.players]
        gains = [[w - f for w, f in zip(row, floor, strict=True)] for row in rows(front)]
        ideals = [max(own) for own in zip(*gains, strict=True)]
        for rule, _ in rules_of(game, ideals, common_unit=True)[0].values():
            if not rule.active:
                continue

            def value(worth, rule=rule):
                found = rule.value([w - f for w, f in zip(worth, floor, strict=True)])
                return found[0] if rule.kind == "leximin" else found

            best = max(map(value, rows(front)))
            share = greater_than(rule, front, best, floor)
            if share is not None:
                assert max(map(value, brute_frontier(game))) <= best * (1 + share)

    @given(games(players=(1, 3), most_offers=200), st.integers(0, 12))
    @EVERY
    def test_a_count_holds_the_number(self, game, looks):
        """
        The number of offers that all accept is between the ends.
        """
        count = count_acceptable(game, deadline=Countdown(looks))
        assert count.low <= brute_count(game) <= count.high

    @pytest.mark.parametrize("players", [2, 5])
    def test_a_large_game_is_never_silent(self, players):
        """
        Even with no time at all some offer is found, with a bound, and so are the solutions.
        """
        rng = np.random.default_rng(3)
        game = Game(
            (10,) * 12,
            tuple(
                UtilityFunction(
                    f"p{i}",
                    tuple(UtilityTable((k,), rng.integers(0, 10**6, 10)) for k in range(12)),
                    0,
                )
                for i in range(players)
            ),
        )
        front = frontier(game, deadline=Deadline(0.0))
        assert front.status == "bounded"
        assert len(front) > 0
        assert 0 < front.bound <= 1
        for solution in solutions(game, front, deadline=Deadline(0.0)):
            assert solution.points
            assert solution.note or solution.status == "proved"
