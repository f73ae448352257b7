"""Instances of any size: linear additive preferences, independent or opposed."""

from __future__ import annotations

from typing import Literal

import numpy as np

from counterdraft.preferences.game import Game, Ledger, Summand

Kind = Literal["random", "opposed"]


def random_game(
    issues: int, options: int, players: int, kind: Kind = "random", seed: int = 0
) -> Game:
    """
    Return a linear additive game with ``options ** issues`` offers; every offer is acceptable.

    "random": every worth is uniform in 0..10^6.  "opposed": weight times evaluation; the first
    party's options ascend, the second's descend, a third's are highest in the middle that the
    weights leave to it, all with a noise of a tenth.
    """
    rng = np.random.default_rng([issues, options, players, seed])
    ledgers = []
    ramp = np.linspace(0.0, 1.0, options)
    for player in range(players):
        if kind == "random":
            tables = rng.integers(0, 1_000_001, (issues, options))
        else:
            weights = rng.uniform(0.2, 1.0, (issues, 1))
            shape = [ramp, 1.0 - ramp, 1.0 - np.abs(2.0 * ramp - 1.0)][player % 3]
            noise = rng.uniform(-0.1, 0.1, (issues, options))
            tables = np.round(1e6 * weights * np.clip(shape + noise, 0.0, 1.2)).astype(np.int64)
        summands = tuple(Summand((i,), tables[i].astype(np.int64)) for i in range(issues))
        ledgers.append(Ledger(f"player {player + 1}", summands, reservation=0))
    return Game((options,) * issues, tuple(ledgers))
