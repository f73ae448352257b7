"""The brief on one screen."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from counterdraft.brief import (
    assumptions_text,
    brief_text,
    review_text,
    shortlist_text,
)
from counterdraft.brief.text_columns import width_of
from counterdraft.brief.words import TABLE_WARNING


class TestTerminal:
    def test_is_the_screen_we_agreed(self, answer, snapshot):
        """
        The whole screen of the lagoon, letter by letter.
        """
        assert brief_text(answer) == snapshot

    def test_never_is_an_answer(self, never, snapshot):
        """
        Without a counter-offer the screen says so, and what would open it.
        """
        text = brief_text(never)

        assert "No offer meets our mandate" in text
        assert "It opens if our red line on the share rises to 50 %." in text
        assert text == snapshot

    @pytest.mark.parametrize("width", [60, 72, 80, 100, 140])
    @pytest.mark.parametrize("kind", ["answer", "never", "hostile", "from_the_table"])
    def test_fits_the_width(self, kind, width, request):
        """
        No line is wider than asked for, whatever the case holds.
        """
        text = brief_text(request.getfixturevalue(kind), width)

        assert max(map(width_of, text.splitlines())) <= width

    def test_is_one_screen(self, answer):
        """
        The lagoon takes at most sixty lines.
        """
        assert len(brief_text(answer).splitlines()) <= 60

    def test_needs_no_colour(self, hostile):
        """
        No control character reaches the terminal, ours or the case's.
        """
        text = brief_text(hostile).replace("\n", "")

        assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in text)

    def test_every_verdict_stands_in_words(self, answer):
        """
        The sign never stands alone.
        """
        text = brief_text(answer)

        for verdict in ("✗ red line", "✗ linkage", "! poor", "~ acceptable", "? unknown"):
            assert verdict in text

    def test_many_unknown_terms_share_a_paragraph(self, answer):
        """
        Four unknown terms take a few lines together, each with its cost and what we want.
        """
        first, *rest = answer.review.terms
        dark = tuple(replace(t, status="unknown", option=None, verdict="unknown") for t in rest)
        review = replace(answer.review, terms=(first, *dark))
        text = " ".join(brief_text(replace(answer, review=review)).split())

        assert "? unknown, costs us on average · Guarantee of investment 12.0 C, we want" in text
        assert "Length of the licence 9.0 C, we want 25 years" in text

    def test_says_silence_as_loudly_as_a_bad_term(self, answer):
        """
        A silent term shows what its silence means.
        """
        assert "silent → No guarantee" in brief_text(answer)

    def test_of_the_table_says_so(self, from_the_table, answer):
        """
        From the table the screen says that everybody's mandate is shown; from a seat it does not.
        """
        assert "everybody's mandate is shown" in brief_text(from_the_table)
        assert "everybody's mandate" not in brief_text(answer)

    def test_every_line_with_a_gain_has_its_mark(self, answer):
        """
        Heads of columns and sentences with figures carry the mark of computed figures.
        """
        text = brief_text(answer)

        for head in ("costs us C", "gain C", "they sign C", "gain × odds C"):
            assert head in text

    def test_ends_with_what_reproduces_it(self, answer):
        """
        The last line names case, fingerprint, seed, draws and version.
        """
        last = brief_text(answer).splitlines()[-1]

        assert last == "lagoon · 5b1f0c3a7d · seed 1 · 1,000 draws · counterdraft 0.1.0"


class TestParts:
    def test_a_review_alone(self, answer, snapshot):
        """
        The review can be printed without the rest of the answer.
        """
        assert review_text(answer.case, answer.review, "island") == snapshot

    def test_counter_offers_of_a_search_cut_short(self, answer):
        """
        Where a time limit ended the search, it is said with the most that any offer could bring.
        """
        cut = replace(answer.shortlist, ended_early=True)
        text = shortlist_text(answer.case, answer.review.draft, cut, "island")
        whole = shortlist_text(answer.case, answer.review.draft, answer.shortlist, "island")

        assert "ended at its time limit" in text
        assert "ended at its time limit" not in whole

    def test_the_counter_offers_alone(self, answer):
        """
        The shortlist can be printed without the rest, under the same head; it is the part of the screen.
        """
        alone = shortlist_text(answer.case, answer.review.draft, answer.shortlist, "island")
        head, _, listed = alone.partition("\n\n")

        assert brief_text(answer).startswith(head)
        assert listed in brief_text(answer)

    def test_the_table_says_so_on_every_screen(self, answer):
        """
        Seen from the table, each part that can be printed alone warns that mandates are shown.
        """
        case = replace(
            answer.case,
            seat="table",
            mandates=dict.fromkeys(["island", "company"], answer.case.preference("island")),
        )
        draft = answer.review.draft

        assert TABLE_WARNING in review_text(case, answer.review, "island")
        assert TABLE_WARNING in shortlist_text(case, draft, answer.shortlist, "island")

    def test_the_assumptions(self, answer, hostile, snapshot):
        """
        Every figure stands with its mark, range and source or reason; nothing passes 100 columns.
        """
        assert assumptions_text(answer) == snapshot
        assert max(map(width_of, assumptions_text(hostile).splitlines())) <= 100
