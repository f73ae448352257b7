"""The hot loop of the counter-offers: own gain where everybody who must sign accepts."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["signed_sums"]

BLOCK = 512
"""Draws at a time, so that the rows in use stay in the cache; a multiple of 4."""


@njit(cache=True, nogil=True)
def _total(rows, start, constant, picks, low, high, begin, size, total):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    for t in range(size):
        total[t] = start[begin + t] + constant
    for k in range(low, high):
        row = rows[picks[k]]
        for t in range(size):
            total[t] += row[begin + t]


@njit(cache=True, nogil=True)
def _add_up(values):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Add up in four lanes: faster than one, and the same on every processor."""
    a = b = c = d = 0.0
    for t in range(0, len(values), 4):
        a += values[t]
        b += values[t + 1]
        c += values[t + 2]
        d += values[t + 3]
    return (a + b) + (c + d)


@njit(cache=True, nogil=True)
def signed_sums(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    rows: NDArray[np.float64],
    starts: NDArray[np.float64],
    constants: NDArray[np.float64],
    limits: NDArray[np.float64],
    reservations: NDArray[np.float64],
    picks: NDArray[np.int64],
    ends: NDArray[np.int64],
    signs: NDArray[np.bool_],
    broken: NDArray[np.uint64],
    held: NDArray[np.uint64],
):
    """
    Return the means of own gain × 1{signed}, of 1{signed} and of own gain, each (offers,).

    Args:
        rows: By cell what it adds to the base offer's worth, (cells, draws).
        starts: Worth of the base offer, (parties, draws); the first party answers.
        constants: Sure amounts on top, (parties, offers).
        limits: Caps, (parties,).
        reservations: (parties, draws).
        picks: Cells in which an offer differs from the base, offers in a row.
        ends: Where the picks of each offer begin, (parties, offers + 1).
        signs: Who must sign, (offers, parties).
        broken: Red lines that an offer breaks, as bits, (offers, words).
        held: Red lines that are held, as bits, (draws, words).
    """
    parties, draws = starts.shape
    offers = constants.shape[1]
    expected = np.zeros(offers)
    signed = np.zeros(offers)
    own = np.zeros(offers)
    total = np.zeros(BLOCK)
    fine = np.empty(BLOCK, np.bool_)
    for begin in range(0, draws, BLOCK):
        size = min(BLOCK, draws - begin)
        for j in range(offers):
            for t in range(size):
                fine[t] = True
            for w in range(broken.shape[1]):
                lines = broken[j, w]
                if lines != np.uint64(0):
                    for t in range(size):
                        fine[t] &= (held[begin + t, w] & lines) == np.uint64(0)
            for p in range(1, parties):
                if not signs[j, p]:
                    continue
                _total(
                    rows, starts[p], constants[p, j], picks, ends[p, j], ends[p, j + 1],
                    begin, size, total,
                )  # fmt: skip
                for t in range(size):
                    gain = min(total[t], limits[p]) - reservations[p, begin + t]
                    fine[t] &= gain >= -1e-9
            _total(
                rows, starts[0], constants[0, j], picks, ends[0, j], ends[0, j + 1],
                begin, size, total,
            )  # fmt: skip
            for t in range(size):
                total[t] = min(total[t], limits[0]) - reservations[0, begin + t]
            total[size:] = 0.0
            own[j] += _add_up(total)
            count = 0
            for t in range(size):
                total[t] = total[t] if fine[t] else 0.0
                count += fine[t]
            expected[j] += _add_up(total)
            signed[j] += count
    return expected / draws, signed / draws, own / draws
