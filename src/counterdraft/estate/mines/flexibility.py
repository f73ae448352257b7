"""What it is worth to wait, to stand still, and to give up: a mine under terms as a set of options."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterdraft.errors import CaseError
from counterdraft.estate.arrays import Floats
from counterdraft.estate.fiscal.book import Flows
from counterdraft.estate.fiscal.indicators import discount_factors
from counterdraft.estate.fiscal.waterfall import run
from counterdraft.estate.mines.project import Project

__all__ = ["flexibility"]


def flexibility(project: Project) -> dict[str, Any]:
    """
    Return the owner's worth of the fixed plan, and of the same mine with options.

    `suspended`: no year in which operating cost and what is charged on sales exceed the price, at the
    cost of care.  `abandoned`: given up for good once going on is worth less than closing.  `delayed`:
    opened in the best of the years allowed, or never.  `all`: the three together.  Waiting and giving
    up are decided by least squares (Longstaff and Schwartz 2001) on the log of the price; the worth is
    that of the rule on realised flows after terms.

    Raises:
        CaseError: The project has one path, so that nothing is uncertain.
    """
    options = project.options
    if options is None or project.flows.paths < 50 or not project.flows.prices:
        raise CaseError.of(
            "options need a price model, at least 50 paths, and options in the file",
            field="options",
            help="give price: {model: …}, paths: 2000 and options: {delay: 5}",
        )
    plain = project.flows
    idle = _suspended(project, plain) if options.suspend else plain
    closing = options.abandon
    worth = {"fixed": _given_up(project, plain, 0, abandon=False)}
    if options.suspend:
        worth["suspended"] = _given_up(project, idle, 0, abandon=False)
    if options.abandon:
        worth["abandoned"] = _given_up(project, plain, 0, abandon=True)
    if options.delay:
        worth["delayed"] = _opened(project, plain, options.delay, abandon=False)
    worth["all"] = _opened(project, idle, options.delay, abandon=closing)
    found: dict[str, Any] = {}
    for name, values in worth.items():
        error = float(values.std(ddof=1) / np.sqrt(values.size))
        found[name] = {"npv": float(values.mean()), "se": error}
    found["built"] = float((worth["all"] != 0).mean())
    found["worth_of_options"] = found["all"]["npv"] - found["fixed"]["npv"]
    return found


def _shifted(project: Project, flows: Flows, delay: int) -> Flows:
    """Return the plan begun *delay* years later, sold at the prices of those years."""
    if delay == 0:
        return flows

    def later(a: Floats) -> Floats:
        out = np.zeros_like(a)
        out[delay:] = a[:-delay]
        return out

    volumes = {n: later(v) for n, v in flows.volumes.items()}
    revenue = sum(
        (v * project.flows.prices[n] for n, v in volumes.items()), np.zeros_like(flows.revenue)
    )
    return Flows(
        flows.years,
        volumes,
        flows.prices,
        revenue,
        later(flows.opex),
        {k: later(v) for k, v in flows.capex.items()},
        later(flows.closure),
        flows.scale,
    )


def _suspended(project: Project, flows: Flows) -> Flows:
    """Return the plan without the years whose sales do not cover operating cost."""
    assert project.options is not None
    stands = (flows.revenue < flows.opex) & (flows.revenue > 0)
    return Flows(
        flows.years,
        {n: np.where(stands, 0.0, v) for n, v in flows.volumes.items()},
        flows.prices,
        np.where(stands, 0.0, flows.revenue),
        np.where(stands, project.options.care * flows.opex, flows.opex),
        flows.capex,
        flows.closure,
        flows.scale,
    )


def _price(project: Project, t: int) -> Floats:
    prices = list(project.flows.prices.values())
    x: Floats = np.log(np.maximum(prices[0][t], 1e-300))
    return np.stack([np.ones_like(x), x, x**2], axis=1)


def _fitted(design: Floats, worth: Floats) -> Floats:
    weights = np.linalg.lstsq(design, worth, rcond=None)[0]
    fitted: Floats = design @ weights
    return fitted


def _given_up(project: Project, flows: Flows, start: int, *, abandon: bool) -> Floats:
    """Return the owner's realised worth, discounted to today, with or without the right to give up."""
    assert project.options is not None
    owner = project.terms.owner
    cash = run(project.terms, flows).cash[owner]
    factors = discount_factors(len(cash), project.rate_of(owner), project.timing)
    value = cash * factors[:, None]
    if not abandon:
        worth: Floats = value.sum(axis=0)
        return worth
    rest = np.zeros(flows.paths)
    closing = project.options.closing
    for t in range(len(cash) - 1, start, -1):
        going = rest + value[t]
        expected = _fitted(_price(project, t - 1), going)
        # What has been spent is gone: only the years to come and the cost of closing count.
        stops = (expected < -closing * factors[t]) & (flows.revenue[t:].sum(axis=0) > 0)
        rest = np.where(stops, -closing * factors[t], going)
    kept: Floats = rest + value[: start + 1].sum(axis=0)
    return kept


def _opened(project: Project, flows: Flows, latest: int, *, abandon: bool) -> Floats:
    """Return the worth of opening in the best year up to *latest*, or never."""
    plans = [
        _given_up(project, _shifted(project, flows, delay), delay, abandon=abandon)
        for delay in range(latest + 1)
    ]
    held = np.zeros(flows.paths)
    for delay in range(latest, 0, -1):
        design = _price(project, delay - 1)
        now, wait = _fitted(design, plans[delay]), _fitted(design, held)
        held = np.where((now > 0) & (now >= wait), plans[delay], held)
    # Today's price is known: the first decision is one for all paths.
    today = plans[0]
    return today if today.mean() > max(held.mean(), 0.0) else held
