"""A deal year by year on every path: the fan of each side's money, and the new projects taken alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from counterdraft.estate.deals.drafts import OUTSIDE, DealMixture
from counterdraft.estate.deals.settlement import PARTIES, DealResults
from counterdraft.estate.deals.sides import Side
from counterdraft.estate.reports.hardness import recovery
from counterdraft.estate.reports.results import (
    NewProjects,
    PathReturns,
    ProjectReturn,
    SideYears,
    YearBands,
    YearlySpread,
)
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.indicators import npv, payback
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.runtime.arrays import Floats

__all__ = ["fan", "new_projects", "yearly", "yearly_spread"]

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
SHARES = list(QUANTILES.values())


MOST = 5_000
"""Paths on which years are looked at one by one: a quantile of each needs no more."""


def yearly(paths: Paths, mixture: DealMixture, *, new_only: bool = False) -> Floats:
    """
    Return the money of every role in every year on every path, of the first `MOST` paths.

    Args:
        paths: The estate's.
        mixture: The deals that a draft may be, and which of them holds on each path.
        new_only: Only the projects that are yet to be built: what is paid on existing ones, and on
            revenue from outside the estate, is left out.  A ceiling is theirs alone then.

    Returns:
        (parties, years, paths), the parties in the order of `PARTIES`.
    """
    from counterdraft.estate.kernels import layout  # noqa: PLC0415 - compiled, on use

    count = min(paths.count, MOST)
    years, parties = paths.estate.file.years, len(PARTIES)
    terms = [one.model_copy(update=OUTSIDE) if new_only else one for one in mixture.terms]
    table = np.array([one.row() for one in terms])
    found = np.zeros((count, parties, years))
    results = DealResults.zeros(count)
    factors = np.ones((parties, years))
    for guarantee in dict.fromkeys(one.guarantee for one in terms):
        flows = paths.flows(guarantee)
        kept = flows.kept[:count]
        if new_only:
            kept = kept.copy()
            kept[:, layout.OLD] = 0.0
        seen = replace(flows, kept=kept)
        mine = np.array([one.guarantee == guarantee for one in terms])
        # The kernel adds the years of its paths up: given one path at a time it keeps them apart.
        for p in np.flatnonzero(mine[mixture.which[:count]]).tolist():
            found[p], _ = results.settle(p, p + 1, seen, table, mixture.which, mine, factors)
    return np.ascontiguousarray(found.transpose(1, 2, 0))


def yearly_spread(
    paths: Paths, mixture: DealMixture, without: Floats, sides: Sequence[Side]
) -> YearlySpread:
    """
    Return the spread of each side's money by year, and of what the deal changes.

    Args:
        paths: The estate's.
        mixture: The deals that a draft may be.
        without: (parties, years, paths) as `yearly` gives no deal.
        sides: Whose.
    """
    flows = yearly(paths, mixture)
    return YearlySpread(fan(flows, sides), fan(flows - without, sides), flows.shape[2])


def fan(flows: Floats, sides: Sequence[Side]) -> dict[str, SideYears]:
    """
    Return for each side the spread of its money by year, and of what it has had to each year's end.

    Args:
        flows: As `yearly` gives them; the change against no deal where that has been subtracted.
        sides: Whose.
    """
    spreads: dict[str, SideYears] = {}
    by_roles: dict[tuple[tuple[str, float], ...], SideYears] = {}
    for side in sides:
        # A party that holds one role has its money: sorting is what costs.
        key = tuple(side.roles.items())
        if key not in by_roles:
            own = side.part(flows)
            year, sums = _bands(own), _bands(np.cumsum(own, axis=0))
            by_roles[key] = SideYears(year.p10, year.p50, year.p90, sums)
        spreads[side.name] = by_roles[key]
    return spreads


def _bands(flows: Floats) -> YearBands:
    """Return P10, P50 and P90 of (years, paths) by year."""
    return YearBands(*map(tuple, np.quantile(flows, SHARES, axis=1).tolist()))


def new_projects(paths: Paths, mixture: DealMixture, none: DealMixture) -> NewProjects:
    """
    Return what an investor in projects yet to be built gets back, before any terms, by law, by the deal.

    As if there were no existing projects.  Return and payback are of expected flows, counted from the first
    year of the estate, and by path of each path on which something is built; the average effective tax rate
    is what is taken of the expected present value at the owners' rate, None where there is none to take
    from.
    """
    file = paths.estate.file
    owner = PARTIES.index("owners")
    by_law = yearly(paths, none, new_only=True)
    by_deal = yearly(paths, mixture, new_only=True)

    def returns(flows: Floats, whole: float | None = None) -> ProjectReturn:
        mean = flows.mean(axis=1)
        worth = float(npv(mean, file.rates.owner, file.timing))
        rate = None if whole is None or whole <= 0 else 1 - worth / whole
        return ProjectReturn(
            *recovery(mean, file.rates.owner), worth, _path_returns(flows, file.rates.owner), rate
        )

    before = returns(by_deal.sum(axis=0))
    return NewProjects(
        before, returns(by_law[owner], before.npv), returns(by_deal[owner], before.npv)
    )


def _path_returns(flows: Floats, discount_rate: float) -> PathReturns:
    """
    Return the spread of return and payback over the paths on which anything is built.

    A return that is lower than any (all is lost) is None, a payback later than all years ``never``.

    Args:
        flows: (years, paths).
        discount_rate: Of several rates of return the one nearest to it is quoted.
    """
    built = flows[:, (flows < 0).any(axis=0)]
    part = built.shape[1] / flows.shape[1]
    if not built.shape[1]:
        return PathReturns(part, None, None)
    rates, years = irr(built, discount_rate), payback(built)
    low = np.quantile(np.where(np.isfinite(rates), rates, -np.inf), SHARES, method="lower")
    late = np.quantile(np.where(np.isfinite(years), years, np.inf), SHARES, method="higher")
    return PathReturns(
        part,
        {n: v if np.isfinite(v) else None for n, v in zip(QUANTILES, low.tolist(), strict=True)},
        {
            n: v if np.isfinite(v) else "never"
            for n, v in zip(QUANTILES, late.tolist(), strict=True)
        },
    )
