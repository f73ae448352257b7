"""Instances of any size: linear additive preferences, independent or opposed."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable

Kind = Literal["random", "opposed", "divided"]


def random_game(
    issues: int, options: int, players: int, kind: Kind = "random", seed: int = 0
) -> Game:
    """
    Return a linear additive game with ``options ** issues`` offers; every offer is acceptable.

    "random": every worth is uniform in 0..10^6.  "opposed": weights of one's own times evaluations; the
    first party's options ascend, the second's descend, a third's are highest in the middle, with noise.
    "divided": every issue is a pie of a size known to all, its options random divisions of it, with noise.
    """
    rng = np.random.default_rng([issues, options, players, seed])
    ramp = np.linspace(0.0, 1.0, options)
    common = rng.uniform(0.2, 1.0, (issues, 1))
    pies = rng.dirichlet(np.ones(players), (issues, options))
    ledgers = []
    for player in range(players):
        noise = rng.uniform(0.0, 0.2, (issues, options))
        if kind == "random":
            worths = rng.uniform(0.0, 1.0, (issues, options))
        elif kind == "opposed":
            shape = [ramp, 1.0 - ramp, 1.0 - np.abs(2.0 * ramp - 1.0)][player % 3]
            worths = rng.uniform(0.2, 1.0, (issues, 1)) * (shape + noise)
        else:
            worths = common * (pies[:, :, player] + noise)
        tables = np.round(1e6 * worths).astype(np.int64)
        summands = tuple(UtilityTable((i,), tables[i]) for i in range(issues))
        ledgers.append(UtilityFunction(f"player {player + 1}", summands, reservation=0))
    return Game((options,) * issues, tuple(ledgers))
