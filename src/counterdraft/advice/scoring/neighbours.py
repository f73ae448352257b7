"""Every offer that changes a draft in one, two or three places."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = ["changes", "neighbours"]

Offers = NDArray[np.int64]


def neighbours(
    base: Sequence[int], sizes: Sequence[int], many: int, issues: Sequence[int] | None = None
) -> Offers:
    """
    Return every offer that differs from *base* on exactly *many* issues.

    Args:
        base: An option position per issue.
        sizes: Number of options per issue.
        many: On how many issues; 0 gives the base itself.
        issues: The issues that may change; all of them when None.

    Returns:
        (offers, issues), in ascending order of the issues that change.

    >>> neighbours([0, 0], [2, 3], 1).tolist()
    [[1, 0], [0, 1], [0, 2]]
    """
    start = np.array([base], dtype=np.int64)
    movable = range(len(sizes)) if issues is None else sorted(issues)
    others = {i: [o for o in range(sizes[i]) if o != base[i]] for i in movable}
    found = []
    for chosen in combinations(movable, many):
        grid = np.meshgrid(*(others[i] for i in chosen), indexing="ij")
        part = np.repeat(start, grid[0].size if grid else 1, axis=0)
        for issue, column in zip(chosen, grid, strict=True):
            part[:, issue] = column.ravel()
        found.append(part)
    return np.concatenate(found) if found else np.empty((0, len(sizes)), dtype=np.int64)


def changes(offers: Offers, base: Sequence[int], issues: Sequence[int]) -> NDArray[np.int64]:
    """Return on how many of the *issues* each offer differs from *base*, (offers,)."""
    columns = list(issues)
    different: NDArray[np.int64] = (
        offers[:, columns] != np.array(base, dtype=np.int64)[columns]
    ).sum(axis=1)
    return different
