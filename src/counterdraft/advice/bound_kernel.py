"""The most an offer can bring on one draw, by Lagrangian relaxation of the others' consent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.compiling import compiled

__all__ = ["bound_by_draw"]

SWEEPS = 3
"""Rounds over the multipliers where several parties must sign."""
STEPS = 8
"""Cuts of one multiplier; any multiplier gives a valid bound."""
SMALL = 1e-3
"""A multiplier below this is tried at nothing."""


@compiled()
def _put(values, into):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Copy; a slice on the left would have the compiler build the text of an error, for seconds."""
    for k in range(len(into)):
        into[k] = values[k]


@compiled()
def _first_greatest(values):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """
    Return where the first of the greatest *values* stands; 0 when all are −inf.

    Eight at a time are compared like a knock-out, and only the eight that hold the greatest are read again.
    """
    best = -np.inf
    start = 0
    whole = len(values) // 8 * 8
    for q in range(0, whole, 8):
        v = values[q : q + 8]
        left = max(v[0], v[1], v[2], v[3])
        right = max(v[4], v[5], v[6], v[7])
        most = max(left, right)
        if most > best:
            best = most
            start = q
    for q in range(whole, len(values)):
        if values[q] > best:
            best = values[q]
            start = q
    while values[start] != best and start < len(values) - 1:
        start += 1
    return start


@compiled()
def _greatest(own, theirs, d, ends, weights, values, at, slack):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return the greatest of own + Σ weight × their part, block by block; −inf when a block is empty."""
    parties = len(weights)
    parts = len(own)
    for q in range(parts):
        values[q] = own[q]
    for p in range(parties):
        weight = weights[p]
        slack[p] = 0.0
        if weight != 0.0:
            their = theirs[p, d]
            for q in range(parts):
                values[q] += weight * their[q]
    total = 0.0
    for b in range(len(ends) - 1):
        chosen = ends[b] + _first_greatest(values[ends[b] : ends[b + 1]])
        at[b] = chosen
        total += values[chosen]
        for p in range(parties):
            slack[p] += theirs[p, d, chosen]
    return total


@compiled()
def _tried(own, theirs, ends, weights, own_start, their_start, d, values, at, slack):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return the relaxation's value for these weights; *slack* becomes its slopes."""
    value = _greatest(own, theirs, d, ends, weights, values, at, slack) + own_start[d]
    for p in range(len(weights)):
        slack[p] += their_start[p, d]
        value += weights[p] * their_start[p, d]
    return value


