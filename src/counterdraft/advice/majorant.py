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


def majorant(table: Draws, groups: Sequence[Sequence[int]]) -> list[Draws]:
    """
    Return one table per group of axes whose sum is nowhere below *table*.

    It begins with the main effects (the means over all other axes); then each part in turn becomes the
    greatest of what the others leave, which can only lower it once the sum is above.

    Args:
        table: (options of the first issue, of the second, …).
        groups: Its axes, each in one group.

    Returns:
        By group, (combinations of its axes' options, the last changing fastest).

    >>> majorant(np.array([[0.0, 1.0], [2.0, 3.0]]), [(0,), (1,)])
    [array([1., 3.]), array([-1.,  0.])]
    """
    order = [axis for group in groups for axis in group]
    sizes = [prod(table.shape[axis] for axis in group) for group in groups]
    left = table.transpose(order).reshape(sizes).copy()
    others = [tuple(k for k in range(len(groups)) if k != g) for g in range(len(groups))]
    parts: list[Draws] = []
    for g in range(len(groups)):
        effect = left.mean(axis=others[g], keepdims=True)
        left -= effect
        parts.append(effect)
    largest_first = sorted(range(len(groups)), key=lambda g: -sizes[g])
    for _ in range(SWEEPS):
        for g in largest_first:
            rest = left.max(axis=others[g], keepdims=True)
            left -= rest
            parts[g] = parts[g] + rest
    return [part.ravel() for part in parts]
