"""Continuous issues: the solutions between the steps."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.agreements.continuous import discretisation_error, turning_points
from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable

STEPS = 12


def game(*players, reservations=(0, 0), **more):
    """A game of rows per issue and player."""
    ledgers = tuple(
        UtilityFunction(
            f"p{k}",
            tuple(UtilityTable((i,), np.array(row, np.int64)) for i, row in enumerate(rows)),
            reservation,
            Fraction(1, 10),
            **more,
        )
        for k, (rows, reservation) in enumerate(zip(players, reservations, strict=True))
    )
    return Game(tuple(len(row) for row in players[0]), ledgers)


@st.composite
def spaces(draw):
    """One list of options, and one or two continuous issues of up to three straight parts."""
    parts = [draw(st.integers(1, 3)) for _ in range(draw(st.integers(1, 2)))]
    sizes = [draw(st.integers(1, 3)), *(p + 1 for p in parts)]
    worth = st.integers(0, 12)
    players = [[draw(st.lists(worth, min_size=n, max_size=n)) for n in sizes] for _ in "ab"]
    return game(*players, reservations=(draw(worth), draw(worth))), {
        i: [Fraction(k) for k in range(n)] for i, n in enumerate(sizes) if i
    }


def gains(some, rows, numbers):
    """What is gained where the first issue is settled by a row and the others by numbers."""
    found = []
    for ledger in some.players:
        total = Fraction(ledger.worth([rows, *(0 for _ in numbers)]) - ledger.reservation)
        for summand, number in zip(ledger.summands[1:], numbers, strict=True):
            row = [int(v) for v in summand.table]
            low = min(int(number), len(row) - 2)
            total += row[low] - row[0] + (number - low) * (row[low + 1] - row[low])
        found.append(total * ledger.unit)
    return tuple(found)


def offers(some, grids):
    """Return the gains of all offers over these grids that both accept."""
    every = (gains(some, row, chosen) for row in range(some.sizes[0]) for chosen in product(*grids))
    return [g for g in every if min(g) >= 0]


class TestTurningPoints:
    @settings(max_examples=40, deadline=None)
    @given(space=spaces())
    def test_no_finer_grid_is_better(self, space):
        """
        With the numbers found, every rule's best offer is as good as on a grid of many steps.
        """
        some, numbers = space
        found = turning_points(some, numbers)
        fine = [
            [Fraction(k, STEPS) for k in range(STEPS * int(v[-1]) + 1)] for v in numbers.values()
        ]
        finer = offers(some, fine)
        if found is None:
            assert not finer
            return
        ours = offers(some, [found[i] for i in numbers])
        ideals = [max(g[k] for g in ours) for k in (0, 1)]

        assert ideals >= [max(g[k] for g in finer) for k in (0, 1)]
        assert max(a * b for a, b in ours) >= max(a * b for a, b in finer)
        assert max(map(min, ours)) >= max(map(min, finer))
        assert max(map(sum, ours)) >= max(map(sum, finer))
        if all(ideals):
            ratio = [min(a / ideals[0], b / ideals[1]) for a, b in ours]
            assert max(ratio) >= max(min(a / ideals[0], b / ideals[1]) for a, b in finer)

    def test_a_pie(self):
        """
        Nash splits what is above the reservation values in halves (Nash 1950): 0.2 and 0.8 - 0.2 - 0.1.
        """
        found = turning_points(game([[0, 10]], [[10, 0]], reservations=(2, 1)), {0: [0, 1]})

        assert found == {0: [0, Fraction(1, 5), Fraction(11, 20), Fraction(9, 10), 1]}

    def test_three_parts_of_which_none_is_whole(self):
        """
        The product is greatest on the part with the better exchange: 1 for 3 up to half, then 3 for 1.
        """
        found = turning_points(game([[0, 9, 12]], [[12, 9, 0]]), {0: [0, 1, 2]})

        assert found == {0: [0, 1, 2]}

    def test_the_better_exchange_comes_first(self):
        """
        1 for 1 on the first issue is used up before 1 for 2 on the second: (4 + 10 t, 20 - 20 t) from there.
        """
        found = turning_points(game([[0, 4], [0, 10]], [[4, 0], [20, 0]]), {0: [0, 1], 1: [0, 1]})

        # Nash at 3/10, Kalai-Smorodinsky with ideals 14 and 24 at 23/65, level at 8/15.
        assert found == {0: [0, 1], 1: [0, Fraction(3, 10), Fraction(23, 65), Fraction(8, 15), 1]}

    def test_what_it_does_not_speak_of(self):
        """
        A cut that is reached, three players and conditions are left to the steps.
        """
        rows = [[0, 10]]
        two, three = game(rows, [[10, 0]]), game(rows, rows, rows, reservations=(0, 0, 0))
        bound = Game(two.sizes, two.players, conditions=(Clause(((0, (True, False)),)),))

        assert turning_points(two, {0: [0, 1]}) is not None
        assert turning_points(game(rows, [[10, 0]], cap=9), {0: [0, 1]}) is None
        assert turning_points(three, {0: [0, 1]}) is None
        assert turning_points(bound, {0: [0, 1]}) is None

    def test_nothing_that_both_accept(self):
        """
        Where no offer reaches both reservation values there is no solution to look for.
        """
        assert turning_points(game([[0, 10]], [[10, 0]], reservations=(6, 5)), {0: [0, 1]}) is None


class TestHidden:
    @settings(max_examples=40, deadline=None)
    @given(space=spaces(), share=st.fractions(0, 1))
    def test_no_offer_is_further_from_its_neighbour(self, space, share):
        """
        Half the greatest step is the most that the nearer of two numbers can be wrong by.
        """
        some, numbers = space
        issue = max(numbers)
        others = [Fraction(0)] * (len(numbers) - 1)
        apart = discretisation_error(some, issue)
        for low in numbers[issue][:-1]:
            near = low if share <= Fraction(1, 2) else low + 1
            between = gains(some, 0, [*others, low + share])
            at = gains(some, 0, [*others, near])

            assert all(abs(a - b) <= most for a, b, most in zip(between, at, apart, strict=True))
