"""Integer programs against enumeration: conditions, wide bonuses, caps, signatories."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings

from counterdraft.agreements.basics.results import Solutions
from counterdraft.agreements.programs import frontier as answers
from counterdraft.agreements.programs.frontier import frontier_by_program, solutions_by_program
from counterdraft.agreements.solutions import solutions
from counterdraft.preferences.game import Game, UtilityFunction, WeightedBox
from counterdraft.runtime.deadline import Deadline
from counterdraft.verification.verify import verify

from ..games import EXAMPLES, brute_frontier, games
from ..test_solutions import plainly


def rectangles(issues, options, count, seed):
    """Two parties whose worths are weighted hyper-rectangles over one to four issues."""
    chance = random.Random(seed)
    ledgers = []
    for name in ("a", "b"):
        bonuses = []
        for _ in range(count):
            literals = []
            for issue in chance.sample(range(issues), min(issues, chance.randint(1, 4))):
                low = chance.randrange(options)
                high = min(options - 1, low + chance.randint(1, 2))
                literals.append((issue, tuple(low <= o <= high for o in range(options))))
            bonuses.append(WeightedBox(tuple(literals), chance.randint(1, 100)))
        ledgers.append(UtilityFunction(name, (), 0, bonuses=tuple(bonuses)))
    return Game((options,) * issues, tuple(ledgers))


def worths(front):
    return {tuple(int(v) for v in row) for row in front.worths}


@pytest.fixture
def tangled(monkeypatch):
    """Elimination gives up at once, so that programs must answer."""
    monkeypatch.setattr(answers, "_by_elimination", lambda _: None)


class TestByElimination:
    @pytest.mark.parametrize("seed", range(3))
    def test_dominated_options_hide_an_easy_game(self, seed):
        """
        Without dominated options the issues fall into blocks: proven, and the proof holds.
        """
        game = rectangles(4, 5, 12, seed)
        front = frontier_by_program(game)
        assert front.status == "proved"
        assert worths(front) == set(brute_frontier(game))
        assert all(game.signed(front.point(k).offer) for k in range(len(front)))
        assert verify(front.certificate).ok
        for solution in solutions(game, front):
            assert solution.status == "proved"
            assert verify(solution.certificate).ok

    def test_another_smaller_game_is_refused(self):
        """
        The smaller game must be the one that follows from the game.
        """
        one, other = rectangles(4, 5, 12, 0), rectangles(4, 5, 12, 1)
        certificate = dict(frontier_by_program(one).certificate)
        certificate["frontier"] = frontier_by_program(other).certificate["frontier"]
        assert not verify(certificate).ok


@pytest.mark.usefixtures("tangled")
class TestFrontier:
    @given(games(players=(1, 3), most_offers=120))
    @settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
    def test_agrees_with_enumeration(self, game):
        """
        The frontier is what the definition says, each point with an offer that has it.
        """
        front = frontier_by_program(game)
        assert front.status == "solver"
        assert worths(front) == set(brute_frontier(game))
        for k in range(len(front)):
            point = front.point(k)
            assert game.signed(point.offer)
            assert point.worth == tuple(p.worth(point.offer) for p in game.players)

    @pytest.mark.parametrize("seed", range(4))
    def test_weighted_hyper_rectangles(self, seed):
        """
        The utility of ANAC 2014: rectangles over one to four issues, which do not decompose.
        """
        game = rectangles(4, 5, 12, seed)
        assert worths(frontier_by_program(game)) == set(brute_frontier(game))

    def test_when_time_ends_what_is_found_is_said_to_be_bounded(self):
        """
        A frontier that is not complete says so; its points are real offers.
        """
        front = frontier_by_program(rectangles(12, 8, 60, 1), Deadline(0.3))
        assert front.status == "bounded"
        assert "time" in front.note
        for k in range(len(front)):
            assert front.game.signed(front.point(k).offer)


class TestSolutions:
    @given(games(players=(2, 4), most_offers=120))
    @settings(max_examples=EXAMPLES // 5, deadline=None)
    def test_agrees_with_enumeration(self, game):
        """
        Every solution has the value that the definition gives, and the offer has the worths.
        """
        solved: Solutions = solutions_by_program(game)
        expected, ideals = plainly(game)
        assert solved.ideals == ideals
        for solution in solved:
            assert solution.status in {"solver", "bounded"}
            if expected is None:
                assert solution.points == ()
                continue
            assert solution.points[0].worth in expected[solution.name], solution.name
            assert game.signed(solution.points[0].offer)
