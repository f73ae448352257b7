"""The frontier: every efficient, individually rational point, with an offer and the number of offers."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.agreements import frontier
from counterdraft.agreements.elimination.blocks import Entangled
from counterdraft.agreements.pareto_sums import merge as merging
from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable

from .games import EXAMPLES, brute_frontier, games

module = import_module("counterdraft.agreements.merging.frontier")


def additive(*tables, reservation=0):
    """A game of single-issue tables: one list of rows per player."""
    ledgers = tuple(
        UtilityFunction(
            f"p{i}",
            tuple(UtilityTable((j,), np.array(row)) for j, row in enumerate(rows)),
            reservation,
        )
        for i, rows in enumerate(tables)
    )
    return Game(tuple(len(row) for row in tables[0]), ledgers)


def check(game, front):
    """Compare a frontier with the plain definition: points, order, offers, counts."""
    expected = brute_frontier(game)
    points = [tuple(int(v) for v in row) for row in front.worths]
    assert points == sorted(expected, reverse=True)
    assert front.status == "proved"
    narrow = all(
        [s.table.dtype != object for p in game.players for s in p.summands]
        + [abs(b.amount) < 1 << 58 for p in game.players for b in p.bonuses]
    )
    assert front.counts is not None or not narrow
    for k, point in enumerate(points):
        offer = front.offer_of(k)
        assert game.signed(offer)
        assert tuple(ledger.worth(offer) for ledger in game.players) == point
        if front.counts is not None:
            assert front.counts[k] == expected[point]


class TestFrontier:
    @settings(max_examples=2 * EXAMPLES, deadline=None)
    @given(games(players=(1, 4), wide=True))
    def test_agrees_with_the_definition(self, game):
        """
        Points, their order, their offers and their counts are what enumeration finds.
        """
        check(game, frontier(game))

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(games(players=(1, 4), plain=True), st.integers(0, 40))
    def test_compiled_kernels_agree_with_the_definition(self, game, small):
        """
        The same holds when every merge but the smallest runs in a compiled kernel, a few copies at
        a time.
        """
        before = merging.SMALL, merging.FAN
        merging.SMALL, merging.FAN = small, 2
        try:
            check(game, frontier(game))
        finally:
            merging.SMALL, merging.FAN = before

    def test_two_coins(self):
        """
        Worths 0 or 1 opposed on two issues: three points, the middle one in two ways.
        """
        front = frontier(additive([[0, 1], [0, 1]], [[1, 0], [1, 0]]))

        assert front.worths.tolist() == [[2, 0], [1, 1], [0, 2]]
        assert front.counts == (1, 2, 1)

    def test_counts_of_any_size(self):
        """
        Eighty opposed coins: the middle point has 80 over 40 offers, more than fits 62 bits.
        """
        front = frontier(additive([[0, 1]] * 80, [[1, 0]] * 80))

        assert len(front) == 81
        assert front.counts[40] == 107507208733336176461620

    def test_keeps_what_is_exactly_at_the_reservation_value(self):
        """
        A player accepts at its reservation value, and not one unit below.
        """
        game = additive([[0, 1, 2]], [[2, 1, 0]], reservation=1)

        assert frontier(game).worths.tolist() == [[1, 1]]

    def test_nothing_acceptable_is_an_empty_frontier(self):
        """
        An empty zone of agreement is an answer, with a certificate of its own.
        """
        front = frontier(additive([[0, 1]], [[1, 0]], reservation=2))

        assert len(front) == 0
        assert front.counts == ()
        assert front.certificate["points"] == 0

    def test_a_signatory_counts_only_where_it_is_needed(self):
        """
        The best option needs a third party that would lose by it; without its need it would be
        chosen.
        """
        own = UtilityFunction("own", (UtilityTable((0,), np.array([0, 5])),), 0)
        third = UtilityFunction(
            "third",
            (UtilityTable((0,), np.array([-9, -1])),),
            0,
            needed=Clause(((0, (False, True)),)),
        )

        assert frontier(Game((2,), (own,))).worths.tolist() == [[5]]
        assert frontier(Game((2,), (own,), (third,))).worths.tolist() == [[0]]

    def test_larger_than_any_machine_could_list(self):
        """
        Sixty-three issues of three options are 1e30 offers; every point is what its offer is worth.
        """
        rng = np.random.default_rng(5)
        game = additive(*(rng.integers(0, 50, (63, 3)).tolist() for _ in range(2)))
        front = frontier(game)

        assert len(front) > 50
        for k in range(0, len(front), 20):
            offer = front.offer_of(k)
            assert [ledger.worth(offer) for ledger in game.players] == front.worths[k].tolist()


class TestLimits:
    def test_past_its_memory_a_front_becomes_a_cover(self, monkeypatch):
        """
        A memory that is too small for the front gives efficient points with a bound, and says so.
        """
        rng = np.random.default_rng(2)
        ramp = np.arange(8) * 10
        tables = [
            (ramp + rng.integers(0, 10, (5, 8))).tolist(),
            (70 - ramp + rng.integers(0, 10, (5, 8))).tolist(),
        ]
        game = additive(*tables)
        whole = {tuple(row) for row in frontier(game).worths.tolist()}

        monkeypatch.setattr("counterdraft.agreements.merging.frontier.MEMORY_BYTES", 1_000)
        front = frontier(game)

        assert front.status == "bounded"
        assert front.bound is not None
        assert {tuple(row) for row in front.worths.tolist()} <= whole

    def test_entangled_issues_are_left_to_integer_programs(self):
        """
        Where elimination would need too many states the same points come from another method.
        """
        rng = np.random.default_rng(4)
        ledgers = tuple(
            UtilityFunction(
                f"p{i}", (UtilityTable(tuple(range(5)), rng.integers(0, 30, (3,) * 5)),), 10
            )
            for i in range(2)
        )
        game = Game((3,) * 5, ledgers)
        exact = frontier(game)

        with patch.object(module, "blocks_of", side_effect=Entangled):
            other = frontier(game)

        assert exact.status == "proved"
        assert other.status == "solver"
        assert other.worths.tolist() == exact.worths.tolist()

    def test_a_small_game_loads_no_compiler(self):
        """
        The room, and the frontier of a small game, start without numba, scipy or a solver.
        """
        code = (
            "import sys, numpy as np\n"
            "from counterdraft.agreements import frontier\n"
            "from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable\n"
            "game = Game((2,), (UtilityFunction('a', (UtilityTable((0,), np.array([0, 1])),), 0),))\n"
            "assert len(frontier(game)) == 1\n"
            "print([m for m in ('numba', 'scipy', 'highspy') if m in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )

        assert done.stdout.strip() == "[]"


class TestRoom:
    def test_functions_keep_their_names(self):
        """
        Loading a file of the room does not hide the function of the same name.
        """
        for name in ("frontier", "solutions"):
            loaded = import_module(f"counterdraft.agreements.{name}")

            assert getattr(import_module("counterdraft.agreements"), name) is getattr(loaded, name)

    def test_an_unknown_name_is_an_attribute_error(self):
        """
        The room offers what it lists and nothing else.
        """
        room = import_module("counterdraft.agreements")

        assert set(room.__all__) <= set(dir(room))
        with pytest.raises(AttributeError, match="no attribute 'zone'"):
            room.zone  # noqa: B018
