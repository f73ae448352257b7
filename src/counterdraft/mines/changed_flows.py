"""The flows of a mine at other prices or costs, on fewer paths, or of several side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from counterdraft.fiscal.book import WORKING_CAPITAL, Flows
from counterdraft.mines.project import Project
from counterdraft.runtime.arrays import Floats

__all__ = ["join_paths", "on_fewer_paths", "scale_costs", "scale_prices"]

MOST_PATHS = 2000
"""On which answers are sought that take many runs."""


def scale_prices(flows: Flows, factor: float) -> Flows:
    """The flows with every price, and so the revenue, times *factor*."""
    prices = {name: price * factor for name, price in flows.prices.items()}
    return dataclasses.replace(flows, prices=prices, revenue=flows.revenue * factor)


def scale_costs(
    flows: Flows, *, operating: float = 1.0, capital: float = 1.0, closing: float = 1.0
) -> Flows:
    """The flows with the costs of running, building and closing times factors; working capital stays."""
    capex = {
        kind: spent if kind == WORKING_CAPITAL else spent * capital
        for kind, spent in flows.capex.items()
    }
    return dataclasses.replace(
        flows, opex=flows.opex * operating, capex=capex, closure=flows.closure * closing
    )


def on_fewer_paths(project: Project) -> Project:
    """The project on its first paths, for answers that take many runs."""
    if project.flows.paths <= MOST_PATHS:
        return project
    flows = _by_array([project.flows], lambda arrays: arrays[0][:, :MOST_PATHS])
    return dataclasses.replace(project, flows=flows)


def join_paths(flows: Sequence[Flows]) -> Flows:
    """The paths of several flows side by side."""
    return _by_array(flows, lambda arrays: np.concatenate(arrays, axis=1))


def _by_array(flows: Sequence[Flows], change: Callable[[list[Floats]], Floats]) -> Flows:
    """Flows whose every array is made of the same arrays of several others."""
    first = flows[0]
    return Flows(
        first.years,
        {name: change([one.volumes[name] for one in flows]) for name in first.volumes},
        {name: change([one.prices[name] for one in flows]) for name in first.prices},
        change([one.revenue for one in flows]),
        change([one.opex for one in flows]),
        {kind: change([one.capex[kind] for one in flows]) for kind in first.capex},
        change([one.closure for one in flows]),
        first.scale,
    )
