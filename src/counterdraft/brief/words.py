"""How the brief writes figures, offers, drafts and verdicts: the same words in every form."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from counterdraft.advice.results import Answer, Assumption, Counter, Headline, Pricing, TermReview
from counterdraft.case import TABLE, Case, Draft, Figure
from counterdraft.case.figures import (
    Lognormal,
    Normal,
    Pert,
    Point,
    Triangular,
    Uniform,
    Weighted,
)
from counterdraft.case.spreads import Probability, Range

__all__ = [
    "COMPUTED",
    "KIND_OF_COUNTER",
    "MARKS",
    "SIGNS",
    "Decimals",
    "answer_decimals",
    "answering_party",
    "backing_text",
    "chance_text",
    "chance_with_error",
    "clean",
    "counter_kind",
    "day",
    "draft_title",
    "figure_counts",
    "figure_label",
    "figure_text",
    "fingerprint",
    "gain_decimals",
    "headline_text",
    "is_chance",
    "issue_label",
    "joined_list",
    "number_text",
    "option_label",
    "other_parties",
    "party_label",
    "provenance_mark",
    "remaining_notices",
    "seat_text",
    "table_warning",
    "term_mark",
    "term_text",
    "worth_unit",
]

MARKS = {"fact": "F", "estimate": "E", "assumption": "A"}
"""The mark of a figure of the case, by the kind of its provenance."""

COMPUTED = "C"
"""The mark of a figure that was computed from those of the case."""

SIGNS = {
    "red line": "✗",
    "linkage": "✗",
    "poor": "!",
    "acceptable": "~",
    "good": "✓",
    "unknown": "?",
}
"""The sign before each verdict; the word always stands beside it."""

KIND_OF_COUNTER = {
    "one change": "Smallest change: one issue",
    "two changes": "Small change: two issues",
    "three changes": "Small change: three issues",
    "efficient": "Best efficient offer",
    "boldest": "Boldest with the odds asked for",
    "best": "Best expected gain",
    "fewest changes": "Fewest changes, most of the gain",
}

TABLE_WARNING = "Seen from the table: everybody's mandate is shown. Not for one party's hands."
"""Stands at the head of every form of an answer that is seen from the table, and on every page of it."""


@dataclass(frozen=True, slots=True)
class Decimals:
    """How many decimals the money (or points) of one answer is written with."""

    places: int

    @classmethod
    def fitting(cls, size: float) -> Decimals:
        """Return the decimals at which amounts up to *size* differ visibly and not more finely."""
        return cls(0 if size >= 1000 else 1 if size >= 1 or not size else 3)

    @classmethod
    def fitting_ranges(cls, ranges: Iterable[Range]) -> Decimals:
        """Return the decimals at which all of these differ visibly and not more finely."""
        sizes = (abs(v) for r in ranges for v in (r.mean, r.p10, r.p90))
        return cls.fitting(max(sizes, default=0.0))

    def of(self, value: float | None) -> str:
        """Return the *value* with its sign where it is below zero, and a word where it is none."""
        return number_text(value, self.places)

    def signed(self, value: float | None) -> str:
        """Return a gain or a loss: the sign always stands before it."""
        text = self.of(value)
        return "+" + text if text[0] != "−" and any(c in "123456789" for c in text) else text

    def paths(self, found: Range) -> str:
        """Return P10, P50 and P90 of what lies on paths."""
        return " … ".join(self.signed(value) for value in (found.p10, found.p50, found.p90))

    def span(self, found: Range) -> str:
        """Return P10 to P90 of a range."""
        return f"{self.signed(found.p10)} to {self.signed(found.p90)}"


def number_text(value: float | None, places: int) -> str:
    """
    Return a number as print sets it: thousands apart, a true minus, no minus before zero.

    >>> number_text(-1234.56, 1), number_text(-0.001, 1), number_text(float("nan"), 1)
    ('−1,234.6', '0.0', 'unknown')
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    text = f"{abs(value):,.{places}f}"
    below = value < 0 and any(c in "123456789" for c in text)
    return "−" + text if below else text


