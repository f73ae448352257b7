"""The prices of a mine's products, as the file gives them or as its models draw them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from counterdraft.case.series import by_year
from counterdraft.fiscal.indicators import MOMENTS
from counterdraft.mines.file import ProjectFile
from counterdraft.mines.rights import FEWEST_PATHS
from counterdraft.runtime.arrays import Floats
from counterdraft.runtime.streams import stream

__all__ = ["DrawnPrices", "PriceDraw", "price_draws"]

PATHS, PATH_YEARS = 2000, 200_000
"""On which options are decided where the file does not say: no more years on all of them together."""


@dataclass(frozen=True, eq=False)
class DrawnPrices:
    """Prices in money of the file per unit of volume, and second factors of theirs, (times, paths) each."""

    prices: dict[str, Floats]
    factors: dict[str, Floats]


PriceDraw = Callable[[Floats, str], DrawnPrices]
"""Gives prices at times, years from the start of the first; another label, other paths."""


def price_draws(file: ProjectFile, factors: Mapping[str, float]) -> PriceDraw:
    """The function that draws prices."""
    paths, first = _number_of_paths(file), MOMENTS[file.timing]

    def draw(times: Floats, label: str) -> DrawnPrices:
        drawn_prices = DrawnPrices({}, {})
        later = times > 0
        for name, price in file.price.items():
            if price.model is not None:
                rng = stream(file.seed, f"price/{name}/{label}" if label else f"price/{name}")
                drawn = np.full((len(times), paths), float(price.model.start))
                if later.any():
                    drawn[later], second = price.model.draw(times[later], paths, rng, first)
                    if second is not None:
                        # What is known today is the same on every path.
                        drawn_prices.factors[name] = np.concatenate(
                            [np.zeros((int((~later).sum()), paths)), second]
                        )
            else:
                listed = by_year(price.values, file.years)  # type: ignore[arg-type]
                # After the last year of a list its price stays.
                year = np.floor(np.maximum(times - first, 0.0) + 1e-9).astype(int)
                drawn = np.repeat(listed[np.minimum(year, len(listed) - 1), None], paths, axis=1)
            drawn_prices.prices[name] = drawn * factors[name]
        return drawn_prices

    return draw


def _number_of_paths(file: ProjectFile) -> int:
    """How many paths there are: one where no price is drawn, enough for options else."""
    if all(price.model is None for price in file.price.values()):
        return 1
    if file.paths is None and file.options is not None:
        return max(min(PATHS, PATH_YEARS // len(file.years)), FEWEST_PATHS)
    return file.paths or 1
