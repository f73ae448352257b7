"""Deals settled on the estate's paths: what each party gets, with its sampling error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.spreads import Range
from counterdraft.errors import CaseError
from counterdraft.estate.ground.control import Guarantee
from counterdraft.estate.ground.estate_file import EstateFile
from counterdraft.estate.simulation import Paths, PreDeal
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.fiscal.indicators import discount_factors
from counterdraft.runtime.arrays import Floats
from counterdraft.runtime.blocks import blockwise

__all__ = [
    "PARTIES",
    "ClaimOutlook",
    "DealResults",
    "Never",
    "Settlement",
    "party_factors",
    "settle_mixture",
    "settle_terms",
    "summary",
]

_Touched = tuple[float, float, float, float]


PARTIES = ("state", "partner", "owners", "fund", "outside")
Never = Literal["never"]


@dataclass(frozen=True, eq=False)
class DealResults:
    """
    Arrays that hold what deals leave on every path.

    Attributes:
        worth: (paths, parties) present values.
        total: (paths, parties) undiscounted sums.
        repaid: (paths,) 0 no claim, -1 never, else the number of the year.
    """

    worth: Floats
    total: Floats
    repaid: NDArray[np.int16]

    @classmethod
    def zeros(cls, paths: int) -> DealResults:
        """Return zeros for so many paths."""
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


@dataclass(frozen=True, slots=True)
class ClaimOutlook:
    """How likely a claim is repaid and when: on which part of the paths there is one, and P10, P50, P90."""

    claimed_in: float
    repaid_probability: float
    repaid_year: Mapping[str, int | Never]
    within: int
    years_at_this_pace: float | Never


@dataclass(frozen=True, eq=False)
class Settlement:
    """
    A deal on every path.

    Attributes:
        worth: (paths, parties) present values at each party's own rate.
        total: (paths, parties) undiscounted sums.
        repaid: (paths,) 0 no claim, -1 never within the years looked at, else the calendar year.
        by_year: (parties, years) expected flows.
        into_fund: (years,) expected payments into the fund.
        years: The calendar.
    """

    worth: Floats
    total: Floats
    repaid: NDArray[np.int64]
    by_year: Floats
    into_fund: Floats
    years: tuple[int, ...]

    def of(self, party: str) -> Floats:
        """Return the present value of a party on every path."""
        column: Floats = self.worth[:, PARTIES.index(party)]
        return column

    def claim(self, years_at_this_pace: float | Never = "never") -> ClaimOutlook | None:
        """Return how likely the claim is repaid and when, None where no path has one."""
        claimed = self.repaid[self.repaid != 0]
        if not claimed.size:
            return None
        late = np.where(claimed < 0, np.inf, claimed)
        dates = np.quantile(late, [0.1, 0.5, 0.9], method="higher")
        return ClaimOutlook(
            claimed_in=float(claimed.size / self.repaid.size),
            repaid_probability=float((claimed > 0).mean()),
            repaid_year={
                name: int(year) if np.isfinite(year) else "never"
                for name, year in zip(("p10", "p50", "p90"), dates, strict=True)
            },
            within=self.years[-1],
            years_at_this_pace=years_at_this_pace,
        )


def settle_terms(
    paths: Paths,
    terms: DealTerms,
    *,
    responsive: bool = False,
    hazard: Guarantee | None = None,
) -> Settlement:
    """Return one deal on every path; *hazard* stands in for what its guarantee does to the war."""
    which = np.zeros(paths.count, np.int32)
    return settle_mixture(paths, [terms], which, responsive=responsive, hazard=hazard)


def settle_mixture(
    paths: Paths,
    terms: Sequence[DealTerms],
    which: NDArray[np.int32],
    *,
    responsive: bool = False,
    hazard: Guarantee | None = None,
) -> Settlement:
    """
    Return a deal some of whose terms are not known: path by path, the terms drawn for it.

    Args:
        paths: Common to all deals that are compared.
        terms: The deals that it may be.
        which: (paths,) the one that holds on each path.
        responsive: Whether owners' plans answer to what the deal takes from them.
        hazard: Factors on the chance of attack and loss, instead of those of the guarantee.

    Raises:
        CaseError: A worth is not finite.
    """
    file = paths.estate.file
    years, parties = file.years, len(PARTIES)
    factors = party_factors(file)
    table = np.array([one.row() for one in terms])
    results = DealResults.zeros(paths.count)
    by_year, taken = np.zeros((parties, years)), np.zeros(years)
    groups: dict[tuple[str, _Touched | None], list[int]] = {}
    for position, one in enumerate(terms):
        touched = one.touches_owners if responsive else None
        groups.setdefault((one.guarantee, touched), []).append(position)
    for (guarantee, touched), rows in groups.items():
        flows = paths.flows(hazard or str(guarantee), touched)
        mine = np.zeros(len(terms), np.bool_)
        mine[rows] = True

        def job(
            begin: int,
            end: int,
            flows: PreDeal = flows,
            mine: NDArray[np.bool_] = mine,
        ) -> Floats:
            part, into = results.settle(begin, end, flows, table, which, mine, factors)
            return np.vstack([part, into])

        added = blockwise(paths.count, job)
        by_year += added[:-1]
        taken += added[-1]
    if not np.isfinite(results.worth).all():
        raise CaseError.of("a worth is not a finite number", field="deal")
    repaid = results.repaid
    calendar = np.where(repaid > 0, repaid.astype(np.int64) + file.first_year - 1, repaid)
    return Settlement(
        results.worth,
        results.total,
        calendar.astype(np.int64),
        by_year / paths.count,
        taken / paths.count,
        paths.estate.calendar,
    )


def party_factors(file: EstateFile) -> Floats:
    """Return what each party's money is worth today, by year, (parties, years); fund and outside as it is."""
    rates = (file.rates.state, file.rates.partner, file.rates.owner, 0.0, 0.0)
    return np.array([discount_factors(file.years, rate, file.timing) for rate in rates])


def summary(values: Floats) -> Range:
    """Return mean, its standard error, and P10, P50, P90, of an amount over the paths, (paths,)."""
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9]).tolist()
    error = float(values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else 0.0
    return Range(float(values.mean()), error, low, middle, high)
