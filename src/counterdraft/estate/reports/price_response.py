"""How drafts answer to the level of prices: who breaks even at which, and whether the take rises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from counterdraft.case import Case, Draft
from counterdraft.case.spreads import Range
from counterdraft.estate.deals.drafts import draft_terms, no_deal, settle_deposits_alone
from counterdraft.estate.deals.settlement import PARTIES, settle_mixture, summary
from counterdraft.estate.deals.sides import ROLES, role, sides
from counterdraft.estate.reports.hardness import hardness, recovery
from counterdraft.estate.reports.results import (
    Hardness,
    Never,
    PriceResponse,
    Progressivity,
    TakeAtPrice,
)
from counterdraft.estate.reports.yearly import yearly
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.indicators import npv, progressivity
from counterdraft.runtime.arrays import Floats

__all__ = ["price_response"]

FACTORS = (0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0, 3.0)
SHOWN = (0.5, 0.8, 1.0, 1.2, 1.5, 2.0)
MOST = 4_000
"""Paths at each level of prices: what is looked for is where a mean changes its sign."""


@dataclass(frozen=True)
class _Point:
    """A draft at one level of prices: its hardness, mean gain and its error by side, new projects."""

    hardness: Hardness
    gain: dict[str, Range]
    new_before: Floats
    new_owners: float


def price_response(paths: Paths, case: Case, drafts: Sequence[Draft]) -> dict[str, PriceResponse]:
    """
    Return for each draft, by name, how it answers when all prices are higher or lower alike.

    Each level is simulated on the same random numbers, with owners who learn anew when building pays;
    between the levels it is interpolated.

    A break-even factor is the one from which a side's expected gain against no deal at those prices is not
    below zero: ``never`` where it is below at all levels up to 3, 0 where it is below at none (two standard
    errors count as zero); for new projects, from which their owners get their rate under the draft.  The
    marginal effective tax rate there is (p - r) / p, p the return before terms and r the owners' rate (King
    and Fullerton 1984, on the whole of them), None without such a level.
    """
    points: dict[str, list[_Point]] = {draft.name: [] for draft in drafts}
    for factor in FACTORS:
        for draft, point in zip(drafts, _at(paths, case, drafts, factor), strict=True):
            points[draft.name].append(point)
    rate, count = paths.estate.file.rates.owner, min(paths.count, MOST)
    return {name: _response(by_factor, rate, count) for name, by_factor in points.items()}


def _at(paths: Paths, case: Case, drafts: Sequence[Draft], factor: float) -> list[_Point]:
    estate = paths.estate
    factors = {name: value * factor for name, value in estate.factors.items()}
    scaled = Paths(replace(estate, factors=factors), min(paths.count, MOST), paths.seed)
    everybody = (*sides(case, estate.deal_mapping.parties), *map(role, ROLES))
    base, points = no_deal(scaled), []
    for draft in drafts:
        mixture = draft_terms(scaled, case, draft)
        settled = settle_mixture(scaled, mixture.terms, mixture.which)
        change = settled.worth.T - base.worth.T
        gain = {}
        for one in everybody:
            gain[one.name] = summary(one.part(change))
        new = yearly(scaled, mixture, new_only=True).mean(axis=2)
        owners = new[PARTIES.index("owners")]
        worth = float(npv(owners, estate.file.rates.owner, estate.file.timing))
        hard = hardness(settle_deposits_alone(scaled, mixture), estate.file)
        points.append(_Point(hard, gain, new.sum(axis=0), worth))
    return points


def _response(points: Sequence[_Point], rate: float, paths: int) -> PriceResponse:
    owners = [point.new_owners for point in points]
    place = _crossing(owners)
    curve = tuple(
        TakeAtPrice(
            factor,
            point.hardness.pre_party.npv,
            point.hardness.government_take,
            point.hardness.government_take_discounted,
        )
        for factor, point in zip(FACTORS, points, strict=True)
        if factor in SHOWN
    )
    takes = [point.government_take_discounted for point in curve]
    return PriceResponse(
        {name: _break_even([point.gain[name] for point in points]) for name in points[0].gain},
        _factor(owners),
        None if place is None else _marginal(points, place, rate),
        Progressivity(
            curve,
            progressivity(takes, "the estate"),
        ),
        paths,
    )


def _break_even(gains: Sequence[Range]) -> float | Never:
    clear = [gain.mean if abs(gain.mean) > 2 * gain.error else 0.0 for gain in gains]
    return _factor(clear)


def _factor(values: Sequence[float]) -> float | Never:
    """Return the level from which no value is below nought: 0 where none is, ``never`` where the last is."""
    if min(values) >= 0:
        return 0.0
    place = _crossing(values)
    return "never" if place is None else float(np.interp(place, range(len(FACTORS)), FACTORS))


def _crossing(values: Sequence[float]) -> float | None:
    """Return the place among *values* beyond which none is below nought, None where the last is."""
    below = [k for k, value in enumerate(values) if value < 0]
    if not below or below[-1] == len(values) - 1:
        return None
    k = below[-1]
    return k + values[k] / (values[k] - values[k + 1])


def _marginal(points: Sequence[_Point], place: float, rate: float) -> float | None:
    k = int(place)
    part = place - k
    flows = (1 - part) * points[k].new_before + part * points[k + 1].new_before
    before = recovery(flows, rate)[0]
    return (before - rate) / before if before is not None and before > 0 else None
