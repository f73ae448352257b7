"""Frontier and solutions of plain tables: what a notebook needs without a case."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.agreements.basics.results import Count
from counterdraft.agreements.comparison import compare_offer
from counterdraft.agreements.from_tables import (
    frontier_of_tables,
    game_of_tables,
    solutions_of_tables,
)
from counterdraft.errors import CaseError

ADDITIVE = {
    "A": {"price": {"low": 0, "high": 10}, "delivery": {"soon": 0, "late": 3}},
    "B": {"price": {"low": 6, "high": 0}, "delivery": {"soon": 5, "late": 0}},
}


def faults(tables, **options):
    with pytest.raises(CaseError) as caught:
        frontier_of_tables(tables, **options)
    return [f"{fault.field}: {fault.message}" for fault in caught.value.faults]


class TestFrontierOfTables:
    @given(st.lists(st.lists(st.integers(-9, 9), min_size=6, max_size=6), min_size=1, max_size=3))
    def test_agrees_with_the_definition(self, rows):
        """
        An offer is listed exactly when no other is at least as good for all and better for one.
        """
        tables = [np.array(row).reshape(2, 3) for row in rows]
        worths = {o: tuple(int(t[o]) for t in tables) for o in product(range(2), range(3))}

        def dominated(w):
            return any(
                v != w and all(a >= b for a, b in zip(v, w, strict=True)) for v in worths.values()
            )

        expected = {w for w in worths.values() if not dominated(w)}

        front = frontier_of_tables(tables)

        assert {tuple(offer.worths.values()) for offer in front} == expected

    def test_the_three_forms_agree(self):
        """
        Worths by issue, payoff arrays and listed offers of one game have one frontier.
        """
        arrays = {
            "A": [[0, 3], [10, 13]],
            "B": [[11, 6], [5, 0]],
        }
        listed = {f"{i}{j}": {p: arrays[p][i][j] for p in arrays} for i in (0, 1) for j in (0, 1)}

        worths = [
            [offer.worths for offer in frontier_of_tables(tables)]
            for tables in (ADDITIVE, arrays, listed)
        ]

        assert worths[0] == worths[1] == worths[2]

    def test_numbers_are_exact_as_written(self):
        """
        Three times a tenth is three tenths, whichever kind of number says so.
        """
        tables = {
            "A": {"x": {"a": 0.1, "b": 0}, "y": {"a": np.float64(0.2), "b": Decimal(0)}},
            "B": {"x": {"a": 0, "b": 0}, "y": {"a": Fraction(1, 3), "b": 0}},
        }

        (offer,) = frontier_of_tables(tables)

        assert offer.exact_worths == {"A": Fraction(3, 10), "B": Fraction(1, 3)}

    def test_offers_worse_than_no_deal_are_left_out(self):
        """
        With a reservation value an offer worth less to the party is not on the frontier.
        """
        front = frontier_of_tables(ADDITIVE, reservation={"B": 6})

        assert [offer.worths["B"] for offer in front] == [6, 11]

    def test_records_are_rows_of_a_table(self):
        """
        A row has a column per issue and a worth per party.
        """
        issues = {"price": ["low", "high"]}

        front = frontier_of_tables([[1, 2], [2, 1]], issues=issues)

        assert front.to_records() == [
            {"price": "high", "worth to party 1": 2.0, "worth to party 2": 1.0},
            {"price": "low", "worth to party 1": 1.0, "worth to party 2": 2.0},
        ]
        assert repr(front) == "<Frontier: 2 efficient offers for party 1, party 2, proved>"

    def test_markup_in_a_name_is_text(self):
        """
        A notebook shows a name as it is written.
        """
        front = frontier_of_tables({"<b>": {"x&y": {"<i>": 1, "j": 0}}})

        assert "&lt;b&gt;" in front._repr_html_()
        assert "<i>" not in front._repr_html_()


class TestSolutionsOfTables:
    def test_nash_of_a_published_example(self):
        """
        Nash (1950), section "Examples": Bill gives book, whip, ball and bat, Jack pen, toy and knife.
        """
        bill = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}
        jack = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}
        tables = {
            "Bill": {g: {"keep": 0, "give": -b} for g, (b, _) in bill.items()}
            | {g: {"keep": 0, "give": b} for g, (b, _) in jack.items()},
            "Jack": {g: {"keep": 0, "give": j} for g, (_, j) in bill.items()}
            | {g: {"keep": 0, "give": -j} for g, (_, j) in jack.items()},
        }

        offer, *_ = solutions_of_tables(tables).nash.offers

        given_away = {good for good, option in offer.options.items() if option == "give"}
        assert given_away == {"book", "whip", "ball", "bat", "pen", "toy", "knife"}
        assert offer.worths == {"Bill": 12, "Jack": 5}

    def test_no_deal_is_zero_to_all(self):
        """
        Without a reservation value the disagreement point is the origin.
        """
        assert solutions_of_tables([[-1, -2], [3, 4]]).nash.offers == ()

    def test_records_name_the_solution(self):
        """
        A row says which solution its offer is.
        """
        solved = solutions_of_tables([[1, 0], [1, 0]])

        assert [row["solution"] for row in solved.to_records()] == [s.name for s in solved]
        assert "<Offer issue 1: 1; worth to party 1 1, party 2 1>" in repr(solved)


class TestGameOfTables:
    def test_large_numbers_stay_exact(self):
        """
        Worths past 62 bits become Python integers.
        """
        (offer,) = frontier_of_tables([[10**30, 10**30 + 1]])

        assert offer.exact_worths == {"party 1": 10**30 + 1}

    def test_a_comparison_names_the_better_offer(self):
        """
        What dominates an offer is shown by names, and what each party could gain as worths.
        """
        tables = {"A": {"price": {"low": 2, "high": 3}}, "B": {"price": {"low": 1, "high": 1}}}
        compared = compare_offer(game_of_tables(tables), (0,))

        assert compared.better_offer is not None
        assert compared.better_offer.options == {"price": "high"}
        assert [row["party"] for row in compared.to_records()] == ["A", "B"]

    def test_a_count_is_short(self):
        """
        A number that is not exact shows both ends.
        """
        assert repr(Count(1, 2)) == "<Count: 1 to 2 offers>"


class TestBadTables:
    def test_every_fault_is_told_at_once(self):
        """
        Names that do not fit and what is no number are listed together, with the nearest name.
        """
        wrong = {
            "A": ADDITIVE["A"],
            "B": {"prise": {"low": 1}, "delivery": {"soon": "5", "late": float("nan")}},
        }

        assert faults(wrong) == [
            "B: the issue 'price' is missing",
            "B: unknown issue 'prise'",
            "B.delivery: expected a finite number, found '5'",
            "B.delivery: expected a finite number, found nan",
        ]

    @pytest.mark.parametrize(
        ("tables", "message"),
        [
            ({}, ": there are no tables"),
            ([[1, 2], [1, 2, 3]], "party 2: has shape (3,), the first table (2,)"),
            ([[[1, 2], [3]]], "party 1: expected a finite number, found [1, 2]"),
            ([3], "party 1: expected an array with an axis per issue, found none"),
            ({"A": {"x": {}, "y": {"a": 1}}}, "A.x: has no options"),
            (
                [[Decimal("1e999999"), 1]],
                "party 1: expected a finite number, found Decimal('1E+999999')",
            ),
            ([[True, False]], "party 1: expected a finite number, found False"),
        ],
    )
    def test_is_refused(self, tables, message):
        """
        What is no table of worths ends in a fault that says why.
        """
        assert faults(tables)[0] == message

    def test_a_reservation_value_of_nobody(self):
        """
        A party that is not in the tables gets the nearest name.
        """
        with pytest.raises(CaseError, match="did you mean 'Alice'"):
            frontier_of_tables({"Alice": [1, 2]}, reservation={"Alica": 1})
