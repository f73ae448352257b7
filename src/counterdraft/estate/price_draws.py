"""Joint prices of an estate's products: parameters drawn from what their series leave open, then paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.errors import CaseError
from counterdraft.estate.blocks import BLOCK, blockwise
from counterdraft.estate.book import Floats
from counterdraft.estate.calibrate import Prior, calibrate_gbm, calibrate_schwartz
from counterdraft.estate.correlation import root
from counterdraft.estate.model import Estate
from counterdraft.estate.price_table import PriceSeries
from counterdraft.estate.streams import stream

__all__ = ["draw_prices"]

MODELS = {"constant": 0, "gbm": 1, "schwartz": 2, "bootstrap": 3, "two_factor": 4}


def draw_prices(estate: Estate, count: int, seed: int) -> NDArray[np.float32]:
    """
    Return prices (paths, years, products), in money of the estate per unit of quantity.

    Normals are drawn in blocks of paths, each from a stream of its own.

    Raises:
        CaseError: A series is too short for a bootstrap.
    """
    from counterdraft.estate.kernels.prices import price_paths  # noqa: PLC0415 - compiled, on use

    products = estate.file.products
    given = _parameters(estate, count, seed)
    start = np.array([np.log(estate.price_today(name)) for name in products])
    models = np.array([MODELS[p.model] for p in products.values()], np.int64)
    shares = np.array([p.long_share for p in products.values()])
    second = np.cumsum(models == MODELS["two_factor"]) - 1
    second[models != MODELS["two_factor"]] = -1
    table = np.empty((count, estate.file.years, len(products)), np.float32)
    factor = root(estate.correlation)

    def job(begin: int, end: int) -> Floats:
        block = begin // BLOCK
        stream(seed, f"prices/{block}").standard_normal(out=table[begin:end], dtype=np.float32)
        size = (end - begin, estate.file.years, int(second.max(initial=-1)) + 1)
        long = stream(seed, f"prices/long/{block}").standard_normal(size, dtype=np.float32)
        price_paths(
            begin,
            end,
            table,
            factor,
            models,
            start,
            given.parameters,
            given.changes,
            given.lengths,
            shares,
            second,
            long,
        )
        np.exp(table[begin:end], out=table[begin:end])
        return np.zeros(1)

    blockwise(count, job)
    return table


@dataclass(frozen=True, eq=False)
class _Parameters:
    parameters: NDArray[np.float32]
    changes: Floats
    lengths: NDArray[np.int64]


def _parameters(estate: Estate, count: int, seed: int) -> _Parameters:
    products = estate.file.products
    parameters = np.zeros((3, len(products), count), np.float32)
    parameters[0] = 1.0
    past = [_yearly_changes(estate.series[p.series]) for p in products.values()]
    lengths = np.array([len(one) for one in past], np.int64)
    changes = np.zeros((len(products), max(int(lengths.max(initial=0)), 1)))
    for k, (name, product) in enumerate(products.items()):
        series = estate.series[product.series]
        changes[k, : lengths[k]] = past[k]
        rng = stream(seed, f"parameters/{name}")
        prior = Prior(volatility=product.volatility, kappa=product.kappa)
        shift = np.log(estate.price_today(name)) - np.log(series.prices[-1])
        if product.model == "schwartz":
            drawn = calibrate_schwartz(series.years, series.prices, prior, rng, count)
            parameters[:, k] = drawn.kappa, drawn.alpha + shift, drawn.sigma
        elif product.model in {"gbm", "two_factor"}:
            wander = calibrate_gbm(series.years, series.prices, prior, rng, count)
            parameters[0, k] = product.kappa
            parameters[1, k], parameters[2, k] = wander.drift, wander.sigma
        elif product.model == "bootstrap" and lengths[k] < 2:
            message = f"the series {series.name!r} has fewer than two changes from year to year"
            raise CaseError.of(message, field=f"products.{name}", help="use another model")
    return _Parameters(parameters, changes, lengths)


def _yearly_changes(series: PriceSeries) -> Floats:
    """Return the log changes between years that follow each other, ascending."""
    follows = np.diff(series.years) == 1
    changes: Floats = np.sort(np.diff(np.log(series.prices))[follows])
    return changes
