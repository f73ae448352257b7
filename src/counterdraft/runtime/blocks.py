"""Work on many paths, block by block, on all cores, with the same answer on any number of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from counterdraft.runtime.arrays import Floats

__all__ = ["BLOCK", "blockwise"]

BLOCK = 2048
"""Paths in a block; sums are taken block by block, so that they do not depend on threads."""


def blockwise(paths: int, job: Callable[[int, int], Floats], *, block: int = BLOCK) -> Floats:
    """
    Run *job* on every block of paths and add the answers in the order of blocks.

    Args:
        paths: How many in all.
        job: Given the first path and one past the last, returns what is to be added.
        block: How many at a time.
    """
    starts = range(0, paths, block)
    workers = max(1, min(cores(), len(starts)))
    if workers == 1:
        parts = [job(b, min(b + block, paths)) for b in starts]
    else:
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(lambda b: job(b, min(b + block, paths)), starts))
    total = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
