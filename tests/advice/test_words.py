"""How figures and conditions are said."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from counterdraft.advice.words import (
    amount,
    chance,
    condition_words,
    figure_label,
    figure_text,
    listed,
    needed,
    option,
    signed_amount,
    stream_label,
)
from counterdraft.case import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    Figure,
    Lognormal,
    Negation,
    Normal,
    Point,
    Triangular,
    Weighted,
)


class TestAmounts:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0.0, "0 USD m"),
            (12.345, "12.3 USD m"),
            (-1234.5, "−1,234 USD m"),
            (0.00001234, "1.2e-05 USD m"),
            (999.6, "1,000 USD m"),
        ],
    )
    def test_have_three_significant_digits(self, value, text):
        """
        Three digits, thousands marked, a real minus sign.
        """
        assert amount(value, "USD m") == text

    def test_of_change_carry_their_sign(self):
        """
        A gain has a plus, a loss a minus, nothing neither.
        """
        assert [signed_amount(v, "") for v in (1, -1, 0)] == ["+1", "−1", "0"]

    def test_of_chance_never_say_never_by_rounding(self):
        """
        0 % and 100 % are kept for what never and always happens.
        """
        assert [chance(p) for p in (0, 0.001, 0.42, 0.999, 1)] == [
            "0 %", "less than 1 %", "42 %", "more than 99 %", "100 %"
        ]  # fmt: skip

    def test_are_listed_as_one_says_them(self):
        """
        Commas, and one word before the last.
        """
        assert [listed(x) for x in ([], ["a"], ["a", "b"])] == ["", "a", "a and b"]


class TestConditions:
    @pytest.mark.parametrize(
        ("expression", "text"),
        [
            (Among(0, (1, 2)), "“Share” is at least Half"),
            (Among(0, (0, 1)), "“Share” is at most Half"),
            (Among(0, (0, 2)), "“Share” is not Half"),
            (Among(0, (2,)), "“Share” is Whole"),
            (Among(0, ()), "“Share” cannot be settled"),
            (Negation(Among(0, (2,))), "not (“Share” is Whole)"),
            (
                AnyOf((Negation(Among(0, (1, 2))), Among(1, (2,)))),
                "if “Share” is at least Half, then “Guarantee” is Binding",
            ),
            (AllOf((Among(0, (0,)), Among(2, (0,)))), "“Share” is None and “Law” is Home"),
            (Compared(0, 1, ((0, 0),)), "“Share” fits “Guarantee”"),
        ],
    )
    def test_are_said_with_labels(self, small, expression, text):
        """
        As an adviser would read them out.
        """
        assert condition_words(small(), Condition("", expression)) == text

    def test_on_one_issue_are_said_without_its_name(self, small):
        """
        Beside the issue its name is not repeated.
        """
        case = small()

        assert needed(case, Condition("", Among(0, (1, 2)))) == "at least Half"
        assert needed(case, Condition("", Negation(Among(0, (2,))))) == "not (“Share” is Whole)"

    def test_of_what_is_not_settled(self, small):
        """
        No option is "not settled".
        """
        assert (option(small(), 0, None), option(small(), 0, 1)) == ("not settled", "Half")


class TestFigures:
    def test_are_named_by_party_issue_and_option(self, small):
        """
        Ours by the party, a belief as one.
        """
        case = small()
        own = case.mandates["island"].factors[1].cells[2]
        theirs = case.beliefs["island", "company"].reservation

        assert figure_label(case, replace(own, name="mandates/island/worth/guarantee/o2")) == (
            "The Island: Guarantee – Binding"
        )
        assert figure_label(case, theirs) == "The Company (believed): no deal"
        assert figure_label(case, Figure("elsewhere", Point(Fraction(1)))) == "elsewhere"

    def test_of_a_table_are_named_by_its_issues(self, small):
        """
        The last parts of the name are the options, in the order of the table's axes.
        """
        case = small()
        mandate = case.mandates["island"]
        cell = replace(mandate.factors[0].cells[1], name="mandates/island/factors/0/o1")
        table = replace(mandate.factors[0], cells=(mandate.factors[0].cells[0], cell))
        case = replace(case, mandates={"island": replace(mandate, factors=(table,))})

        assert figure_label(case, cell) == "The Island: Share – Half"

    def test_that_move_together_are_named_by_their_driver(self, small):
        """
        With how many they are; a red line that is held or not says so.
        """
        case = small()
        one = case.beliefs["island", "company"].red_lines[0].probability
        name = "beliefs/island/company/red_lines/share > 0/probability"
        line = replace(one, name=name)

        assert stream_label(case, "driver/oil_price", (one, line)) == "oil price (moves 2 figures)"
        assert stream_label(case, f"{name}/held", (line,)) == (
            "The Company (believed): whether they insist on “share > 0”"
        )

    @pytest.mark.parametrize(
        ("distribution", "text"),
        [
            (Point(Fraction(3)), "3 USD m"),
            (Triangular(Fraction(1), Fraction(2), Fraction(4)), "1 … 2 … 4 USD m"),
            (Normal(Fraction(1), Fraction(2)), "1 ± 2 USD m"),
            (Lognormal(Fraction(5), Fraction(1, 2)), "about 5, log sd 0.5 USD m"),
            (
                Weighted((Fraction(0), Fraction(9)), (Fraction(1, 4), Fraction(3, 4))),
                "0 (25 %), 9 (75 %) USD m",
            ),
        ],
    )
    def test_show_their_range(self, distribution, text):
        """
        Every kind of range in a few words.
        """
        assert figure_text(Figure("x", distribution, unit="USD m")) == text
