"""What the minerals are worth in a draft and the counter-offers to it, and what else is in their worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.averse_money import ForSure, averse_parties
from counterdraft.advice.ranges import Range
from counterdraft.advice.seat import Seat
from counterdraft.advice.words import factor_label
from counterdraft.case import Case, Combined, Draft, Factor, Modelled
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, draft_offers, tabulate
from counterdraft.runtime.background import run_in_background

if TYPE_CHECKING:
    from counterdraft.estate.deals.drafts import DealMixture
    from counterdraft.estate.deals.sides import Side
    from counterdraft.estate.simulation import Paths
    from counterdraft.estate.tables.money import MoneyTables

__all__ = ["Ground", "Money", "MoneyOffer", "Part", "begin_money"]

Offers = NDArray[np.int64]
Draws = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the answering party's mean gain: what it comes from, whether from the estate, how much."""

    label: str
    minerals: bool
    mean: float


@dataclass(frozen=True, slots=True)
class MoneyOffer:
    """
    The draft or a counter-offer in money of the case, from the estate.

    Attributes:
        name: ``draft``, ``counter 1``, …, in the order of the shortlist.
        gain: By party that has money in the estate, against no deal, on the estate's paths; what the draft
            leaves unknown is drawn.
        alone: By party the mean gain from the deposits alone, as if nothing were extracted outside them.
        tabulated: By party the mean that the tables give from which worths are read.
        claim: How likely the claim is repaid and when, or None.
        parts: What the answering party's mean gain is made of; they add up to it.
        steps: From no deal to the offer, one clause after another: issues, and by party the gain.
        by_year: By party the change by year, P10, P50 and P90.
        deterrence: By how much attack must become rarer for the minerals alone to make up for what is given.
        for_sure: By party averse to risk, the sure amount that is as good to it as the gain.
    """

    name: str
    gain: Mapping[str, Range]
    alone: Mapping[str, float]
    tabulated: Mapping[str, float]
    claim: Mapping[str, Any] | None
    parts: tuple[Part, ...]
    steps: tuple[Mapping[str, Any], ...] = ()
    by_year: Mapping[str, Mapping[str, Sequence[float]]] | None = None
    deterrence: Mapping[str, Any] | None = None
    for_sure: Mapping[str, ForSure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """A deposit as the map shows it; ``money`` is what lies there at today's prices."""

    name: str
    title: str
    commodity: str
    resource_class: str
    control: str
    lat: float | None
    lon: float | None
    money: float


@dataclass(frozen=True, slots=True)
class Money:
    """
    What the estate says of the draft and of the counter-offers, in money of the case.

    Attributes:
        unit: Of all amounts.
        basis: Base year, real or nominal, when a year's money comes, and rates by role.
        roles: By party its weight in each role of the estate.
        offers: The draft first, where it can be valued.
        none_because: Why the draft is not among them, or nothing.
        ground: From the claim of riches to what the state gets.
        control: Who holds the ground, and which parts of the worth lie there.
        deposits: Each of the estate's.
        years: The calendar of what is given by year.
        left_out: By party, what the tables leave out: on average and at most of the offers tried.
        analogues: The fields that nobody published, filled from analogues.
        withheld_by_date: What was not known on the day, and what stands in for it.
        paths: How many there were.
        seed: Of the paths.
        estate: The fingerprint of its files.
        averse: By party averse to risk, how far its tables are to be trusted (see `AverseTables.about`).
    """

    unit: str
    basis: Mapping[str, Any]
    roles: Mapping[str, Mapping[str, float]]
    offers: tuple[MoneyOffer, ...]
    none_because: str
    ground: tuple[Mapping[str, Any], ...]
    control: tuple[Mapping[str, Any], ...]
    deposits: tuple[Ground, ...]
    years: tuple[int, ...]
    left_out: Mapping[str, tuple[float, float]]
    analogues: tuple[Mapping[str, Any], ...]
    withheld_by_date: tuple[str, ...]
    paths: int
    seed: int
    estate: str
    averse: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def offer(self, name: str) -> MoneyOffer | None:
        """Return the offer of that name, where it is there."""
        return next((one for one in self.offers if one.name == name), None)


def begin_money(seat: Seat, sample: Sample, draft: Draft) -> Begun | None:
    """
    Begin to value the *draft* beside other work; None where nobody's worth comes from an estate.

    Only the shared files, the seat's mandate and its beliefs are looked at.
    """
    tables = _tables(seat)
    return None if tables is None else Begun(seat, sample, draft, tables)


class Begun:
    """The money of a draft while it is worked out, to which counter-offers are added."""

    def __init__(self, seat: Seat, sample: Sample, draft: Draft, tables: MoneyTables) -> None:
        self._valuing = _Valuing(seat, sample, tables)
        self._draft = draft
        self._drafted = run_in_background(self._valuing.drafted, draft)

    def finish(self, counters: Sequence[tuple[int, ...]]) -> Future[Money]:
        """Return what there will be to say of the draft and of these *counters*."""
        return run_in_background(self._finished, counters)

    def _finished(self, counters: Sequence[tuple[int, ...]]) -> Money:
        drafted, because = self._drafted.result()
        answers = [
            self._valuing.valued(
                f"counter {k}", _as_draft(self._valuing.case, self._draft, k, offer), full=k == 1
            )
            for k, offer in enumerate(counters, start=1)
        ]
        return self._valuing.money((*drafted, *answers), because)


class _Valuing:
    """An estate, and the seat from which its money is looked at."""

    def __init__(self, seat: Seat, sample: Sample, tables: MoneyTables) -> None:
        from counterdraft.estate.deals.sides import role, sides  # noqa: PLC0415 - only with an estate

        self.seat, self.sample, self.tables = seat, sample, tables
        self.case: Case = seat.case
        self.paths: Paths = tables.cells.paths
        self.factor = tables.factor
        holdings = tables.estate.deal_mapping.parties
        self.sides = sides(self.case, holdings)
        own = [one for one in self.sides if one.name == seat.party]
        holders = [one for one in self.sides if "state" in one.roles]
        self.averse = averse_parties(seat, self.sides)
        self.asked: Side = next(iter([*own, *holders]), role("state"))
        preference = seat.own
        bare = replace(preference.transform, offset=Fraction(0), cap=None)
        self._parts = [
            (
                factor_label(self.case, one),
                any(_modelled((one,))),
                tabulate(
                    replace(preference, factors=(one,), red_lines=(), transform=bare),
                    self.case.issues,
                    sample,
                ),
            )
            for one in preference.factors
        ]
        self._no_deal = float(
            tabulate(
                replace(preference, factors=(), red_lines=()), self.case.issues, sample
            ).reservation.mean()
        )

    def drafted(self, draft: Draft) -> tuple[tuple[MoneyOffer, ...], str]:
        """Return the draft in money, or why it cannot be."""
        try:
            return (self.valued("draft", draft, full=True),), ""
        except CaseError as error:
            return (), "; ".join(fault.message for fault in error.faults)

    def valued(self, name: str, draft: Draft, *, full: bool) -> MoneyOffer:
        """Return a draft (a counter-offer written as one) in money; in *full* with steps and years."""
        from counterdraft.estate.deals.drafts import alone, draft_terms, no_deal, pace  # noqa: PLC0415
        from counterdraft.estate.deals.settlement import settle_mixture, summary  # noqa: PLC0415

        mixture = draft_terms(self.paths, self.case, draft)
        settled = settle_mixture(self.paths, mixture.terms, mixture.which)
        base, claim = no_deal(self.paths), settled.claim()
        apart = alone(self.paths, mixture).worth.T
        offers = draft_offers(draft, self.sample)
        more = self._in_full(draft, mixture) if full else {}
        if name == "draft":
            more["deterrence"] = self._deterrence(mixture)
        return MoneyOffer(
            name=name,
            gain={
                one.name: self._range(summary(one.part(settled.worth.T), one.part(base.worth.T)))
                for one in self.sides
            },
            alone={
                one.name: self.factor * float((one.part(apart) - one.part(base.worth.T)).mean())
                for one in self.sides
            },
            tabulated={one.name: self._tabulated(one.name, offers) for one in self.sides},
            claim=None
            if claim is None
            else {**claim, "years_at_this_pace": pace(mixture, settled)},
            parts=self._made_of(offers),
            for_sure={
                name: one.of(self.tables, settled, base, offers)
                for name, one in self.averse.items()
            },
            **more,
        )

    def _in_full(self, draft: Draft, mixture: DealMixture) -> dict[str, Any]:
        from counterdraft.estate.deals.drafts import certain  # noqa: PLC0415
        from counterdraft.estate.reports.clause_steps import clause_steps  # noqa: PLC0415
        from counterdraft.estate.reports.yearly import fan, yearly  # noqa: PLC0415
        from counterdraft.fiscal.deal_terms import DealTerms  # noqa: PLC0415

        steps = [
            {
                "issues": row["issues"],
                "gain": {n: self._range(g) for n, g in row["by_party"].items()},
            }
            for row in clause_steps(self.paths, self.case, draft)
        ]
        flows = yearly(self.paths, mixture)
        change = flows - yearly(self.paths, certain(self.paths, DealTerms()))
        bands = {
            name: {p: tuple(self.factor * v for v in values) for p, values in found.items()}
            for name, found in _by_year(fan(change, self.sides)).items()
        }
        return {"steps": tuple(steps), "by_year": bands}

    def _deterrence(self, mixture: DealMixture) -> dict[str, Any]:
        from counterdraft.estate.reports.questions import deterrence  # noqa: PLC0415

        found = deterrence(self.paths, mixture, whose=self.asked, by_guarantee=False)
        # The factor is a ratio; the gains at its ends are money.
        money = {
            k: {name: self.factor * value for name, value in v.items()}
            if isinstance(v, Mapping)
            else v
            for k, v in found.items()
        }
        return {"name": self.asked.name, "label": self.asked.label, **money}

    def _range(self, found: Mapping[str, float]) -> Range:
        return Range(*(self.factor * found[k] for k in ("mean", "se", "p10", "p50", "p90")))

    def _tabulated(self, party: str, offers: Offers) -> float:
        weights = self.tables.weights(party)
        worth = np.zeros(len(offers))
        for one in self.tables.tables:
            worth += (one.worth @ weights)[tuple(offers[:, list(one.issues)].T)]
        return float(worth.mean())

    def _made_of(self, offers: Offers) -> tuple[Part, ...]:
        """Return what the answering party's mean gain is made of: a part per factor, and what is beside."""
        cap, offset = self.seat.own.transform.cap, float(self.seat.own.transform.offset)
        total: Draws = np.full(len(offers), offset)
        fixed = bool((offers == offers[0]).all())
        found = []
        for label, minerals, worth in self._parts:
            drawn = worth.of(offers[:1])[:, 0] if fixed else worth.of_drawn(offers)
            total += drawn
            found.append(Part(label, minerals, float(drawn.mean())))
        if offset:
            found.append(Part("whatever is agreed", minerals=False, mean=offset))
        if cap is not None:
            over = float((np.minimum(total, float(cap)) - total).mean())
            found.append(Part("more than can be worth", minerals=False, mean=over))
        found.append(Part("no deal, given up", minerals=False, mean=-self._no_deal))
        return tuple(found)

    def money(self, offers: tuple[MoneyOffer, ...], because: str) -> Money:
        """Return everything, in money of the case."""
        from counterdraft.estate.reports.questions import by_control, reckoning  # noqa: PLC0415

        estate, file = self.tables.estate, self.tables.estate.file
        left = self.tables.left_out
        return Money(
            unit=self.case.currency,
            basis={
                "base_year": file.currency.base_year,
                "prices": file.currency.prices,
                "timing": file.timing,
                "rates": {
                    "state": file.rates.state,
                    "partner": file.rates.partner,
                    "owners": file.rates.owner,
                },
            },
            roles={one.name: dict(one.roles) for one in self.sides},
            offers=offers,
            none_because=because,
            ground=tuple(
                {name: one[name] * (1 if name == "step" else self.factor) for name in one}
                for one in reckoning(self.paths)
            ),
            control=tuple(by_control(self.paths)),
            deposits=tuple(
                Ground(
                    one.name,
                    one.title,
                    one.commodity,
                    one.resource_class,
                    one.control,
                    one.lat,
                    one.lon,
                    self.factor * money,
                )
                for one, money in estate.in_the_ground()
            ),
            years=estate.calendar,
            left_out={
                one.name: (
                    sum(w * left[role][0] for role, w in one.roles.items()),
                    sum(w * left[role][1] for role, w in one.roles.items()),
                )
                for one in self.sides
            },
            averse={
                name: self.tables.averse(name).about(one.rate) for name, one in self.averse.items()
            },
            analogues=tuple(asdict(one) for one in estate.assumptions),
            withheld_by_date=tuple(estate.withheld_by_date),
            paths=self.paths.count,
            seed=self.paths.seed,
            estate=estate.fingerprint,
        )


def _by_year(found: Mapping[str, Any]) -> dict[str, dict[str, Sequence[float]]]:
    """Return the quantiles by year alone, without what has gathered."""
    return {name: {p: bands[p] for p in ("p10", "p50", "p90")} for name, bands in found.items()}


def _tables(seat: Seat) -> MoneyTables | None:
    """Return the estate that the seat's mandate or one of its beliefs stands on."""
    seen = [seat.own, *map(seat.preference, seat.others)]
    found = [one.model for preference in seen for one in _modelled(preference.factors)]
    if not found:
        return None
    from counterdraft.estate.tables.money import MoneyTables  # noqa: PLC0415 - opened with the mandate

    return next((model for model in found if isinstance(model, MoneyTables)), None)


def _modelled(factors: Sequence[Factor]) -> Iterator[Modelled]:
    for one in factors:
        if isinstance(one, Modelled):
            yield one
        elif isinstance(one, Combined):
            yield from _modelled(one.parts)


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
