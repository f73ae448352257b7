"""How figures, odds and words are written."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.brief import words
from counterdraft.case.spreads import Probability, Range


class TestNumeral:
    @given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.integers(0, 6))
    def test_reads_back(self, value, places):
        """
        What is written, read back, is the value to the places written.
        """
        text = words.number_text(value, places).replace(",", "").replace("−", "-")

        assert float(text) == pytest.approx(value, abs=0.51 * 10**-places)

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
    def test_what_is_no_number_is_unknown(self, value):
        """
        What is not finite is called unknown, not nan.
        """
        assert words.number_text(value, 1) == "unknown"

    def test_zero_has_no_sign(self):
        """
        A gain that rounds to nothing is neither a gain nor a loss.
        """
        assert words.Decimals(1).signed(-0.01) == "0.0"
        assert words.Decimals(1).signed(0.01) == "0.0"
        assert words.Decimals(1).signed(0.06) == "+0.1"


class TestChances:
    @pytest.mark.parametrize("value", [1e-9, 0.004, 0.996, 1 - 1e-9])
    def test_are_not_rounded_to_certainty(self, value):
        """
        What may happen is not written as 0 %, what may fail not as 100 %.
        """
        assert words.chance_text(Probability(value, 0.0)) not in ("0 %", "100 %")


class TestClean:
    @given(st.text())
    def test_leaves_nothing_that_moves_the_cursor(self, text):
        """
        No control or direction character of a case reaches the screen, nor a second line.
        """
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in words.clean(text))


class TestDecimals:
    def test_follow_the_size_of_the_gains(self, answer):
        """
        Thousands are written whole, small gains with enough places to differ.
        """
        own = words.answering_party(answer)

        def written(scale):
            gain = Range(scale, 0.0, scale, scale, scale)
            priced = replace(answer.review.pricing, gain={own: gain})
            return words.gain_decimals([priced], own).places

        assert [written(s) for s in (12_000, 12, 0.12)] == [0, 1, 3]


class TestWho:
    def test_is_the_seat_or_the_party_asked_for(self, answer, from_the_table):
        """
        A party's seat answers for itself; from the table the first player does, unless one is named.
        """
        assert words.answering_party(replace(answer, party="")) == "island"
        assert words.answering_party(replace(from_the_table, party="")) == "island"
        assert words.answering_party(replace(from_the_table, party="company")) == "company"
