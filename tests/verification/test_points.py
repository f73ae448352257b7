"""Answers that are not proven still show what is exact in them."""

from __future__ import annotations

import copy
from unittest.mock import patch

import pytest

from counterdraft.agreements import frontier, solutions
from counterdraft.agreements.box_programming import frontier as sweep
from counterdraft.verification import verify

from ..agreements.box_programming.boxed import rectangles


@pytest.fixture
def bounded():
    game = rectangles(20, 8, 60, 0)
    with patch.object(sweep, "BEAMS", ()), patch.object(sweep, "ROOMS", (20,)):
        return frontier(game)


class TestPoints:
    def test_a_bounded_frontier_certifies_its_points(self, bounded):
        """
        Feasible, worth what is said, none dominated; what is not proven is said in the file and the verdict.
        """
        assert bounded.status == "bounded"
        verdict = verify(bounded.certificate)
        assert verdict
        assert "not proven" in verdict.why
        assert "not proven" in bounded.certificate["not_proven"]

    def test_wrong_points_are_refused(self, bounded):
        """
        A worth that is not the offer's, or a point twice, is refused.
        """
        other = copy.deepcopy(dict(bounded.certificate))
        other["worths"][1][0] += 1
        assert "worth something else" in verify(other).why
        other = copy.deepcopy(dict(bounded.certificate))
        other["worths"][0], other["offers"][0] = other["worths"][1], other["offers"][1]
        assert "listed twice" in verify(other).why

    def test_solutions_that_rest_on_a_solver_certify_their_point(self):
        """
        Solutions without a proof carry their points.
        """
        game = rectangles(5, 4, 5, 0)
        tied = type(game)(game.sizes, (*game.players, game.players[0]))
        with patch(
            "counterdraft.agreements.solutions._branched", lambda g, *_, **__: _programmed(g)
        ):
            solved = solutions(tied)
        for solution in solved:
            assert solution.status == "solver"
            assert verify(solution.certificate)
            assert "not proven" in verify(solution.certificate).why


def _programmed(game):
    from counterdraft.agreements.programs.frontier import solutions_by_program

    return solutions_by_program(game)
