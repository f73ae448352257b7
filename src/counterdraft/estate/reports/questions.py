"""Questions to the estate: from trillions to money, who holds the ground, what must deter."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterdraft.estate.deals.drafts import DealMixture, certain, no_deal
from counterdraft.estate.deals.settlement import settle_mixture, summary
from counterdraft.estate.deals.sides import Side, role
from counterdraft.estate.ground.control import Guarantee
from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.fiscal.indicators import discount_factors
from counterdraft.runtime.arrays import Floats

__all__ = ["by_control", "deterrence", "reckoning"]


def reckoning(paths: Paths, guarantee: str = "none") -> list[dict[str, Any]]:
    """
    Return the steps from what is in the ground to what the state gets, in money of the estate.

    Each step names what was taken away: the chance that there is a mine in it, what stays in the ground
    within the years looked at, cost, time, and what is the owners'.  What paths were drawn for has a
    standard error, `se`.
    """
    estate = paths.estate
    ground = estate.in_the_ground()
    flows = paths.flows(guarantee)
    kept = flows.kept.sum(axis=1, dtype=np.float64)
    net = kept[:, layout.STATE] + kept[:, layout.OWNER]
    factors = discount_factors(estate.file.years, estate.file.rates.state, estate.file.timing)
    classes = estate.file.classes
    likely = sum(worth * classes[one.resource_class].conversion for one, worth in ground)
    certain = [
        ("in the ground at today's prices", float(sum(worth for _, worth in ground))),
        ("times the chance that it becomes a mine", float(likely)),
    ]
    by_path = [
        (
            "sold within the years looked at, by who controls the ground",
            kept[:, layout.GROSS].sum(axis=1),
        ),
        ("less every cost of finding, building, running and the war", net.sum(axis=1)),
        ("in today's money at the state's rate", net @ factors),
        ("of which the state's by the law in force", kept[:, layout.STATE] @ factors),
    ]
    said = estate.file.claimed
    if said is not None:
        certain = [(f"claimed: {said.label}", said.money), *certain]
    return [
        *({"step": name, "money": money, "se": 0.0} for name, money in certain),
        *({"step": name, **_mean(values)} for name, values in by_path),
    ]


def _mean(values: Floats) -> dict[str, float]:
    found = summary(values)
    return {"money": found["mean"], "se": found["se"]}


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


def deterrence(
    paths: Paths,
    terms: DealTerms | DealMixture,
    *,
    whose: Side | None = None,
    steps: int = 12,
    by_guarantee: bool = True,
) -> dict[str, Any]:
    """
    Return by how much attack and loss must become rarer for the deal to leave its side no worse off.

    The resource worth alone is asked: the factor on the yearly chances of attack and of losing ground,
    instead of what the guarantee does to them, at which the expected worth with the deal equals that
    without one, by bisection under common random numbers.

    Args:
        paths: The estate's.
        terms: The deal, or what a draft may be.
        whose: The side that is asked for; the state without it.
        steps: Of the bisection.
        by_guarantee: Add the gain with each guarantee, for each of which the war is simulated anew.

    Returns:
        `factor`: 1 where nothing need change, ``never`` where not even the end of all attacks makes up
        for what is given; `factor_se`, its standard error, from that of the gain there and its slope;
        `gain_without` anything changed and `gain_at_most`, at the end of all attacks; `guarantees`: the
        gain with each guarantee of control.yaml as it is taken there, all else as in the deal.
    """
    one = whose or role("state")
    mixture = terms if isinstance(terms, DealMixture) else certain(paths, terms)
    base = one.part(no_deal(paths).worth.T)

    def under(hazard: Guarantee) -> dict[str, float]:
        settled = settle_mixture(paths, mixture.terms, mixture.which, hazard=hazard)
        return summary(one.part(settled.worth.T), base)

    def gain(factor: float) -> dict[str, float]:
        return under(Guarantee(attack=factor, loss=factor))

    at_nothing, at_all = gain(1.0), gain(0.0)
    ends: dict[str, Any] = {"gain_without": at_nothing, "gain_at_most": at_all}
    if by_guarantee:
        known = paths.estate.control.guarantees
        ends["guarantees"] = {name: under(hazard) for name, hazard in known.items()}
    if at_nothing["mean"] >= 0:
        return {"factor": 1.0, "factor_se": 0.0, **ends}
    if at_all["mean"] < 0:
        return {"factor": "never", "factor_se": None, **ends}
    low, high = (0.0, at_all), (1.0, at_nothing)
    for _ in range(steps):
        middle = 0.5 * (low[0] + high[0])
        found = gain(middle)
        low, high = ((middle, found), high) if found["mean"] >= 0 else (low, (middle, found))
    # A short bracket would measure the slope of its own noise: the whole way to its far end is taken.
    far = max((0.0, at_all), (1.0, at_nothing), key=lambda end: abs(end[0] - low[0]))
    slope = abs(far[1]["mean"] - low[1]["mean"]) / abs(far[0] - low[0])
    return {
        "factor": 0.5 * (low[0] + high[0]),
        "factor_se": low[1]["se"] / slope if slope > 0 else None,
        **ends,
    }
