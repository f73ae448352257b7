"""The sweep over weighted boxes, against enumeration and against the other methods."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from counterdraft.agreements import frontier, solutions
from counterdraft.agreements.box_programming import frontier as sweep
from counterdraft.agreements.box_programming.frontier import frontier_by_sweep
from counterdraft.agreements.merging.frontier import frontier_by_merging
from counterdraft.runtime.deadline import Deadline
from counterdraft.verification import verify

from ..games import EXAMPLES, brute_frontier
from .boxed import boxed_games, rectangles

EVERY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def rows(front):
    return [tuple(row) for row in front.worths.tolist()]


class TestFrontier:
    @given(boxed_games())
    @EVERY
    def test_agrees_with_enumeration(self, game):
        """
        The points are those of the definition, each with an offer that has it, proven and replayed.
        """
        front = frontier_by_sweep(game)
        assert front.status == "proved"
        assert rows(front) == sorted(brute_frontier(game), reverse=True)
        for k in range(len(front)):
            point = front.point(k)
            assert game.signed(point.offer)
            assert point.worth == tuple(p.worth(point.offer) for p in game.players)
        assert verify(front.certificate)

    @pytest.mark.parametrize("seed", range(4))
    def test_agrees_with_elimination(self, seed):
        """
        Issue by issue or box by box, the points are the same, and so are the numbers of their offers.
        """
        game = rectangles(8, 4, 14, seed)
        by_issue = frontier_by_merging(game, limit=10**6)
        by_box = frontier(game)
        assert by_box.certificate["kind"] == "sweep"
        assert rows(by_box) == rows(by_issue)
        assert by_box.counts == by_issue.counts

    def test_first_search_may_find_nothing(self, monkeypatch):
        """
        What the first search misses the passes find: without it the frontier is the same.
        """
        game = rectangles(12, 5, 30, 1)
        whole = frontier_by_sweep(game)
        monkeypatch.setattr(sweep._Sweep, "_look", lambda _: None)
        bare = frontier_by_sweep(game)
        assert bare.status == "proved"
        assert rows(bare) == rows(whole)

    def test_narrow_passes_prove_nothing(self, monkeypatch):
        """
        A pass that keeps few partial offers is not the last one: the frontier is still whole.
        """
        game = rectangles(12, 5, 30, 2)
        whole = frontier_by_sweep(game)
        monkeypatch.setattr(sweep, "BEAMS", (1, 2))
        assert rows(frontier_by_sweep(game)) == rows(whole)

    @pytest.mark.parametrize("seed", range(3))
    def test_bound_holds_when_the_time_ends(self, seed):
        """
        Every point of the frontier is matched by a listed one up to the stated share of the ideal gains.
        """
        game = rectangles(10, 5, 24, seed)
        whole = rows(frontier_by_sweep(game))
        early = frontier_by_sweep(game, Deadline(0.0))
        listed = rows(early)
        assert early.status in {"bounded", "proved"}
        if early.status == "bounded":
            tops = [max(w[i] for w in listed) for i in range(2)]
            for point in whole:
                short = min(
                    max(Fraction(max(point[i] - w[i], 0), tops[i]) for i in range(2))
                    for w in listed
                )
                assert short <= early.bound

    def test_a_full_memory_ends_with_a_bound(self, monkeypatch):
        """
        More partial offers than fit end the search with what was found and its bound.
        """
        game = rectangles(20, 8, 60, 0)
        monkeypatch.setattr(sweep, "BEAMS", ())
        monkeypatch.setattr(sweep, "ROOMS", (20,))
        front = frontier_by_sweep(game)
        assert front.status == "bounded"
        assert 0 < front.bound < 1
        assert len(front) > 1

    def test_reservations_nobody_can_reach_leave_nothing(self):
        """
        Where the boxes cannot pay the reservation values there is no point, and that is proven.
        """
        front = frontier_by_sweep(rectangles(6, 4, 10, 0, reservation=10**7))
        assert len(front) == 0
        assert front.status == "proved"
        assert verify(front.certificate)


class TestSolutions:
    def test_are_read_off_and_replayed(self):
        """
        Solutions of a swept frontier are proven, and their certificates hold.
        """
        game = rectangles(14, 6, 30, 5)
        front = frontier(game)
        for solution in solutions(game, front, common_unit=True):
            assert solution.status == "proved"
            assert verify(solution.certificate)

    def test_are_the_best_found_where_the_frontier_is_bounded(self, monkeypatch):
        """
        Solutions of a frontier that was not finished say so, with its bound, and certify their points.
        """
        monkeypatch.setattr(sweep, "BEAMS", ())
        monkeypatch.setattr(sweep, "ROOMS", (20,))
        game = rectangles(20, 8, 60, 0)
        front = frontier(game)
        for solution in solutions(game, front, common_unit=True):
            assert solution.status == front.status == "bounded"
            assert "points found; no offer has a" in solution.note
            assert list(solution.points[0].worth) in front.worths.tolist()
            assert verify(solution.certificate)
