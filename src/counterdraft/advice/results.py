"""Everything there is to say about a draft, seen from one seat: the one object the brief prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements import Count, Frontier, Solutions
from counterdraft.case import Case, Draft, Figure, Statement
from counterdraft.case.spreads import Probability, Range
from counterdraft.runtime.tabular import Record, Tabular

if TYPE_CHECKING:
    from counterdraft.advice.money import AnswerMoney

__all__ = [
    "Answer",
    "Assumption",
    "Bar",
    "BreakEven",
    "Counter",
    "DraftReview",
    "FindOut",
    "Headline",
    "Move",
    "Opening",
    "Pricing",
    "Shortlist",
    "TermReview",
]


@dataclass(frozen=True, slots=True)
class Pricing:
    """
    What an offer (or a draft with unknown terms, drawn) is worth, all on the same draws.

    ``gain`` is worth less no deal, by party name: the seat's own, and the others' as the seat
    believes them.  ``odds`` is by party that must sign: better than no deal within its believed red
    lines; ``signed`` that all the others accept at once; ``expected_gain`` is
    E[own gain x 1{all who must sign accept}].  ``own_better`` is how often we
    gain, ``own_no_worse`` how often we do not lose.  ``within_mandate`` says whether our own red lines
    hold and ``broken`` names those that do not.
    """

    gain: dict[str, Range]
    odds: dict[str, Probability]
    signed: Probability
    expected_gain: float
    expected_gain_error: float
    own_better: Probability
    own_no_worse: Probability
    within_mandate: bool
    broken: tuple[str, ...]

    def to_record(self) -> Record:
        """Return one row: each party's mean gain over no deal, and the chances."""
        return {
            **{f"gain of {party}": gain.mean for party, gain in self.gain.items()},
            "chance all sign": self.signed.value,
            "gain x chance": self.expected_gain,
            "within mandate": self.within_mandate,
        }


@dataclass(frozen=True, slots=True)
class TermReview:
    """
    One issue of the draft against the mandate.

    ``option`` is the label ("silent → none" is status plus label).  ``loss`` is what the term costs us
    against our best option of this issue, all else as drafted.  ``worth`` is the change against no
    term at all (the issue's ``if_silent``) where there is one.
    """

    issue: int
    status: Literal["says", "silent", "unknown", "open"]
    option: int | None
    best: int
    wanted: str
    worth: Range
    loss: Range
    verdict: Literal["good", "acceptable", "poor", "red line", "linkage", "unknown"]
    broken: tuple[str, ...]
    source: str
    article: str
    confidence: str
    provenance: str
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class DraftReview(Tabular):
    """A draft against the mandate, issue by issue and as a whole; ``case`` gives issues their names."""

    draft: Draft
    terms: tuple[TermReview, ...]
    pricing: Pricing
    silent: int
    unknown: int
    same_document: bool | None
    findings: tuple[str, ...]
    case: Case | None = field(default=None, compare=False)

    def summary(self) -> str:
        """Return the draft, how many red lines it crosses, and how many issues it leaves out."""
        return (
            f"{self.draft.name}, red lines crossed: {len(self.pricing.broken)}, "
            f"silent on {self.silent} and unknown on {self.unknown} of {len(self.terms)} issues"
        )

    def records(self) -> Iterator[Record]:
        """Yield one row per issue: what the draft says, what it costs us, and the verdict."""
        for term in self.terms:
            yield {
                "issue": _issue_name(self.case, term.issue),
                "status": term.status,
                "option": _option_name(self.case, term.issue, term.option),
                "best": _option_name(self.case, term.issue, term.best),
                "loss": term.loss.mean,
                "loss p10": term.loss.p10,
                "loss p90": term.loss.p90,
                "verdict": term.verdict,
            }


@dataclass(frozen=True, slots=True)
class Move:
    """One issue that a counter-offer settles otherwise than the draft."""

    issue: int
    before: int | None
    after: int
    cost_to_us: Range
    gain_to_them: dict[str, Range]


@dataclass(frozen=True, slots=True)
class Counter:
    """An offer worth making back."""

    kind: Literal[
        "one change",
        "two changes",
        "three changes",
        "fewest changes",
        "efficient",
        "boldest",
        "best",
    ]
    offer: tuple[int, ...]
    moves: tuple[Move, ...]
    pricing: Pricing
    efficient: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Opening:
    """The single change that opens an empty space of agreement, and by how much."""

    what: str
    party: str
    by: float | None
    unit: str
    sentence: str


