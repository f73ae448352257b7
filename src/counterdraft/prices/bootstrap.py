"""The past drawn again: yearly changes of prices in blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.arrays import Floats

__all__ = ["block_picks", "bootstrap"]


def bootstrap(start: float, changes: Floats, picks: NDArray[np.intp]) -> Floats:
    """
    Return prices that repeat past log changes in a drawn order.

    Args:
        start: The price today.
        changes: Past yearly log changes.
        picks: Which change each year repeats, (years, paths).
    """
    paths: Floats = start * np.exp(np.cumsum(changes[picks], axis=0))
    return paths


def block_picks(
    count: int, years: int, paths: int, block: float, rng: np.random.Generator
) -> NDArray[np.intp]:
    """
    Return which past year each year repeats: years that follow each other, in blocks of random length.

    The stationary bootstrap of Politis and Romano (1994): after each year the next one follows with
    chance 1 - 1 / block, the first after the last; else a year is drawn anew.

    Args:
        count: How many past years there are.
        years: How many are wanted.
        paths: How many paths.
        block: The expected length of a block, 1 for years drawn one by one.
        rng: The stream.

    Returns:
        (years, paths)
    """
    fresh = rng.integers(0, count, (years, paths))
    anew = rng.random((years, paths)) * block < 1
    picks = np.empty((years, paths), np.intp)
    picks[0] = fresh[0]
    for t in range(1, years):
        picks[t] = np.where(anew[t], fresh[t], (picks[t - 1] + 1) % count)
    return picks
