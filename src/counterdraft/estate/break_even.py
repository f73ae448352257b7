"""The price at which a mine just pays, and the tax on the project that just pays."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal

import numpy as np

from counterdraft.errors import CaseError
from counterdraft.estate.book import Floats, Flows
from counterdraft.estate.indicators import irr
from counterdraft.estate.project import Project
from counterdraft.estate.waterfall import Outcome

__all__ = ["break_even_factor", "constant_price", "marginal_rate", "scaled", "thinned"]

Answer = float | Literal["never"] | None


def scaled(project: Project, factor: float) -> Project:
    """Return the project with every price times *factor*."""
    old = project.flows
    prices = {name: price * factor for name, price in old.prices.items()}
    flows = dataclasses.replace(old, prices=prices, revenue=old.revenue * factor)
    return dataclasses.replace(project, flows=flows)


def thinned(project: Project, most: int = 2000) -> Project:
    """Return the project on its first paths, for answers that take many runs."""
    old = project.flows
    if old.paths <= most:
        return project

    def cut(a: Floats) -> Floats:
        return a[:, :most]

    flows = Flows(
        old.years,
        {n: cut(a) for n, a in old.volumes.items()},
        {n: cut(a) for n, a in old.prices.items()},
        cut(old.revenue),
        cut(old.opex),
        {n: cut(a) for n, a in old.capex.items()},
        cut(old.closure),
        old.scale,
    )
    return dataclasses.replace(project, flows=flows)


def break_even_factor(project: Project, of: Callable[[Outcome], Floats]) -> Answer:
    """
    Return the factor on all prices at which a flow is worth nothing at the owner's rate.

    None where it is worth something at a price of nought already, ``never`` where no price is enough.

    Args:
        project: The mine.
        of: Picks the flow from an outcome.
    """
    small = thinned(project)
    return _solved(project, lambda factor: of(small.settled(scaled(small, factor).flows)), 1.0)


def constant_price(project: Project, of: Callable[[Outcome], Floats]) -> Answer:
    """
    Return the price, the same in every year, at which a flow is worth nothing at the owner's rate.

    In the unit of the quoted price; with inflation in money of the answer.  None where there is not just
    one product with a price.
    """
    old = thinned(project).flows
    if project.given or len(old.volumes) != 1:
        return None
    name, volume = next(iter(old.volumes.items()))
    unit = project.scale[name] / project.deflator[:, None] + np.zeros_like(volume)

    def flow(price: float) -> Floats:
        flows = dataclasses.replace(old, prices={name: price * unit}, revenue=price * unit * volume)
        return of(project.settled(flows))

    start = float(old.prices[name].mean()) / project.scale[name]
    return _solved(project, flow, start or 1.0)


def _solved(project: Project, flow: Callable[[float], Floats], start: float) -> Answer:
    factors = project.factors(project.rate_of(project.terms.owner))

    def worth(level: float) -> float:
        try:
            return float((factors @ flow(level)).mean())
        except CaseError:
            return np.inf

    low, high = 0.0, start
    if worth(low) >= 0:
        return None
    while worth(high) < 0:
        low, high = high, high * 2
        if high > 1e4 * start:
            return "never"
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if worth(middle) < 0 else (low, middle)
    return 0.5 * (low + high)


def marginal_rate(project: Project, factor: Answer, rate: float) -> float | None:
    """
    Return (p - r) / p for the project that just pays the owner's rate r, p its return before terms.

    King and Fullerton (1984), on the whole project instead of one more unit of capital, as in IMF (2016),
    *Fiscal Analysis of Resource Industries*.

    Args:
        project: The mine.
        factor: On all prices, at which it just pays.
        rate: The owner's.
    """
    if not isinstance(factor, float):
        return None
    small = thinned(project)
    net = small.settled(scaled(small, factor).flows).net
    p = float(irr(net.mean(axis=1, keepdims=True))[0])
    return (p - rate) / p if np.isfinite(p) and p > 0 else None
