"""The utility functions of NegMAS beyond the linear additive one."""

from __future__ import annotations

from fractions import Fraction

import pytest

DOMAIN = """issues:
- {name: qty, type: ContiguousIssue, values: [1, 5]}
- {name: colour, type: CategoricalIssue, values: [red, green, blue]}
type: DiscreteCartesianOutcomeSpace
"""
LINEAR = """{type: LinearAdditiveUtilityFunction, weights: [1, 2], reserved_value: 0.75,
  values: [{type: IdentityFun}, {type: TableFun, mapping: {red: 0, green: 1, blue: 3}}]}"""


@pytest.fixture
def worth(bench):
    """Return a function that gives the worth of an offer under a utility function."""

    def of(function: str, qty: int, colour: str) -> Fraction:
        bench.put(d_yml=DOMAIN, p_yml=function)
        return bench.at(qty=str(qty), colour=colour)

    return of


def rectangles(ranges: str, more: str = "") -> str:
    """Return a function that pays 2 in each range, on top of 0.5."""
    count = ranges.count("{") or 1
    return (
        f"type: HyperRectangleUtilityFunction\noutcome_ranges: [{ranges}]\n"
        f"utilities: [{', '.join(['2'] * count)}]\nbias: 0.5\nreserved_value: 0\n{more}"
    )


class TestRectangles:
    @pytest.mark.parametrize(
        ("ranges", "inside"),
        [
            ("{0: [1, 4]}", [2, 3]),
            ("{0: [1.5, 2.5]}", [2]),
            ("{0: 4}", [4]),
            ("{0: [1, 3, 5]}", [1, 3, 5]),
            ("{0: [[0, 2], [3, 6]]}", [1, 4, 5]),
            ("{0: [[2, 3, 4]]}", [2, 3, 4]),
            ("{0: []}", []),
            ("{0: null}", []),
            ("null", [1, 2, 3, 4, 5]),
        ],
    )
    def test_where_a_range_pays(self, worth, ranges, inside):
        """
        Two numbers are an open interval, other lists are values, pairs inside a list open intervals.
        """
        function = rectangles(ranges)

        assert [q for q in range(1, 6) if worth(function, q, "red") == Fraction(5, 2)] == inside
        assert all(
            worth(function, q, "red") == Fraction(1, 2) for q in {1, 2, 3, 4, 5} - set(inside)
        )

    def test_all_issues_of_a_range_must_be_met_and_ranges_add_up(self, worth):
        """
        Each range pays its utility times its weight.
        """
        function = rectangles("{0: [1, 4], 1: [red, blue]}, {1: red}", "weights: [1, -0.5]\n")

        assert worth(function, 2, "red") == Fraction(3, 2)
        assert worth(function, 2, "blue") == Fraction(5, 2)
        assert worth(function, 5, "red") == Fraction(-1, 2)

    @pytest.mark.parametrize(
        ("function", "told"),
        [
            (rectangles("{2: 1}"), "'2' is the position of no issue"),
            (rectangles("{qty: 1}"), "'qty' is the position of no issue"),
            (rectangles("{0: 1}").replace("[2]", "[2, 3]"), "1 ranges need as many utilities"),
            (rectangles("{0: 1}").replace("[2]", "[x]"), "expected a number, found 'x'"),
            (rectangles("{0: 1}", "weights: [1, 2]\n"), "1 ranges need as many utilities"),
            ("type: HyperRectangleUtilityFunction\n", "outcome_ranges: is missing"),
        ],
    )
    def test_faults(self, bench, function, told):
        """
        A rectangle that cannot be read refuses the folder.
        """
        assert told in bench.put(d_yml=DOMAIN, p_yml=function).faults()


class TestOthers:
    def test_a_constant(self, worth):
        """
        Every offer is worth the same.
        """
        assert worth("type: ConstUtilityFunction\nvalue: 0.3\n", 1, "red") == Fraction(3, 10)

    def test_a_weighted_sum_of_functions(self, worth):
        """
        Inner biases count by the weight too.
        """
        inner = LINEAR.replace("reserved_value: 0.75", "bias: 10")
        function = (
            f"type: WeightedUtilityFunction\nweights: [0.5, -1]\nufuns:\n- {inner}\n"
            "- {type: ConstUtilityFunction, value: 4}\n"
        )

        assert worth(function, 3, "blue") == Fraction(1, 2) * (10 + 3 + 6) - 4

    @pytest.mark.parametrize("kind", ["ExpDiscountedUFun", "LinDiscountedUFun"])
    def test_a_discounted_function_is_read_before_any_discount(self, bench, kind):
        """
        The one inside, with its reserved value where the outer one has none; a warning says so.
        """
        bench.put(d_yml=DOMAIN, p_yml=f"type: {kind}\ndiscount: 0.9\ncost: 0.1\nufun: {LINEAR}\n")
        case = bench.case()

        assert bench.at(qty="2", colour="green") == 4
        assert case.preference("p").reservation.distribution.value == Fraction(3, 4)
        assert case.preference("p").transform.discount == 1
        assert any("utilities are those before any discount" in w for w in case.warnings)

    @pytest.mark.parametrize(
        ("outer", "reservation"),
        [
            ("reserved_value: -.inf\n", "0.75"),
            ("", "0.75"),
            ("reserved_value: null\n", "0.75"),
            ("reserved_value: 0.5\n", "0.5"),
        ],
    )
    def test_the_reserved_value_of_a_discounted_function(self, bench, outer, reservation):
        """
        The outer one's where it has one, else that of the function inside.
        """
        function = f"type: ExpDiscountedUFun\ndiscount: 0.05\n{outer}ufun: {LINEAR}\n"
        case = bench.put(d_yml=DOMAIN, p_yml=function).case()

        assert case.preference("p").reservation.distribution.value == Fraction(reservation)

    def test_a_discount_by_relative_time_is_kept(self, bench):
        """
        A power of relative time is what a case can say, a power of the rounds is not.
        """
        function = (
            f"type: ExpDiscountedUFun\ndiscount: 0.9\nfactor: relative_time\nufun: {LINEAR}\n"
        )
        bench.put(d_yml=DOMAIN, p_yml=function)

        assert bench.case().preference("p").transform.discount == Fraction(9, 10)

    def test_the_least_of_rectangles_is_a_bound(self, bench):
        """
        Without a reserved value no deal is worth what no offer can fall below.
        """
        function = rectangles("{0: [1, 4]}, {1: red}", "weights: [1, -1]\n")
        bench.put(d_yml=DOMAIN, p_yml=function.replace("reserved_value: 0\n", ""))

        assert bench.case().preference("p").reservation.distribution.value == Fraction(-3, 2)

    def test_functions_lie_only_so_deep(self, bench):
        """
        A file cannot make the reader run out of stack.
        """
        function = "{type: ConstUtilityFunction, value: 1}"
        for _ in range(6):
            function = f"{{type: WeightedUtilityFunction, weights: [1], ufuns: [{function}]}}"
        told = bench.put(
            d_yml=DOMAIN, p_yml=f"type: ExpDiscountedUFun\nufun: {function}\n"
        ).faults()

        assert "functions lie more than 4 deep" in told
