"""Above a table over many issues: a sum of tables over fewer, as low as may be."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

__all__ = ["majorant"]

Draws = NDArray[np.float64]

SWEEPS = 3
"""How often each part is lowered; after two or three nothing much is left to gain."""


def majorant(
    table: Draws, groups: Sequence[Sequence[int]], ruled_out: NDArray[np.bool_] | None = None
) -> list[Draws]:
    """
    Return one table per group of axes whose sum is nowhere below *table*.

    It begins with the main effects (the means over all other axes); then each part in turn becomes the
    greatest of what the others leave, which can only lower it once the sum is above.

    Args:
        table: (options of the first issue, of the second, …).
        groups: Its axes, each in one group.
        ruled_out: The same shape: cells that nobody can reach, where the sum may be anything.

    Returns:
        By group, (combinations of its axes' options, the last changing fastest).

    >>> [part.tolist() for part in majorant(np.array([[0.0, 1.0], [2.0, 3.0]]), [(0,), (1,)])]
    [[0.5, 2.5], [-0.5, 0.5]]
    """
    order = [axis for group in groups for axis in group]
    sizes = [prod(table.shape[axis] for axis in group) for group in groups]
    left = table.transpose(order).reshape(sizes).copy()
    counted = np.ones(sizes, dtype=np.bool_)
    if ruled_out is not None:
        counted = ~ruled_out.transpose(order).reshape(sizes)
    others = [tuple(k for k in range(len(groups)) if k != g) for g in range(len(groups))]
    many = [np.maximum(counted.sum(axis=other, keepdims=True), 1) for other in others]
    parts: list[Draws] = []
    for other, number in zip(others, many, strict=True):
        effect = np.where(counted, left, 0.0).sum(axis=other, keepdims=True) / number
        left -= effect
        parts.append(effect)
    largest_first = sorted(range(len(groups)), key=lambda g: -sizes[g])
    for _ in range(SWEEPS):
        for g in largest_first:
            rest = np.where(counted, left, -np.inf).max(axis=others[g], keepdims=True)
            rest[~np.isfinite(rest)] = 0.0
            left -= rest
            parts[g] = parts[g] + rest
    return [part.ravel() for part in parts]
