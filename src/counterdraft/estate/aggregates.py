"""Flows before a deal, gathered over batches of paths: what deals that are linear in them need."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.book import Floats
from counterdraft.estate.deal_terms import DealTerms
from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import PreDeal

__all__ = ["BATCHES", "Aggregate", "linear"]

BATCHES = 32
"""Batches of paths: their spread gives the standard error, itself known to about an eighth."""


@dataclass(frozen=True, eq=False)
class Aggregate:
    """
    The flows under one set of hazards.

    Attributes:
        means: (batches, 2, KEPT, years) mean flows.
        quiet: The same, counting only the years that no attack falls in.
        calm: (batches, years) part of the paths without attack.
        weights: (batches,) part of all paths.
        most: (2, KEPT) the largest sum over the years on any path: new projects, and all of them.
    """

    means: Floats
    quiet: Floats
    calm: Floats
    weights: Floats
    most: Floats

    @classmethod
    def of(cls, flows: PreDeal) -> Aggregate:
        """Return the aggregate of *flows*."""
        kept = flows.kept
        paths, years = len(kept), kept.shape[3]
        ends = np.linspace(0, paths, min(BATCHES, paths) + 1).astype(int)
        shifts = np.arange(years, dtype=np.uint64)
        peace: NDArray[np.float32] = 1 - (
            (flows.attacked[:, None] >> shifts) & np.uint64(1)
        ).astype(np.float32)
        sizes = np.diff(ends).astype(float)

        def batch_means(values: NDArray[np.float32]) -> Floats:
            found = [values[a:b].sum(axis=0, dtype=np.float64) for a, b in itertools.pairwise(ends)]
            return np.array(found) / sizes.reshape(-1, *[1] * (values.ndim - 1))

        sums = kept.sum(axis=3, dtype=np.float64)
        return cls(
            batch_means(kept),
            batch_means(kept * peace[:, None, None, :]),
            batch_means(peace),
            sizes / paths,
            np.maximum(np.array([sums[:, layout.NEW].max(0), sums.sum(axis=1).max(0)]), 0.0),
        )


def linear(aggregate: Aggregate, terms: DealTerms, years: int) -> bool:
    """
    Return whether the worth of a deal is linear in the flows: on no path does its claim come into play.

    A ceiling above all that could ever be paid never binds; a claim that all of it could never repay takes
    everything.  What could be paid at most is known from the largest sum over the years.
    """
    claim = terms.claim + (0.0 if terms.priority == "ceiling" else terms.past_aid_credited)
    if claim <= 0:
        return terms.priority == "ceiling" and terms.past_aid_credited <= 0
    if terms.interest < 0 or terms.past_aid_credited > 0:
        return False
    most = aggregate.most[0 if terms.scope == "new_projects" else 1]
    lasting = (1 - terms.other_decline) ** np.arange(min(years, np.ceil(terms.other_years)))
    outside = np.array(terms.outside) * terms.goes_on * lasting.sum()
    gross = most[layout.GROSS] + outside[0]
    revenue, profit = most[layout.STATE] + outside[1], most[layout.PROFIT] + outside[2]
    base = {
        "gross_revenue": gross,
        "state_revenue": revenue,
        "profit": profit,
        "rights": revenue + profit,
    }[terms.base]
    return bool(min(terms.share * terms.fund_scale, 1.0) * base < claim * (1 - 1e-9))
