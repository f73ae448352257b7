"""States of a count: what everybody still lacks, and in how many ways, as whole numbers of any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

__all__ = ["Tally", "start"]

LIMB = 32
"""Bits of a count that one column of ``ways`` holds."""


@dataclass(frozen=True, eq=False)
class Tally:
    """
    Distinct states, ascending by key, of one count or several at a time.

    ``keys`` (m,) are the joint states of undecided terms, ``labels`` (m,) which count, ``lacks``
    (d, m) what each column still needs to reach its reservation value (0: it can no longer fail),
    ``ways`` (m, limbs) the number of ways in base 2^32, lowest first.
    """

    keys: NDArray[np.int64]
    labels: NDArray[np.int64]
    lacks: NDArray[np.int64]
    ways: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.keys)

    def totals(self, counts: int) -> list[int]:
        """Return the number of ways in all states together, count by count."""
        found = [0] * counts
        for label, ways in zip(self.labels.tolist(), self.ways.tolist(), strict=True):
            found[label] += sum(limb << LIMB * i for i, limb in enumerate(ways))
        return found

    def after(
        self,
        sources: NDArray[np.int64],
        targets: NDArray[np.int64],
        pays: NDArray[np.int64],
        togo: NDArray[np.int64],
        weights: NDArray[np.int64],
    ) -> Tally:
        """
        Return the states after one more issue.

        Args:
            sources: (ways,) key that each way leaves.
            targets: (ways,) key that it reaches.
            pays: (d, ways) what it adds.
            togo: (d + rows, states) the most that later issues can add to each column, and to each
                weighted sum, by the key reached; where more is lacked the state is dropped.
            weights: (rows, d) the weights of those sums.
        """
        first = np.searchsorted(self.keys, sources, "left")
        lengths = np.searchsorted(self.keys, sources, "right") - first
        way = np.repeat(np.arange(len(sources)), lengths)
        at = np.repeat(first - np.cumsum(lengths) + lengths, lengths) + np.arange(len(way))
        lacks = np.maximum(self.lacks[:, at] - pays[:, way], 0)
        keys = targets[way]
        keep = np.ones(len(keys), bool)
        for lack, most in zip((*lacks, *(weights @ lacks)), togo, strict=True):
            keep &= lack <= most[keys]
        at = at[keep]
        return Tally(keys[keep], self.labels[at], lacks[:, keep], self.ways[at]).united()

    def united(self) -> Tally:
        """Return the same with equal states added up, in order."""
        if len(self) == 0:
            return self
        columns = np.vstack([self.keys, self.labels, self.lacks])
        spans = [int(column.max()) + 1 for column in columns]
        if prod(spans) < 1 << 62:
            code = np.zeros(len(self), np.int64)
            for column, span in zip(columns, spans, strict=True):
                code = code * span + column
            order = np.argsort(code, kind="stable")
            code = code[order]
            new = np.concatenate([[True], code[1:] != code[:-1]])
        else:
            order = np.lexsort(columns[::-1])
            columns = columns[:, order]
            new = np.concatenate([[True], (columns[:, 1:] != columns[:, :-1]).any(axis=0)])
        heads = np.flatnonzero(new)
        ways = np.add.reduceat(self.ways[order], heads, axis=0)
        for i in range(ways.shape[1] - 1):
            ways[:, i + 1] += ways[:, i] >> LIMB
            ways[:, i] &= (1 << LIMB) - 1
        kept = order[heads]
        return Tally(self.keys[kept], self.labels[kept], self.lacks[:, kept], ways)

    def coarser(self, states: int, *, up: bool) -> Tally:
        """
        Return at most about *states* states, with what is lacked rounded.

        Args:
            states: How many states are wanted.
            up: True lets everybody lack a little less (a count from above), False a little more.
        """
        d = max(1, int(self.lacks.any(axis=1).sum()))
        bins = max(1, int((states / len(np.unique(self.keys))) ** (1 / d)))
        for finer in (3, 2, 1):  # many cells of a grid are empty
            lacks = self.lacks.copy()
            for column in lacks:
                grid = int(column.max()) // (finer * bins) + 1
                column[:] = (column if up else column + grid - 1) // grid * grid
            rounded = Tally(self.keys, self.labels, lacks, self.ways).united()
            if len(rounded) <= states:
                break
        return rounded


def start(goals: Sequence[Sequence[int]], offers: int) -> Tally:
    """Return the states before any issue is settled, one per count; *offers* bounds every number."""
    limbs = -(-offers.bit_length() // LIMB)
    n = len(goals)
    ways = np.zeros((n, limbs), np.int64)
    ways[:, 0] = 1
    lacks = np.array(goals, np.int64).reshape(n, -1).T
    return Tally(np.zeros(n, np.int64), np.arange(n), lacks, ways)