def gain_decimals(priced: Iterable[Pricing], party: str) -> Decimals:
    """Return the decimals at which *party*'s gains differ visibly and not more finely."""
    return Decimals.fitting_ranges(p.gain[party] for p in priced if party in p.gain)


def answer_decimals(answer: Answer) -> Decimals:
    """Return the decimals for the gains of the party that answers."""
    priced = [answer.review.pricing, *(c.pricing for c in answer.shortlist.counters)]
    return gain_decimals(priced, answering_party(answer))


def chance_text(odds: Probability) -> str:
    """
    Return a probability in whole percent, never rounded to a certainty it is not.

    >>> chance_text(Probability(0.6849, 0.005)), chance_text(Probability(0.9999, 0.0001))
    ('68 %', '> 99 %')
    """
    percent = 100 * odds.value
    if 0 < percent < 1:
        return "< 1 %"
    if 99 < percent < 100:
        return "> 99 %"
    return f"{percent:.0f} %" if math.isfinite(percent) else "unknown"


def chance_with_error(odds: Probability) -> str:
    """Return a probability with its sampling standard error in percentage points, but at the very ends."""
    error = 100 * odds.error
    told = chance_text(odds)
    return told if told[0] in "<>" or not math.isfinite(error) else f"{told} ± {error:.1f}"


def clean(text: object) -> str:
    r"""
    Return *text* without control characters, on one line.

    A title must not move the cursor, colour the screen or hide what stands after it.

    >>> clean("a\x1b[31mb\nc")
    'a�[31mb c'
    """
    flat = " ".join(str(text).split())
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") else c for c in flat)


def day(when: date | None) -> str:
    """
    Return a date as it is spoken.

    >>> day(date(2025, 2, 7))
    '7 February 2025'
    """
    if when is None:
        return "no date"
    months = "January February March April May June July August September October November December"
    return f"{when.day} {months.split()[when.month - 1]} {when.year}"


def joined_list(parts: Iterable[str]) -> str:
    """
    Return the parts as a sentence lists them.

    >>> joined_list(["a", "b", "c"])
    'a, b and c'
    """
    words = list(parts)
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def answering_party(answer: Answer) -> str:
    """Return the name of the party that answers."""
    if answer.party:
        return answer.party
    seat_now = answer.case.seat
    return answer.case.players[0].name if seat_now == TABLE else seat_now


def other_parties(answer: Answer) -> tuple[str, ...]:
    """Return the other parties that the draft is priced for, players first."""
    own = answering_party(answer)
    ordered = (*answer.case.players, *answer.case.signatories)
    return tuple(p.name for p in ordered if p.name != own and p.name in answer.review.pricing.gain)


def party_label(case: Case, name: str) -> str:
    """Return a party's label; a name that is no party's is returned as it is."""
    return next((clean(p.label) for p in case.parties if p.name == name), clean(name))


def fingerprint(case: Case) -> str:
    """Return the first sixteen digits of a case's fingerprint; page and JSON have it whole."""
    return clean(case.fingerprint).removeprefix("sha256:")[:16]


def seat_text(case: Case, own: str) -> str:
    """Return from where the case is seen and for whom, in words."""
    return (
        f"the table, for {party_label(case, own)}" if case.seat == TABLE else party_label(case, own)
    )


def table_warning(case: Case) -> str:
    """Return what every form says of a case that is seen from the table; nothing from a party's seat."""
    return TABLE_WARNING if case.seat == TABLE else ""


def worth_unit(answer: Answer, name: str = "") -> str:
    """Return the unit of a party's worth: the currency of the case, or points."""
    return answer.case.preference(name or answering_party(answer)).unit


def issue_label(case: Case, position: int) -> str:
    """Return the label of an issue."""
    return clean(case.issues[position].label)


def option_label(case: Case, issue: int, position: int | None) -> str:
    """Return the label of an option; what is not settled is called that."""
    return "not settled" if position is None else clean(case.issues[issue].options[position].label)


