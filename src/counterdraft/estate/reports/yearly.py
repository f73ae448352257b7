"""A deal year by year on every path: the fan of each side's money, and the new projects taken alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from counterdraft.estate.deals.deal_results import PARTIES, DealResults
from counterdraft.estate.deals.drafts import OUTSIDE, DealMixture
from counterdraft.estate.deals.sides import Side
from counterdraft.estate.reports.measures import recovery
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.indicators import npv, payback
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.runtime.arrays import Floats

__all__ = ["fan", "new_projects", "yearly"]

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
    slate = DealResults.clean(count)
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
            found[p], _ = slate.settle(p, p + 1, seen, table, mixture.which, mine, factors)
    return np.ascontiguousarray(found.transpose(1, 2, 0))


def fan(flows: Floats, sides: Sequence[Side]) -> dict[str, Any]:
    """
    Return for each side the spread of its money by year, and of what it has had to each year's end.

    Args:
        flows: As `yearly` gives them; the change against no deal where that has been subtracted.
        sides: Whose.

    Returns:
        By name: p10, p50, p90 by year, and the same under `cumulative`.
    """
    found: dict[str, Any] = {}
    known: dict[tuple[tuple[str, float], ...], dict[str, Any]] = {}
    for one in sides:
        # A party that holds one role has its money: sorting is what costs.
        key = tuple(one.roles.items())
        if key not in known:
            own = one.part(flows)
            known[key] = {**_spread(own), "cumulative": _spread(np.cumsum(own, axis=0))}
        found[one.name] = known[key]
    return found


def _spread(flows: Floats) -> dict[str, list[float]]:
    bands = np.quantile(flows, SHARES, axis=1)
    return {name: [float(v) for v in band] for name, band in zip(QUANTILES, bands, strict=True)}


def new_projects(paths: Paths, mixture: DealMixture, none: DealMixture) -> dict[str, Any]:
    """
    Return what an investor in projects yet to be built gets back, before any terms, by law, by the deal.

    As if there were no existing projects.  `irr` and `payback_years` are of expected flows, counted from
    the first year of the estate, and under `by_path` of each path on which something is built;
    `average_effective_tax_rate` is what is taken of the expected present value at the owners' rate, None
    where there is none to take from.
    """
    file = paths.estate.file
    owner = PARTIES.index("owners")
    by_law = yearly(paths, none, new_only=True)
    by_deal = yearly(paths, mixture, new_only=True)

    def row(flows: Floats) -> dict[str, Any]:
        mean = flows.mean(axis=1)
        worth = float(npv(mean, file.rates.owner, file.timing))
        spread = _recoveries(flows, file.rates.owner)
        return {**recovery(mean, file.rates.owner), "npv": worth, "by_path": spread}

    rows = {
        "before_terms": row(by_deal.sum(axis=0)),
        "by_law": row(by_law[owner]),
        "by_deal": row(by_deal[owner]),
    }
    whole = rows["before_terms"]["npv"]
    for name in ("by_law", "by_deal"):
        kept = rows[name]["npv"]
        rows[name]["average_effective_tax_rate"] = 1 - kept / whole if whole > 0 else None
    return rows


def _recoveries(flows: Floats, discount_rate: float) -> dict[str, Any]:
    """
    Return the spread of return and payback over the paths on which anything is built.

    Args:
        flows: (years, paths).
        discount_rate: Of several rates of return the one nearest to it is quoted.

    Returns:
        `built`: the part of the paths; `irr` and `payback_years` with p10, p50, p90: None for a return
        that is lower than any (all is lost), ``never`` for a payback later than all years.
    """
    built = flows[:, (flows < 0).any(axis=0)]
    found: dict[str, Any] = {"built": built.shape[1] / flows.shape[1]}
    if not built.shape[1]:
        return {**found, "irr": None, "payback_years": None}
    rates, years = irr(built, discount_rate), payback(built)
    low = np.quantile(np.where(np.isfinite(rates), rates, -np.inf), SHARES, method="lower")
    late = np.quantile(np.where(np.isfinite(years), years, np.inf), SHARES, method="higher")
    return {
        **found,
        "irr": _named(low, None),
        "payback_years": _named(late, "never"),
    }


def _named(values: Floats, lost: str | None) -> dict[str, float | str | None]:
    return {n: float(v) if np.isfinite(v) else lost for n, v in zip(QUANTILES, values, strict=True)}
