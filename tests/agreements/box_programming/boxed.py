"""Random games of two players whose worths are weighted boxes, small enough to enumerate."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import strategies as st

from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable, WeightedBox

from ..games import literals

__all__ = ["boxed_games", "rectangles"]


@st.composite
def boxed_games(draw):
    """Boxes with and without gaps, for and against; tables over one issue; constants, caps, reservations."""
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=5)))
    amounts = draw(st.sampled_from([st.integers(1, 9), st.integers(-9, 30), st.integers(-2, 2)]))
    players = []
    for name in ("a", "b"):
        bonuses = tuple(
            WeightedBox(draw(literals(sizes, 0, 4)), draw(amounts))
            for _ in range(draw(st.integers(0, 9)))
        )
        tables = tuple(
            UtilityTable((i,), np.array([draw(amounts) for _ in range(sizes[i])]))
            for i in range(len(sizes))
            if draw(st.booleans())
        )
        reservation = draw(st.sampled_from([-1000, -1000, 0, 5, 40, 10**9]))
        cap = draw(st.sampled_from([None, None, 7, 60, reservation]))
        constant = draw(st.sampled_from([0, 0, 3, -5]))
        players.append(
            UtilityFunction(name, tables, reservation, constant=constant, cap=cap, bonuses=bonuses)
        )
    return Game(sizes, tuple(players))


def rectangles(issues, options, count, seed, bounds=4, reservation=0):
    """Two parties with *count* rectangles each over one to *bounds* issues."""
    dice = random.Random(seed)
    players = []
    for name in ("a", "b"):
        bonuses = []
        for _ in range(count):
            sides = []
            for issue in sorted(dice.sample(range(issues), min(issues, dice.randint(1, bounds)))):
                low = dice.randrange(options)
                high = min(options - 1, low + dice.randint(0, 2))
                sides.append((issue, tuple(low <= o <= high for o in range(options))))
            bonuses.append(WeightedBox(tuple(sides), dice.randint(1, 100)))
        players.append(UtilityFunction(name, (), reservation, bonuses=tuple(bonuses)))
    return Game((options,) * issues, tuple(players))
