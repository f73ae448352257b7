"""Numbers as they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.case.numbers import decimal, read_number


class TestReadNumber:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("12", Fraction(12)),
            ("-0.5", Fraction(-1, 2)),
            ("+1e3", Fraction(1000)),
            ("1.5E-2", Fraction(3, 200)),
            (".1", Fraction(1, 10)),
            ("1.", Fraction(1)),
            ("012", Fraction(12)),
            ("0.1", Fraction(1, 10)),
        ],
    )
    def test_exactly_what_is_written(self, text, value):
        """
        A tenth is a tenth, not the nearest binary number.
        """
        number = read_number(text)
        assert number is not None
        assert (number.value, number.percent) == (value, False)

    @pytest.mark.parametrize("text", ["50 %", "50%", "50 percent", "5e1 %"])
    def test_percentages(self, text):
        """
        A percentage is a part of a fraction, stays itself in percent, and is no amount of money.
        """
        number = read_number(text)
        assert number is not None
        assert number.of("fraction") == number.of("") == Fraction(1, 2)
        assert number.of("percent") == 50
        assert number.of("USD bn") is None

    @pytest.mark.parametrize(
        "text",
        ["", "abc", "1,000", "1_000", "0x1F", "1/2", ".nan", "inf", "1e31", "9" * 41, "٣", "1 2"],
    )
    def test_everything_else_is_none(self, text):
        """
        What is no plain decimal of reasonable size is no number, in any script.
        """
        assert read_number(text) is None

    @given(st.text(max_size=100))
    def test_never_fails(self, text):
        """
        Any text is a number or is not one.
        """
        number = read_number(text)
        assert number is None or abs(number.value) < 10**80


class TestDecimal:
    @given(
        st.fractions(max_denominator=1).map(lambda f: f / 1000) | st.decimals(-100, 100, places=6)
    )
    def test_reads_back(self, value):
        """
        What is written is read as the same number.
        """
        number = read_number(decimal(Fraction(value)))
        assert number is None or number.value == Fraction(value)

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (Fraction(0), "0"),
            (Fraction(-1, 8), "-0.125"),
            (Fraction(1, 3), "1/3"),
            (Fraction(1000), "1000"),
            (Fraction(1, 1000), "0.001"),
        ],
    )
    def test_shortest(self, value, text):
        """
        No digit more than needed; a fraction where no decimal is exact.
        """
        assert decimal(value) == text
