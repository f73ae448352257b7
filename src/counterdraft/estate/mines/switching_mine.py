"""A mine that may be closed, opened again and given up: its worth by the price of the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterdraft.estate.arrays import Floats

__all__ = ["SwitchingMine"]

NODES = 21
ROUNDS = 50
"""Of the best rule for a closed mine; it settles in a handful."""


@dataclass(frozen=True)
class SwitchingMine:
    """
    The mine of Brennan and Schwartz (1985), section IV, in real money.

    `years` of output at `output` a year for `unit_cost`; closed it costs `care` a year, and closing or
    opening costs `switch`.  Income tax with full offset, property tax on the worth of the mine.  The price is
    a geometric Brownian motion with a convenience yield under the pricing measure.
    """

    years: float
    output: float
    unit_cost: float
    care: float
    switch: float
    income_tax: float
    property_tax: float
    rate: float
    convenience_yield: float
    variance: float

    def worth(self, spots: Floats, step: float = 0.25, points: int = 161) -> tuple[Floats, Floats]:
        """
        Return what the mine is worth open and closed, each at the owner's best.

        By dynamic programming on a grid of prices: what is left in the ground goes down step by step; a
        closed mine waits for ever, so that its rule is found by policy iteration (Howard 1960).

        Args:
            spots: Prices of the day.
            step: Years between decisions.
            points: Of the grid.
        """
        x = np.linspace(np.log(spots.min() / 12), np.log(spots.max() * 12), points)
        price = np.exp(x)
        move = self._moves(x, step)
        kept = float(np.exp(-(self.rate + self.property_tax) * step))
        earned = (1 - self.income_tax) * self.output * (price - self.unit_cost) * step
        opened, closed = np.zeros(points), np.zeros(points)
        for _ in range(round(self.years / step)):
            best = np.maximum(np.maximum(opened, closed - self.switch), 0.0)
            opened = earned + kept * move @ best
            closed = self._closed(opened - self.switch, move, kept, step)
        now_open = np.maximum(np.maximum(opened, closed - self.switch), 0.0)
        now_closed = np.maximum(np.maximum(closed, opened - self.switch), 0.0)
        return np.interp(spots, price, now_open), np.interp(spots, price, now_closed)

    def _moves(self, x: Floats, step: float) -> Floats:
        """Return the chances of going from price to price in a step, that keep the expected price."""
        z, weights = np.polynomial.hermite_e.hermegauss(NODES)
        drift = (self.rate - self.convenience_yield - 0.5 * self.variance) * step
        price, gap = np.exp(x), x[1] - x[0]
        rows, table = np.arange(len(x)), np.zeros((len(x), len(x)))
        for node, weight in zip(z, weights / weights.sum(), strict=True):
            to = np.clip(x + drift + np.sqrt(self.variance * step) * node, x[0], x[-1])
            left = np.minimum(((to - x[0]) / gap).astype(int), len(x) - 2)
            part = (np.exp(to) - price[left]) / (price[left + 1] - price[left])
            table[rows, left] += weight * (1 - part)
            table[rows, left + 1] += weight * part
        return table

    def _closed(self, reopened: Floats, move: Floats, kept: float, step: float) -> Floats:
        worth: Floats = np.zeros(len(reopened))
        for _ in range(ROUNDS):
            other = np.maximum(reopened, 0.0)
            waits = worth >= other
            given = kept * move @ np.where(waits, 0.0, other) - self.care * step
            system = np.eye(len(worth)) - kept * move * waits[None, :]
            found = np.asarray(np.linalg.solve(system, given), np.float64)
            if np.abs(found - worth).max() < 1e-10:
                break
            worth = found
        return worth
