"""What each party still needs, and the most that is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.terms import Terms
from counterdraft.agreements.elimination.bucket_elimination import Transition

__all__ = ["Needs", "needs_of"]

BITS = 60


@dataclass(frozen=True, eq=False)
class Needs:
    """
    The worths of a game as whole numbers from zero up, issue by issue.

    ``pays[t]`` is (d, ways) what each way of step t adds; ``units`` what one of it is worth and
    ``bases`` the worth of nothing added.  ``togo[t]`` is (d + rows, states) the most that the
    steps after t can add to each column, and to the sum by each row of ``weights``, from each joint
    state.
    """

    steps: list[Transition]
    pays: list[NDArray[np.int64]]
    units: list[int]
    bases: list[int]
    togo: list[NDArray[np.int64]]
    weights: NDArray[np.int64]
    most: NDArray[np.int64]
    rounded: bool

    def goals(self, reservations: Sequence[int]) -> list[int] | None:
        """Return what has to be added to reach the *reservations*, or None when that cannot be."""
        goals = [
            max(0, -((base - reservation) // unit))
            for reservation, base, unit in zip(reservations, self.bases, self.units, strict=True)
        ]
        reachable = all(goal <= top for goal, top in zip(goals, self.most.tolist(), strict=True))
        return goals if reachable and all(step.states for step in self.steps) else None


def needs_of(terms: Terms, steps: list[Transition], *, up: bool) -> Needs:
    """
    Return the needs of a game.

    Worths are counted from the least of each step in steps of their common divisor.  What then still
    passes 60 bits loses its last bits, rounded down, or *up*; the need is rounded up in both cases.
    """
    units, bases, rows = [], [], []
    rounded = False
    for c, column in enumerate(terms.columns):
        own = [step.pays[c] for step in steps]
        least = [int(pay.min()) if len(pay) else 0 for pay in own]
        gains = [pay - low for pay, low in zip(own, least, strict=True)]
        divisor = gcd(*(int(v) for gain in gains for v in np.unique(gain).tolist())) or 1
        total = sum(int(gain.max()) if len(gain) else 0 for gain in gains) // divisor
        shift = max(0, total.bit_length() - BITS)
        rounded |= shift > 0
        unit = divisor << shift
        units.append(unit)
        bases.append(column.constant + sum(least))
        rows.append([((gain + (unit - 1 if up else 0)) // unit).astype(np.int64) for gain in gains])
    pays = [
        np.array([row[t] for row in rows], np.int64).reshape(len(rows), len(step.sources))
        for t, step in enumerate(steps)
    ]
    most = sum((pay.max(axis=1, initial=0) for pay in pays), np.zeros(len(rows), np.int64))
    weights = _weights(most, sum(not column.signatory for column in terms.columns))
    togo: list[NDArray[np.int64]] = []
    after = np.zeros((len(rows) + len(weights), 1), np.int64)
    for t in range(len(steps) - 1, -1, -1):
        step, pay = steps[t], pays[t]
        togo.append(after)
        both = np.vstack([pay, weights @ pay])
        states = max(1, steps[t - 1].states) if t else 1
        before = np.full((len(rows) + len(weights), states), -1, np.int64)
        for c, row in enumerate(both):
            np.maximum.at(before[c], step.sources, row + after[c, step.targets])
        after = before
    return Needs(steps, pays, units, bases, togo[::-1], weights, most, rounded)


def _weights(most: NDArray[np.int64], players: int) -> NDArray[np.int64]:
    """
    Return rows of weights: sums that no completion can pass rule out more than single worths.

    The players' worths are made alike, then each in turn counts for more; rows fit 60 bits.
    """
    top = int(most[:players].max(initial=0))
    alike = [top / int(own) if own else 0.0 for own in most[:players]]
    rows = []
    for favoured, factor in [(0, 1.0), *((p, f) for p in range(players) for f in (2.0, 5.0))]:
        row = [round(8 * w * (factor if p == favoured else 1.0)) for p, w in enumerate(alike)]
        row += [0] * (len(most) - players)
        if sum(weight * int(own) for weight, own in zip(row, most, strict=True)) < 1 << BITS:
            rows.append(row)
    return np.array(rows, np.int64).reshape(len(rows), len(most))
