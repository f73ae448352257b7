"""Correlated prices of all products, path by path, from normals that are overwritten."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.kernels.random import uniform
from counterdraft.runtime.compiling import compiled

__all__ = ["BOOTSTRAP", "CONSTANT", "GBM", "SCHWARTZ", "TWO_FACTOR", "price_paths"]

CONSTANT, GBM, SCHWARTZ, BOOTSTRAP, TWO_FACTOR = 0, 1, 2, 3, 4
COUNTERS = 1024
"""Random numbers set aside for a path: as many past years, then one a year."""


@compiled()
def price_paths(  # noqa: C901, PLR0912, PLR0915
    begin: int,
    end: int,
    table: NDArray[np.float32],
    roots: NDArray[np.float64],
    models: NDArray[np.int64],
    start: NDArray[np.float32],
    parameters: NDArray[np.float32],
    changes: NDArray[np.float64],
    block: float,
    key: np.uint64,
    second: NDArray[np.int64],
    long: NDArray[np.float32],
) -> None:
    """
    Turn standard normals into the logarithms of prices, in place.

    The shock of a product, correlated with the others', is that of its yearly log change as a whole; of
    two factors a normal of its own says how much of it stays.  The bootstrap repeats the same past years
    for all products, in blocks, from a sample of those years that each path draws anew: a short past
    leaves its own distribution open (Efron 1979; Politis and Romano 1994).

    Args:
        begin: First path.
        end: One past the last.
        table: (paths, years, products): normals on entry, log prices on return.
        roots: (products, products) root of the correlations.
        models: (products,) which model.
        start: (products, paths) log price today, of two factors less the deviation.
        parameters: (6, products, paths): kappa, drift or alpha, sigma; and of two factors sigma_long,
            correlation and the deviation today, sigma being that of the deviation.
        changes: (products, past years) log changes about their mean, for the bootstrap.
        block: Expected length of a run of past years.
        key: The stream of past years.
        second: (products,) position in *long*, -1 for products of one factor.
        long: (end - begin, years, products of two factors) normals.
    """
    years, products = table.shape[1], table.shape[2]
    past = changes.shape[1]
    level = np.empty(products)
    shock = np.empty(products)
    kept = np.empty(products)
    spread = np.empty(products)
    stays = np.empty(products)
    apart = np.empty(products)
    deviation = np.zeros(products)
    sample = np.empty(max(past, 1), np.int64)
    last = np.zeros(products, np.int64)
    drawing = False
    for k in range(products):
        drawing = drawing or models[k] == BOOTSTRAP
        for j in range(products):
            if roots[k, j] != 0.0:
                last[k] = j
    for p in range(begin, end):
        for k in range(products):
            level[k] = start[k, p]
            deviation[k] = 0.0
            if models[k] == SCHWARTZ:
                kappa = parameters[0, k, p]
                kept[k] = np.exp(-kappa)
                spread[k] = parameters[2, k, p] * np.sqrt((1.0 - kept[k] ** 2) / (2.0 * kappa))
            elif models[k] == TWO_FACTOR:
                kappa, short = parameters[0, k, p], parameters[2, k, p]
                far, together = parameters[3, k, p], parameters[4, k, p]
                kept[k] = np.exp(-kappa)
                own = short * short * (1.0 - kept[k] ** 2) / (2.0 * kappa)
                both = together * short * far * (1.0 - kept[k]) / kappa
                whole = max(own + far * far + 2.0 * both, 1e-18)
                spread[k] = np.sqrt(whole)
                stays[k] = (far * far + both) / whole
                apart[k] = np.sqrt(max(far * far - (far * far + both) ** 2 / whole, 0.0))
                deviation[k] = parameters[5, k, p]
        base, here = np.uint64(p) * np.uint64(COUNTERS), 0
        if drawing:
            for j in range(past):
                sample[j] = int(uniform(key, base + np.uint64(j)) * past)
        for t in range(years):
            if drawing:
                u = uniform(key, base + np.uint64(past + t))
                if t == 0:
                    here = sample[int(u * past)]
                elif u * block < 1.0:
                    here = sample[int(u * block * past)]
                else:
                    here = (here + 1) % past
            for k in range(products):
                total = 0.0
                for j in range(last[k] + 1):
                    total += roots[k, j] * table[p, t, j]
                shock[k] = total
            for k in range(products):
                if models[k] == SCHWARTZ:
                    alpha = parameters[1, k, p]
                    level[k] = alpha + (level[k] - alpha) * kept[k] + spread[k] * shock[k]
                elif models[k] == GBM:
                    sigma = parameters[2, k, p]
                    level[k] += parameters[1, k, p] - 0.5 * sigma * sigma + sigma * shock[k]
                elif models[k] == TWO_FACTOR:
                    move = spread[k] * shock[k]
                    stay = stays[k] * move + apart[k] * long[p - begin, t, second[k]]
                    level[k] += parameters[1, k, p] + stay
                    deviation[k] = deviation[k] * kept[k] + move - stay
                elif models[k] == BOOTSTRAP:
                    level[k] += parameters[1, k, p] + changes[k, here]
                table[p, t, k] = level[k] + deviation[k]
