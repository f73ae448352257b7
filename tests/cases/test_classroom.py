"""The classroom case: the numbers worked by hand in docs/explanation/classroom.md."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from counterdraft.formats import load

CASE = Path(__file__).parents[2] / "cases" / "classroom"

ROYALTY = (0, 5, 10, 15)
WATER = ("none", "monitored", "closed_loop")
ROAD = ("company", "shared", "province")
START = ("now", "after_study")

RESERVATION = (8, 0, 3)
FRONTIER = {
    (19, 4, 3),
    (19, 1, 6),
    (17, 3, 7),
    (16, 4, 7),
    (15, 8, 3),
    (15, 5, 6),
    (14, 1, 9),
    (13, 7, 7),
    (13, 4, 10),
    (12, 8, 7),
    (11, 12, 3),
    (11, 9, 6),
    (11, 6, 9),
    (9, 11, 7),
    (9, 8, 10),
    (8, 12, 7),
    (8, 9, 10),
}
NASH = {(13, 7, 7), (13, 4, 10)}
KALAI_SMORODINSKY = {(13, 7, 7)}
EGALITARIAN = {(13, 7, 7), (13, 4, 10)}
UTILITARIAN = {p for p in FRONTIER if sum(p) == 27}


def worths(royalty, water, road, start):
    """The table of the page, as a reader would add it up."""
    paid = royalty * 4 // 5
    town = paid + (0, 4, 9)[WATER.index(water)] + (3 if start == "after_study" else 0)
    town -= 2 if water == "closed_loop" and start == "after_study" else 0
    company = (20 if start == "now" else 17) - paid
    company -= (0, 1, 6)[WATER.index(water)] + (6, 3, 0)[ROAD.index(road)]
    province = (4 if start == "now" else 3) + (-3, 0, 0)[WATER.index(water)]
    province += (6, 3, 0)[ROAD.index(road)]
    return town, company, province


def possible(royalty, water, road, start):  # one argument per issue
    return not (road == "province" and start == "now")


def lines_hold(royalty, water, road, start):
    return water != "none" and not (royalty > 5 and road == "company")


@pytest.fixture(scope="module")
def signed():
    """Worths of the offers that all three sign, by brute force."""
    offers = [o for o in product(ROYALTY, WATER, ROAD, START) if possible(*o) and lines_hold(*o)]
    found = [worths(*o) for o in offers]
    return [w for w in found if all(a >= b for a, b in zip(w, RESERVATION, strict=True))]


@pytest.fixture(scope="module")
def game():
    """The expected game as everybody sees it."""
    from counterdraft.preferences import expected_game

    return expected_game(load(CASE))


class TestThePage:
    def test_counts(self, signed):
        """Of 72 offers 60 are possible, 32 within the red lines and 24 signed."""
        everything = list(product(ROYALTY, WATER, ROAD, START))

        assert len(everything) == 72
        assert sum(possible(*o) for o in everything) == 60
        assert sum(possible(*o) and lines_hold(*o) for o in everything) == 32
        assert len(signed) == 24

    def test_frontier(self, signed):
        """The seventeen efficient points are those of the page, each reached once."""
        efficient = [
            p
            for p in signed
            if not any(q != p and all(a >= b for a, b in zip(q, p, strict=True)) for q in signed)
        ]

        assert len(efficient) == 17
        assert set(efficient) == FRONTIER

    def test_solutions(self, signed):
        """Nash, Kalai–Smorodinsky, egalitarian and utilitarian as the page has them."""
        gains = {p: tuple(a - b for a, b in zip(p, RESERVATION, strict=True)) for p in signed}
        ideal = tuple(max(g[i] for g in gains.values()) for i in range(3))

        def best(score):
            top = max(score(g) for g in gains.values())
            return {p for p, g in gains.items() if score(g) == top}

        assert ideal == (11, 12, 7)
        assert best(lambda g: g[0] * g[1] * g[2]) == NASH
        assert best(lambda g: min(g[0] * 84, g[1] * 77, g[2] * 132)) == KALAI_SMORODINSKY
        assert best(sorted) == EGALITARIAN
        assert best(sum) == UTILITARIAN
        assert len(UTILITARIAN) == 9


class TestTheProgram:
    def figures(self, game, point):
        """A point's worths in millions."""
        return tuple(p.figure(int(w)) for p, w in zip(game.players, point.worth, strict=True))

    def test_the_tables_are_those_of_the_page(self, game):
        """The expected game gives every one of the 72 offers the worths of the page."""
        for at in np.ndindex(game.sizes):
            offer = (ROYALTY[at[0]], WATER[at[1]], ROAD[at[2]], START[at[3]])
            found = tuple(p.figure(p.worth(at)) for p in game.players)

            assert found == worths(*offer)
            assert game.possible(at) == (possible(*offer) and lines_hold(*offer))

    def test_frontier(self, game):
        """The listed frontier is the page's, proved, with one offer per point."""
        from counterdraft.agreements import frontier

        front = frontier(game)

        assert {self.figures(game, front.point(k)) for k in range(len(front))} == FRONTIER
        assert front.status == "proved"
        assert set(front.counts) == {1}

    def test_count(self, game):
        """Fifteen offers are better than no deal for all; nine more leave somebody exactly there."""
        from counterdraft.agreements import count_acceptable

        count = count_acceptable(game)

        assert (count.low, count.high) == (15, 15)

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("nash", NASH),
            ("kalai_smorodinsky", KALAI_SMORODINSKY),
            ("egalitarian", EGALITARIAN),
            ("utilitarian", UTILITARIAN),
        ],
    )
    def test_solutions(self, game, name, expected):
        """Every solution lists the page's points, ties included."""
        from counterdraft.agreements import solutions

        found = getattr(solutions(game, common_unit=True), name)

        assert {self.figures(game, p) for p in found.points} == expected
        assert found.status == "proved"