def term_text(case: Case, found: TermReview) -> str:
    """
    Return what a draft does about one issue: "silent → none" where it says nothing.

    A silent term without a meaning (no ``if_silent``) is only "silent".
    """
    label = option_label(case, found.issue, found.option)
    if found.status == "says":
        return label
    if found.status == "silent":
        return "silent" if found.option is None else f"silent → {label}"
    return found.status


def provenance_mark(kind: str) -> str:
    """Return the mark of a kind of provenance, a kind written in full or by its first letter."""
    return MARKS.get(kind, kind[:1].upper() if kind[:1].upper() in "FEAC" else "")


def figure_label(answer: Answer, text: str) -> str:
    """Return the label of a figure without our own name before it: ours is what is not theirs."""
    ours = f"{party_label(answer.case, answering_party(answer))}: "
    short = clean(text).removeprefix(ours)
    return short[:1].upper() + short[1:]


def is_chance(head: Headline) -> bool:
    """Return whether a headline is a probability."""
    return head.unit in ("", "probability")


def headline_text(answer: Answer, head: Headline, value: float) -> str:
    """Return a value of a headline: a chance in percent, anything else as a gain."""
    if is_chance(head):
        return chance_text(Probability(value, 0.0))
    return answer_decimals(answer).signed(value)


def remaining_notices(answer: Answer) -> list[str]:
    """Return the notices that no other part of the brief gives in its own place."""
    said = {*answer.case.withheld_by_date, answer.shortlist.none_because}
    return [
        clean(n)
        for n in answer.notices
        if n not in said and not n.startswith("Seen from the table")
    ]


def term_mark(found: TermReview) -> str:
    """
    Return the mark of a draft's term.

    A reported term is a fact where its source is sure and an estimate where it is not; what no
    source reports is an assumption.
    """
    if found.provenance in MARKS:
        return MARKS[found.provenance]
    if not found.source or found.status == "unknown":
        return MARKS["assumption"]
    return MARKS["fact" if found.confidence in ("", "high") else "estimate"]


def figure_counts(answer: Answer) -> str:
    """Return how many figures of each kind the answer rests on, in words."""
    parts = []
    for kind, n in answer.provenance_counts.items():
        first, _, rest = clean(kind).partition(" ")
        plural = "s" if first in MARKS and n != 1 else ""
        if n:
            parts.append(f"{n:,} {first}{plural} {rest}".strip())
    return joined_list(parts) or "none"


def figure_text(figure: Figure) -> str:
    """Return a figure of the case with its range, as the case file would say it."""
    match figure.distribution:
        case Point(value):
            text = _plain(value)
        case Triangular(low, mode, high):
            text = f"{_plain(low)} / {_plain(mode)} / {_plain(high)}"
        case Pert(low, mode, high):
            text = f"{_plain(low)} / {_plain(mode)} / {_plain(high)} (smooth)"
        case Uniform(low, high):
            text = f"{_plain(low)} to {_plain(high)}"
        case Normal(mean, sd):
            text = f"{_plain(mean)} ± {_plain(sd)} (normal)"
        case Lognormal(median, sd_log):
            text = f"{_plain(median)}, log sd {_plain(sd_log)}"
        case Weighted(values, weights):
            pairs = zip(values, weights, strict=True)
            text = ", ".join(f"{_plain(v)}: {float(w):.0%}" for v, w in pairs)
    return f"{text} {figure.unit}".strip()


def _plain(value: object) -> str:
    return f"{float(value):,.6g}".replace("-", "−")  # type: ignore[arg-type]


def counter_kind(counter: Counter) -> str:
    """Return what sort of counter-offer it is, in plain words."""
    return KIND_OF_COUNTER.get(counter.kind, counter.kind)


def draft_title(draft: Draft) -> str:
    """Return the draft's title, or its name where it has none."""
    return clean(draft.title or draft.name)


def backing_text(assumption: Assumption) -> str:
    """Return what stands behind a figure: its source, its reason, or that nothing does."""
    known = assumption.figure.provenance
    parts = [clean(known.source), clean(known.because)]
    return "; ".join(filter(None, parts)) or "no reason given"
