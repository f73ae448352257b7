"""What the minerals are worth in a draft and the counter-offers to it, and what else is in their worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.averse_money import CertaintyEquivalent, averse_parties
from counterdraft.advice.scoring.perspective import Perspective
from counterdraft.advice.words import factor_label
from counterdraft.case import Case, Combined, Draft, Factor, Modelled
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, draft_offers, tabulate
from counterdraft.runtime.background import run_in_background

if TYPE_CHECKING:
    from counterdraft.estate.deals.sides import Side
    from counterdraft.estate.reports.results import Deterrence, DraftValue, EstateReport
    from counterdraft.estate.simulation import Paths
    from counterdraft.estate.tables.money import MoneyTables

__all__ = ["AnswerMoney", "OfferMoney", "WorthPart", "begin_money"]

Offers = NDArray[np.int64]
Draws = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WorthPart:
    """A part of the answering party's mean gain: what it comes from, whether from the estate, how much."""

    label: str
    minerals: bool
    mean: float


@dataclass(frozen=True, slots=True)
class OfferMoney:
    """
    How the money of an offer enters the worths of parties.

    Attributes:
        name: ``draft``, ``counter 1``, …, as in the report.
        tabulated: By party the mean gain that the tables give from which worths are read.
        parts: What the answering party's mean gain is made of; they add up to it.
        certainty_equivalent: By party averse to risk, the sure amount that is as good to it as the gain.
    """

    name: str
    tabulated: Mapping[str, float]
    parts: tuple[WorthPart, ...]
    certainty_equivalent: Mapping[str, CertaintyEquivalent] = field(default_factory=dict)

    @property
    def minerals(self) -> float:
        """The part of the answering party's mean gain that comes from the estate."""
        return sum(part.mean for part in self.parts if part.minerals)

    @property
    def rest(self) -> float:
        """The part of the answering party's mean gain that comes from all else."""
        return sum(part.mean for part in self.parts if not part.minerals)

    @property
    def total(self) -> float:
        """The answering party's mean gain."""
        return sum(part.mean for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnswerMoney:
    """
    What the estate says of the draft and of the counter-offers, in money of the case.

    Attributes:
        unit: Of all amounts.
        report: Of the estate; its drafts are the draft, where it can be valued, and the counter-offers.  The
            draft and the first counter-offer have clause steps and years, the draft what must deter.
        offers: One for each of them.
        none_because: Why the draft is not among them, or nothing.
        left_out: By party, what the tables leave out: on average and at most of the offers tried.
        averse: By party averse to risk, how far its tables are to be trusted (see `AverseTables.about`).
    """

    unit: str
    report: EstateReport
    offers: tuple[OfferMoney, ...]
    none_because: str
    left_out: Mapping[str, tuple[float, float]]
    averse: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def offer(self, name: str) -> OfferMoney | None:
        """Return the offer of that name, where it is there."""
        return next((offer for offer in self.offers if offer.name == name), None)


def begin_money(seat: Perspective, sample: Sample, draft: Draft) -> MoneyInProgress | None:
    """
    Begin to value the *draft* in the background; None where nobody's worth comes from an estate.

    Only the shared files, the seat's mandate and its beliefs are looked at.
    """
    tables = _tables(seat)
    return None if tables is None else MoneyInProgress(seat, sample, draft, tables)


class MoneyInProgress:
    """The money of a draft while it is worked out, to which counter-offers are added."""

    def __init__(
        self, seat: Perspective, sample: Sample, draft: Draft, tables: MoneyTables
    ) -> None:
        self._valuation = _Valuation(seat, sample, tables)
        self._draft = draft
        self._draft_value = run_in_background(self._valuation.value_draft, draft)

    def finish(self, counters: Sequence[tuple[int, ...]]) -> Future[AnswerMoney]:
        """Return what there will be to say of the draft and of these *counters*."""
        return run_in_background(self._finish, counters)

    def _finish(self, counters: Sequence[tuple[int, ...]]) -> AnswerMoney:
        draft, because = self._draft_value.result()
        answers = [
            self._valuation.value(
                f"counter {k}", _as_draft(self._valuation.case, self._draft, k, offer), full=k == 1
            )
            for k, offer in enumerate(counters, start=1)
        ]
        return self._valuation.money((*draft, *answers), because)


class _Valuation:
    """An estate, and the seat from which its money is looked at."""

    def __init__(self, seat: Perspective, sample: Sample, tables: MoneyTables) -> None:
        from counterdraft.estate.deals.sides import role, sides  # noqa: PLC0415 - only with an estate

        self.seat, self.sample, self.tables = seat, sample, tables
        self.case: Case = seat.case
        self.paths: Paths = tables.gains.paths
        self.factor = tables.factor
        self.sides = sides(self.case, tables.estate.deal_mapping.parties)
        own = [side for side in self.sides if side.name == seat.party]
        holders = [side for side in self.sides if "state" in side.roles]
        self.averse = averse_parties(seat, self.sides)
        self.deterred: Side = next(iter([*own, *holders]), role("state"))
        preference = seat.own
        bare = replace(preference.transform, offset=Fraction(0), cap=None)
        self._parts = [
            (
                factor_label(self.case, factor),
                any(_model_factors((factor,))),
                tabulate(
                    replace(preference, factors=(factor,), red_lines=(), transform=bare),
                    self.case.issues,
                    sample,
                ),
            )
            for factor in preference.factors
        ]
        self._no_deal = float(
            tabulate(
                replace(preference, factors=(), red_lines=()), self.case.issues, sample
            ).reservation.mean()
        )

    def value_draft(self, draft: Draft) -> tuple[tuple[tuple[OfferMoney, DraftValue], ...], str]:
        """Return the draft in money, or why it cannot be."""
        try:
            return (self.value("draft", draft, full=True),), ""
        except CaseError as error:
            return (), "; ".join(fault.message for fault in error.faults)

    def value(self, name: str, draft: Draft, *, full: bool) -> tuple[OfferMoney, DraftValue]:
        """Return a draft (a counter-offer written as one) in money; in *full* with steps and years."""
        from counterdraft.estate.deals.drafts import no_deal, settle_draft  # noqa: PLC0415
        from counterdraft.estate.reports.draft_values import value_draft  # noqa: PLC0415
        from counterdraft.estate.reports.results import in_other_money  # noqa: PLC0415

        offers = draft_offers(draft, self.sample)
        value = value_draft(self.paths, self.case, draft)
        if full:
            value = self._in_full(value, draft)
        if name == "draft":
            value = replace(value, deterrence=self._deterrence(draft))
        settlement = settle_draft(self.paths, self.case, draft) if self.averse else None
        offer = OfferMoney(
            name=name,
            tabulated={side.name: self._tabulated(side.name, offers) for side in self.sides},
            parts=self._worth_parts(offers),
            certainty_equivalent={}
            if settlement is None
            else {
                party: averse.equivalent(self.tables, settlement, no_deal(self.paths), offers)
                for party, averse in self.averse.items()
            },
        )
        return offer, in_other_money(replace(value, draft=name), self.factor)

    def _in_full(self, value: DraftValue, draft: Draft) -> DraftValue:
        from counterdraft.estate.deals.drafts import certain_mixture, draft_terms  # noqa: PLC0415
        from counterdraft.estate.reports.clauses import clause_steps  # noqa: PLC0415
        from counterdraft.estate.reports.yearly import yearly, yearly_spread  # noqa: PLC0415
        from counterdraft.fiscal.deal_terms import DealTerms  # noqa: PLC0415

        without = yearly(self.paths, certain_mixture(self.paths, DealTerms()))
        mixture = draft_terms(self.paths, self.case, draft)
        return replace(
            value,
            clause_steps=clause_steps(self.paths, self.case, draft),
            by_year=yearly_spread(self.paths, mixture, without, self.sides),
        )

    def _deterrence(self, draft: Draft) -> Deterrence:
        from counterdraft.estate.deals.drafts import draft_terms  # noqa: PLC0415
        from counterdraft.estate.reports.questions import deterrence  # noqa: PLC0415

        mixture = draft_terms(self.paths, self.case, draft)
        return deterrence(self.paths, mixture, whose=self.deterred, by_guarantee=False)

    def _tabulated(self, party: str, offers: Offers) -> float:
        weights = self.tables.weights(party)
        worth = np.zeros(len(offers))
        for table in self.tables.tables:
            worth += (table.worth @ weights)[tuple(offers[:, list(table.issues)].T)]
        return float(worth.mean())

    def _worth_parts(self, offers: Offers) -> tuple[WorthPart, ...]:
        """Return what the answering party's mean gain is made of: a part per factor, offset, cap, no deal."""
        cap, offset = self.seat.own.transform.cap, float(self.seat.own.transform.offset)
        total: Draws = np.full(len(offers), offset)
        fixed = bool((offers == offers[0]).all())
        parts = []
        for label, minerals, worth in self._parts:
            drawn = worth.of(offers[:1])[:, 0] if fixed else worth.of_drawn(offers)
            total += drawn
            parts.append(WorthPart(label, minerals, float(drawn.mean())))
        if offset:
            parts.append(WorthPart("whatever is agreed", minerals=False, mean=offset))
        if cap is not None:
            over = float((np.minimum(total, float(cap)) - total).mean())
            parts.append(WorthPart("more than can be worth", minerals=False, mean=over))
        parts.append(WorthPart("no deal, given up", minerals=False, mean=-self._no_deal))
        return tuple(parts)

    def money(self, offers: tuple[tuple[OfferMoney, DraftValue], ...], because: str) -> AnswerMoney:
        """Return everything, in money of the case."""
        from counterdraft.estate.reports.report import estate_report  # noqa: PLC0415
        from counterdraft.estate.reports.results import in_other_money  # noqa: PLC0415

        report = in_other_money(estate_report(self.paths), self.factor)
        left = self.tables.left_out
        return AnswerMoney(
            unit=self.case.currency,
            report=replace(report, drafts=tuple(value for _, value in offers)),
            offers=tuple(offer for offer, _ in offers),
            none_because=because,
            left_out={
                side.name: (
                    sum(weight * left[role][0] for role, weight in side.roles.items()),
                    sum(weight * left[role][1] for role, weight in side.roles.items()),
                )
                for side in self.sides
            },
            averse={
                name: self.tables.averse(name).about(averse.rate)
                for name, averse in self.averse.items()
            },
        )


def _tables(seat: Perspective) -> MoneyTables | None:
    """Return the estate that the seat's mandate or one of its beliefs stands on."""
    preferences = [seat.own, *map(seat.preference, seat.others)]
    models = [one.model for each in preferences for one in _model_factors(each.factors)]
    if not models:
        return None
    from counterdraft.estate.tables.money import MoneyTables  # noqa: PLC0415 - opened with the mandate

    return next((model for model in models if isinstance(model, MoneyTables)), None)


def _model_factors(factors: Sequence[Factor]) -> Iterator[Modelled]:
    for factor in factors:
        if isinstance(factor, Modelled):
            yield factor
        elif isinstance(factor, Combined):
            yield from _model_factors(factor.parts)


def _as_draft(case: Case, draft: Draft, number: int, offer: Sequence[int]) -> Draft:
    """Return an *offer* as a draft that settles every issue."""
    terms = tuple(
        replace(
            term,
            status="says",
            option=position,
            weights=tuple(Fraction(k == position) for k in range(len(issue.options))),
        )
        for term, issue, position in zip(draft.terms, case.issues, offer, strict=True)
    )
    return replace(draft, name=f"counter {number}", terms=terms)
