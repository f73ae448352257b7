"""The price at which a mine just pays, and the tax on the project that just pays."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import numpy as np

from counterdraft.errors import CaseError
from counterdraft.fiscal.book import WORKING_CAPITAL, Flows
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.mines.project import Project
from counterdraft.runtime.arrays import Floats

__all__ = [
    "beside",
    "break_even_factor",
    "constant_price",
    "costlier",
    "marginal_rate",
    "scaled",
    "thinned",
]

COLUMNS = 256
"""How many paths are run at once while a price is sought."""
ROUNDING = 1e-12
"""Returns that differ by no more from the discount rate are equal to it."""
DOUBLINGS = 15
"""How often the price is doubled before no price is enough."""
Answer = float | Literal["never"] | None


def scaled(project: Project, factor: float) -> Project:
    """Return the project with every price times *factor*."""
    old = project.flows
    prices = {name: price * factor for name, price in old.prices.items()}
    flows = dataclasses.replace(old, prices=prices, revenue=old.revenue * factor)
    return dataclasses.replace(project, flows=flows)


def costlier(project: Project, factor: float) -> Project:
    """Return the project with every cost of running, building and closing it times *factor*."""
    old = project.flows
    capex = {
        kind: spent if kind == WORKING_CAPITAL else spent * factor
        for kind, spent in old.capex.items()
    }
    flows = dataclasses.replace(
        old, opex=old.opex * factor, capex=capex, closure=old.closure * factor
    )
    return dataclasses.replace(project, flows=flows)


def beside(flows: Sequence[Flows]) -> Flows:
    """Return flows with the paths of several standing side by side."""
    first = flows[0]

    def joined(arrays: Iterable[Floats]) -> Floats:
        return np.concatenate(list(arrays), axis=1)

    return Flows(
        first.years,
        {n: joined(one.volumes[n] for one in flows) for n in first.volumes},
        {n: joined(one.prices[n] for one in flows) for n in first.prices},
        joined(one.revenue for one in flows),
        joined(one.opex for one in flows),
        {n: joined(one.capex[n] for one in flows) for n in first.capex},
        joined(one.closure for one in flows),
        first.scale,
    )


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


def break_even_factor(
    project: Project, *, before_terms: bool = False, rate: float | None = None
) -> Answer:
    """
    Return the factor on all prices at which the owner's flow is worth nothing.

    None where it is worth something at a price of nought already, ``never`` where no price is enough.

    Args:
        project: The mine.
        before_terms: Of the flow before anybody shares it, instead of the owner's.
        rate: At which it is discounted; the owner's where none is given.
    """
    old = thinned(project).flows

    def at(levels: Floats) -> Flows:
        wide = beside([old] * len(levels))
        factor = np.repeat(levels, old.paths)
        prices = {name: price * factor for name, price in wide.prices.items()}
        return dataclasses.replace(wide, prices=prices, revenue=wide.revenue * factor)

    return _solved(project, at, old.paths, 1.0, before_terms=before_terms, rate=rate)


def constant_price(
    project: Project,
    factor: Answer,
    *,
    before_terms: bool = False,
    rate: float | None = None,
) -> Answer:
    """
    Return the price, the same in every year, at which the owner's flow is worth nothing.

    In the unit of the quoted price; with inflation in money of the answer.  None where there is not just
    one product with a price.

    Args:
        project: The mine.
        factor: The answer of `break_even_factor` to the same question; where the price is the same in
            every year it is all that is needed.
        before_terms: Of the flow before anybody shares it, instead of the owner's.
        rate: At which it is discounted; the owner's where none is given.
    """
    old = thinned(project).flows
    if project.given or len(old.volumes) != 1:
        return None
    name = next(iter(old.volumes))
    unit = project.scale[name] / project.deflator[:, None]
    real = old.prices[name] / unit
    if np.allclose(real, real[0, 0], rtol=1e-12, atol=0.0) and real[0, 0] > 0:
        return factor * float(real[0, 0]) if isinstance(factor, float) else factor

    def at(levels: Floats) -> Flows:
        wide = beside([old] * len(levels))
        price = np.repeat(levels, old.paths) * unit
        return dataclasses.replace(wide, prices={name: price}, revenue=price * wide.volumes[name])

    start = float(old.prices[name].mean()) / project.scale[name] or 1.0
    return _solved(project, at, old.paths, start, before_terms=before_terms, rate=rate)


def _solved(
    project: Project,
    at: Callable[[Floats], Flows],
    paths: int,
    start: float,
    *,
    before_terms: bool,
    rate: float | None,
) -> Answer:
    """
    Return the least level of prices at which the flow is worth nothing, by looking at many at once.

    Args:
        project: The mine.
        at: Gives the flows at several levels, side by side.
        paths: How many paths stand at each level.
        start: A level to begin with.
        before_terms: Of the flow before anybody shares it.
        rate: At which it is discounted; the owner's where none is given.
    """
    worth = _valued(project, at, paths, before_terms=before_terms, rate=rate)
    width = max(COLUMNS // paths, 1)

    def first_enough(levels: Floats) -> int:
        """Return the first level that is worth something, or how many there are."""
        for begin in range(0, len(levels), width):
            enough = worth(levels[begin : begin + width]) >= 0
            if enough.any():
                return begin + int(np.argmax(enough))
        return len(levels)

    levels = np.array([0.0, *(start * 2.0**k for k in range(DOUBLINGS))])
    found = first_enough(levels)
    if found in {0, len(levels)}:
        return "never" if found else None
    low, high = float(levels[found - 1]), float(levels[found])
    while high - low > 1e-14 * high:
        inner = np.linspace(low, high, width + 2)
        if not (np.diff(inner) > 0).all():
            break
        place = first_enough(inner[1:-1]) + 1
        low, high = float(inner[place - 1]), float(inner[place])
    return 0.5 * (low + high)


def _valued(
    project: Project,
    at: Callable[[Floats], Flows],
    paths: int,
    *,
    before_terms: bool,
    rate: float | None,
) -> Callable[[Floats], Floats]:
    """Return the function that gives the mean worth of the flow at each of several levels."""
    owner = project.terms.owner
    factors = project.factors(project.rate_of(owner) if rate is None else rate)

    def worth(levels: Floats) -> Floats:
        flows = at(levels)
        try:
            cash = (
                flows.net * project.deflator[:, None]
                if before_terms
                else project.settled(flows).cash[owner]
            )
        except CaseError:  # at a great price an amount overflows: enough, and more than enough
            if len(levels) == 1:
                return np.array([np.inf])
            return np.concatenate([worth(levels[k : k + 1]) for k in range(len(levels))])
        found: Floats = (factors @ cash).reshape(len(levels), paths).mean(axis=1)
        return found

    return worth


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
    p = float(irr(net.mean(axis=1), project.yearly_rate(rate)))
    if not np.isfinite(p) or p <= 0:
        return None
    return (p - rate) / p if abs(p - rate) > ROUNDING else 0.0
