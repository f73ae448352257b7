"""Correlated prices of all products, path by path, from normals that are overwritten."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["BOOTSTRAP", "CONSTANT", "GBM", "SCHWARTZ", "TWO_FACTOR", "price_paths"]

CONSTANT, GBM, SCHWARTZ, BOOTSTRAP, TWO_FACTOR = 0, 1, 2, 3, 4


@njit(cache=True, nogil=True)
def price_paths(  # noqa: C901, PLR0912
    begin: int,
    end: int,
    table: NDArray[np.float32],
    roots: NDArray[np.float64],
    models: NDArray[np.int64],
    start: NDArray[np.float64],
    parameters: NDArray[np.float32],
    changes: NDArray[np.float64],
    lengths: NDArray[np.int64],
    shares: NDArray[np.float64],
    second: NDArray[np.int64],
    long: NDArray[np.float32],
) -> None:
    """
    Turn standard normals into the logarithms of prices, in place.

    Args:
        begin: First path.
        end: One past the last.
        table: (paths, years, products): normals on entry, log prices on return.
        roots: (products, products) root of the correlations.
        models: (products,) which model.
        start: (products,) log price today.
        parameters: (3, products, paths): kappa, alpha, sigma; or nothing, drift, sigma.
        changes: (products, most) past log changes in ascending order, for the bootstrap.
        lengths: (products,) how many of them.
        shares: (products,) part of the yearly variance that is of the long-run level (two factors).
        second: (products,) position in *long*, -1 for products of one factor.
        long: (end - begin, years, products of two factors) normals of the long-run level.
    """
    years, products = table.shape[1], table.shape[2]
    level = np.empty(products)
    shock = np.empty(products)
    kept = np.empty(products)
    spread = np.empty(products)
    deviation = np.zeros(products)
    last = np.zeros(products, np.int64)
    for k in range(products):
        for j in range(products):
            if roots[k, j] != 0.0:
                last[k] = j
    for p in range(begin, end):
        for k in range(products):
            level[k] = start[k]
            deviation[k] = 0.0
            if models[k] == SCHWARTZ or models[k] == TWO_FACTOR:
                kept[k] = np.exp(-parameters[0, k, p])
                kappa = parameters[0, k, p]
                spread[k] = parameters[2, k, p] * np.sqrt((1.0 - kept[k] ** 2) / (2.0 * kappa))
        for t in range(years):
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
                    sigma = parameters[2, k, p] * np.sqrt(shares[k])
                    drift = parameters[1, k, p] - 0.5 * sigma * sigma
                    level[k] += drift + sigma * long[p - begin, t, second[k]]
                    short = np.sqrt(1.0 - shares[k]) * spread[k]
                    deviation[k] = deviation[k] * kept[k] + short * shock[k]
                elif models[k] == BOOTSTRAP:
                    # The logistic curve stands for the normal one within 0.01: which past change.
                    u = 1.0 / (1.0 + np.exp(-1.702 * shock[k]))
                    level[k] += changes[k, min(int(u * lengths[k]), lengths[k] - 1)]
                table[p, t, k] = level[k] + deviation[k]
