"""The price at which a mine just pays, and the tax on the project that just pays."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from counterdraft.errors import CaseError
from counterdraft.fiscal.book import Flows
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.mines.changed_flows import join_paths, on_fewer_paths, scale_prices
from counterdraft.mines.project import Project
from counterdraft.mines.report import BreakEven
from counterdraft.runtime.arrays import Floats

__all__ = ["break_even_factor", "break_even_price", "marginal_tax_rate"]

COLUMNS = 256
"""How many paths are run at once while a price is sought."""
DOUBLINGS = 15
"""How often the price is doubled before no price is enough."""
ROUNDING = 1e-12
"""Returns that differ by no more from the discount rate are equal to it."""
FlowsAtLevels = Callable[[Floats], Flows]


def break_even_factor(project: Project, rate: float, *, before_terms: bool = False) -> BreakEven:
    """
    The factor on all prices at which the owner's flow is worth nothing.

    Args:
        project: The mine.
        rate: At which the flow is discounted.
        before_terms: Of the flow before anybody shares it, instead of the owner's.
    """
    flows = on_fewer_paths(project).flows

    def flows_at(levels: Floats) -> Flows:
        side_by_side = join_paths([flows] * len(levels))
        factor = np.repeat(levels, flows.paths)
        prices = {name: price * factor for name, price in side_by_side.prices.items()}
        revenue = side_by_side.revenue * factor
        return dataclasses.replace(side_by_side, prices=prices, revenue=revenue)

    worth = _worth_at_levels(project, flows_at, flows.paths, rate, before_terms=before_terms)
    return _least_level(worth, 1.0, flows.paths)


def break_even_price(
    project: Project, factor: BreakEven, rate: float, *, before_terms: bool = False
) -> BreakEven:
    """
    The price, the same in every year, at which the owner's flow is worth nothing.

    In the unit of the quoted price; with inflation in money of the answer.  None where there is not just
    one product with a price.

    Args:
        project: The mine.
        factor: The answer of `break_even_factor` to the same question; where the price is the same in
            every year it is all that is needed.
        rate: At which the flow is discounted.
        before_terms: Of the flow before anybody shares it, instead of the owner's.
    """
    flows = on_fewer_paths(project).flows
    if project.revenue_given or len(flows.volumes) != 1:
        return None
    name = next(iter(flows.volumes))
    unit = project.scale[name] / project.deflator[:, None]
    quoted = flows.prices[name] / unit
    if np.allclose(quoted, quoted[0, 0], rtol=1e-12, atol=0.0) and quoted[0, 0] > 0:
        return factor * float(quoted[0, 0]) if isinstance(factor, float) else factor

    def flows_at(levels: Floats) -> Flows:
        side_by_side = join_paths([flows] * len(levels))
        price = np.repeat(levels, flows.paths) * unit
        revenue = price * side_by_side.volumes[name]
        return dataclasses.replace(side_by_side, prices={name: price}, revenue=revenue)

    worth = _worth_at_levels(project, flows_at, flows.paths, rate, before_terms=before_terms)
    return _least_level(
        worth, float(flows.prices[name].mean()) / project.scale[name] or 1.0, flows.paths
    )


def _worth_at_levels(
    project: Project, flows_at: FlowsAtLevels, paths: int, rate: float, *, before_terms: bool
) -> Callable[[Floats], Floats]:
    """The function that gives the mean worth of the flow at each of several levels of prices, (levels,)."""
    factors = project.factors(rate)

    def worth(levels: Floats) -> Floats:
        flows = flows_at(levels)
        try:
            if before_terms:
                cash = flows.net * project.deflator[:, None]
            else:
                cash = project.outcome(flows).cash[project.terms.owner]
        except CaseError:  # at a great price an amount overflows: enough, and more than enough
            if len(levels) == 1:
                return np.array([np.inf])
            return np.concatenate([worth(levels[k : k + 1]) for k in range(len(levels))])
        means: Floats = (factors @ cash).reshape(len(levels), paths).mean(axis=1)
        return means

    return worth


def _least_level(worth: Callable[[Floats], Floats], start: float, paths: int) -> BreakEven:
    """The least level of prices at which the flow is worth nothing, looking at many at once."""
    width = max(COLUMNS // paths, 1)

    def first_enough(levels: Floats) -> int:
        """The first level that is worth something, or how many levels there are."""
        for begin in range(0, len(levels), width):
            enough = worth(levels[begin : begin + width]) >= 0
            if enough.any():
                return begin + int(np.argmax(enough))
        return len(levels)

    # Doubling brackets the level; then each round narrows the bracket by as many levels as run at once.
    levels = np.array([0.0, *(start * 2.0**k for k in range(DOUBLINGS))])
    place = first_enough(levels)
    if place in {0, len(levels)}:
        return "never" if place else None
    low, high = float(levels[place - 1]), float(levels[place])
    while high - low > 1e-14 * high:
        inner = np.linspace(low, high, width + 2)
        if not (np.diff(inner) > 0).all():
            break
        place = first_enough(inner[1:-1]) + 1
        low, high = float(inner[place - 1]), float(inner[place])
    return 0.5 * (low + high)


def marginal_tax_rate(project: Project, factor: BreakEven, rate: float) -> float | None:
    """
    (p - r) / p for the project that just pays the owner's rate r, p its return before terms.

    King and Fullerton (1984), on the whole project instead of one more unit of capital, as in IMF (2016),
    *Fiscal Analysis of Resource Industries*.

    Args:
        project: The mine.
        factor: On all prices, at which it just pays.
        rate: The owner's.
    """
    if not isinstance(factor, float):
        return None
    small = on_fewer_paths(project)
    net = small.outcome(scale_prices(small.flows, factor)).net
    p = float(irr(net.mean(axis=1), project.yearly_rate(rate)))
    if not np.isfinite(p) or p <= 0:
        return None
    return (p - rate) / p if abs(p - rate) > ROUNDING else 0.0
