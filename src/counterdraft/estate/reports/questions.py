"""Questions to the estate: from a claim of riches to money, who holds the ground, what must deter."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.spreads import Range
from counterdraft.estate.deals.drafts import DealMixture, certain_mixture, no_deal
from counterdraft.estate.deals.settlement import settle_mixture, summary
from counterdraft.estate.deals.sides import Side, role
from counterdraft.estate.ground.control import Guarantee
from counterdraft.estate.kernels import layout
from counterdraft.estate.reports.results import (
    ControlShare,
    DepositWorth,
    Deterrence,
    GroundStep,
    Never,
)
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.fiscal.indicators import discount_factors
from counterdraft.runtime.arrays import Floats

__all__ = ["control_shares", "deposit_worths", "deterrence", "ground_steps"]


def ground_steps(paths: Paths, guarantee: str = "none") -> tuple[GroundStep, ...]:
    """
    Return the steps from what is in the ground to what the state gets, in money of the estate.

    Each step names what was taken away: the chance that there is a mine in it, what stays in the ground
    within the years looked at, cost, time, and what is the owners'.  What paths were drawn for has a
    standard error.
    """
    estate = paths.estate
    ground = estate.in_the_ground()
    kept = paths.flows(guarantee).kept.sum(axis=1, dtype=np.float64)
    net = kept[:, layout.STATE] + kept[:, layout.OWNER]
    factors = discount_factors(estate.file.years, estate.file.rates.state, estate.file.timing)
    classes = estate.file.classes
    likely = sum(worth * classes[one.resource_class].conversion for one, worth in ground)
    whole = float(sum(worth for _, worth in ground))
    claimed = estate.file.claimed
    first = (
        []
        if claimed is None
        else [GroundStep("claimed", f"claimed: {claimed.label}", claimed.money, 0.0)]
    )
    gross, state = kept[:, layout.GROSS].sum(axis=1), kept[:, layout.STATE] @ factors
    return (
        *first,
        GroundStep("in_the_ground", "in the ground at today's prices", whole, 0.0),
        GroundStep("mines", "times the chance that it becomes a mine", float(likely), 0.0),
        _on_paths("sold", "sold within the years looked at, by who controls the ground", gross),
        _on_paths(
            "net", "less every cost of finding, building, running and the war", net.sum(axis=1)
        ),
        _on_paths("today", "in today's money at the state's rate", net @ factors),
        _on_paths("state", "of which the state's by the law in force", state),
    )


def _on_paths(
    kind: Literal["sold", "net", "today", "state"], step: str, money: Floats
) -> GroundStep:
    spread = summary(money)
    return GroundStep(kind, step, spread.mean, spread.error)


def deposit_worths(paths: Paths) -> tuple[DepositWorth, ...]:
    """Return every deposit with what lies in the ground there at today's prices, in money of the estate."""
    return tuple(
        DepositWorth(
            one.name,
            one.title,
            one.commodity,
            one.resource_class,
            one.control,
            one.lat,
            one.lon,
            money,
        )
        for one, money in paths.estate.in_the_ground()
    )


def control_shares(paths: Paths, guarantee: str = "none") -> tuple[ControlShare, ...]:
    """
    Return, for each state of control today, its part of the ground's worth and of what is to come.

    What is in the ground is at today's price without chance or cost; what is sold and what the state gets
    are expected.
    """
    estate = paths.estate
    flows = paths.flows(guarantee).gathered
    ground = np.array([worth for _, worth in estate.in_the_ground()])
    rows = []
    for control in ("held", "exposed", "occupied"):
        mine = np.array([one.control == control for one in estate.deposits])
        parts = (
            _part(v, mine) for v in (ground, flows[:, layout.D_GROSS], flows[:, layout.D_STATE])
        )
        rows.append(ControlShare(control, int(mine.sum()), *parts))
    return tuple(rows)


def _part(values: Floats, mine: NDArray[np.bool_]) -> float:
    total = float(values.sum())
    return float(values[mine].sum() / total) if total > 0 else 0.0


def deterrence(
    paths: Paths,
    terms: DealTerms | DealMixture,
    *,
    whose: Side | None = None,
    steps: int = 12,
    by_guarantee: bool = True,
) -> Deterrence:
    """
    Return by how much attack and loss must become rarer for the deal to leave its side no worse off.

    The resource worth alone is asked: the factor on the yearly chances of attack and of losing ground,
    instead of what the guarantee does to them, at which the expected worth with the deal equals that
    without one, by bisection under common random numbers.  Its standard error is that of the gain there
    over its slope.

    Args:
        paths: The estate's.
        terms: The deal, or what a draft may be.
        whose: The side that is asked for; the state without it.
        steps: Of the bisection.
        by_guarantee: Add the gain with each guarantee, for each of which the war is simulated anew.
    """
    side = whose or role("state")
    mixture = terms if isinstance(terms, DealMixture) else certain_mixture(paths, terms)
    base = side.part(no_deal(paths).worth.T)

    def under(hazard: Guarantee) -> Range:
        settlement = settle_mixture(paths, mixture.terms, mixture.which, hazard=hazard)
        return summary(side.part(settlement.worth.T) - base)

    def gain(factor: float) -> Range:
        return under(Guarantee(attack=factor, loss=factor))

    def answer(factor: float | Never, error: float | None) -> Deterrence:
        return Deterrence(
            side.name,
            side.label,
            side.roles,
            factor,
            error,
            as_now,
            at_most,
            guarantees,
            paths.count,
        )

    as_now, at_most = gain(1.0), gain(0.0)
    known = paths.estate.control.guarantees if by_guarantee else {}
    guarantees = {name: under(hazard) for name, hazard in known.items()} or None
    if as_now.mean >= 0:
        return answer(1.0, 0.0)
    if at_most.mean < 0:
        return answer("never", None)
    # Bisection: the gain is no loss at the lower end of the bracket, and a loss at the upper.
    low, high = (0.0, at_most), (1.0, as_now)
    for _ in range(steps):
        middle = 0.5 * (low[0] + high[0])
        between = gain(middle)
        low, high = ((middle, between), high) if between.mean >= 0 else (low, (middle, between))
    # A short bracket would measure the slope of its own noise: the whole way to its far end is taken.
    far = max((0.0, at_most), (1.0, as_now), key=lambda end: abs(end[0] - low[0]))
    slope = abs(far[1].mean - low[1].mean) / abs(far[0] - low[0])
    return answer(0.5 * (low[0] + high[0]), low[1].error / slope if slope > 0 else None)
