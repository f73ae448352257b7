"""Solutions against the plain definition, whichever way they are found."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings

from counterdraft.agreements.branching.search import Effort
from counterdraft.agreements.branching.solutions import branch_solutions
from counterdraft.agreements.elimination.blocks import Entangled, blocks
from counterdraft.agreements.frontier import frontier
from counterdraft.agreements.solutions import solutions
from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable
from counterdraft.verification.verify import verify

from .games import EXAMPLES, brute_frontier, games

NAMES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def additive(*tables, reservations=None, units=None):
    """A game of single issues; ``tables[player][issue]`` lists the worths of the options."""
    sizes = tuple(len(row) for row in tables[0])
    players = []
    for i, rows in enumerate(tables):
        summands = tuple(UtilityTable((k,), np.array(row)) for k, row in enumerate(rows))
        unit = Fraction(1) if units is None else units[i]
        floor = 0 if reservations is None else reservations[i]
        players.append(UtilityFunction(f"p{i}", summands, floor, unit=unit))
    return Game(sizes, tuple(players))


def plainly(game, *, common_unit=False):
    """
    The solutions by enumeration, in fractions: name -> tied worths, leximin best first; and the ideals.
    """
    points = list(brute_frontier(game))
    if not points:
        return None, ()
    floor = [p.reservation for p in game.players]
    gains = {w: [a - r for a, r in zip(w, floor, strict=True)] for w in points}
    ideal = [max(g[i] for g in gains.values()) for i in range(len(floor))]
    can = [i for i, v in enumerate(ideal) if v > 0]
    share = {w: [Fraction(g[i], ideal[i]) for i in can] for w, g in gains.items()}
    real = {w: [x * p.unit for x, p in zip(g, game.players, strict=True)] for w, g in gains.items()}
    lively = {w: [real[w][i] for i in can] for w in points}
    total = real if common_unit else share
    rules = {
        "nash": ({w: prod(gains[w][i] for i in can) for w in points}, share),
        "kalai_smorodinsky": ({w: min(share[w], default=0) for w in points}, share),
        "egalitarian": ({w: sorted(lively[w]) for w in points}, real),
        "utilitarian": ({w: sum(total[w]) for w in points}, total),
    }
    found = {}
    for name, (value, order) in rules.items():
        best = max(value.values())
        tied = [w for w in points if value[w] == best]
        found[name] = sorted(tied, key=lambda w, o=order: (sorted(o[w]), w), reverse=True)
    return found, tuple(v + r for v, r in zip(ideal, floor, strict=True))


def agree(game, solved, *, common_unit=False):
    """Hold solutions against the definition: worths, ties, order, offers, ideals, certificates."""
    expected, ideals = plainly(game, common_unit=common_unit)
    for solution in solved:
        assert solution.status == "proved"
        verdict = verify(json.loads(json.dumps(solution.certificate)))
        assert verdict.ok, verdict.why
        if expected is None:
            assert solution.points == ()
            assert solution.note
            continue
        assert [p.worth for p in solution.points] == expected[solution.name], solution.name
        for point in solution.points:
            assert game.signed(point.offer)
            assert point.worth == tuple(p.worth(point.offer) for p in game.players)
    assert solved.ideals == ideals


class TestByHand:
    def test_divide_the_dollar(self):
        """
        Two who are alike share evenly, whatever the solution (Nash 1950, symmetry).
        """
        game = additive([list(range(101))], [list(range(100, -1, -1))])
        solved = solutions(game)
        for solution in (solved.nash, solved.kalai_smorodinsky, solved.egalitarian):
            assert [p.worth for p in solution.points] == [(50, 50)]
        assert solved.ideals == (100, 100)
        assert len(solved.utilitarian.points) == 101
        assert solved.utilitarian.points[0].worth == (50, 50)

    def test_a_better_outside_option_shifts_the_nash_solution(self):
        """
        Each gets its reservation value and half of what is left over (Nash 1950).
        """
        game = additive([list(range(101))], [list(range(100, -1, -1))], reservations=(20, 0))
        assert [p.worth for p in solutions(game).nash.points] == [(60, 40)]

    def test_kalai_and_smorodinsky_against_nash(self):
        """
        On the frontier u2 = min(100, 200 - 2 u1) Nash takes (50, 100), and Kalai and Smorodinsky the point
        on the line to the ideal (100, 100): (66, 68), the nearest whole one to 200/3 each.
        """
        first = list(range(101))
        second = [min(100, 200 - 2 * u) for u in first]
        solved = solutions(additive([first], [second]))
        assert [p.worth for p in solved.nash.points] == [(50, 100)]
        assert solved.kalai_smorodinsky.points[0].worth == (66, 68)
        assert solved.ideals == (100, 100)

    def test_units_are_compared_as_real_worth(self):
        """
        The egalitarian solution compares worths, not the integers they are scaled to.
        """
        units = (Fraction(1), Fraction(1, 10))
        game = additive([[0, 2, 9]], [[90, 20, 0]], units=units)
        assert [p.worth for p in solutions(game).egalitarian.points] == [(2, 20)]
        shared = solutions(game, common_unit=True).utilitarian
        assert {p.worth for p in shared.points} == {(0, 90), (9, 0)}
        assert shared.note == ""
        assert "share no unit" in solutions(game).utilitarian.note

    def test_who_cannot_gain_drops_out_with_a_notice(self):
        """
        A player whose ideal gain is zero takes no part in the Nash and Kalai-Smorodinsky solutions.
        """
        game = additive([[0, 3, 4]], [[4, 3, 0]], [[0, 0, 0]])
        solved = solutions(game)
        assert [p.worth for p in solved.nash.points] == [(3, 3, 0)]
        assert [p.worth for p in solved.kalai_smorodinsky.points] == [(3, 3, 0)]
        assert "p2" in solved.notices[0]

    def test_an_empty_zone_is_said(self):
        """
        Where no offer is as good as no deal for everybody, there is no point, a note and a proof.
        """
        game = additive([[0, 1]], [[1, 0]], reservations=(1, 1))
        solved = solutions(game)
        for solution in solved:
            assert solution.points == ()
            assert "no offer" in solution.note
            assert verify(solution.certificate).ok
        assert solved.ideals == ()

    def test_no_offer_lets_all_gain(self):
        """
        When every product is zero all points tie, and the note says so.
        """
        solved = solutions(additive([[5, 0]], [[0, 5]]))
        assert len(solved.nash.points) == 2
        assert "gain together" in solved.nash.note


class TestAgainstTheDefinition:
    @given(games(players=(1, 3)))
    @settings(max_examples=EXAMPLES, deadline=None)
    def test_read_off_the_frontier(self, game):
        """
        Read off the frontier, every solution is what the definition says.
        """
        agree(game, solutions(game, frontier(game)))

    @given(games(players=(1, 5), most_offers=250))
    @settings(max_examples=2 * EXAMPLES, deadline=None)
    def test_by_branch_and_bound(self, game):
        """
        Found by branch and bound, every solution is what the definition says, and its proof holds.
        """
        agree(game, branch_solutions(game, blocks(game), common_unit=False, effort=Effort()))

    @given(games(players=(2, 4), most_offers=200, wide=True))
    @settings(max_examples=EXAMPLES // 2, deadline=None)
    def test_wide_integers(self, game):
        """
        Worths past 62 bits change nothing.
        """
        agree(
            game,
            branch_solutions(game, blocks(game), common_unit=True, effort=Effort()),
            common_unit=True,
        )

    @given(games(players=(1, 5), most_offers=200))
    @settings(max_examples=EXAMPLES // 2, deadline=None)
    def test_the_front_door(self, game):
        """
        The same answers come without a frontier.
        """
        agree(game, solutions(game))

    @given(games(players=(2, 5), most_offers=250))
    @settings(max_examples=EXAMPLES, deadline=None)
    def test_with_hardly_any_effort_per_part(self, game):
        """
        Split to single offers, and with one tie kept, values and proofs hold; what is not listed is said.
        """
        effort = Effort(nodes=100_000, listed=6, tied=1)
        solved = branch_solutions(game, blocks(game), common_unit=False, effort=effort)
        expected, ideals = plainly(game)
        assert solved.ideals == ideals
        for solution in solved:
            if solution.status == "bounded":
                assert "leximin may be missing" in solution.note
            else:
                verdict = verify(json.loads(json.dumps(solution.certificate)))
                assert verdict.ok, verdict.why
            if expected is not None:
                tied = expected[solution.name]
                assert {p.worth for p in solution.points} <= set(
                    tied
                ) or solution.status == "bounded"
                assert len(solution.points) == len(tied) or "tied" in solution.note


class TestWithoutDominated:
    @given(games(players=(3, 5), most_offers=150))
    @settings(max_examples=EXAMPLES // 3, deadline=None)
    def test_the_same_solutions(self, game):
        """
        Where only leaving out dominated options untangles the issues, nothing changes.
        """

        def tangled(any_game, *, limit=None):
            if limit is None:
                raise Entangled
            return blocks(any_game)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys.modules[solutions.__module__], "blocks", tangled)
            agree(game, solutions(game))


class TestBeyondTheSolver:
    def test_two_parties_at_1e100(self):
        """
        At 10^100 offers a solver's "gap 0" once hid a better Nash product; the branch list and the merge,
        which share nothing but the game, agree to the last digit.
        """
        rng = np.random.default_rng(11)
        tables = [[rng.integers(0, 10**6, 10) for _ in range(100)] for _ in range(2)]
        game = additive(*tables, reservations=(20 * 10**6, 20 * 10**6))
        merged = solutions(game)
        branched = branch_solutions(game, blocks(game), common_unit=False, effort=Effort())
        assert game.size == 10**100
        for one, other in zip(merged, branched, strict=True):
            assert one.status == other.status == "proved"
            assert [p.worth for p in one.points] == [p.worth for p in other.points]
            assert verify(other.certificate).ok
