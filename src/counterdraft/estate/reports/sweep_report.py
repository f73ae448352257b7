"""What many term sheets are worth, as one typed report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counterdraft.case import Case
from counterdraft.estate.deals.sides import Side, role, side, sides
from counterdraft.estate.deals.term_sheets import TermSheetSweep
from counterdraft.estate.reports.results import MoneyBasis
from counterdraft.estate.simulation import Paths
from counterdraft.estate.tables.deal_gains import DealGain
from counterdraft.fiscal.deal_terms import ROLES

__all__ = ["PartyGain", "RoleGain", "SweepReport", "SweepRow", "SweepSide", "sweep_report"]


@dataclass(frozen=True, slots=True)
class RoleGain:
    """What a role gains against no deal, with its standard error."""

    mean: float
    error: float


@dataclass(frozen=True, slots=True)
class PartyGain:
    """What a party gains against no deal; its standard error is at most the sum of those of its roles."""

    mean: float
    error_at_most: float


@dataclass(frozen=True, slots=True)
class SweepRow:
    """One term sheet: the option of each swept issue, and what roles and parties gain by it."""

    options: Mapping[str, str]
    roles: Mapping[str, RoleGain]
    parties: Mapping[str, PartyGain]

    def of(self, name: str) -> tuple[float, float]:
        """Return mean and error of the party or role of that name."""
        if name in self.parties:
            return self.parties[name].mean, self.parties[name].error_at_most
        return self.roles[name].mean, self.roles[name].error


@dataclass(frozen=True, slots=True)
class SweepSide:
    """A side of the sweep: how it is called, and its weight in each role."""

    label: str
    roles: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SweepReport:
    """
    Term sheets around a draft, each with what every side gains by it.

    Attributes:
        draft: Around which they lie.
        issues: That are swept.
        combinations: Of their options.
        likeliest: What the draft leaves open, at its likeliest option.
        left_out: Combinations looked at that no deal can have.
        asked: The side that alone is spoken of.
        sides: Those that gains are shown of, by name.
        rows: One per term sheet.
        money: The unit of all amounts.
        paths: How many joint paths there were.
        seed: Of the paths.
        estate: The fingerprint of its files.
    """

    draft: str
    issues: tuple[str, ...]
    combinations: int
    likeliest: Mapping[str, str]
    left_out: int
    asked: str | None
    sides: Mapping[str, SweepSide]
    rows: tuple[SweepRow, ...]
    money: MoneyBasis
    paths: int
    seed: int
    estate: str


def sweep_report(
    paths: Paths,
    case: Case,
    sweep: TermSheetSweep,
    gains: Sequence[DealGain],
    *,
    party: str | None = None,
) -> SweepReport:
    """
    Return what each term sheet changes for each side against no deal, with its standard error.

    Args:
        paths: Those of the gains.
        case: The case.
        sweep: The term sheets.
        gains: One each.
        party: A party of the case or a role: the report speaks of it alone.

    Raises:
        CaseError: The party is not known.
    """
    estate = paths.estate
    holdings = estate.deal_mapping.parties
    whose = None if party is None else side(case, holdings, party)
    parties = [one for one in sides(case, holdings) if whose is None or one == whose]
    roles = [name for name in ROLES if whose is None or name in whose.roles]
    rows = [
        SweepRow(
            {name: sheet.options[name] for name in sweep.issues},
            {name: RoleGain(gain.mean[name], gain.error[name]) for name in roles},
            {one.name: PartyGain(_held(one, gain.mean), _held(one, gain.error)) for one in parties},
        )
        for sheet, gain in zip(sweep.sheets, gains, strict=True)
    ]
    return SweepReport(
        sweep.draft,
        tuple(sweep.issues),
        sweep.combinations,
        dict(sweep.likeliest),
        sweep.left_out,
        None if whose is None else whose.name,
        {one.name: SweepSide(one.label, dict(one.roles)) for one in (parties or map(role, roles))},
        tuple(rows),
        MoneyBasis.of(estate.file),
        paths.count,
        paths.seed,
        estate.fingerprint,
    )


def _held(side: Side, figures: Mapping[str, float]) -> float:
    return sum(weight * figures[name] for name, weight in side.roles.items())
