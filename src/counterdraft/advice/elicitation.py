"""A conversation that narrows a party's own ranges: the best question, an answer, the next question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice import words
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.case import Case, Figure, Provenance
from counterdraft.preferences import (
    Question,
    Sample,
    Worth,
    consistent,
    narrowed,
    questions,
    tabulate,
)

__all__ = ["Elicitation", "begin"]

Reply = Literal["first", "second", "indifferent"]


@dataclass(frozen=True, eq=False)
class Elicitation:
    """
    Where the conversation stands; every answer gives a new one.

    ``quantity`` is what the questions are chosen to narrow: what the draft brings us over no deal, by
    draw.  ``kept`` marks the draws that agree with every answer so far.
    """

    case: Case
    sample: Sample
    worth: Worth
    base: tuple[int, ...]
    quantity: NDArray[np.float64]
    kept: NDArray[np.bool_]
    asked: tuple[Question, ...] = ()
    touched: tuple[Figure, ...] = ()

    def question(self) -> Question | None:
        """Return the question not asked yet that narrows the quantity most, or None when none does."""
        known = {(q.kind, q.first, q.second, q.figures) for q in self.asked}
        found = questions(
            self.worth,
            self.sample,
            self.base,
            self.quantity,
            sizes=[len(issue.options) for issue in self.case.issues],
            kept=self.kept,
            most=len(self.asked) + 1,
        )
        return next((q for q in found if (q.kind, q.first, q.second, q.figures) not in known), None)

    def answered(self, question: Question, reply: Reply) -> Elicitation:
        """
        Return the conversation after an answer.

        Raises:
            CaseError: The answer contradicts the ranges, or an earlier answer.
        """
        kept = consistent(question, reply, self.worth, self.sample, self.kept)
        touched = (*self.touched, *(f for f in question.figures if f not in self.touched))
        return replace(self, kept=kept, touched=touched, asked=(*self.asked, question))

    def skipped(self, question: Question) -> Elicitation:
        """Return the conversation with the question passed over."""
        return replace(self, asked=(*self.asked, question))

    def spread(self) -> tuple[float, float, float]:
        """Return P10, P50 and P90 of the quantity on the draws that are left."""
        low, middle, high = np.quantile(self.quantity[self.kept], [0.1, 0.5, 0.9])
        return float(low), float(middle), float(high)

    def figures(self, *, source: str, known: date) -> tuple[tuple[Figure, Figure], ...]:
        """
        Return the figures that were asked about, before and after.

        With a *source* they become estimates under it; without one, assumptions that say when they were
        elicited.
        """
        found = []
        for figure in self.touched:
            after = narrowed(figure, self.sample, self.kept, source=source, known=known)
            if not source:
                reason = f"elicited by comparison on {known.isoformat()}"
                after = replace(after, provenance=Provenance("assumption", "", reason, known))
            if after.distribution != figure.distribution:
                found.append((figure, after))
        return tuple(found)

    def words(self, question: Question) -> tuple[str, str, str]:
        """Return what is asked, and its two sides, in plain words."""
        if question.kind == "value":
            assert question.value is not None
            amount = words.amount(question.value, self.worth.unit)
            label = words.figure_label(self.case, question.figures[0])
            return f"{label}: is it", f"more than {amount}", f"less than {amount}"
        return (
            "With everything else as in the draft, which would you rather have?",
            self._moved(question.first),
            self._moved(question.second),
        )

    def _moved(self, offer: tuple[int, ...]) -> str:
        moves = [
            f"{self.case.issues[i].label}: {words.option(self.case, i, option)}"
            f" (draft: {words.option(self.case, i, self.base[i])})"
            for i, option in enumerate(offer)
            if option != self.base[i]
        ]
        return "; ".join(moves) or "the draft as it is"


def begin(case: Case, draft: str, *, seed: int = 1, draws: int = 10_000) -> Elicitation:
    """
    Begin with the draft as the offer that questions start from; an unsettled term is at its likeliest.

    Raises:
        CaseError: The draft is unknown, or the seat has no mandate.
    """
    seat = perspective(case)
    sample = Sample(draws, seed)
    worth = tabulate(seat.own, case.issues, sample)
    terms = case.draft(draft).terms
    base = tuple(
        term.option if term.option is not None else term.weights.index(max(term.weights))
        for term in terms
    )
    quantity = worth.gains(np.array([base]))[:, 0]
    return Elicitation(case, sample, worth, base, quantity, np.ones(draws, dtype=np.bool_))
