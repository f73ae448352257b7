"""The review of a draft, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counterdraft.advice.reviewing.draft_review import review
from counterdraft.case import Among


class TestTerms:
    def test_say_what_each_issue_does_to_us(self, small):
        """
        The whole costs 20 against our best; the guarantee is silent and costs U(8, 12); abroad costs 2.
        """
        found = review(small(), "first", draws=500)
        share, guarantee, law = found.terms

        assert share.loss.mean == pytest.approx(20)
        assert (share.best, share.option, share.status) == (0, 2, "says")
        assert guarantee.status == "silent"
        assert guarantee.loss.mean == pytest.approx(10, abs=0.01)
        assert guarantee.worth.mean == 0
        assert law.loss.mean == pytest.approx(2)
        assert law.verdict == "poor"

    def test_name_the_linkage_on_every_issue_that_it_ties(self, small):
        """
        A share without a guarantee is marked on both.
        """
        share, guarantee, law = review(small(), "first", draws=50).terms

        assert (share.verdict, guarantee.verdict) == ("linkage", "linkage")
        assert share.broken == guarantee.broken == ("share > 0 implies guarantee > none",)
        assert law.broken == ()

    def test_give_the_chance_of_a_breach_where_a_term_is_not_known(self, small):
        """
        The second draft breaks the linkage on the third of the draws on which there is no guarantee.
        """
        share, guarantee, _ = review(small(), "second", draws=3000).terms

        assert share.broken == ("share > 0 implies guarantee > none (33 %)",)
        assert guarantee.verdict == "unknown"

    def test_want_what_our_red_lines_on_the_issue_allow(self, small):
        """
        With a red line that needs a share, the best share is half, not none.
        """
        case = small()
        own = case.mandates["island"]
        line = own.red_lines[0]
        need = replace(
            line,
            condition=replace(line.condition, text="share > none", expression=Among(0, (1, 2))),
        )
        case = replace(case, mandates={"island": replace(own, red_lines=(need,))})
        share = review(case, "first", draws=50).terms[0]

        assert share.best == 1
        assert share.loss.mean == pytest.approx(10)
        assert share.wanted == "needs at least Half"

    def test_carry_what_was_said_on_the_issue(self, small):
        """
        Statements go with their issues.
        """
        _, guarantee, law = review(small(), "first", draws=50).terms

        assert [s.name for s in guarantee.statements] == ["T1"]
        assert law.statements == ()


class TestFindings:
    def test_report_silence_as_loudly_as_a_bad_term(self, small):
        """
        A silent guarantee has a sentence of its own, with what it costs.
        """
        found = review(small(), "first", draws=500)

        assert any(f.startswith("Silent on “Guarantee”") for f in found.findings)
        assert (found.silent, found.unknown) == (1, 0)

    def test_say_whether_the_copies_are_one_document(self, small):
        """
        Same fingerprints: the same document; others: not; none: nobody can say.
        """
        case = small()
        draft = case.drafts[0]
        other = replace(draft.hand_overs[1], document="sha256:b")
        blank = tuple(replace(h, document="") for h in draft.hand_overs)
        answers = [
            review(replace(case, drafts=(replace(draft, hand_overs=h),)), "first", draws=20)
            for h in (draft.hand_overs, (draft.hand_overs[0], other), blank)
        ]

        assert [a.same_document for a in answers] == [True, False, None]
        assert any("NOT the same document" in f for f in answers[1].findings)

    def test_say_what_our_red_lines_need(self, small):
        """
        The broken linkage is read out with the labels of the options.
        """
        found = review(small(), "first", draws=50).findings

        assert any("Linkage broken" in f and "at least Consultation" in f for f in found)
