"""What a deal leaves on every path, written by the compiled loop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.simulation import PreDeal
from counterdraft.runtime.arrays import Floats

__all__ = ["PARTIES", "DealResults"]

PARTIES = ("state", "partner", "owners", "fund", "outside")


@dataclass(frozen=True, eq=False)
class DealResults:
    """
    Room for what deals leave on every path.

    Attributes:
        worth: (paths, parties) present values.
        total: (paths, parties) undiscounted sums.
        repaid: (paths,) 0 no claim, -1 never, else the number of the year.
    """

    worth: Floats
    total: Floats
    repaid: NDArray[np.int16]

    @classmethod
    def clean(cls, paths: int) -> DealResults:
        """Return a slate on which nothing stands yet."""
        shape = paths, len(PARTIES)
        return cls(np.zeros(shape), np.zeros(shape), np.zeros(paths, np.int16))

    def settle(
        self,
        begin: int,
        end: int,
        flows: PreDeal,
        table: Floats,
        which: NDArray[np.int32],
        mine: NDArray[np.bool_],
        factors: Floats,
    ) -> tuple[Floats, Floats]:
        """
        Write paths *begin* to *end*, as far as their deal is one of these flows.

        Args:
            begin: The first path.
            end: One past the last.
            flows: Before the deal.
            table: (deals, numbers) the terms of the deals that there are.
            which: (paths,) which of them holds.
            mine: (deals,) whether it belongs to these flows; other paths are left alone.
            factors: (parties, years) discount factors.

        Returns:
            What these paths add up to by year: (parties, years) cash, and (years,) paid into the fund.
        """
        from counterdraft.estate.kernels.deal import settle_deal  # noqa: PLC0415 - compiled, on use

        by_year, taken = np.zeros(factors.shape), np.zeros(factors.shape[1])
        settle_deal(
            begin, end, flows.kept, flows.attacked, table, which, mine, factors,
            self.worth, self.total, self.repaid, by_year, taken,
        )  # fmt: skip
        return by_year, taken
