"""How hard terms are: who takes what part, when, and how that changes with the price."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from counterdraft.fiscal.indicators import progressivity
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.fiscal.waterfall import Outcome
from counterdraft.mines.benchmarks import benchmarks, ratio, received
from counterdraft.mines.break_even import (
    beside,
    break_even_factor,
    constant_price,
    costlier,
    marginal_rate,
    scaled,
    thinned,
)
from counterdraft.mines.project import Project
from counterdraft.runtime.arrays import Floats

__all__ = ["regime"]

FACTORS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


def regime(project: Project, outcome: Outcome) -> dict[str, Any]:
    """
    Return the indicators of the terms, ready for JSON.

    Args:
        project: The mine.
        outcome: Of its terms, in money of the answer.
    """
    owner = project.terms.owner
    rate = project.rate_of(owner)
    before, after = (
        float((project.factors(rate) @ flow).mean()) for flow in (outcome.net, outcome.cash[owner])
    )
    factors = project.factors(project.rate)
    factor = break_even_factor(project)
    before_terms = break_even_factor(project, before_terms=True)
    take, late = _take(project, outcome, 0.0), _take(project, outcome, project.rate)
    curve = _curve(project, scaled, "price_factor")
    return {
        "government": project.government(),
        "government_undiscounted": float(received(project, outcome).sum(axis=0).mean()),
        "government_npv": float((factors @ received(project, outcome)).mean()),
        "government_take": take,
        "government_take_discounted": late,
        "government_take_at_owner_rate": _take(project, outcome, rate),
        "average_effective_tax_rate": _take(project, outcome, rate),
        "marginal_effective_tax_rate": marginal_rate(project, factor, rate),
        "taken_from_owner": ratio(before - after, before),
        "owner_take": ratio(_sum(outcome.cash[owner]), _sum(outcome.net)),
        "front_loading_index": None if not take or late is None else late / take - 1,
        "at": [_at(project, outcome, one) for one in project.also_at],
        "break_even_price_factor": factor,
        "break_even_prices": _break_even_prices(project, factor),
        "break_even_constant_price": constant_price(project, factor),
        "break_even_price_factor_before_terms": before_terms,
        "break_even_constant_price_before_terms": constant_price(
            project, before_terms, before_terms=True
        ),
        "least_share_of_revenue": _least_share(project, outcome),
        **benchmarks(project, outcome),
        "by_instrument": _by_instrument(project, outcome),
        "time_profile": _time_profile(project, outcome),
        "progressivity": {
            "curve": curve,
            "verdict": progressivity(curve, "the project"),
            "by_cost": _curve(project, costlier, "cost_factor"),
        },
    }


def _sum(values: Floats) -> float:
    return float(values.sum(axis=0).mean())


def _take(project: Project, outcome: Outcome, rate: float) -> float | None:
    factors = project.factors(rate)
    part = float((factors @ received(project, outcome)).mean())
    return ratio(part, float((factors @ outcome.net).mean()))


def _at(project: Project, outcome: Outcome, rate: float) -> dict[str, Any]:
    factors, owner = project.factors(rate), project.terms.owner
    factor = break_even_factor(project, rate=rate)
    return {
        "rate": rate,
        "pre_party_npv": float((factors @ outcome.net).mean()),
        "owner_npv": float((factors @ outcome.cash[owner]).mean()),
        "government_npv": float((factors @ received(project, outcome)).mean()),
        "government_take": _take(project, outcome, rate),
        "marginal_effective_tax_rate": marginal_rate(project, factor, rate),
        "break_even_price_factor": factor,
        "break_even_constant_price": constant_price(project, factor, rate=rate),
    }


def _least_share(project: Project, outcome: Outcome) -> float | None:
    """Return the government's least part of revenue in any year with revenue, on the mean of the paths."""
    revenue = (project.flows.revenue * project.deflator[:, None]).mean(axis=1)
    got = received(project, outcome).mean(axis=1)
    earning = revenue > 0
    return float((got[earning] / revenue[earning]).min()) if earning.any() else None


def _break_even_prices(project: Project, factor: object) -> dict[str, float] | None:
    """Return each product's price, weighted by its volume, times the factor."""
    if not isinstance(factor, float) or project.given:
        return None
    found = {}
    for name, price in project.flows.prices.items():
        volume = project.flows.volumes[name]
        real = price * project.deflator[:, None] / project.scale[name]
        total = float(volume.sum())
        mean = float((real * volume).sum()) / total if total else float(real.mean())
        found[name] = mean * factor
    return found


def _by_instrument(project: Project, outcome: Outcome) -> dict[str, Any]:
    """Return what each instrument brings its payee, and the part of the government's receipts in it."""
    government = set(project.government())
    all_got = float(received(project, outcome).sum(axis=0).mean())
    rows: dict[str, Any] = {}
    for (name, payer, payee), moved in outcome.transfers.items():
        total = float(moved.sum(axis=0).mean())
        gained = total * ((payee in government) - (payer in government))
        row = rows.setdefault(
            name, {"between": [], "undiscounted": 0.0, "npv": 0.0, "to_government": 0.0}
        )
        row["undiscounted"] += total
        row["npv"] += float((project.factors(project.rate) @ moved).mean())
        row["to_government"] += gained
        row["between"].append(f"{payer} to {payee}")
    for row in rows.values():
        row["part_of_government_take"] = ratio(row["to_government"], all_got)
    return rows


def _time_profile(project: Project, outcome: Outcome) -> dict[str, Any]:
    """Return the government's receipts by year, their running part of all, and when half is in."""
    got = received(project, outcome).mean(axis=1)
    running, total = np.cumsum(got), float(got.sum())
    part = [float(x) for x in running / total] if total > 0 else None
    half = int(outcome.years[int(np.argmax(running >= total / 2))]) if total > 0 else None
    return {"government": [float(x) for x in got], "cumulative_part": part, "half_by": half}


def _curve(
    project: Project, change: Callable[[Project, float], Project], name: str
) -> list[dict[str, float | None]]:
    """Return the take where all prices, or all costs, are multiplied by a factor."""
    small = thinned(project)
    changed = [change(small, factor).flows for factor in FACTORS]
    if small.flows.paths == 1:  # the factors as paths side by side, run once
        outcome = small.settled(beside(changed))
        net, got = outcome.net, received(project, outcome)
    else:
        outcomes = [small.settled(flows) for flows in changed]
        net = np.column_stack([one.net.mean(axis=1) for one in outcomes])
        got = np.column_stack([received(project, one).mean(axis=1) for one in outcomes])
    returns, late = irr(net, project.yearly_rate(project.rate)), project.factors(project.rate)
    return [
        {
            name: factor,
            "pre_party_npv": float(late @ net[:, k]),
            "pre_party_irr": float(returns[k]) if np.isfinite(returns[k]) else None,
            "government_take": ratio(float(got[:, k].sum()), float(net[:, k].sum())),
            "government_take_discounted": ratio(float(late @ got[:, k]), float(late @ net[:, k])),
        }
        for k, factor in enumerate(FACTORS)
    ]
