"""Flows before a deal, gathered over batches of paths: what deals that are linear in them need."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import PreDeal
from counterdraft.fiscal.deal_terms import BASES, DealTerms
from counterdraft.runtime.arrays import Floats

__all__ = ["BATCHES", "FlowSums"]

BATCHES = 32
"""Batches of paths: their spread gives the standard error, itself known to about an eighth."""


@dataclass(frozen=True, eq=False)
class FlowSums:
    """
    The flows under one set of hazards.

    Attributes:
        means: (2, KEPT, years, batches) mean flows.
        quiet: The same, counting only the years that no attack falls in.
        calm: (years, batches) part of the paths without attack.
        ends: (batches + 1,) where the paths of each batch begin.
        sums: (4, 2, paths) sums over the years by base (of the order of `BASES`), for new projects and
            for all of them.
        most: By base, the largest of these sums on any path: new projects, all of them.
    """

    means: Floats
    quiet: Floats
    calm: Floats
    ends: NDArray[np.int64]
    sums: Floats
    most: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, flows: PreDeal, batches: int = BATCHES) -> FlowSums:
        """Return the aggregate of *flows* over so many *batches*; as many as paths keep each apart."""
        kept = flows.kept
        paths, years = len(kept), kept.shape[3]
        ends = np.linspace(0, paths, min(batches, paths) + 1).astype(int)
        shifts = np.arange(years, dtype=np.uint64)
        peace: NDArray[np.float32] = 1 - (
            (flows.attacked[:, None] >> shifts) & np.uint64(1)
        ).astype(np.float32)
        sizes = np.diff(ends).astype(float)

        def batch_means(values: NDArray[np.float32]) -> Floats:
            found = [values[a:b].sum(axis=0, dtype=np.float64) for a, b in itertools.pairwise(ends)]
            means: Floats = np.ascontiguousarray(np.moveaxis(np.array(found), 0, -1))
            means /= sizes
            return means

        found = kept.sum(axis=3, dtype=np.float64)
        found[:, layout.OLD] += found[:, layout.NEW]
        gross, revenue, profit = (
            found[:, :, kind].T for kind in (layout.GROSS, layout.STATE, layout.PROFIT)
        )
        sums = np.stack([gross, revenue, profit, revenue + profit])
        most = tuple((float(a), float(b)) for a, b in sums.max(axis=2))
        return cls(
            batch_means(kept),
            batch_means(kept * peace[:, None, None, :]),
            batch_means(peace),
            ends,
            sums,
            most,
        )

    @property
    def weights(self) -> Floats:
        """The part of all paths in each batch, (batches,)."""
        found: Floats = np.diff(self.ends) / self.ends[-1]
        return found

    def touched(self, terms: DealTerms, years: int) -> NDArray[np.int64] | None:
        """
        Return the paths on which the claim of a deal may come into play; None where there are none.

        A ceiling above all that could ever be paid never binds; a claim that all of it could never repay
        takes everything.
        """
        claim = terms.claim + (0.0 if terms.priority == "ceiling" else terms.past_aid_credited)
        if claim <= 0 and terms.priority == "ceiling":
            return None
        if claim <= 0 or terms.interest < 0:
            return np.arange(self.ends[-1])
        base = BASES.index(terms.base)
        scope = int(terms.scope != "new_projects")
        share = min(terms.share * terms.fund_scale, 1.0)
        outside = terms.outside_in_all(years)
        if share * (self.most[base][scope] + outside) < claim * (1 - 1e-9):
            return None
        return np.flatnonzero(share * (self.sums[base, scope] + outside) >= claim * (1 - 1e-9))
