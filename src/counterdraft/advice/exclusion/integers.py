"""Writes worth as small integers: by row and draw, and bounds over the first rows of a block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.compiling import COMPILES, compiled

__all__ = ["CHUNK", "above_shift", "put_rows", "put_stages"]

CHUNK = 1024 if COMPILES else 64
"""Draws at a time, as one row of small integers; known to the compiler, which makes vector code of it.

The interpreter, which tests use, would spend its time on the empty end of the last one."""
AWAY = 1 << 17
"""Added to make numbers positive; what is further from nothing is cut off there."""
FLOATS = 1e-5
"""More than sums of 32-bit floats lose of themselves, over the draws of a chunk."""
SLACK = 0.05
"""Of an integer: more than 32-bit floats lose there."""


@compiled()
def put_rows(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901, PLR0912
    base: NDArray[np.float32],
    chosen: NDArray[np.int64],
    loads: NDArray[np.float64],
    scales: NDArray[np.float32],
    per_unit: float,
    most: int,
    breaks: NDArray[np.uint64],
    held: NDArray[np.uint64],
    into: NDArray[np.int16],
    at: int,
    up: bool,  # noqa: FBT001 - the compiler takes no names
):
    """
    Write rows of worth as integers, rounded away from what would exclude an offer; return whether all fit.

    Args:
        base: Worth of each part, (parts, draws).
        chosen: The parts that are written, (rows,).
        loads: By how much each row counts each of the scales, (scales, rows).
        scales: (scales, draws).
        per_unit: Integers per unit of worth.
        most: The largest integer that a row may hold.
        breaks: Red lines that a part breaks, as bits, (parts,); there a row is as low as may be.
        held: Red lines that are held, as bits, (draws,).
        into: (chunks, rows, draws of a chunk); what lies past the last draw becomes nothing.
        at: The first row that is written.
        up: Whether to round up, and to raise what is too low; else down, and to lower what is too high.
    """
    draws = base.shape[1]
    sums = np.zeros(CHUNK, np.float32)
    whole = np.zeros(CHUNK, np.int32)
    per = np.float32(per_unit)
    # Cut off at the point, a positive number is rounded down; what this is short of is far below the slack.
    shift = np.float32(AWAY + 1.0 + SLACK if up else AWAY - SLACK)
    beyond = np.float32(2 * AWAY)
    lowest = highest = np.int32(0)
    for q in range(len(chosen)):
        lines = breaks[chosen[q]]
        its = base[chosen[q]]
        for c in range(len(into)):
            begin = c * CHUNK
            size = min(CHUNK, draws - begin)
            here = its[begin : begin + size]
            for t in range(size):
                sums[t] = here[t] * per + shift
            for k in range(len(loads)):
                load = np.float32(np.float32(loads[k, q]) * per)
                if load != 0.0:
                    row = scales[k, begin : begin + size]
                    for t in range(size):
                        sums[t] += load * row[t]
            for t in range(size):
                bounded = min(beyond, max(np.float32(0.0), sums[t]))
                whole[t] = np.int32(np.int32(bounded) - AWAY)
            for t in range(size):
                lowest = min(lowest, whole[t])
                highest = max(highest, whole[t])
            target = into[c, at + q]
            for t in range(size):
                target[t] = np.int16(min(most, max(-most, whole[t])))
            for t in range(size, CHUNK):
                target[t] = np.int16(0)
            if lines != np.uint64(0):
                word = held[begin : begin + size]
                for t in range(size):
                    if (word[t] & lines) != np.uint64(0):
                        target[t] = np.int16(-most)
    return highest <= most if up else lowest >= -most


@compiled()
def above_shift(  # type: ignore[no-untyped-def]  # noqa: ANN201
    base: NDArray[np.float32],
    loads: NDArray[np.float64],
    scales: NDArray[np.float32],
    shift: float,
):
    """
    Return by row the mean of what is above *shift*, and the shift on top, (rows,): no less than its mean.

    Over blocks whose shifts add up to nothing these add up to no less than the mean of the positive part.

    Args:
        base: Worth of each row, (rows, draws).
        loads: By how much it counts each of the scales, (scales, rows).
        scales: (scales, draws).
        shift: What is taken off before the positive part.
    """
    draws = base.shape[1]
    found = np.zeros(len(base))
    sums = np.zeros(CHUNK, np.float32)
    narrow = np.float32(shift)
    nothing = np.float32(0.0)
    for q in range(len(base)):
        its = base[q]
        total = 0.0
        for begin in range(0, draws, CHUNK):
            size = min(CHUNK, draws - begin)
            here = its[begin : begin + size]
            for t in range(size):
                sums[t] = here[t] - narrow
            for k in range(len(loads)):
                load = np.float32(loads[k, q])
                if load != 0.0:
                    row = scales[k, begin : begin + size]
                    for t in range(size):
                        sums[t] += load * row[t]
            # In eight lanes: faster than one, and the same on every processor.
            for t in range(size, (size + 7) // 8 * 8):
                sums[t] = nothing
            a = b = c = d = e = f = g = h = nothing
            for t in range(0, (size + 7) // 8 * 8, 8):
                a += max(sums[t], nothing)
                b += max(sums[t + 1], nothing)
                c += max(sums[t + 2], nothing)
                d += max(sums[t + 3], nothing)
                e += max(sums[t + 4], nothing)
                f += max(sums[t + 5], nothing)
                g += max(sums[t + 6], nothing)
                h += max(sums[t + 7], nothing)
            total += (
                (np.float64(a) + b)
                + (np.float64(c) + d)
                + (np.float64(e) + f)
                + (np.float64(g) + h)
            )
        mean = total / draws
        found[q] = mean + shift + FLOATS * (mean + abs(shift))
    return found


@compiled()
def put_stages(
    rows: NDArray[np.int16],
    begin: int,
    sizes: NDArray[np.int64],
    at: int,
    up: bool,  # noqa: FBT001
) -> None:
    """
    Write, for each of the *sizes*, the highest (or lowest) of so many rows, by draw.

    Args:
        rows: (chunks, rows, draws of a chunk).
        begin: The first row that is covered.
        sizes: How many rows each covers, ascending.
        at: The row of the first result; the others follow it.
        up: Whether to take the highest.
    """
    for c in range(len(rows)):
        here = rows[c]
        done = 0
        for k in range(len(sizes)):
            target = here[at + k]
            before = here[begin] if k == 0 else here[at + k - 1]
            for t in range(CHUNK):
                target[t] = before[t]
            for q in range(done, sizes[k]):
                row = here[begin + q]
                if up:
                    for t in range(CHUNK):
                        target[t] = max(target[t], row[t])
                else:
                    for t in range(CHUNK):
                        target[t] = min(target[t], row[t])
            done = sizes[k]
