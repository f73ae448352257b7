"""Random numbers that depend on a key and a counter alone: no state, so no order and no threads."""

from __future__ import annotations

import numpy as np

from counterdraft.runtime.compiling import compiled

__all__ = ["triangle", "uniform"]


@compiled(inline="always")
def uniform(key: np.uint64, counter: np.uint64) -> float:
    """
    Return a number in [0, 1): the SplitMix64 sequence of *key* at *counter*.

    Steele, Lea and Flood (2014), *Fast splittable pseudorandom number generators*.
    """
    z = np.uint64(key) + np.uint64(counter) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled(inline="always")
def triangle(u: float, low: float, mode: float, high: float) -> float:
    """Return the *u* quantile of the triangle with these ends and mode."""
    if high <= low:
        return mode
    cut = (mode - low) / (high - low)
    if u < cut:
        return low + float(np.sqrt(u * (high - low) * (mode - low)))
    return high - float(np.sqrt((1.0 - u) * (high - low) * (high - mode)))
