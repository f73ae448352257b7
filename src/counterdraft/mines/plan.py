"""What a mine produces, spends and closes at year by year, whatever the prices are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.fiscal.book import WORKING_CAPITAL, Flows
from counterdraft.runtime.arrays import Floats

__all__ = ["Care", "Plan"]


@dataclass(frozen=True)
class Care:
    """What a year costs in which the mine stands still."""

    part: float
    """Of operating cost."""
    amount: float
    """Beside it, in money of the file."""


@dataclass(frozen=True, eq=False)
class Plan:
    """
    The yearly figures of a mine, (years,) each, in the money of each year.

    `revenue` is given in the place of prices, or None.
    """

    years: tuple[int, ...]
    volumes: Mapping[str, Floats]
    opex: Floats
    capex: Mapping[str, Floats]
    closure: Floats
    working_capital: Floats
    """(years,) the part of revenue that is tied up."""
    revenue: Floats | None
    scale: Mapping[str, float]
    """For each product, money of the file in one unit of its price times one of its volume."""
    opex_per_unit: Floats
    """(years,) the operating cost of one unit of volume, which `opex` holds too."""

    @property
    def opex_by_volume(self) -> Floats:
        """The operating cost that goes with the volume, (years,)."""
        made: Floats = sum(self.volumes.values(), np.zeros(len(self.years)))
        return self.opex_per_unit * made

    @property
    def sells(self) -> NDArray[np.bool_]:
        """In which years something is produced, (years,)."""
        total = sum(self.volumes.values(), np.zeros(len(self.years)))
        return np.asarray(total > 0)

    def flows_at_prices(
        self,
        prices: Mapping[str, Floats],
        stands: NDArray[np.bool_] | None = None,
        care: Care | None = None,
        ends: NDArray[np.int64] | None = None,
    ) -> Flows:
        """
        The flows of the plan at *prices*.

        Args:
            prices: (years, paths) by product, in money of the file per unit of volume.
            stands: (years, paths) where the mine stands still, sells nothing and costs *care*.
            care: What standing still costs.
            ends: (paths,) the position of the first year that is given up, with all that follow.
        """
        revenue_given = self.revenue
        paths = next(iter(prices.values())).shape[1] if prices else 1
        shape = (len(self.years), paths)
        gone = np.zeros(shape, np.bool_)
        if ends is not None:
            gone = np.arange(shape[0])[:, None] >= ends
        idle = gone if stands is None else gone | stands

        def working(series: Floats, off: NDArray[np.bool_]) -> Floats:
            return np.where(off, 0.0, series[:, None])

        volumes = {name: working(volume, idle) for name, volume in self.volumes.items()}
        if revenue_given is None:
            revenue = sum((v * prices[n] for n, v in volumes.items()), np.zeros(shape))
        else:
            revenue = working(revenue_given, idle)
            total = sum(volumes.values(), np.zeros(shape))
            average = np.where(total > 0, revenue / np.where(total > 0, total, 1.0), 0.0)
            prices = dict.fromkeys(volumes, average)
        opex = working(self.opex, gone)
        if stands is not None and care is not None:
            care_cost = working(care.part * self.opex + care.amount, gone)
            opex = np.where(stands, care_cost, opex)
        capex = {kind: working(spent, gone) for kind, spent in self.capex.items()}
        # What a year ties up beyond the year before is spent; it comes back at the end.
        if self.working_capital.any():
            level = self.working_capital[:, None] * revenue
            level[-1] = 0.0  # what is tied up comes back in the last year
            capex[WORKING_CAPITAL] = np.diff(level, axis=0, prepend=0.0)
        closure = working(self.closure, gone)
        return Flows(
            self.years, volumes, dict(prices), revenue, opex, capex, closure, dict(self.scale)
        )
