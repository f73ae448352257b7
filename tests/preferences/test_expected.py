"""The game of expected worths."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import (
    AllOf,
    Among,
    AnyOf,
    Axis,
    Case,
    Combined,
    Condition,
    Figure,
    Modelled,
    Party,
    Point,
    Preference,
    RedLine,
    Table,
    Transform,
    When,
)
from counterdraft.errors import CaseError
from counterdraft.preferences import expected_game, mean, offer_worth


def plainly(factor, offer):
    """The expected worth of a factor by its definition."""
    if isinstance(factor, When):
        return mean(factor.worth.distribution) * factor.condition.holds(offer)
    if isinstance(factor, Table):
        mixes = [axis.mix[offer[axis.issue]] for axis in factor.axes]
        total = Fraction(0)
        for picks in product(*mixes):
            row, weight = 0, Fraction(1)
            for axis, (point, share) in zip(factor.axes, picks, strict=True):
                row, weight = row * axis.points + point, weight * share
            total += weight * mean(factor.cells[row].distribution)
        return total
    if isinstance(factor, Modelled):
        total = sum(
            Fraction(int(numbers[tuple(offer[i] for i in scope)]), below)
            for scope, numbers, below in factor.model.tables
        )
        return total * mean(factor.scale.distribution)
    assert isinstance(factor, Combined)
    how = {"sum": sum, "min": min, "max": max}[factor.how]
    return factor.weight * how([plainly(part, offer) for part in factor.parts])


def worth(preference, offer):
    transform = preference.transform
    total = sum((plainly(f, offer) for f in preference.factors), Fraction(0))
    found = transform.scale * total + transform.offset
    return found if transform.cap is None else min(found, transform.cap)


class TestExpectedGame:
    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=80, deadline=None)
    def test_worths_are_the_means(self, seed, maker):
        """
        Every ledger gives, for every offer, the worth by definition, exactly.
        """
        case = maker(seed).case()
        game = expected_game(case)
        for ledger in (*game.players, *game.signatories):
            preference = case.preference(ledger.name)
            for offer in product(*map(range, game.sizes)):
                expected = worth(preference, offer)
                assert ledger.figure(ledger.worth(offer)) == expected
                assert offer_worth(case, ledger.name, offer) == expected
            least = ledger.reservation - (ledger.needed is not None)
            assert ledger.figure(least) == mean(preference.reservation.distribution)

    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=80, deadline=None)
    def test_offers_are_signed_as_the_case_says(self, seed, maker):
        """
        An offer is signed when it is possible and within the held red lines, no player is worse off than
        with no deal, and every signatory that it needs is better off.
        """
        case = maker(seed).case()
        game = expected_game(case)
        for offer in product(*map(range, game.sizes)):
            signed = not any(c.holds(offer) for c in case.impossible)
            for party in case.parties:
                needed = party.role == "player" or any(
                    party.name in issue.options[o].needs
                    for issue, o in zip(case.issues, offer, strict=True)
                )
                if not needed:
                    continue
                preference = case.preference(party.name)
                gain = worth(preference, offer) - mean(preference.reservation.distribution)
                signed &= gain >= 0 if party.role == "player" else gain > 0
                signed &= all(
                    line.condition.holds(offer)
                    for line in preference.red_lines
                    if mean(line.probability.distribution) >= Fraction(1, 2)
                )
            assert game.signed(offer) == signed


def two_parties(make, first, second, issues, *, signatory=None, impossible=()):
    """A case seen from its first party."""
    parties = (Party("a", "A"), Party("b", "B"), Party("c", "C", "signatory"))
    beliefs = {("a", "b"): second}
    if signatory is not None:
        beliefs["a", "c"] = signatory
    return Case(
        "case",
        "",
        "a",
        "USD m",
        parties,
        issues,
        impossible,
        mandates={"a": first},
        beliefs=beliefs,
    )


class TestIntegers:
    def test_a_classic_example(self, make):
        """
        Two additive issues in points, as in Raiffa (1982), The Art and Science of Negotiation, ch. 11.
        """
        mine = (
            make.table(0, make.point(0), make.point(60)),
            make.table(1, make.point(40), make.point(0)),
        )
        theirs = (
            make.table(0, make.point(30), make.point(0)),
            make.table(1, make.point(0), make.point(70)),
        )
        issues = (make.issue("x", 2), make.issue("y", 2))
        first = Preference("a", "", "points", mine, (), make.point(50))
        second = Preference("b", "a", "points", theirs, (), make.point(20))
        game = expected_game(two_parties(make, first, second, issues))
        worths = {
            o: [int(p.figure(p.worth(o))) for p in game.players] for o in product(*[range(2)] * 2)
        }
        assert worths == {(0, 0): [40, 30], (0, 1): [0, 100], (1, 0): [100, 0], (1, 1): [60, 70]}
        assert [o for o in worths if game.signed(o)] == [(1, 1)]
        assert [p.unit for p in game.players] == [10, 10]
        assert game.players[0].summands[0].table.dtype == np.int64

    def test_past_62_bits_everything_is_a_python_integer(self, make):
        """
        Denominators whose least common multiple passes 62 bits: same worths, object tables.
        """
        primes = [1_000_003, 1_000_033, 1_000_037, 1_000_039]
        cells = [Figure(f"f{p}", Point(Fraction(1, p))) for p in primes]
        factors = tuple(make.table(0, cell, make.point(1)) for cell in cells)
        first = Preference("a", "", "USD m", factors, (), make.point(0))
        second = Preference(
            "b", "a", "USD m", (make.table(0, make.point(1), make.point(2)),), (), make.point(0)
        )
        game = expected_game(two_parties(make, first, second, (make.issue("x", 2),)))
        assert {s.table.dtype for p in game.players for s in p.summands} == {np.dtype(object)}
        exact = sum(Fraction(1, p) for p in primes)
        assert game.players[0].figure(game.players[0].worth((0,))) == exact

    def test_a_cap_is_scaled(self, make):
        """
        The cap of a worth of 3 halves x (2 or 7) + 1 / 3 at 10 is 10, in the party's unit.
        """
        transform = Transform(Fraction(3, 2), Fraction(1, 3), Fraction(10))
        factors = (make.table(0, make.point(2), make.point(7)),)
        first = Preference("a", "", "USD m", factors, (), make.point(0), transform)
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        game = expected_game(two_parties(make, first, second, (make.issue("x", 2),)))
        ledger = game.players[0]
        assert ledger.figure(ledger.cap) == 10
        assert [ledger.figure(ledger.worth((k,))) for k in (0, 1)] == [Fraction(10, 3), 10]


class TestWeightedConditions:
    def test_wide_ones_become_bonuses(self, make):
        """
        A hyper-rectangle over twenty issues is one bonus, a disjunction two terms; worths agree.
        """
        sizes = [3] * 20
        box = Condition("box", AllOf(tuple(Among(k, (0, 1)) for k in range(20))))
        some = Condition("some", AnyOf(tuple(Among(k, (2,)) for k in range(20))))
        factors = (When("w", box, make.point(5)), When("v", some, make.point("0.25")))
        first = Preference("a", "", "USD m", factors, (), make.point(0))
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        issues = tuple(make.issue(f"i{k}", 3) for k in range(20))
        case = two_parties(make, first, second, issues)
        game = expected_game(case)
        ledger = game.players[0]
        assert not ledger.summands
        random = np.random.default_rng(1)
        for offer in [(0,) * 20, (2,) * 20, *random.integers(0, 3, (50, 20)).tolist()]:
            expected = worth(first, tuple(offer))
            assert ledger.figure(ledger.worth(offer)) == expected == offer_worth(case, "a", offer)
        assert [len(bonus.literals) for bonus in ledger.bonuses] == [20]
        assert sizes == list(game.sizes)

    @pytest.mark.parametrize("anything", [False, True])
    def test_narrow_ones_become_tables_but_for_boxes(self, make, anything):
        """
        A condition over two small issues is a table like any other; a single box stays a bonus.
        """
        parts = (Among(0, (0,)), Among(1, (1,)))
        text = (
            AnyOf((AllOf(parts), AllOf((Among(0, (1,)), Among(1, (0,))))))
            if anything
            else AllOf(parts)
        )
        first = Preference(
            "a", "", "USD m", (When("w", Condition("w", text), make.point(5)),), (), make.point(0)
        )
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        issues = (make.issue("x", 2), make.issue("y", 2))
        ledger = expected_game(two_parties(make, first, second, issues)).players[0]
        assert [s.issues for s in ledger.summands] == [(0, 1)] * anything
        assert [b.amount for b in ledger.bonuses] == [1] * (not anything)


class TestWhoMustSign:
    def line(self, make, probability):
        """
        A red line that wants the second option.
        """
        return RedLine("x", Condition("x = o1", Among(0, (1,))), make.point(probability))

    def test_likely_red_lines_are_taken_for_held(self, make):
        """
        A believed red line counts from the probability asked for; a mandate's always does.
        """
        issues = (make.issue("x", 2),)
        first = Preference("a", "", "USD m", (), (), make.point(0))
        second = Preference("b", "a", "USD m", (), (self.line(make, "0.4"),), make.point(0))
        case = two_parties(make, first, second, issues)
        assert expected_game(case).conditions == ()
        (clause,) = expected_game(case, likely=Fraction(2, 5)).conditions
        assert (clause.literals, clause.text) == (((0, (False, True)),), "x = o1")

    def test_a_mandate_holds_its_red_lines_whatever_is_likely(self, make):
        """
        Above one, no believed red line is taken for held; the mandate's own still are.
        """
        issues = (make.issue("x", 2),)
        first = Preference("a", "", "USD m", (), (self.line(make, 1),), make.point(0))
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        case = two_parties(make, first, second, issues)
        assert len(expected_game(case, likely=Fraction(2)).conditions) == 1

    def test_a_signatory_is_needed_by_its_options(self, make):
        """
        Its worth and its red lines count only where an option that lists it is chosen.
        """
        issues = (make.issue("x", 2), make.issue("y", 3, {1: ("c",), 2: ("c",)}))
        empty = Preference("a", "", "USD m", (), (), make.point(0))
        third = Preference(
            "c",
            "a",
            "USD m",
            (make.table(1, make.point(0), make.point(1), make.point(-1)),),
            (self.line(make, 1),),
            make.point(0),
        )
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        game = expected_game(two_parties(make, empty, second, issues, signatory=third))
        assert game.signatories[0].needed.literals == ((1, (False, True, True)),)
        signed = [o for o in product(range(2), range(3)) if game.signed(o)]
        assert signed == [(0, 0), (1, 0), (1, 1)]

    def test_a_signatory_that_no_option_needs_is_left_out(self, make):
        """
        And nothing need be believed of it.
        """
        empty = Preference("a", "", "USD m", (), (), make.point(0))
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        game = expected_game(two_parties(make, empty, second, (make.issue("x", 2),)))
        assert game.signatories == ()

    def test_impossible_offers(self, make):
        """
        What is impossible becomes a condition that it does not hold.
        """
        empty = Preference("a", "", "USD m", (), (), make.point(0))
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        never = Condition("x = o1", Among(0, (1,)))
        case = two_parties(make, empty, second, (make.issue("x", 2),), impossible=(never,))
        game = expected_game(case)
        assert [game.possible((k,)) for k in (0, 1)] == [True, False]
        assert game.conditions[0].text == "not (x = o1)"

    def test_some_parties(self, make):
        """
        A game may be played by some of the parties; one player at least must be among them.
        """
        empty = Preference("a", "", "USD m", (), (), make.point(0))
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        case = two_parties(make, empty, second, (make.issue("x", 2),))
        assert [p.name for p in expected_game(case, ["b"]).players] == ["b"]
        with pytest.raises(CaseError, match="no player"):
            expected_game(case, ["c"])
        with pytest.raises(CaseError, match=r"did you mean 'a'|expected one of: a, b, c"):
            expected_game(case, ["z"])

    def test_a_missing_belief_is_an_error(self, make):
        """
        Who must sign must be known or believed.
        """
        empty = Preference("a", "", "USD m", (), (), make.point(0))
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        issues = (make.issue("x", 2, {1: ("c",)}),)
        with pytest.raises(CaseError, match="belief about 'c'"):
            expected_game(two_parties(make, empty, second, issues))

    def test_a_table_too_wide_is_an_error(self, make):
        """
        Tables of millions of cells are refused with a way out.
        """
        mix = tuple(((0, 1 - Fraction(k, 1500)), (1, Fraction(k, 1500))) for k in range(1501))
        cells = tuple(make.point(k) for k in range(4))
        untabulated = Table("untabulated", (Axis(0, 2, mix), Axis(1, 2, mix)), cells)
        first = Preference("a", "", "USD m", (untabulated,), (), make.point(0))
        second = Preference("b", "a", "USD m", (), (), make.point(0))
        issues = (make.issue("x", 1501), make.issue("y", 1501))
        with pytest.raises(CaseError, match="2,253,001 combinations"):
            expected_game(two_parties(make, first, second, issues))
