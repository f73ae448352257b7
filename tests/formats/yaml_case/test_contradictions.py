"""Red lines that leave no offer are found, and only those."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import (
    AllOf,
    Among,
    AnyOf,
    Condition,
    Figure,
    Issue,
    Negation,
    Option,
    Point,
    Preference,
    RedLine,
)
from counterdraft.formats.tree import Document, Faults
from counterdraft.formats.yaml_case.contradictions import find_contradictions

SIZES = (3, 2, 4)
ISSUES = [
    Issue(f"i{k}", "", "list", tuple(Option(f"o{j}", "") for j in range(n)))
    for k, n in enumerate(SIZES)
]
OFFERS = list(product(*map(range, SIZES)))

ATOMS = st.integers(0, 2).flatmap(
    lambda k: st.sets(st.integers(0, SIZES[k] - 1)).map(lambda s: Among(k, tuple(sorted(s))))
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: (
        inner.map(Negation)
        | st.lists(inner, max_size=3).map(lambda p: AllOf(tuple(p)))
        | st.lists(inner, max_size=3).map(lambda p: AnyOf(tuple(p)))
    ),
    max_leaves=5,
)


def faults(impossible, needed, chance=1):
    found = Faults()
    lines = [Condition(f"line {i}", e, f"page:{i + 1}:1") for i, e in enumerate(needed)]
    sure = Figure("p", Point(Fraction(chance)))
    preference = Preference(
        "party",
        "",
        "points",
        (),
        tuple(RedLine(c.text, c, sure) for c in lines),
        Figure("r", Point(Fraction(0))),
    )
    never = [Condition(f"never {i}", e, f"page:{i + 1}:1") for i, e in enumerate(impossible)]
    find_contradictions(Document("page", "page", found), ISSUES, never, preference)
    return found.all()


class TestContradictions:
    @settings(max_examples=300, deadline=None)
    @given(st.lists(CONDITIONS, max_size=2), st.lists(CONDITIONS, max_size=4))
    def test_agrees_with_trying_every_offer(self, impossible, needed):
        """
        There is a fault exactly where no offer that is possible meets every red line.
        """

        def possible(offer):
            return not any(Condition("", e).holds(offer) for e in impossible)

        def meets(offer):
            return all(Condition("", e).holds(offer) for e in needed)

        none_left = not any(possible(o) and meets(o) for o in OFFERS)
        blames_the_party = any(map(possible, OFFERS))

        assert bool(faults(impossible, needed)) == (none_left and blames_the_party)

    def test_names_no_more_than_it_takes(self):
        """
        Lines that have no part in the contradiction are not named.
        """
        needed = [Among(1, (0,)), Among(0, (0, 1)), Among(2, (3,)), Among(0, (2,))]
        (fault,) = faults([], needed)
        assert (fault.line, fault.message) == (
            4,
            "no offer meets this red line together with 'line 1'",
        )

    def test_an_unsure_red_line_excludes_nothing(self):
        """
        A believed red line that may not hold leaves every offer possible.
        """
        assert faults([], [AnyOf(())], chance=Fraction(1, 2)) == []

    def test_gives_up_rather_than_hang(self):
        """
        A puzzle too hard for the search is passed over in a moment, not solved in an hour.
        """
        holes = 9
        wide = [
            Issue(f"pigeon{k}", "", "list", tuple(Option(f"h{j}", "") for j in range(holes)))
            for k in range(holes + 1)
        ]
        found = Faults()
        apart = [
            Condition("", AllOf((Among(a, (h,)), Among(b, (h,)))), "page:1:1")
            for a in range(holes + 1)
            for b in range(a)
            for h in range(holes)
        ]
        find_contradictions(Document("page", "page", found), wide, apart, None)
        assert not found
