"""The hot loop of the exclusion: by how much refusals lower what an offer could gain, row by row of draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.integers import CHUNK
from counterdraft.runtime.compiling import compiled

__all__ = ["explore"]


@compiled()
def _lost(worth, its, rest, gain, its_gain, rest_gain):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return the gains that are surely lost on a chunk of draws to one party's refusal."""
    nothing = np.int16(0)
    lost = np.int32(0)
    for t in range(CHUNK):
        signs = np.int16(worth[t] + its[t] + rest[t])
        brings = np.int16(gain[t] + its_gain[t] + rest_gain[t])
        lost = np.int32(lost + np.int32(max(brings, nothing) if signs < nothing else nothing))
    return lost


@compiled()
def _below(gain, its_gain, rest_gain):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return by how much the gains on a chunk of draws may be below nothing."""
    nothing = np.int16(0)
    below = np.int32(0)
    for t in range(CHUNK):
        brings = np.int16(gain[t] + its_gain[t] + rest_gain[t])
        below = np.int32(below - np.int32(min(brings, nothing)))
    return below


@compiled()
def _needed(target, spread, below):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """
    Return the least mean with which the mean of the positive part can reach the *target*.

    It exceeds the mean by at most *below*, and is at most (mean + √(mean² + spread²)) / 2 (Scarf 1958).
    """
    if target <= 0:
        return -np.inf
    return target - min(below, spread * spread / (4 * target))


@compiled()
def _lower(lowest, worth, its, rest, first):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Lower *lowest* to the worth of one more party."""
    if first:
        for t in range(CHUNK):
            lowest[t] = np.int16(worth[t] + its[t] + rest[t])
    else:
        for t in range(CHUNK):
            lowest[t] = min(lowest[t], np.int16(worth[t] + its[t] + rest[t]))


@compiled()
def _enough(numbers, begin, many, least):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return how many of the *numbers*, which descend, are at least so much."""
    low, high = 0, many
    while low < high:
        middle = (low + high) // 2
        if numbers[begin + middle] >= least:
            low = middle + 1
        else:
            high = middle
    return low


@compiled()
def _stage(sizes, many):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return the first stage that covers *many* rows."""
    k = 0
    while sizes[k] < many:
        k += 1
    return k