@dataclass(frozen=True, slots=True, repr=False)
class Shortlist(Tabular):
    """
    Counter-offers that differ in kind, best expected gain first.

    ``bound`` is proven: no offer has more expected gain on these draws.  ``searched`` says what was
    searched whole and what was not, ``ended_early`` whether a time limit cut it short.
    """

    counters: tuple[Counter, ...]
    bound: float
    searched: str
    none_because: str
    openings: tuple[Opening, ...]
    ended_early: bool = False
    case: Case | None = field(default=None, compare=False)

    def summary(self) -> str:
        """Return how many counter-offers there are, and the most that any offer could bring."""
        many = f"{len(self.counters)} counter-offer{'s' if len(self.counters) != 1 else ''}"
        return f"{many}; no offer has an expected gain above {self.bound:.4g}"

    def records(self) -> Iterator[Record]:
        """Yield one row per counter-offer: its kind, gains and chances, then an option per issue."""
        for counter in self.counters:
            yield {
                "kind": counter.kind,
                **counter.pricing.to_record(),
                **{
                    _issue_name(self.case, issue): _option_name(self.case, issue, option)
                    for issue, option in enumerate(counter.offer)
                },
            }


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure the answer turns on: name, unit, value."""

    name: str
    unit: str
    value: float


@dataclass(frozen=True, slots=True)
class Bar:
    """What a headline becomes when one figure is held at its P10 and at its P90."""

    figure: Figure
    label: str
    low: float
    high: float
    monotone: bool
    share: float


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The value of one figure at which a choice turns."""

    figure: Figure
    label: str
    value: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class FindOut:
    """What learning a figure beforehand would be worth (EVPPI) over draft, shortlist, no deal."""

    figure: Figure
    label: str
    worth: float
    error: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure of the case with its provenance, and how much the answer hangs on it."""

    figure: Figure
    label: str
    text: str
    swing: float


@dataclass(frozen=True, repr=False)
class Answer(Tabular):
    """
    The answer of one seat to one draft.

    ``game`` figures (frontier, solutions, count) are exact for expected worths; everything else is on
    the joint sample of ``draws`` with ``seed``.  ``party`` is who answers: the seat, or from the table
    the party asked for (empty: the first player).  ``gains`` holds the draws themselves, for the CSV:
    by offer ("draft", "counter 1", … in the order of the shortlist) and party, the gain over no deal,
    (draws,).  ``money`` is what the minerals are worth in it, None where the case has no estate that
    anybody's worth comes from.
    """

    case: Case
    seed: int
    draws: int
    version: str
    review: DraftReview
    dance: tuple[DraftReview, ...]
    frontier: Frontier
    solutions: Solutions
    zopa: Count
    space: int
    shortlist: Shortlist
    headlines: tuple[Headline, ...]
    tornado: dict[str, tuple[Bar, ...]]
    break_even: tuple[BreakEven, ...]
    find_out: tuple[FindOut, ...]
    assumptions: tuple[Assumption, ...]
    provenance_counts: dict[str, int]
    table_error: dict[str, float]
    odds_wanted: Fraction
    notices: tuple[str, ...]
    party: str = ""
    gains: Mapping[str, Mapping[str, NDArray[np.float64]]] = field(default_factory=dict)
    money: AnswerMoney | None = None

    def summary(self) -> str:
        """Return what is answered, and with how many counter-offers."""
        return f"{self.case.name}, {self.review.draft.name}: {self.shortlist.summary()}"

    def records(self) -> Iterator[Record]:
        """Yield one row for the draft and for each counter-offer: gains over no deal and chances."""
        yield {"offer": "draft", **self.review.pricing.to_record()}
        for k, counter in enumerate(self.shortlist.counters, 1):
            yield {"offer": f"counter {k}", **counter.pricing.to_record()}


def _issue_name(case: Case | None, issue: int) -> str:
    return f"issue {issue + 1}" if case is None else case.issues[issue].name


def _option_name(case: Case | None, issue: int, option: int | None) -> str | None:
    if option is None:
        return None
    return f"{option + 1}" if case is None else case.issues[issue].options[option].name
