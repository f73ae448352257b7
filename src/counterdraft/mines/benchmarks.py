"""What the trade asks of terms besides the take: least royalty, entitlement, savings, early money."""

from __future__ import annotations

import dataclasses

import numpy as np

from counterdraft.fiscal.book import Flows
from counterdraft.fiscal.instruments.production_sharing import ProductionSharing
from counterdraft.fiscal.waterfall import Outcome
from counterdraft.mines.changed_flows import scale_prices
from counterdraft.mines.project import Project
from counterdraft.mines.report import MoneyPerUnit, SavedCost
from counterdraft.runtime.arrays import Floats

__all__ = [
    "STEP",
    "early_receipts",
    "effective_royalty_rate",
    "government_receipts",
    "marginal_government_take",
    "money_per_unit",
    "owner_entitlement",
    "owner_part_of_saving",
    "ratio",
    "share_of_benefits",
]

STEP = 0.01
"""By how much costs fall or prices rise while it is asked who keeps the difference."""
NOTHING_LEFT = 1000.0
"""Costs of so many times the revenue leave no profit to share or to tax, in any year."""
EARLY = (5, 10)
"""Years from the first with revenue whose part of the government's receipts is reported."""


def ratio(part: float, whole: float) -> float | None:
    """Part over whole; None where there is no whole."""
    return part / whole if whole > 0 else None


def government_receipts(project: Project, outcome: Outcome) -> Floats:
    """What the government gets, (years, paths) in money of the answer."""
    parts = (outcome.cash[name] for name in project.government())
    return sum(parts, np.zeros_like(outcome.net))


def effective_royalty_rate(project: Project) -> float | None:
    """
    What the government gets of revenue in years whose costs leave no profit (Johnston 2003).

    What comes back to the owner (a refund, a part of the loss that an equity holder bears) is left out.
    """
    flows = project.flows
    earning = flows.revenue > 0
    opex = np.where(earning, NOTHING_LEFT * flows.revenue, 0.0)
    costly = project.outcome(dataclasses.replace(flows, opex=opex))
    government, owner = set(project.government()), project.terms.owner
    receipts = 0.0
    for (_, payer, payee), amount in costly.transfers.items():
        if payer == owner and payee in government:
            receipts += float(np.maximum(amount, 0.0)[earning].sum())
    revenue = float((flows.revenue * project.deflator[:, None])[earning].sum())
    return ratio(receipts, revenue)


def owner_entitlement(project: Project, outcome: Outcome) -> float | None:
    """The owner's part of production: cost and profit petroleum, or what royalties leave (Johnston 1997)."""
    revenue = float((project.flows.revenue * project.deflator[:, None]).sum())
    taken = 0.0
    for instrument in project.terms.instruments:
        shares = instrument.off_top or isinstance(instrument, ProductionSharing)
        if instrument.payer == project.terms.owner and shares:
            taken += float(outcome.amounts.get(instrument.name, np.zeros(1)).sum())
    return ratio(revenue - taken, revenue)


def owner_part_of_saving(project: Project, base: Outcome, cheaper: Flows) -> SavedCost | None:
    """The owner's part of what is saved where costs are lower; None where nothing is (Johnston 1994)."""
    owner = project.terms.owner
    after = project.outcome(cheaper)
    saved, gained = after.net - base.net, after.cash[owner] - base.cash[owner]
    if not saved.any():
        return None
    factors = project.factors(project.rate_of(owner))
    return SavedCost(
        ratio(float(gained.sum()), float(saved.sum())),
        ratio(float((factors @ gained).sum()), float((factors @ saved).sum())),
    )


def marginal_government_take(project: Project, base: Outcome) -> float | None:
    """The government's part of what prices higher by a hundredth bring, undiscounted."""
    after = project.outcome(scale_prices(project.flows, 1 + STEP))
    more = government_receipts(project, after) - government_receipts(project, base)
    return ratio(float(more.sum()), float((after.net - base.net).sum()))


def share_of_benefits(project: Project, outcome: Outcome, rate: float) -> float | None:
    """
    What the government gets over what there is once the mine has been built (IMF 2016).

    That is revenue less the costs of running, replacing and closing.  Replacement is the capital spent
    after the first year with revenue; working capital comes back and is left out.
    """
    flows, factors = project.flows, project.factors(rate)
    later = np.cumsum(flows.revenue > 0, axis=0) > (flows.revenue > 0)
    replaced = sum(flows.depreciable.values(), np.zeros_like(flows.revenue)) * later
    benefits = (flows.revenue - flows.opex - replaced - flows.closure) * project.deflator[:, None]
    receipts = government_receipts(project, outcome)
    return ratio(float((factors @ receipts).mean()), float((factors @ benefits).mean()))


def money_per_unit(project: Project, outcome: Outcome) -> MoneyPerUnit | None:
    """Money per unit of production, undiscounted, and the owner's value at its rate per unit."""
    flows = project.flows
    if len(flows.volumes) != 1:
        return None
    volume = float(next(iter(flows.volumes.values())).sum(axis=0).mean())
    if volume <= 0:
        return None
    level, owner = project.deflator[:, None], project.terms.owner

    def per_unit(part: Floats) -> float:
        return float(part.sum(axis=0).mean()) / volume

    factors = project.factors(project.rate_of(owner))
    return MoneyPerUnit(
        per_unit(flows.revenue * level),
        per_unit(flows.opex * level),
        per_unit(flows.spent * level),
        per_unit(flows.closure * level),
        per_unit(government_receipts(project, outcome)),
        per_unit(outcome.cash[owner]),
        float((factors @ outcome.cash[owner]).mean()) / volume,
    )


def early_receipts(project: Project, outcome: Outcome) -> dict[str, float | None]:
    """The part of the government's receipts that is in some years after the first revenue."""
    receipts = government_receipts(project, outcome).mean(axis=1)
    earning = project.flows.revenue.mean(axis=1) > 0
    first, total = int(np.argmax(earning)), float(receipts.sum())
    return {
        f"years_{count}": ratio(float(receipts[: first + count].sum()), total)
        if earning.any()
        else None
        for count in EARLY
    }
