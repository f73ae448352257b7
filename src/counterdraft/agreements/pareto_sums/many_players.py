"""Four parties and more: the filter of a sorted list, block by block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.compiling import compiled

__all__ = ["filter_sorted"]

BLOCK = 64


@compiled("b1[::1](i8[:,::1])")
def filter_sorted(rows: NDArray[np.int64]) -> NDArray[np.bool_]:  # noqa: C901, PLR0912
    """
    Mark the rows that no other dominates, in distinct *rows* in descending lexicographic order.

    Whatever dominates a row stands before it (Kung, Luccio & Preparata 1975), and only kept rows
    need to be asked.  They are grouped in blocks of 64 with the best of each column: a block whose
    best does not dominate holds nobody who does.
    """
    n, d = rows.shape
    keep = np.zeros(n, np.bool_)
    kept = np.empty((n, d), rows.dtype)
    best = np.empty((n // BLOCK + 1, d), rows.dtype)
    m = 0
    for i in range(n):
        beaten = False
        # Look for a dominating row, block by block; a block's best bounds all its rows.
        for b in range((m + BLOCK - 1) // BLOCK):
            worth_asking = True
            for j in range(1, d):
                if best[b, j] < rows[i, j]:
                    worth_asking = False
                    break
            if not worth_asking:
                continue
            for q in range(b * BLOCK, min(m, (b + 1) * BLOCK)):
                beaten = True
                for j in range(1, d):
                    if kept[q, j] < rows[i, j]:
                        beaten = False
                        break
                if beaten:
                    break
            if beaten:
                break
        if beaten:
            continue
        # Nobody dominates the row: append it and raise the best of its block.
        b = m // BLOCK
        for j in range(d):
            kept[m, j] = rows[i, j]
            if m % BLOCK == 0 or best[b, j] < rows[i, j]:
                best[b, j] = rows[i, j]
        m += 1
        keep[i] = True
    return keep
