"""A grid of today's prices, on which a claim on later prices is worth what it is expected to pay."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.errors import CaseError
from counterdraft.prices.one_factor import OneFactor
from counterdraft.runtime.arrays import Floats

__all__ = ["PriceGrid", "TooFineError", "smoothed_maximum"]

MOST_POINTS = 6000
FEWEST_POINTS = 250
PER_SPREAD = 2.0
"""Grid steps to a standard deviation of the shortest move: the sum is then exact to the last digits where
the claim is smooth (trapezoids on a normal density)."""
TAIL = 6.5
"""Standard deviations beyond which no move is looked at."""
ROUNDS = 80
"""Of the best rule for who may wait for ever; it settles in a handful."""


class TooFineError(ValueError):
    """The price moves too little between two dates for a grid."""


def smoothed_maximum(first: Floats, other: Floats | float) -> Floats:
    """
    Return the better of two claims, (points,), as a sum over the points should count it.

    Where between two points the one overtakes the other, the claim has a corner.  A sum of trapezoids falls
    short there by half the jump of slope times B2(place) (Euler and Maclaurin, B2 the second Bernoulli
    polynomial of the place between the points); the two points beside it are moved by as much.
    """
    best: Floats = np.maximum(first, other)
    gap = first - other
    left, right = np.abs(gap[:-1]), np.abs(gap[1:])
    turns = np.flatnonzero((gap[:-1] < 0) != (gap[1:] < 0))
    whole = left[turns] + right[turns]
    turns, whole = turns[whole > 0], whole[whole > 0]
    place = left[turns] / whole
    moved = 0.5 * whole * (place**2 - place + 1 / 6)
    best[turns] += moved * (1 - place)
    best[turns + 1] += moved * place
    return best


@dataclass(frozen=True, eq=False)
class PriceGrid:
    """
    Log prices at even steps, one of them today's.

    Beyond its ends a claim is taken to go on as a straight line: in the price, or in its logarithm where the
    price reverts, for there a claim on a later price bends.
    """

    x: Floats
    model: OneFactor
    _by_years: dict[float, Any] = field(default_factory=dict)

    @classmethod
    def over(
        cls, model: OneFactor, start: float, low: float, high: float, step: float, refine: int
    ) -> PriceGrid:
        """
        Return the grid from *low* to *high*.

        Args:
            model: What moves the price.
            start: Today's, which is one of the points.
            low: The least price.
            high: The greatest.
            step: The shortest time between two dates, in years.
            refine: How many times finer than is needed for a smooth claim.

        Raises:
            TooFineError: More points would be needed than are worked with.
            CaseError: scipy is not installed, which the grid's splines and linear systems need.
        """
        if find_spec("scipy") is None:
            raise CaseError.of(
                "scipy is not installed, which values the options of a mine exactly",
                field="options",
                help="pip install 'counterdraft[options]'",
            )
        width = float(np.log(high / low))
        gap = min(model.spread(step) / PER_SPREAD, width / FEWEST_POINTS) / refine
        if not gap or width / gap > MOST_POINTS:
            raise TooFineError
        below, above = (int(np.ceil(abs(np.log(end / start)) / gap)) for end in (low, high))
        return cls(np.log(start) + gap * np.arange(-below, above + 1), model)

    @property
    def prices(self) -> Floats:
        """The prices themselves."""
        return np.asarray(np.exp(self.x))

    def expected(self, claim: Floats, years: float) -> Floats:
        """Return what *claim*, (points,) by the price then, is expected to pay in so many years."""
        if years <= 0:
            return claim
        paid: Floats = self._transitions(years) @ claim
        return paid

    def value_of_waiting(
        self,
        other: Floats,
        cost: Floats,
        discount: float,
        years: float,
        first: NDArray[np.bool_] | None = None,
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """
        Return what it is worth to wait for ever for the best date to take *other*, and where one waits.

        By policy iteration (Howard 1960).

        Args:
            other: (points,) what is had instead of waiting.
            cost: (points,) what waiting pays a step, worth at its start.
            discount: Discount over a step.
            years: The length of a step.
            first: Where one waits, to begin with.
        """
        from scipy.linalg import solve_banded  # noqa: PLC0415 - start-up time

        move = self._transitions(years)
        band = self._band(years)
        half = len(band) // 2
        waits = np.ones(len(other), np.bool_) if first is None else first
        worth = last = other
        for _ in range(ROUNDS):
            # Evaluate the rule: waiting where *waits*, and the other claim elsewhere, is a linear system.
            system = -discount * band * waits[None, :]
            system[half] += 1.0
            corner = smoothed_maximum(worth, other) - np.maximum(worth, other)
            constant = cost + discount * (move @ (np.where(waits, 0.0, other) + corner))
            worth = np.asarray(solve_banded((half, half), system, constant, check_finite=False))
            # Improve it: wait wherever waiting is worth more.
            now = worth >= other
            if (now == waits).all() and np.abs(worth - last).max() < 1e-9 * np.abs(worth).max():
                break
            waits, last = now, worth
        return worth, waits

    def value_at(self, claim: Floats, price: float) -> float:
        """Return what a claim is worth at a price, between the points by a cubic spline."""
        from scipy.interpolate import CubicSpline  # noqa: PLC0415 - start-up time

        return float(CubicSpline(self.x, claim)(np.log(price)))

    def crossing_price(self, difference: Floats) -> float | None:
        """Return the least price at which *difference* rises through nought, None where it never does."""
        from scipy.interpolate import CubicSpline  # noqa: PLC0415 - start-up time
        from scipy.optimize import brentq  # noqa: PLC0415 - start-up time

        rises = np.flatnonzero((difference[:-1] < 0) & (difference[1:] >= 0))
        if not rises.size:
            return None
        i = int(rises[0])
        near = slice(max(i - 3, 0), i + 5)
        smooth = CubicSpline(self.x[near], difference[near])
        return float(np.exp(brentq(smooth, self.x[i], self.x[i + 1])))

    def _transitions(self, years: float) -> Any:  # noqa: ANN401 - scipy's sparse matrix has no types
        """Return the chances of going from point to point, (points, points), sparse."""
        if years not in self._by_years:
            self._by_years[years] = self._transition(years)
        return self._by_years[years]

    def _transition(self, years: float) -> Any:  # noqa: ANN401
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - start-up time

        x, count = self.x, len(self.x)
        gap = x[1] - x[0]
        mean, spread = self.model.mean(x, years), self.model.spread(years)
        reach = int(np.ceil(TAIL * spread / gap)) + 1
        nearest = np.rint((mean - x[0]) / gap).astype(np.int64)
        to = nearest[:, None] + np.arange(-reach, reach + 1)
        where = x[0] + gap * to
        weight = np.exp(-0.5 * ((where - mean[:, None]) / spread) ** 2)
        weight /= weight.sum(axis=1, keepdims=True)
        rows = np.broadcast_to(np.arange(count)[:, None], to.shape)
        inside = (to >= 0) & (to < count)
        entries = [(rows[inside], to[inside], weight[inside])]
        # What lies beyond an end is carried to the two last points, so that a straight line stays one.
        scale = np.exp if not self.model.kappa else np.asarray
        for end, inner, beyond in ((0, 1, to < 0), (count - 1, count - 2, to >= count)):
            last = scale(x[end])
            far = (scale(where[beyond]) - last) / (last - scale(x[inner]))
            r, w = rows[beyond], weight[beyond]
            entries += [(r, np.full(r.shape, end), w * (1 + far))]
            entries += [(r, np.full(r.shape, inner), -w * far)]
        row, column, value = (np.concatenate(parts) for parts in zip(*entries, strict=True))
        matrix = csr_matrix((value, (row, column)), shape=(count, count))
        matrix.sum_duplicates()
        return matrix

    def _band(self, years: float) -> Floats:
        """Return the chances as a band matrix, for a solver of such."""
        key = -years
        if key not in self._by_years:
            entries = self._transitions(years).tocoo()
            half = int(np.abs(entries.row - entries.col).max())
            band = np.zeros((2 * half + 1, len(self.x)))
            band[half + entries.row - entries.col, entries.col] = entries.data
            self._by_years[key] = band
        stored: Floats = self._by_years[key]
        return stored
