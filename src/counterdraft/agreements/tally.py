"""States of a count: what everybody still lacks, and in how many ways, as whole numbers of any size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Tally", "start"]

LIMB = 32
"""Bits of a count that one column of ``ways`` holds."""


@dataclass(frozen=True, eq=False)
class Tally:
    """
    Distinct states, ascending by key.

    ``keys`` (m,) are the joint states of undecided terms, ``lacks`` (d, m) what each column still
    needs to reach its reservation value (0: it can no longer fail), ``ways`` (m, limbs) the number
    of ways in base 2^32, lowest first.
    """

    keys: NDArray[np.int64]
    lacks: NDArray[np.int64]
    ways: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def total(self) -> int:
        """The number of ways in all states together."""
        return sum(sum(column) << LIMB * i for i, column in enumerate(self.ways.T.tolist()))

    def after(
        self,
        sources: NDArray[np.int64],
        targets: NDArray[np.int64],
        pays: NDArray[np.int64],
        most: NDArray[np.int64],
    ) -> Tally:
        """
        Return the states after one more issue.

        Args:
            sources: (ways,) key that each way leaves.
            targets: (ways,) key that it reaches.
            pays: (d, ways) what it adds.
            most: (d,) the most that all later issues can add; who lacks more is dropped.
        """
        first = np.searchsorted(self.keys, sources, "left")
        lengths = np.searchsorted(self.keys, sources, "right") - first
        way = np.repeat(np.arange(len(sources)), lengths)
        at = np.repeat(first - np.cumsum(lengths) + lengths, lengths) + np.arange(len(way))
        lacks = np.maximum(self.lacks[:, at] - pays[:, way], 0)
        keep = (lacks <= most[:, None]).all(axis=0)
        return Tally(targets[way[keep]], lacks[:, keep], self.ways[at[keep]]).united()

    def united(self) -> Tally:
        """Return the same with equal states added up, in order."""
        if len(self) == 0:
            return self
        spans = [int(column.max()) + 1 for column in self.lacks]
        size = int(self.keys.max()) + 1
        for span in spans:
            size *= span
        if size < 1 << 62:
            code = self.keys
            for column, span in zip(self.lacks, spans, strict=True):
                code = code * span + column
            order = np.argsort(code, kind="stable")
            code = code[order]
            new = np.concatenate([[True], code[1:] != code[:-1]])
        else:
            order = np.lexsort((*self.lacks[::-1], self.keys))
            both = np.concatenate([self.keys[None, order], self.lacks[:, order]])
            new = np.concatenate([[True], (both[:, 1:] != both[:, :-1]).any(axis=0)])
        heads = np.flatnonzero(new)
        ways = np.add.reduceat(self.ways[order], heads, axis=0)
        for i in range(ways.shape[1] - 1):
            ways[:, i + 1] += ways[:, i] >> LIMB
            ways[:, i] &= (1 << LIMB) - 1
        kept = order[heads]
        return Tally(self.keys[kept], self.lacks[:, kept], ways)

    def coarser(self, states: int, *, up: bool) -> Tally:
        """
        Return at most about *states* states, with what is lacked rounded.

        Args:
            states: How many states are wanted.
            up: True lets everybody lack a little less (a count from above), False a little more.
        """
        d = len(self.lacks)
        bins = max(1, int((states / len(np.unique(self.keys))) ** (1 / d)))
        lacks = self.lacks.copy()
        for column in lacks:
            grid = int(column.max()) // bins + 1
            column[:] = (column if up else column + grid - 1) // grid * grid
        return Tally(self.keys, lacks, self.ways).united()


def start(goals: list[int], offers: int) -> Tally:
    """Return the one state before any issue is settled; *offers* bounds every count to come."""
    limbs = -(-offers.bit_length() // LIMB)
    ways = np.zeros((1, limbs), np.int64)
    ways[0, 0] = 1
    return Tally(np.zeros(1, np.int64), np.array(goals, np.int64).reshape(-1, 1), ways)
