"""Questions to the estate: from trillions to money, who holds the ground, what must deter."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterdraft.estate.control import Guarantee
from counterdraft.estate.deal_terms import DealTerms
from counterdraft.estate.drafts import no_deal
from counterdraft.estate.indicators import discount_factors
from counterdraft.estate.kernels import layout
from counterdraft.estate.settlement import settle, summary
from counterdraft.estate.simulation import Paths

__all__ = ["by_control", "deterrence", "reckoning"]


def reckoning(paths: Paths, guarantee: str = "none") -> list[dict[str, Any]]:
    """
    Return the steps from what is in the ground to what the state gets, in money of the estate.

    Each step names what was taken away: the chance that there is a mine in it, what stays in the ground
    within the years looked at, cost, time, and what is the owners'.
    """
    estate = paths.estate
    ground = estate.in_the_ground()
    flows = paths.flows(guarantee)
    kept = flows.kept.mean(axis=0, dtype=np.float64).sum(axis=0)
    net = kept[layout.STATE] + kept[layout.OWNER]
    factors = discount_factors(len(net), estate.file.rates.state, estate.file.timing)
    classes = estate.file.classes
    likely = sum(worth * classes[one.resource_class].conversion for one, worth in ground)
    steps = [
        ("in the ground at today's prices", sum(worth for _, worth in ground)),
        ("times the chance that it becomes a mine", likely),
        ("sold within the years looked at, by who controls the ground", kept[layout.GROSS].sum()),
        ("less every cost of finding, building, running and the war", net.sum()),
        ("in today's money at the state's rate", float(net @ factors)),
        ("of which the state's by the law in force", float(kept[layout.STATE] @ factors)),
    ]
    said = estate.file.claimed
    if said is not None:
        steps = [(f"claimed: {said.label}", said.money), *steps]
    return [{"step": name, "money": float(money)} for name, money in steps]


def by_control(paths: Paths, guarantee: str = "none") -> list[dict[str, Any]]:
    """
    Return, for each state of control today, its part of the ground's worth and of what is to come.

    `in_the_ground` is at today's price without chance or cost; `state` and `sold` are expected.
    """
    estate = paths.estate
    flows = paths.flows(guarantee).gathered
    ground = np.array([worth for _, worth in estate.in_the_ground()])
    state, sold = flows[:, layout.D_STATE], flows[:, layout.D_GROSS]
    rows = []
    for control in ("held", "exposed", "occupied"):
        mine = np.array([one.control == control for one in estate.deposits])
        rows.append(
            {
                "control": control,
                "deposits": int(mine.sum()),
                "in_the_ground": _part(ground, mine),
                "sold": _part(sold, mine),
                "state": _part(state, mine),
            }
        )
    return rows


def _part(values: np.ndarray[Any, np.dtype[np.float64]], mine: np.ndarray[Any, Any]) -> float:
    total = float(values.sum())
    return float(values[mine].sum() / total) if total > 0 else 0.0


def deterrence(paths: Paths, terms: DealTerms, *, steps: int = 12) -> dict[str, Any]:
    """
    Return by how much attack and loss must become rarer for the deal to leave the state no worse off.

    The resource worth alone is asked: the factor on the yearly chances at which the state's expected
    worth with the deal equals its worth without one, by bisection under common random numbers.  Where
    not even the end of all attacks makes up for what is given, the answer is ``never``.
    """
    base = no_deal(paths).of("state")

    def gain(factor: float) -> dict[str, float]:
        hazard = Guarantee(attack=factor, loss=factor)
        return summary(settle(paths, terms, hazard=hazard).of("state"), base)

    at_nothing, at_all = gain(1.0), gain(0.0)
    if at_nothing["mean"] >= 0:
        return {"factor": 1.0, "gain_without": at_nothing, "gain_at_most": at_all}
    if at_all["mean"] < 0:
        return {"factor": "never", "gain_without": at_nothing, "gain_at_most": at_all}
    low, high = 0.0, 1.0
    for _ in range(steps):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if gain(middle)["mean"] >= 0 else (low, middle)
    return {"factor": 0.5 * (low + high), "gain_without": at_nothing, "gain_at_most": at_all}
