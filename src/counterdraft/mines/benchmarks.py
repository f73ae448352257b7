"""What the trade asks of terms beside the take: least royalty, entitlement, savings, early money."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from counterdraft.fiscal.book import WORKING_CAPITAL, Flows
from counterdraft.fiscal.instruments.production_sharing import ProductionSharing
from counterdraft.fiscal.waterfall import Outcome
from counterdraft.mines.break_even import scaled, thinned
from counterdraft.mines.project import Project
from counterdraft.runtime.arrays import Floats

__all__ = ["benchmarks", "ratio", "received", "total_benefits"]

STEP = 0.01
"""By how much costs fall or prices rise while it is asked who keeps the difference."""
NOTHING_LEFT = 1000.0
"""Costs of so many times the revenue leave no profit to share or to tax, in any year."""
EARLY = (5, 10)
"""Years from the first with revenue whose part of the government's receipts is told."""


def benchmarks(project: Project, outcome: Outcome) -> dict[str, Any]:
    """
    Return the indicators, ready for JSON.

    Johnston (1994, 2003): effective royalty rate, access to gross revenues, entitlement, savings index,
    marginal take.  IMF (2016), *Fiscal Analysis of Resource Industries*: share of total benefits.

    Args:
        project: The mine.
        outcome: Of its terms, in money of the answer.
    """
    small = thinned(project)
    base = outcome if small is project else small.settled()
    royalty = _effective_royalty(small)
    return {
        "effective_royalty_rate": royalty,
        "access_to_gross_revenues": None if royalty is None else 1 - royalty,
        "entitlement": _entitlement(project, outcome),
        "savings_index": {
            "operating": _kept(small, base, _cheaper_running),
            "capital": _kept(small, base, _cheaper_building),
        },
        "marginal_government_take": _marginal(small, base),
        "share_of_total_benefits": _of_benefits(project, outcome, 0.0),
        "share_of_total_benefits_discounted": _of_benefits(project, outcome, project.rate),
        "per_unit": _per_unit(project, outcome),
        "early_part": _early(project, outcome),
    }


def ratio(part: float, whole: float) -> float | None:
    """Return part over whole; null where there is no whole."""
    return part / whole if whole > 0 else None


def received(project: Project, outcome: Outcome) -> Floats:
    """Return what the government gets, (years, paths)."""
    parts = (outcome.cash[name] for name in project.government())
    return sum(parts, np.zeros_like(outcome.net))


def total_benefits(project: Project) -> Floats:
    """
    Return revenue less the costs of running and replacing: what there is once the mine has been built.

    Replacement is the capital spent after the first year with revenue; working capital comes back and is
    left out.
    """
    flows = project.flows
    later = np.cumsum(flows.revenue > 0, axis=0) > (flows.revenue > 0)
    replaced: Floats = sum(flows.depreciable.values(), np.zeros_like(flows.revenue)) * later
    left: Floats = flows.revenue - flows.opex - replaced - flows.closure
    return left * project.deflator[:, None]


def _effective_royalty(project: Project) -> float | None:
    """
    Return what the government gets of revenue in years whose costs leave no profit.

    What comes back to the owner (a refund, a part of the loss that an equity holder bears) is left out.
    """
    flows = project.flows
    earning = flows.revenue > 0
    opex = np.where(earning, NOTHING_LEFT * flows.revenue, 0.0)
    costly = project.settled(dataclasses.replace(flows, opex=opex))
    government, owner = set(project.government()), project.terms.owner
    got = 0.0
    for (_, payer, payee), amount in costly.transfers.items():
        if payer == owner and payee in government:
            got += float(np.maximum(amount, 0.0)[earning].sum())
    revenue = float((flows.revenue * project.deflator[:, None])[earning].sum())
    return ratio(got, revenue)


def _entitlement(project: Project, outcome: Outcome) -> float | None:
    """Return the owner's part of production: cost and profit petroleum, or what royalties leave."""
    revenue = float((project.flows.revenue * project.deflator[:, None]).sum())
    taken = 0.0
    for one in project.terms.instruments:
        if one.payer == project.terms.owner and (one.off_top or isinstance(one, ProductionSharing)):
            taken += float(outcome.amounts.get(one.name, np.zeros(1)).sum())
    return ratio(revenue - taken, revenue)


def _cheaper_running(flows: Flows) -> Flows:
    return dataclasses.replace(flows, opex=flows.opex * (1 - STEP))


def _cheaper_building(flows: Flows) -> Flows:
    cheaper = {
        kind: spent if kind == WORKING_CAPITAL else spent * (1 - STEP)
        for kind, spent in flows.capex.items()
    }
    return dataclasses.replace(flows, capex=cheaper)


def _kept(project: Project, base: Outcome, change: Callable[[Flows], Flows]) -> Any:  # noqa: ANN401
    """Return the owner's part of what is saved where costs fall by a hundredth; null without such costs."""
    owner = project.terms.owner
    after = project.settled(change(project.flows))
    saved, kept = after.net - base.net, after.cash[owner] - base.cash[owner]
    if not saved.any():
        return None
    factors = project.factors(project.rate_of(owner))
    return {
        "undiscounted": ratio(float(kept.sum()), float(saved.sum())),
        "discounted": ratio(float((factors @ kept).sum()), float((factors @ saved).sum())),
    }


def _marginal(project: Project, base: Outcome) -> float | None:
    """Return the government's part of what prices higher by a hundredth bring, undiscounted."""
    after = project.settled(scaled(project, 1 + STEP).flows)
    more = float((received(project, after) - received(project, base)).sum())
    return ratio(more, float((after.net - base.net).sum()))


def _of_benefits(project: Project, outcome: Outcome, rate: float) -> float | None:
    factors = project.factors(rate)
    got, whole = received(project, outcome), total_benefits(project)
    return ratio(float((factors @ got).mean()), float((factors @ whole).mean()))


def _per_unit(project: Project, outcome: Outcome) -> dict[str, float] | None:
    """Return money per unit of production, undiscounted, and the owner's value at its rate per unit."""
    flows = project.flows
    if len(flows.volumes) != 1:
        return None
    volume = float(next(iter(flows.volumes.values())).sum(axis=0).mean())
    if volume <= 0:
        return None
    level, owner = project.deflator[:, None], project.terms.owner
    factors = project.factors(project.rate_of(owner))
    parts = {
        "revenue": flows.revenue * level,
        "opex": flows.opex * level,
        "capex": flows.spent * level,
        "closure": flows.closure * level,
        "government": received(project, outcome),
        "owner": outcome.cash[owner],
    }
    found = {name: float(part.sum(axis=0).mean()) / volume for name, part in parts.items()}
    found["owner_npv"] = float((factors @ outcome.cash[owner]).mean()) / volume
    return found


def _early(project: Project, outcome: Outcome) -> dict[str, float | None]:
    """Return the part of the government's receipts that is in some years after the first revenue."""
    got = received(project, outcome).mean(axis=1)
    earning = project.flows.revenue.mean(axis=1) > 0
    first = int(np.argmax(earning))
    total = float(got.sum())
    return {
        f"years_{count}": ratio(float(got[: first + count].sum()), total) if earning.any() else None
        for count in EARLY
    }
