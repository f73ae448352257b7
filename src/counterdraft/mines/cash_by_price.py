"""What the owner keeps of each year of a plan, by the price of that year alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.errors import CaseError
from counterdraft.fiscal.waterfall import run
from counterdraft.mines.plan import Care
from counterdraft.mines.project import Project
from counterdraft.runtime.arrays import Floats

__all__ = ["CashByPrice", "owner_cash_by_price"]

TRIALS = 4
CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class CashByPrice:
    """The owner's money after terms, (years, prices) each."""

    working: Floats
    standing: Floats
    """Where the mine stands still, at the cost of care."""
    idle: Floats
    """Where nothing is sold and nothing operates: capital, closing, and what taxes make of them."""


def owner_cash_by_price(project: Project, product: str, prices: Floats) -> CashByPrice | None:
    """
    What the owner keeps of each year at each price, or None where other years' prices count too.

    Whether they do is tried on drawn orders of the prices, and of years that stand still: losses that are
    carried forward, working capital or a scale of past output show at once.

    Args:
        project: The mine.
        product: The one whose price is drawn.
        prices: (points,) in the unit in which it is quoted.
    """
    options = project.owner_options
    care = Care(options.care, options.care_cost)
    years, points = len(project.plan.years), len(prices)
    others = project.draw(project.moments, "").prices
    quoted = np.broadcast_to(prices * project.scale[product], (years, points))
    fixed = {name: np.repeat(p[:, :1], points, axis=1) for name, p in others.items()}
    sells = np.repeat(project.plan.sells[:, None], points, axis=1)

    def owner_cash(stands: NDArray[np.bool_] | None, cost: Care, at: Floats) -> Floats:
        flows = project.plan.flows_at_prices({**fixed, product: at}, stands, cost)
        cash: Floats = run(project.terms, flows).cash[project.terms.owner]
        return cash

    try:
        table = CashByPrice(
            owner_cash(None, care, quoted),
            owner_cash(sells, care, quoted),
            owner_cash(sells, Care(0, 0), quoted),
        )
        rng = np.random.default_rng(1)
        # Terms without memory give each year the same cash in whatever order the prices come.
        for trial in range(TRIALS):
            order = rng.permuted(np.tile(np.arange(points), (years, 1)), axis=1)
            stands = sells & (rng.random(sells.shape) < 0.5 * (trial % 2) * options.suspend)
            mixed = owner_cash(stands, care, np.take_along_axis(quoted, order, axis=1))
            expected = np.where(
                stands,
                np.take_along_axis(table.standing, order, axis=1),
                np.take_along_axis(table.working, order, axis=1),
            )
            scale = np.abs(expected).max(initial=1e-300)
            if np.abs(mixed - expected).max(initial=0.0) > CLOSE * scale:
                return None
    except CaseError:  # at a great price an amount overflows
        return None
    return table
