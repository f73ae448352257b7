"""A conversation that narrows a party's own ranges."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import counterdraft as cd
from counterdraft.advice.elicitation import begin
from counterdraft.errors import CaseError

CASES = Path(__file__).parents[2] / "cases"
DAY = date(2026, 1, 2)


@pytest.fixture(scope="module")
def talk():
    """The first question to one party of a bundled case with wide ranges."""
    case = cd.load(CASES / "timor-sea", seat="australia").case
    return begin(case, case.drafts[3].name, draws=2_000)


class TestElicitation:
    def test_an_answer_narrows_the_quantity(self, talk):
        """
        What the question was chosen for: the draws that agree lie closer together on average.
        """
        question = talk.question()
        spread = np.var(talk.quantity)
        left = 0.0
        for reply, odds in (("first", question.odds), ("second", 1 - question.odds)):
            after = talk.answered(question, reply)
            left += odds * np.var(after.quantity[after.kept])

        assert 1 - left / spread == pytest.approx(question.reduction, abs=1e-9)

    def test_no_question_is_asked_twice(self, talk):
        """
        Passed over or answered, a question does not come again.
        """
        asked, now = [], talk
        for _ in range(6):
            question = now.question()
            asked.append((question.kind, question.first, question.second, question.figures))
            now = now.skipped(question)

        assert len(set(asked)) == len(asked)

    def test_without_a_source_an_answer_is_an_assumption(self, talk):
        """
        An estimate names a source; what has none is an assumption that says when it was elicited.
        """
        after = talk.answered(talk.question(), "first")
        kinds = {new.provenance.kind for _, new in after.figures(source="", known=DAY)}
        sourced = {new.provenance.kind for _, new in after.figures(source="S1", known=DAY)}

        assert kinds == {"assumption"}
        assert sourced == {"estimate"}

    def test_only_figures_of_the_question_change(self, talk):
        """
        Nothing is written about a figure that the questions did not speak of.
        """
        question = talk.question()
        after = talk.answered(question, "second")

        assert {old for old, _ in after.figures(source="", known=DAY)} <= set(question.figures)

    def test_a_contradiction_is_said(self, talk):
        """
        An answer that no draw agrees with is refused, and the conversation stays as it was.
        """
        question = talk.question()
        after = talk.answered(question, "first")
        with pytest.raises(CaseError, match="contradicts"):
            after.answered(question, "second")

    def test_words_name_the_issues_that_move(self, talk):
        """
        A comparison names the issue, the option, and what the draft has there.
        """
        now = talk
        for _ in range(20):
            question = now.question()
            if question.kind == "swap":
                break
            now = now.skipped(question)
        asked, first, second = now.words(question)

        assert asked.endswith("?")
        assert "(draft: " in first
        assert "(draft: " in second
