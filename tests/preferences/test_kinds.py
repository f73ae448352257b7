"""The kinds of factor and the attitude to chance."""

from __future__ import annotations

from fractions import Fraction

import pytest

from counterdraft.case import (
    Among,
    Attitude,
    Combined,
    Condition,
    Figure,
    Lognormal,
    Preference,
    Provenance,
    Triangular,
    Uniform,
    When,
)
from counterdraft.case.worth import Factor
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, tabulate
from counterdraft.preferences.factors.kinds import KINDS, pieces

F = Fraction

AVERSE = Attitude(F(10))


def preference(make, factors, attitude=AVERSE):
    return Preference("a", "", "USD m", tuple(factors), (), make.point(0), attitude=attitude)


def price(name, **kwargs):
    return Figure(name, Triangular(F(0), F(1), F(2)), driver="price", chance=True, **kwargs)


class TestKinds:
    def test_every_kind_of_the_case_is_read(self):
        """
        Whatever the case may write, the preferences can read.
        """
        assert set(KINDS) == set(Factor.__args__)

    def test_a_weight_of_nothing_leaves_nothing(self, make):
        """
        A sum that counts for nothing has no pieces.
        """
        factor = Combined("none", "max", (make.table(0, make.point(1)),), F(0))
        assert pieces(preference(make, [factor])) == ()


class TestSharedChance:
    def test_is_refused_across_factors_by_the_averse(self, make):
        """
        Certainty equivalents of chances that move together do not add up, and the error says so.
        """
        where = Provenance(where="mandates/a.yaml:9:3")
        factors = [make.table(0, price("one")), make.table(1, price("two", provenance=where))]
        with pytest.raises(CaseError, match="move together") as caught:
            pieces(preference(make, factors))
        assert caught.value.faults[0].file == "mandates/a.yaml:9:3"
        assert "neutral" in caught.value.faults[0].help

    def test_is_refused_inside_a_sum(self, make):
        """
        Parts of a sum are factors like any others.
        """
        parts = (make.table(0, price("one")), make.table(1, price("two")))
        with pytest.raises(CaseError, match="move together"):
            pieces(preference(make, [Combined("sum", "sum", parts)]))

    def test_is_fine_in_one_table(self, make):
        """
        Options of one issue exclude each other: their chances never add up.
        """
        assert pieces(preference(make, [make.table(0, price("one"), price("two"))]))

    def test_is_fine_for_the_neutral(self, make):
        """
        Means add up whatever moves together.
        """
        factors = [make.table(0, price("one")), make.table(1, price("two"))]
        assert pieces(preference(make, factors, Attitude()))

    def test_independent_chances_are_fine(self, make):
        """
        Certainty equivalents of independent chances add up under constant aversion.
        """
        alone = Figure("alone", Uniform(F(0), F(1)), chance=True)
        other = Figure("other", Uniform(F(0), F(1)), chance=True)
        assert pieces(preference(make, [make.table(0, alone), make.table(1, other)]))


class TestUnboundedCost:
    def test_is_refused(self, make):
        """
        No party averse to risk can bear a cost without a limit, and the error says what to do.
        """
        cost = Figure("mandates/a/cost", Lognormal(F(1), F(1)), chance=True)
        clean_up = When("clean-up", Condition("x = o0", Among(0, (0,))), cost)
        factor = Combined("less", "sum", (clean_up,), F(-1))
        with pytest.raises(CaseError, match="without limit"):
            tabulate(preference(make, [factor]), (make.issue("x", 2),), Sample(3, 1))
