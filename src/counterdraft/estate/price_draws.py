"""Joint prices of an estate's products: parameters drawn from what their series leave open, then paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.places import fault
from counterdraft.errors import CaseError
from counterdraft.estate.ground.estate_file import Product
from counterdraft.estate.model import SEE, Estate
from counterdraft.prices.calibration import Prior, calibrate_gbm, calibrate_schwartz
from counterdraft.prices.correlation import root
from counterdraft.prices.past_years import FEWEST, MOST, past_changes, yearly_changes
from counterdraft.prices.two_factors import (
    calibrate_two_factors,
    gibson_schwartz_prior,
    short_long_prior,
)
from counterdraft.runtime.arrays import Floats
from counterdraft.runtime.blocks import BLOCK, blockwise
from counterdraft.runtime.streams import stream, stream_key

__all__ = ["draw_prices"]

TWO_FACTOR = 4
MODELS = {
    "constant": 0,
    "gbm": 1,
    "schwartz": 2,
    "bootstrap": 3,
    "two_factor": TWO_FACTOR,
    "gibson_schwartz": TWO_FACTOR,
}


def draw_prices(estate: Estate, count: int, seed: int) -> NDArray[np.float32]:
    """
    Return prices (paths, years, products), in money of the estate per unit of quantity.

    Normals are drawn in blocks of paths, each from a stream of its own.  Where the file names a `highest`
    multiple of the last known price, a price that would pass it stays there.

    Raises:
        CaseError: A series is too short for a bootstrap, or prices leave the numbers of a computer.
    """
    from counterdraft.estate.kernels.prices import price_paths  # noqa: PLC0415 - compiled, on use

    products = estate.file.products
    models = np.array([MODELS[p.model] for p in products.values()], np.int64)
    factor = root(estate.correlation)
    given = _parameters(estate, count, seed, factor)
    second = np.cumsum(models == TWO_FACTOR) - 1
    second[models != TWO_FACTOR] = -1
    table = np.empty((count, estate.file.years, len(products)), np.float32)
    key = np.uint64(stream_key(seed, "prices/past years"))
    highest = None
    if estate.file.highest is not None:
        today = [estate.price_today(name) for name in products]
        highest = np.array(today, np.float32) * np.float32(estate.file.highest)

    def job(begin: int, end: int) -> Floats:
        block = begin // BLOCK
        stream(seed, f"prices/{block}").standard_normal(out=table[begin:end], dtype=np.float32)
        size = (end - begin, estate.file.years, int(second.max(initial=-1)) + 1)
        long = stream(seed, f"prices/long/{block}").standard_normal(size, dtype=np.float32)
        # Uncompiled, the random numbers wrap around with a warning; compiled, in silence.
        with np.errstate(over="ignore"):
            price_paths(
                begin,
                end,
                table,
                factor,
                models,
                given.start,
                given.parameters,
                given.changes,
                estate.file.block,
                key,
                second,
                long,
            )
            np.exp(table[begin:end], out=table[begin:end])
        drawn = table[begin:end]
        if highest is not None:
            np.minimum(drawn, highest, out=drawn)
        if np.isfinite(drawn.max()) and drawn.min() > 0:
            return np.zeros(len(products))
        rows = drawn.reshape(-1, len(products))
        fine = np.isfinite(rows.max(axis=0)) & (rows.min(axis=0) > 0)
        return np.asarray(~fine, float)

    lost = blockwise(count, job) > 0
    if lost.any():
        name = list(products)[int(np.argmax(lost))]
        mend = "its volatility or its drift is too large for so many years"
        message = "a price is not a finite number above 0"
        raise CaseError(fault(estate.where, ("products", name), message, mend), SEE)
    return table


@dataclass(frozen=True, eq=False)
class _Parameters:
    parameters: NDArray[np.float32]
    start: NDArray[np.float32]
    changes: Floats


def _parameters(estate: Estate, count: int, seed: int, factor: Floats) -> _Parameters:
    products = estate.file.products
    parameters = np.zeros((6, len(products), count), np.float32)
    parameters[0] = 1.0
    start = np.zeros((len(products), count), np.float32)
    drawn = [name for name, p in products.items() if p.model == "bootstrap"]
    for name in drawn:
        known = yearly_changes(estate.series[products[name].series])
        if not FEWEST <= len(known) <= MOST:
            message = (
                f"the series {products[name].series!r} has {len(known)} changes from year to year, "
                f"a bootstrap needs {FEWEST} to {MOST}"
            )
            place = ("products", name, "model")
            raise CaseError(fault(estate.where, place, message, "use another model"), SEE)
    series = {name: estate.series[products[name].series] for name in drawn}
    changes = past_changes(list(products), series)
    waiting = np.stack(
        [stream(seed, f"waiting/{name}").standard_normal(count) for name in products]
    )
    shocks = factor @ waiting
    for k, (name, product) in enumerate(products.items()):
        rng = stream(seed, f"parameters/{name}")
        spread = float(changes[k].var())
        parameters[:, k], start[k] = _one(estate, name, product, rng, shocks[k], spread)
    return _Parameters(parameters, start, changes)


def _one(
    estate: Estate,
    name: str,
    product: Product,
    rng: np.random.Generator,
    shock: Floats,
    spread: float,
) -> tuple[Floats, Floats]:
    """
    Return the parameters of one product, (6, paths), and its log price at the start, (paths,).

    A series that ends before the year before the first is carried there by its own model, so that a
    price of long ago is not taken for one of today.  *spread* is the variance of the past changes that a
    bootstrap repeats.
    """
    series, count = estate.series[product.series], len(shock)
    prior = Prior(volatility=product.volatility, kappa=product.kappa)
    today = float(np.log(estate.price_today(name)))
    shift = today - np.log(series.prices[-1])
    gap = max(estate.file.first_year - 1 - series.years[-1], 0)
    found, start = np.zeros((6, count)), np.full(count, today)
    found[0] = 1.0
    if product.model == "schwartz":
        reverts = calibrate_schwartz(series.years, series.prices, prior, rng, count)
        kappa, alpha, sigma = reverts.kappa, reverts.alpha + shift, reverts.sigma
        found[:3] = kappa, alpha, sigma
        if gap:
            kept = np.exp(-kappa * gap)
            start = alpha + (today - alpha) * kept
            start += sigma * np.sqrt((1 - kept**2) / (2 * kappa)) * shock
    elif product.model in {"gbm", "bootstrap"}:
        wander = calibrate_gbm(series.years, series.prices, prior, rng, count)
        found[1] = wander.drift - (0.5 * spread if product.model == "bootstrap" else 0.0)
        found[2] = wander.sigma
        start += (wander.drift - 0.5 * wander.sigma**2) * gap
        start += wander.sigma * np.sqrt(gap) * shock
    elif MODELS[product.model] == TWO_FACTOR:
        declared = getattr(product, product.model).model_dump()
        believed = short_long_prior if product.model == "two_factor" else gibson_schwartz_prior
        candidates = believed(prior, declared, rng)
        two = calibrate_two_factors(series.years, series.prices, candidates, rng, count)
        model, chi, xi = two.model, two.deviation, today - two.deviation
        if gap:
            own, level, both = model.covariance(float(gap))
            whole = np.maximum(own + level + 2 * both, 1e-18)
            move = np.sqrt(whole) * shock
            rest = np.sqrt(np.maximum(level - (level + both) ** 2 / whole, 0.0))
            stay = (level + both) / whole * move + rest * rng.standard_normal(count)
            chi = chi * np.exp(-np.asarray(model.kappa) * gap) + move - stay
            xi = xi + model.drift_long * gap + stay
        found[:5] = (
            model.kappa,
            model.drift_long,
            model.sigma_short,
            model.sigma_long,
            model.correlation,
        )
        found[5], start = chi, xi
    return found, start
