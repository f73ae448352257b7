"""Random games of every shape, and the plain definition of what is to be found in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product

import numpy as np
from hypothesis import strategies as st

from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable, WeightedBox

__all__ = ["EXAMPLES", "all_offers", "brute_count", "brute_frontier", "brute_possible", "games"]

EXAMPLES = int(os.environ.get("COUNTERDRAFT_EXAMPLES", "150"))
"""Random games per property; set COUNTERDRAFT_EXAMPLES=5000 for the long run."""


@st.composite
def literals(draw, sizes, fewest=0, most=3):
    """Some issues with a mask each; now and then the same issue twice, an empty or a full mask."""
    count = draw(st.integers(fewest, min(most, len(sizes))))
    issues = draw(st.lists(st.integers(0, len(sizes) - 1), min_size=count, max_size=count))
    return tuple((i, tuple(draw(st.booleans()) for _ in range(sizes[i]))) for i in issues)


@st.composite
def summands(draw, sizes, worths, widest=3):
    """A table per issue for most issues, and a few over two issues or three."""
    found = []
    for issue, size in enumerate(sizes):
        if draw(st.integers(0, 9)):
            row = draw(st.lists(worths, min_size=size, max_size=size))
            found.append(_summand((issue,), row, sizes))
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        width = draw(st.integers(1, min(widest, len(sizes))))
        issues = tuple(sorted(draw(st.permutations(range(len(sizes))))[:width]))
        cells = int(np.prod([sizes[i] for i in issues]))
        found.append(
            _summand(issues, draw(st.lists(worths, min_size=cells, max_size=cells)), sizes)
        )
    return tuple(found)


def _summand(issues, row, sizes):
    narrow = all(abs(v) < 1 << 58 for v in row)
    table = np.array(row, np.int64 if narrow else object)
    return UtilityTable(issues, table.reshape([sizes[i] for i in issues]))


@st.composite
def ledgers(draw, name, sizes, worths, needed=None):
    """A party's worth with reservation, constant, now and then a cap and bonuses."""
    tables = draw(summands(sizes, worths))
    bonuses = tuple(
        WeightedBox(draw(literals(sizes, 0, 4)), draw(worths))
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2])))
    )
    constant = draw(st.sampled_from([0, 0, 3, -5]))
    middle = constant + sum(int(np.sort(t.table.ravel())[t.table.size // 2]) for t in tables)
    reservation = middle + draw(st.integers(-12, 4))
    cap = draw(st.sampled_from([None, None, None, reservation + 3, reservation - 1, middle]))
    return UtilityFunction(
        name, tables, reservation, constant=constant, cap=cap, bonuses=bonuses, needed=needed
    )


@st.composite
def games(draw, players=(2, 3), most_offers=400, wide=False, plain=False):
    """
    A game small enough to enumerate.

    ``wide`` mixes in worths past 62 bits; ``plain`` leaves out conditions, signatories, bonuses and
    caps.
    """
    sizes: list[int] = []
    for _ in range(draw(st.integers(1, 6))):
        size = draw(st.integers(1, 5))
        if int(np.prod(sizes, dtype=int)) * size > most_offers:
            break
        sizes.append(size)
    sizes = tuple(sizes)
    small = draw(st.sampled_from([st.integers(-3, 3), st.integers(0, 9), st.integers(-1000, 1000)]))
    big = st.builds(lambda a, b: (a << 66) + b, st.integers(-2, 2), st.integers(-2, 2))
    worths = big if wide and draw(st.integers(0, 3)) else small
    count = draw(st.integers(*players))
    if plain:
        parties = tuple(
            UtilityFunction(
                f"p{i}",
                draw(summands(sizes, worths, widest=1)),
                reservation=draw(st.integers(-20, 5)),
            )
            for i in range(count)
        )
        return Game(sizes, parties)
    parties = tuple(draw(ledgers(f"p{i}", sizes, worths)) for i in range(count))
    signatories = []
    for i in range(draw(st.sampled_from([0, 0, 1, 1, 2]))):
        needed = draw(st.one_of(st.none(), literals(sizes, 0, 2).map(Clause)))
        signatories.append(draw(ledgers(f"s{i}", sizes, small, needed)))
    conditions = tuple(
        Clause(draw(literals(sizes, 1, 4))) for _ in range(draw(st.sampled_from([0, 0, 1, 2])))
    )
    return Game(sizes, parties, tuple(signatories), conditions)


def all_offers(game: Game) -> Iterator[tuple[int, ...]]:
    """Every offer, possible or not."""
    return product(*(range(size) for size in game.sizes))


def brute_frontier(game: Game) -> dict[tuple[int, ...], int]:
    """The efficient, individually rational worths with the number of offers that have each."""
    points: dict[tuple[int, ...], int] = {}
    for offer in all_offers(game):
        if game.signed(offer):
            point = tuple(ledger.worth(offer) for ledger in game.players)
            points[point] = points.get(point, 0) + 1

    def beaten(a):
        return any(b != a and all(x >= y for x, y in zip(b, a, strict=True)) for b in points)

    return {point: ways for point, ways in points.items() if not beaten(point)}


def brute_count(game: Game) -> int:
    """The number of offers that every player prefers to no deal and every needed signatory accepts."""
    return sum(
        game.signed(offer) and all(p.worth(offer) > p.reservation for p in game.players)
        for offer in all_offers(game)
    )


def brute_possible(game: Game) -> int:
    """The number of offers that meet every condition."""
    return sum(game.possible(offer) for offer in all_offers(game))
