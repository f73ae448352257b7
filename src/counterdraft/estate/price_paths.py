"""Prices year by year: constant, geometric Brownian motion, mean reversion, two factors, bootstrap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["bootstrap", "gbm", "schwartz_futures", "schwartz_one_factor", "schwartz_smith"]

Floats = NDArray[np.float64]


def gbm(start: Floats | float, drift: Floats | float, sigma: Floats | float, z: Floats) -> Floats:
    """
    Return geometric Brownian motion, one value at each year end.

    Args:
        start: The price today; a number or (paths,).
        drift: The expected growth a year, continuous.
        sigma: Volatility of the yearly log change.
        z: Standard normals, (years, paths).

    Returns:
        (years, paths); the mean of year t is start x exp(drift t).
    """
    steps = drift - 0.5 * np.square(sigma) + sigma * z
    paths: Floats = start * np.exp(np.cumsum(steps, axis=0))
    return paths


def schwartz_one_factor(
    start: Floats | float,
    kappa: Floats | float,
    alpha: Floats | float,
    sigma: Floats | float,
    z: Floats,
) -> Floats:
    """
    Return the mean-reverting price of Schwartz (1997), model 1, drawn from its exact transition.

    The logarithm X follows dX = kappa (alpha - X) dt + sigma dz.

    Args:
        start: The price today.
        kappa: Speed of reversion a year, above nought.
        alpha: Long-run mean of the logarithm (mu - sigma^2 / 2 kappa; less lambda when risk-neutral).
        sigma: Volatility.
        z: Standard normals, (years, paths).
    """
    kept = np.exp(-np.asarray(kappa))
    spread = sigma * np.sqrt((1 - kept**2) / (2 * np.asarray(kappa)))
    x = np.broadcast_to(np.log(start), z.shape[1:]).astype(float)
    out = np.empty_like(z)
    for t, row in enumerate(z):
        x = alpha + (x - alpha) * kept + spread * row
        out[t] = x
    return np.exp(out, out=out)


def schwartz_futures(
    spot: Floats | float, years: Floats, kappa: float, alpha: float, sigma: float
) -> Floats:
    """
    Return the futures price of Schwartz (1997), equation 7, with *alpha* the risk-neutral level.

    It is the expected spot under the pricing measure at each horizon of *years*.
    """
    kept = np.exp(-kappa * years)
    level = np.log(spot) * kept + (1 - kept) * alpha
    futures: Floats = np.exp(level + sigma**2 / (4 * kappa) * (1 - kept**2))
    return futures


def schwartz_smith(
    chi: float,
    xi: float,
    kappa: float,
    sigma_chi: float,
    mu_xi: float,
    sigma_xi: float,
    rho: float,
    z: Floats,
) -> Floats:
    """
    Return the two-factor price of Schwartz and Smith (2000): short-term deviation plus long-term level.

    Args:
        chi: Deviation of the log price today; it reverts to nought at speed *kappa*.
        xi: Long-term log level today; it drifts at *mu_xi*.
        kappa: Speed of reversion.
        sigma_chi: Volatility of the deviation.
        mu_xi: Drift of the level.
        sigma_xi: Volatility of the level.
        rho: Correlation of the two.
        z: Standard normals, (2, years, paths).
    """
    kept = np.exp(-kappa)
    v_chi = sigma_chi**2 * (1 - kept**2) / (2 * kappa)
    cross = rho * sigma_chi * sigma_xi * (1 - kept) / kappa
    sd_chi = np.sqrt(v_chi)
    load = cross / sd_chi if sd_chi > 0 else 0.0
    rest = np.sqrt(max(sigma_xi**2 - load**2, 0.0))
    x, level = np.full(z.shape[2], float(chi)), np.full(z.shape[2], float(xi))
    out = np.empty(z.shape[1:])
    for t in range(z.shape[1]):
        x = kept * x + sd_chi * z[0, t]
        level = level + mu_xi + load * z[0, t] + rest * z[1, t]
        out[t] = np.exp(x + level)
    return out


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
