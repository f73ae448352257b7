"""What the page says of the draft and of the counter-offers, in words and marked figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from counterdraft.advice.results import Answer, Counter, DraftReview, TermReview
from counterdraft.brief import words
from counterdraft.case import TABLE, Figure
from counterdraft.case.spreads import Range

__all__ = ["DraftView", "MarkedFigure"]


@dataclass(frozen=True, slots=True)
class MarkedFigure:
    """A figure as it stands on the page: its text, its mark, and where the mark leads."""

    text: str
    mark: str = words.COMPUTED
    href: str = "method"
    title: str = ""


Sentence = Sequence[str | MarkedFigure]

LONG = 320
"""Letters of a sentence beyond which the table of moves says it better, and it is folded away."""


class DraftView:
    """
    The answer, formatted.

    The template only lays out what stands here; here nothing is computed that is not a place on
    the page.
    """

    def __init__(self, answer: Answer) -> None:
        """Take the *answer*; everything else is made when the template asks for it."""
        self.answer = answer
        self.case = answer.case
        self.own = words.answering_party(answer)
        self.unit = words.worth_unit(answer)
        self.money = words.answer_decimals(answer)
        self.others = words.other_parties(answer)
        self._rows = {a.figure.name: k for k, a in enumerate(answer.assumptions)}

    # -- head ---------------------------------------------------------------------------------

    @cached_property
    def title(self) -> str:
        """The title of the case."""
        return words.clean(self.case.title)

    @cached_property
    def draft(self) -> str:
        """The title of the draft that is answered."""
        return words.draft_title(self.answer.review.draft)

    @cached_property
    def seat(self) -> str:
        """From where the case is seen."""
        return words.seat_text(self.answer.case, self.own)

    @cached_property
    def as_of(self) -> str:
        """The day whose knowledge is used, or nothing."""
        return words.day(self.case.as_of) if self.case.as_of else ""

    @cached_property
    def warning(self) -> str:
        """What a page with everybody's mandate says of itself."""
        return words.table_warning(self.case)

    @cached_property
    def believed(self) -> str:
        """How the others' worth is known: as we believe it, or, from the table, from themselves."""
        return "" if self.case.seat == TABLE else "as we believe it"

    def party(self, name: str) -> str:
        """Return a party's label."""
        return words.party_label(self.case, name)

    # -- the answer ---------------------------------------------------------------------------

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The answer in three sentences: what it is worth, what is wrong with it, what to do."""
        return [self._worth(), self._wrong(), self._do()]

    def _worth(self) -> Sentence:
        priced = self.answer.review.pricing
        gain = priced.gain[self.own]
        better = "better" if gain.mean > 0 else "worse"
        return (
            f"With this draft we expect to be {better} off than without a deal: ",
            self.gain(gain),
            f" {self.unit}, between ",
            self.computed(self.money.signed(gain.p10), "how-gain"),
            " and ",
            self.computed(self.money.signed(gain.p90), "how-gain"),
            " in eight cases of ten.",
        )

    def _wrong(self) -> Sentence:
        review = self.answer.review
        broken = len(review.pricing.broken)
        lines = "none of our red lines" if not broken else "of our red lines"
        crosses = "It crosses "
        counted = [crosses, lines] if not broken else [crosses, self.count(broken), f" {lines}"]
        silent: Sentence = (
            " and says something on every issue" if not review.silent else " and is silent on ",
            *([self.count(review.silent)] if review.silent else []),
            f" of {len(review.terms)} issues" if review.silent else "",
        )
        unknown: Sentence = (
            ("; we do not know ", self.count(review.unknown), " of its terms.")
            if review.unknown
            else (".",)
        )
        return (*counted, *silent, *unknown)

    def _do(self) -> Sentence:
        listed = self.answer.shortlist
        if not listed.counters:
            return (words.clean(listed.none_because) or "No counter-offer is worth making.",)
        best = listed.counters[0]
        alone = len(best.moves)
        changes = "one issue" if alone == 1 else f"{alone} issues"
        return (
            f"Offer back a draft that settles {changes} otherwise: it is worth ",
            self.gain(best.pricing.gain[self.own]),
            f" {self.unit} to us, and everybody else would rather sign it than have no deal in ",
            self.odds(best),
            " of cases.",
        )

    @cached_property
    def strip(self) -> list[tuple[str, MarkedFigure, Sentence]]:
        """The few figures that a reader takes along: name, figure, what it means."""
        priced = self.answer.review.pricing
        found: list[tuple[str, MarkedFigure, Sentence]] = [
            (
                "worth of the draft to us",
                self.gain(priced.gain[self.own]),
                (f"{self.unit}, against no deal",),
            ),
            (
                "we are better off with it",
                self.computed(words.chance_text(priced.own_better), "how-odds"),
                ("of cases",),
            ),
            (
                "all others would sign it",
                self.computed(words.chance_text(priced.signed), "how-odds"),
                ("of cases, as we believe" if self.believed else "of cases",),
            ),
        ]
        if self.answer.shortlist.counters:
            best = self.answer.shortlist.counters[0]
            found.append(
                (
                    "best counter-offer",
                    self.gain(best.pricing.gain[self.own]),
                    (
                        f"{self.unit}; signed in ",
                        self.computed(words.chance_text(best.pricing.signed), "how-odds"),
                        " of cases",
                    ),
                )
            )
        return found

    # -- figures ------------------------------------------------------------------------------

    def computed(self, text: str, how: str) -> MarkedFigure:
        """Return a computed figure whose mark leads to the paragraph *how* of the method."""
        return MarkedFigure(text, words.COMPUTED, how, "computed; see how")

    def count(self, number: int) -> MarkedFigure:
        """Return a number of things."""
        return self.computed(f"{number:,}", "how-count")

    def gain(self, found: Range) -> MarkedFigure:
        """Return the mean of a gain."""
        return self.computed(self.money.signed(found.mean), "how-gain")

    def span(self, found: Range) -> MarkedFigure:
        """Return P10 and P90 of a gain."""
        text = f"{self.money.signed(found.p10)} … {self.money.signed(found.p90)}"
        return self.computed(text, "how-gain")

    def odds(self, counter: Counter) -> MarkedFigure:
        """Return the odds that everybody else would sign, with their error."""
        return self.computed(words.chance_with_error(counter.pricing.signed), "how-odds")

    def own_figure(self, figure: Figure, text: str = "") -> MarkedFigure:
        """Return a figure of the case; its mark leads to its line in the list of figures."""
        known = figure.provenance
        at = self._rows.get(figure.name)
        href = "figures" if at is None else f"figure-{at}"
        title = f"{known.kind}; see where it comes from"
        return MarkedFigure(
            text or words.figure_text(figure), words.provenance_mark(known.kind), href, title
        )

    # -- review -------------------------------------------------------------------------------

    @cached_property
    def terms(self) -> list[dict[str, Any]]:
        """The review, a row per issue."""
        terms = self.answer.review.terms
        most = max((abs(v) for t in terms for v in (t.loss.mean, t.loss.p90)), default=0.0) or 1.0
        return [self._term(t, most) for t in terms]

    def _term(self, term: TermReview, most: float) -> dict[str, Any]:
        def share(value: float) -> str:
            return f"{100 * max(0.0, min(1.0, value / most)):.1f}%"

        known = words.term_mark(term)
        source = term.source if term.source in self.case.sources else ""
        article = f"Article {words.clean(term.article)}" if term.article else ""
        confidence = f"confidence {words.clean(term.confidence)}" if term.confidence else ""
        href = f"source-{source}" if source else "method-marks"
        return {
            "issue": words.issue_label(self.case, term.issue),
            "said": MarkedFigure(
                words.term_text(self.case, term), known, href, words.clean(term.provenance)
            ),
            "status": term.status,
            "place": ", ".join(filter(None, [article, confidence])),
            "source": source,
            "wanted": words.clean(term.wanted).removeprefix("best: "),
            "loss": self.computed(self.money.of(term.loss.mean), "how-loss"),
            "loss_span": f"{self.money.of(term.loss.p10)} to {self.money.of(term.loss.p90)}",
            "bar": share(term.loss.mean),
            "low": share(term.loss.p10),
            "high": share(term.loss.p90),
            "verdict": term.verdict,
            "sign": words.SIGNS[term.verdict],
            "broken": [words.clean(b) for b in term.broken],
            "statements": [s.name for s in term.statements],
        }

    @cached_property
    def findings(self) -> list[str]:
        """What the review found about the draft as a whole."""
        return [words.clean(f) for f in self.answer.review.findings]

    # -- counter-offers -----------------------------------------------------------------------

    @cached_property
    def counters(self) -> list[dict[str, Any]]:
        """The counter-offers as cards."""
        return [self._counter(k, c) for k, c in enumerate(self.answer.shortlist.counters, 1)]

    def _counter(self, k: int, counter: Counter) -> dict[str, Any]:
        priced = counter.pricing
        players = [n for n in self.others if n in priced.gain]
        movers = [n for n in players if any(n in m.gain_to_them for m in counter.moves)]
        expected = (
            f"{self.money.signed(priced.expected_gain)} ± "
            f"{self.money.of(priced.expected_gain_error)}"
        )
        return {
            "number": k,
            "kind": words.counter_kind(counter),
            "sentence": words.clean(counter.sentence),
            "long": len(counter.sentence) > LONG,
            "efficient": counter.efficient,
            "within": priced.within_mandate,
            "broken": [words.clean(b) for b in priced.broken],
            "gain": self.gain(priced.gain[self.own]),
            "span": self.span(priced.gain[self.own]),
            "signed": self.odds(counter),
            "expected": self.computed(expected, "how-expected"),
            "theirs": [
                {
                    "party": self.party(n),
                    "gain": self.computed(self.money.signed(priced.gain[n].mean), "how-gain"),
                    "unit": words.worth_unit(self.answer, n),
                    "odds": self.computed(words.chance_text(priced.odds[n]), "how-odds")
                    if n in priced.odds
                    else None,
                }
                for n in players
            ],
            "movers": [self.party(n) for n in movers],
            "moves": [
                {
                    "issue": words.issue_label(self.case, m.issue),
                    "before": words.option_label(self.case, m.issue, m.before),
                    "after": words.option_label(self.case, m.issue, m.after),
                    "cost": self.computed(self.money.signed(-m.cost_to_us.mean), "how-loss"),
                    "theirs": [
                        self.computed(self.money.signed(m.gain_to_them[n].mean), "how-loss")
                        if n in m.gain_to_them
                        else None
                        for n in movers
                    ],
                }
                for m in counter.moves
            ],
            "rest": [
                (words.issue_label(self.case, i), words.option_label(self.case, i, o))
                for i, o in enumerate(counter.offer)
                if i not in {m.issue for m in counter.moves}
            ],
        }

    # -- drafts -------------------------------------------------------------------------------

    @cached_property
    def drafts(self) -> list[dict[str, Any]]:
        """Every draft of the dance with its hand-overs."""
        return [self._draft(r) for r in self.answer.dance]

    def _draft(self, review: DraftReview) -> dict[str, Any]:
        draft = review.draft
        same = {True: "the copies are the same document", False: "the copies differ", None: ""}
        return {
            "title": words.draft_title(draft),
            "date": words.day(draft.date),
            "by": self.party(draft.proposed_by),
            "status": words.clean(draft.status),
            "note": words.clean(draft.note),
            "document": words.clean(draft.document),
            "same": same[review.same_document],
            "source": draft.source if draft.source in self.case.sources else "",
            "answered": draft.name == self.answer.review.draft.name,
            "hand_overs": [
                {
                    "date": words.day(h.date),
                    "way": f"{self.party(h.giver)} to {self.party(h.receiver)}",
                    "by": words.clean(h.by),
                    "place": words.clean(h.place),
                    "document": words.clean(h.document),
                    "source": h.source if h.source in self.case.sources else "",
                }
                for h in draft.hand_overs
            ],
        }