@compiled()
def bound_by_draw(  # noqa: C901, PLR0912, PLR0915 - one loop nest, compiled whole
    own: NDArray[np.float64],
    theirs: NDArray[np.float64],
    prices: NDArray[np.float64],
    own_start: NDArray[np.float64],
    their_start: NDArray[np.float64],
    ceiling: NDArray[np.float64],
    breaks: NDArray[np.uint64],
    held: NDArray[np.uint64],
    ends: NDArray[np.int64],
    shares: NDArray[np.float64],
    step: float,
    multipliers: NDArray[np.float64],
    bounds: NDArray[np.float64],
    choices: NDArray[np.int32],
    totals: NDArray[np.float64],
) -> None:
    """
    Write into *bounds* the most of (own gain if signed, else nothing) + prices, draw by draw.

    With a *step* the prices are moved first, in place: what a draw chose becomes dearer by how much the draws
    at large did not choose it.

    Args:
        own: Own worth of each part of an offer, (draws, parts).
        theirs: Worth for each of the others who must always sign, (others, draws, parts).
        prices: What the parts cost or bring on this draw, (draws, parts).
        own_start: What is ours whatever is chosen, less our reservation value, (draws,).
        their_start: The same of the others, (others, draws).
        ceiling: The most our gain can be, (draws,).
        breaks: Red lines of the others that a part alone breaks, as bits, (parts,).
        held: Red lines that are held, as bits, (draws,).
        ends: Where the parts of each block begin, (blocks + 1,).
        shares: On which share of all draws each part was chosen, (parts,).
        step: How far the prices move; 0 leaves them.
        multipliers: Where to begin, and out: the best found, (draws, others).
        bounds: Out, (draws,).
        choices: In, what the last round chose; out, the parts that reach it, (draws, blocks).
        totals: Out, the sum of the prices over the draws, (parts,).
    """
    draws, parts = own.shape
    others = theirs.shape[0]
    blocks = len(ends) - 1
    values = np.empty(parts)
    mine = np.empty(parts)
    weights = np.zeros(others)
    trial = np.zeros(others)
    slack = np.zeros(others)
    at = np.zeros(blocks, np.int64)
    chosen = np.zeros(blocks, np.int64)
    nobody = np.zeros((0, 1, parts))
    none = np.zeros(0)
    totals[:] = 0.0
    for d in range(draws):
        ours = own[d]
        priced = prices[d]
        if step != 0.0:
            for q in range(parts):
                priced[q] += step * shares[q]
            for b in range(blocks):
                priced[choices[d, b]] -= step
        for q in range(parts):
            totals[q] += priced[q]
        # Unsigned: nothing but the prices.
        unsigned = _greatest(priced, nobody, 0, ends, none, values, chosen, none)
        lines = held[d]
        for q in range(parts):
            mine[q] = -np.inf if (lines & breaks[q]) != np.uint64(0) else ours[q] + priced[q]
        bounds[d] = unsigned
        _put(chosen, choices[d])
        _put(multipliers[d], weights)
        least = _tried(mine, theirs, ends, weights, own_start, their_start, d, values, at, slack)
        _put(at, chosen)
        for _ in range(SWEEPS if others > 1 else 1):
            before = least
            for p in range(others):
                if least <= unsigned:
                    break
                # Left of the minimum the slope is negative, right of it it is not: take it in between.
                _put(weights, trial)
                value = _tried(
                    mine, theirs, ends, trial, own_start, their_start, d, values, at, slack
                )
                left = left_value = left_slope = 0.0
                right = right_value = right_slope = 0.0
                known = slack[p] >= 0
                if known:
                    right, right_value, right_slope = trial[p], value, slack[p]
                else:
                    left, left_value, left_slope = trial[p], value, slack[p]
                between = False
                for _ in range(40):
                    if known:
                        if right == 0.0:
                            break
                        trial[p] = right / 2 if right > SMALL else 0.0
                    else:
                        trial[p] = max(1.0, 2 * left)
                    value = _tried(
                        mine, theirs, ends, trial, own_start, their_start, d, values, at, slack
                    )
                    if value < least:
                        least = value
                        _put(trial, weights)
                        _put(at, chosen)
                    between = (slack[p] < 0) == known
                    if slack[p] >= 0:
                        right, right_value, right_slope = trial[p], value, slack[p]
                    else:
                        left, left_value, left_slope = trial[p], value, slack[p]
                    if between or least <= unsigned:
                        break
                for _ in range(STEPS):
                    if not between or least <= unsigned or right_slope - left_slope <= 1e-12:
                        break
                    # Where the two tangents cross (Kelley 1960): the minimum when it is a kink.
                    cross = (left_value - right_value + right_slope * right - left_slope * left) / (
                        right_slope - left_slope
                    )
                    trial[p] = cross
                    value = _tried(
                        mine, theirs, ends, trial, own_start, their_start, d, values, at, slack
                    )
                    if value < least:
                        least = value
                        _put(trial, weights)
                        _put(at, chosen)
                    if value - (left_value + left_slope * (cross - left)) <= 1e-7 * (
                        1 + abs(value)
                    ):
                        break
                    if slack[p] >= 0:
                        right, right_value, right_slope = cross, value, slack[p]
                    else:
                        left, left_value, left_slope = cross, value, slack[p]
            if least <= unsigned or before - least <= 1e-6 * (1 + abs(least)):
                break
        _put(weights, multipliers[d])
        least = min(least, ceiling[d] + unsigned)
        if least > unsigned:
            bounds[d] = least
            _put(chosen, choices[d])
