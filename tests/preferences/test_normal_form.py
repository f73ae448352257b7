"""Conditions as clauses, boxes and masks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import AllOf, Among, AnyOf, Compared, Condition, Negation
from counterdraft.errors import CaseError
from counterdraft.preferences import clauses, mask
from counterdraft.preferences.conditions.boxes import boxes

SIZES = (2, 3, 4)


def expressions():
    among = st.sampled_from(range(3)).flatmap(
        lambda i: st.sets(st.integers(0, SIZES[i] - 1)).map(lambda o: Among(i, tuple(sorted(o))))
    )
    compared = st.sampled_from([(0, 1), (1, 0), (2, 1), (0, 2)]).flatmap(
        lambda p: st.sets(
            st.tuples(st.integers(0, SIZES[p[0]] - 1), st.integers(0, SIZES[p[1]] - 1))
        ).map(lambda pairs: Compared(*p, tuple(sorted(pairs))))
    )
    return st.recursive(
        among | compared,
        lambda inner: (
            inner.map(Negation)
            | st.lists(inner, max_size=3).map(lambda p: AllOf(tuple(p)))
            | st.lists(inner, max_size=3).map(lambda p: AnyOf(tuple(p)))
        ),
        max_leaves=8,
    )


def met(literals, offer):
    return [literal[1][offer[literal[0]]] for literal in literals]


def every_offer(sizes=SIZES):
    return list(product(*map(range, sizes)))


class TestClauses:
    @given(expressions())
    @settings(max_examples=300, deadline=None)
    def test_agree_with_the_condition(self, expression):
        """
        An offer meets all clauses exactly when it meets the condition.
        """
        condition = Condition("c", expression)
        found = clauses(condition, SIZES)
        for offer in every_offer():
            assert all(any(met(c.literals, offer)) for c in found) == condition.holds(offer)

    @given(expressions())
    @settings(max_examples=200, deadline=None)
    def test_say_nothing_twice(self, expression):
        """
        No clause always holds, none follows from another, and each speaks once of an issue.
        """
        found = clauses(Condition("c", expression), SIZES)
        true = [{o for o in every_offer() if any(met(c.literals, o))} for c in found]
        assert all(len(t) < len(every_offer()) for t in true)
        assert not any(a <= b for i, a in enumerate(true) for j, b in enumerate(true) if i != j)
        for clause in found:
            issues = [issue for issue, _ in clause.literals]
            assert issues == sorted(set(issues))

    def test_linkage(self):
        """
        "share above zero implies a guarantee" is one clause: no share, or a guarantee.
        """
        share, guarantee = Among(0, (1,)), Among(1, (1, 2))
        condition = Condition("share implies guarantee", AnyOf((Negation(share), guarantee)))
        (clause,) = clauses(condition, SIZES)
        assert clause.literals == ((0, (True, False)), (1, (False, True, True)))
        assert clause.text == "share implies guarantee"

    def test_one_issue_gives_one_clause(self):
        """
        A band (at least 1 and at most 2) is one clause, and shortens the others.
        """
        band = (Among(2, (1, 2, 3)), Among(2, (0, 1, 2)), AnyOf((Among(2, (0, 1)), Among(0, (1,)))))
        found = clauses(Condition("", AllOf(band)), SIZES)
        assert [c.literals for c in found] == [
            ((2, (False, True, True, False)),),
            ((0, (False, True)), (2, (False, True, False, False))),
        ]

    def test_never(self):
        """
        What never holds is one clause without literals; what always holds is none.
        """
        assert [c.literals for c in clauses(Condition("", AnyOf(())), SIZES)] == [()]
        assert clauses(Condition("", AllOf(())), SIZES) == ()

    def test_refuses_to_blow_up(self):
        """
        A condition that unfolds into millions of clauses is refused with a way out.
        """
        pairs = tuple(AllOf((Among(2 * k, (0,)), Among(2 * k + 1, (0,)))) for k in range(20))
        condition = Condition("many", AnyOf(pairs), "case.yaml:3:1")
        with pytest.raises(CaseError, match="several conditions") as caught:
            clauses(condition, [2] * 40)
        assert caught.value.faults[0].file == "case.yaml:3:1"


class TestMask:
    @given(expressions())
    @settings(max_examples=200, deadline=None)
    def test_agrees_with_the_condition(self, expression):
        """
        Many offers at once, the same answers.
        """
        condition = Condition("c", expression)
        found = mask(condition, np.array(every_offer()))
        assert found.tolist() == [condition.holds(offer) for offer in every_offer()]

    def test_no_offers(self):
        """
        No offers, no answers.
        """
        empty = np.empty((0, 3), dtype=np.int64)
        assert mask(Condition("c", Compared(0, 1, ((0, 1),))), empty).shape == (0,)
        assert mask(Condition("c", Among(0, ())), empty).shape == (0,)


class TestBoxes:
    @given(expressions())
    @settings(max_examples=300, deadline=None)
    def test_count_once_where_the_condition_holds(self, expression):
        """
        The signs of the boxes that an offer lies in add up to 1 or 0.
        """
        condition = Condition("c", expression)
        found = boxes(condition, SIZES)
        for offer in every_offer():
            total = sum(sign for literals, sign in found if all(met(literals, offer)))
            assert total == condition.holds(offer)

    def test_a_conjunction_is_one_box(self):
        """
        A hyper-rectangle stays one, however many issues it spans.
        """
        condition = Condition("", AllOf(tuple(Among(k, (0, 1)) for k in range(50))))
        ((literals, sign),) = boxes(condition, [3] * 50)
        assert (len(literals), sign) == (50, 1)

    def test_a_band_is_one_box(self):
        """
        Two conditions on one issue meet in one literal.
        """
        band = AllOf((Among(2, (1, 2, 3)), Among(2, (0, 1, 2)), Among(0, (1,))))
        ((literals, _),) = boxes(Condition("", band), SIZES)
        assert dict(literals) == {0: (False, True), 2: (False, True, True, False)}

    def test_what_never_holds_has_no_box(self):
        """
        Nothing counts nowhere, and what always holds counts everywhere.
        """
        assert boxes(Condition("", AnyOf(())), SIZES) == []
        assert boxes(Condition("", AllOf(())), SIZES) == [((), 1)]

    def test_a_disjunction_is_everything_less_one_box(self):
        """
        Fifty alternatives need two boxes, not fifty.
        """
        condition = Condition("", AnyOf(tuple(Among(k, (0,)) for k in range(50))))
        assert [sign for _, sign in boxes(condition, [3] * 50)] == [1, -1]

    def test_refuses_to_blow_up(self):
        """
        What falls into thousands of boxes is refused.
        """
        parts = tuple(AnyOf((Among(2 * k, (0,)), Among(2 * k + 1, (0,)))) for k in range(12))
        with pytest.raises(CaseError, match="more than 256 parts"):
            boxes(Condition("many", AllOf(parts)), [2] * 24)