@compiled()
def explore(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901, PLR0912, PLR0915
    gains: NDArray[np.int16],
    worths: NDArray[np.int16],
    still_gain: NDArray[np.int16],
    still_worth: NDArray[np.int16],
    moving_gain: NDArray[np.int16],
    moving_worth: NDArray[np.int16],
    moves: NDArray[np.bool_],
    first: NDArray[np.int64],
    begin: NDArray[np.int64],
    count: NDArray[np.int64],
    highest: NDArray[np.float64],
    highest_mean: NDArray[np.float64],
    uppers: NDArray[np.float64],
    means: NDArray[np.float64],
    spreads: NDArray[np.float64],
    names: NDArray[np.int64],
    free: NDArray[np.bool_],
    stage_row: NDArray[np.int64],
    stage_size: NDArray[np.int64],
    stage_free: NDArray[np.bool_],
    pairs: NDArray[np.int64],
    fit: NDArray[np.bool_],
    target: float,
    per_integer: float,
    most_work: int,
    kept: NDArray[np.int64],
):
    """
    Settle block after block, and keep the offers whose gain may reach the *target*.

    Returns the chunks read, or −1 when that would be more than *most_work* or more offers than there is room
    for, and the number of offers kept.

    Args:
        gains: By depth own gain of what is settled, from the start on, (blocks + 1, chunks, draws).
        worths: The same of the others who must sign, (blocks + 1, others, chunks, draws of a chunk).
        still_gain: Rows of the blocks that stay as they are, (chunks, rows, draws of a chunk).
        still_worth: The same of the others, (others, chunks, rows, draws of a chunk).
        moving_gain: Rows of the blocks that hang on the first.
        moving_worth: The same of the others.
        moves: Which blocks those are, (blocks,).
        first: Where the rows of each block begin among its kind, (blocks,).
        begin: Where they begin in *uppers*, *means*, *spreads*, *names* and *free*, (blocks,).
        count: How many rows each block has, (blocks,).
        highest: The greatest of *uppers* of each block that may be reached, (blocks,).
        highest_mean: The same of *means*.
        uppers: Own gain of each row as by `above_shift`, descending within its block.
        means: Mean own gain of each row; the first block's with all that is settled anyhow.
        spreads: The standard deviation of each row of our own, or more; the start's is the first block's.
        names: Which part of its block each row is.
        free: Whether a row makes the signature of each of the others superfluous, (others, all rows).
        stage_row: Where the bounds of the first rows of a block stand, (blocks, stages).
        stage_size: How many rows each covers, (blocks, stages); past the last a large number.
        stage_free: Whether one of these rows is free, (blocks, others, stages).
        pairs: Where *fit* begins for two blocks, −1 where they always fit, (blocks, blocks).
        fit: Whether two parts may stand together, the second's changing fastest.
        target: The gain that is asked for.
        per_integer: What one integer, on one draw, adds to the mean.
        most_work: The most chunks that may be read.
        kept: Out: the parts of the offers that are left, (room, blocks).
    """
    blocks = len(count)
    others = worths.shape[1]
    chunks = gains.shape[1]
    last = blocks - 1
    room = 0
    for b in range(blocks):
        room = max(room, count[b])
    many = np.zeros(blocks, np.int64)
    cursor = np.zeros(blocks, np.int64)
    alive = np.zeros((blocks, room), np.bool_)
    loss = np.zeros((blocks, room))
    reached = np.zeros(blocks + 1)
    lost = np.zeros(blocks + 1)
    mean = np.zeros(blocks + 1)
    freed = np.zeros((blocks + 1, others), np.bool_)
    chosen = np.zeros(blocks, np.int64)
    at_last = np.zeros((blocks, room), np.int64)
    widest = _stage(stage_size[last], count[last])
    above = np.zeros(blocks + 1)
    mean_above = np.zeros(blocks + 1)
    untabulated = np.zeros(blocks + 1)
    for b in range(blocks - 1, -1, -1):
        above[b] = above[b + 1] + highest[b]
        mean_above[b] = mean_above[b + 1] + highest_mean[b]
        widest_row = 0.0
        for q in range(begin[b], begin[b] + count[b]):
            widest_row = max(widest_row, spreads[q])
        untabulated[b] = untabulated[b + 1] + widest_row
    spread = np.zeros(blocks + 1)
    below = np.zeros(blocks + 1)
    below[0] = np.inf
    some = np.zeros(room, np.float64)
    middle_gain = np.zeros((blocks, chunks, CHUNK), np.int16)
    worth = np.zeros((others, chunks, CHUNK), np.int16)
    nothing = np.zeros(CHUNK, np.int16)
    lowest = np.zeros(CHUNK, np.int16)
    skipped = np.zeros(others, np.bool_)
    asked = np.zeros(others, np.int64)
    work = 0
    left = 0
    depth = 0
    entering = True
    while depth >= 0:
        leaf = depth == last
        if entering:
            # Weigh every part of this block that may still reach the target.
            entering = False
            cursor[depth] = 0
            many[depth] = count[depth]
            for q in range(many[depth]):
                alive[depth, q] = True
                loss[depth, q] = 0.0
                at_last[depth, q] = widest
                some[q] = spread[depth] + spreads[begin[depth] + q] + untabulated[depth + 1]
                at = begin[depth] + q
                reach = mean[depth] + means[at] + mean_above[depth + 1]
                if reached[depth] + uppers[at] + above[depth + 1] < target + lost[
                    depth
                ] or reach < _needed(target + lost[depth], some[q], below[depth]):
                    alive[depth, q] = False
                    continue
                name = names[begin[depth] + q]
                for b in range(depth):
                    if pairs[b, depth] >= 0:
                        earlier = names[begin[b] + chosen[b]]
                        place = pairs[b, depth] + earlier * pairs[depth, b] + name
                        if not fit[place]:
                            alive[depth, q] = False
                            break
            # The blocks between this and the last, at their best for the others and at their worst for us.
            for c in range(chunks):
                for t in range(CHUNK):
                    middle_gain[depth, c, t] = gains[depth, c, t]
            for p in range(others):
                skipped[p] = freed[depth, p]
                if not skipped[p]:
                    for c in range(chunks):
                        for t in range(CHUNK):
                            worth[p, c, t] = worths[depth, p, c, t]
            ahead = reached[depth] - lost[depth] + above[depth]
            for b in range(depth + 1, last):
                enough = _enough(uppers, begin[b], count[b], target - (ahead - highest[b]))
                if enough == 0:
                    many[depth] = 0
                    break
                k = _stage(stage_size[b], enough)
                row = stage_row[b, k]
                rows_gain = moving_gain if moves[b] else still_gain
                rows_worth = moving_worth if moves[b] else still_worth
                for c in range(chunks):
                    bound = rows_gain[c, row]
                    into = middle_gain[depth, c]
                    for t in range(CHUNK):
                        into[t] += bound[t]
                for p in range(others):
                    skipped[p] |= stage_free[b, p, k]
                    if not skipped[p]:
                        for c in range(chunks):
                            bound = rows_worth[p, c, row]
                            into = worth[p, c]
                            for t in range(CHUNK):
                                into[t] += bound[t]
            if many[depth] == 0:
                depth -= 1
                continue
            between = above[depth + 1] - (0.0 if leaf else highest[last])
            rows_gain = moving_gain if moves[depth] else still_gain
            rows_worth = moving_worth if moves[depth] else still_worth
            bounds_gain = moving_gain if moves[last] else still_gain
            bounds_worth = moving_worth if moves[last] else still_worth
            for c in range(chunks):
                gain_here = middle_gain[depth, c]
                gain_rows = rows_gain[c]
                gain_bounds = bounds_gain[c]
                for q in range(many[depth]):
                    if not alive[depth, q]:
                        continue
                    work += 1
                    before = max(loss[depth, q], lost[depth])
                    its_upper = uppers[begin[depth] + q]
                    k = row = 0
                    if not leaf:
                        # The more is lost, the fewer parts of the last block can make up for it.
                        least = target + before - (reached[depth] + its_upper + between)
                        k = at_last[depth, q]
                        while k > 0 and uppers[begin[last] + stage_size[last, k - 1]] < least:
                            k -= 1
                        at_last[depth, q] = k
                        row = stage_row[last, k]
                    its = first[depth] + q
                    wanted = 0
                    for p in range(others):
                        if skipped[p] or free[p, begin[depth] + q]:
                            continue
                        if not leaf and stage_free[last, p, k]:
                            continue
                        asked[wanted] = p
                        wanted += 1
                    rest_gain = nothing if leaf else gain_bounds[row]
                    if wanted == 1:
                        p = asked[0]
                        here = _lost(
                            worth[p, c], rows_worth[p, c, its],
                            nothing if leaf else bounds_worth[p, c, row],
                            gain_here, gain_rows[its], rest_gain,
                        )  # fmt: skip
                    else:
                        for w in range(wanted):
                            p = asked[w]
                            _lower(
                                lowest, worth[p, c], rows_worth[p, c, its],
                                nothing if leaf else bounds_worth[p, c, row], w == 0,
                            )  # fmt: skip
                        here = _lost(
                            lowest if wanted > 0 else nothing, nothing, nothing,
                            gain_here, gain_rows[its], rest_gain,
                        )  # fmt: skip
                    loss[depth, q] += here * per_integer
                    before = max(loss[depth, q], lost[depth])
                    reach = mean[depth] + means[begin[depth] + q] + mean_above[depth + 1]
                    if reached[depth] + its_upper + above[
                        depth + 1
                    ] < target + before or reach < _needed(target + before, some[q], below[depth]):
                        alive[depth, q] = False
            if work > most_work:
                return -1, left
        if cursor[depth] == many[depth]:
            depth -= 1
            continue
        q = cursor[depth]
        cursor[depth] += 1
        if not alive[depth, q]:
            continue
        its = first[depth] + q
        rows_gain = moving_gain if moves[depth] else still_gain
        bounds_gain = moving_gain if moves[last] else still_gain
        row = 0 if leaf else stage_row[last, at_last[depth, q]]
        deeper = np.int64(0)
        for c in range(chunks):
            deeper += _below(
                middle_gain[depth, c], rows_gain[c, its], nothing if leaf else bounds_gain[c, row]
            )
        its_below = min(below[depth], deeper * per_integer)
        reach = mean[depth] + means[begin[depth] + q] + mean_above[depth + 1]
        if reach + its_below - max(loss[depth, q], lost[depth]) < target:
            continue
        chosen[depth] = q
        if leaf:
            if left == len(kept):
                return -1, left
            for b in range(blocks):
                kept[left, b] = names[begin[b] + chosen[b]]
            left += 1
            continue
        rows_worth = moving_worth if moves[depth] else still_worth
        for c in range(chunks):
            row_gain = rows_gain[c, its]
            from_gain = gains[depth, c]
            to_gain = gains[depth + 1, c]
            for t in range(CHUNK):
                to_gain[t] = np.int16(from_gain[t] + row_gain[t])
        for p in range(others):
            freed[depth + 1, p] = freed[depth, p] or free[p, begin[depth] + q]
            if not freed[depth + 1, p]:
                for c in range(chunks):
                    row_worth = rows_worth[p, c, its]
                    from_worth = worths[depth, p, c]
                    to_worth = worths[depth + 1, p, c]
                    for t in range(CHUNK):
                        to_worth[t] = np.int16(from_worth[t] + row_worth[t])
        reached[depth + 1] = reached[depth] + uppers[begin[depth] + q]
        mean[depth + 1] = mean[depth] + means[begin[depth] + q]
        lost[depth + 1] = max(loss[depth, q], lost[depth])
        spread[depth + 1] = spread[depth] + spreads[begin[depth] + q]
        below[depth + 1] = its_below
        depth += 1
        entering = True
    return work, left
