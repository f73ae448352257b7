"""Past changes of prices by year, so that all products can repeat the same years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from counterdraft.prices.series import PriceSeries
from counterdraft.runtime.arrays import Floats

__all__ = ["FEWEST", "MOST", "past_changes", "yearly_changes"]

FEWEST, MOST = 5, 400
"""Changes from year to year that a bootstrap can work with."""


def yearly_changes(series: PriceSeries) -> dict[int, float]:
    """Return the log change to each year whose year before has a price too."""
    price = dict(zip(series.years, series.prices, strict=True))
    return {y: float(np.log(p / price[y - 1])) for y, p in price.items() if y - 1 in price}


def past_changes(names: Sequence[str], series: Mapping[str, PriceSeries]) -> Floats:
    """
    Return the past years of the products that are bootstrapped, one column a year.

    Args:
        names: All products.
        series: Of those that are bootstrapped.

    Returns:
        (products, years): changes about their mean.  A product without a change in a year has one of
        its own years there instead, spread evenly over them.
    """
    known = {name: yearly_changes(one) for name, one in series.items()}
    years = sorted({year for one in known.values() for year in one})
    table = np.zeros((len(names), max(len(years), 1)))
    for k, name in enumerate(names):
        if not (mine := known.get(name)):
            continue
        own = sorted(mine)
        missing = [column for column, year in enumerate(years) if year not in mine]
        for column, year in enumerate(years):
            table[k, column] = mine.get(year, 0.0)
        for place, column in enumerate(missing):
            table[k, column] = mine[own[place * len(own) // len(missing)]]
        table[k] -= table[k].mean()
    return table
