"""Worth by draw."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import (
    Attitude,
    Combined,
    Figure,
    Modelled,
    Normal,
    Preference,
    Table,
    Transform,
    Uniform,
    Weighted,
    When,
)
from counterdraft.preferences import Sample, mean, quantile, tabulate
from counterdraft.preferences.by_draw import terms

F = Fraction


def by_draw(figure, sample, at=None):
    """One figure by draw, by definition."""
    if figure.chance or figure.certain:
        return np.full(sample.draws, float(mean(figure.distribution)))
    stream, q = at or (None, 0.0)
    u = np.full(sample.draws, q) if figure.stream == stream else sample.uniforms(figure.stream)
    return quantile(figure.distribution, 1 - u if figure.opposed else u)


def plainly(factor, offer, look):
    """The worth of a factor by draw, by its definition."""
    if isinstance(factor, When):
        return look(factor.worth) * factor.condition.holds(offer)
    if isinstance(factor, Table):
        mixes = [axis.mix[offer[axis.issue]] for axis in factor.axes]
        total = 0.0
        for picks in product(*mixes):
            row, weight = 0, 1.0
            for axis, (point, share) in zip(factor.axes, picks, strict=True):
                row, weight = row * axis.points + point, weight * float(share)
            total = total + weight * look(factor.cells[row])
        return total
    if isinstance(factor, Modelled):
        total = sum(
            Fraction(int(numbers[tuple(offer[i] for i in scope)]), below)
            for scope, numbers, below in factor.model.tables
        )
        return float(total) * look(factor.scale)
    assert isinstance(factor, Combined)
    how = {"sum": np.add, "min": np.minimum, "max": np.maximum}[factor.how]
    parts = [plainly(part, offer, look) for part in factor.parts]
    return float(factor.weight) * reduce(how, parts)


def worth(preference, offer, look):
    transform = preference.transform
    total = sum((plainly(f, offer, look) for f in preference.factors), np.zeros(1))
    found = float(transform.scale) * total + float(transform.offset)
    return found if transform.cap is None else np.minimum(found, float(transform.cap))


def every_offer(case):
    return np.array(list(product(*(range(len(i.options)) for i in case.issues))))


class TestWorth:
    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=60, deadline=None)
    def test_agrees_with_the_definition(self, seed, maker):
        """
        On every draw, an offer is worth what its factors say.
        """
        case = maker(seed).case()
        sample = Sample(23, seed)
        offers = every_offer(case)
        for party in case.parties:
            preference = case.preference(party.name)
            found = tabulate(preference, case.issues, sample)
            expected = [worth(preference, o, lambda f: by_draw(f, sample)) for o in offers]
            columns = np.stack(np.broadcast_arrays(*expected, np.zeros(23))[:-1], axis=1)
            np.testing.assert_allclose(found.of(offers), columns, rtol=1e-12, atol=1e-10)
            reservation = by_draw(preference.reservation, sample)
            np.testing.assert_array_equal(found.reservation, reservation)

    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=60, deadline=None)
    def test_change_is_the_difference(self, seed, maker):
        """
        Holding a stream changes the worth by the difference of two whole evaluations.
        """
        case = maker(seed).case()
        sample = Sample(11, seed)
        offers = every_offer(case)
        preference = case.preference("b")
        found = tabulate(preference, case.issues, sample)
        for stream in found.streams:
            held = [
                worth(preference, o, lambda f, s=stream: by_draw(f, sample, (s, 0.9)))
                for o in offers
            ]
            columns = np.stack(np.broadcast_arrays(*held, np.zeros(11))[:-1], axis=1)
            changed = found.of(offers) + found.change(offers, stream, 0.9)
            np.testing.assert_allclose(changed, columns, rtol=1e-12, atol=1e-10)
            reservation = by_draw(preference.reservation, sample, (stream, 0.9))
            np.testing.assert_array_equal(found.reservation_at(stream, 0.9), reservation)
        assert not found.change(offers, "nobody's", 0.5).any()

    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=60, deadline=None)
    def test_streams_are_what_it_hangs_on(self, seed, maker):
        """
        No figure outside the listed streams moves worth or reservation value.
        """
        case = maker(seed).case()
        preference = case.preference("a")
        one, other = Sample(7, 1), Sample(7, 2)
        found = tabulate(preference, case.issues, one)
        for stream in found.streams:
            other._streams[stream] = one.uniforms(stream)
        again = tabulate(preference, case.issues, other)
        offers = every_offer(case)
        np.testing.assert_array_equal(found.gains(offers), again.gains(offers))
        np.testing.assert_array_equal(found.red_lines_hold(offers), again.red_lines_hold(offers))

    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=60, deadline=None)
    def test_an_offer_that_differs_by_draw(self, seed, maker):
        """
        Drawn offers have, on each draw, the worth of the offer of that draw.
        """
        case = maker(seed).case()
        sample = Sample(40, seed)
        offers = every_offer(case)
        here = np.random.default_rng(seed).integers(0, len(offers), 40)
        draws = np.arange(40)
        for party in "ab":
            found = tabulate(case.preference(party), case.issues, sample)
            mine = offers[here]
            np.testing.assert_array_equal(found.of_drawn(mine), found.of(offers)[draws, here])
            np.testing.assert_array_equal(found.gains_drawn(mine), found.gains(offers)[draws, here])
            accepted = found.accepts(offers)[draws, here]
            np.testing.assert_array_equal(found.accepts_drawn(mine), accepted)

    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=60, deadline=None)
    def test_terms_add_up(self, seed, maker):
        """
        The tables and the offset, cut at the cap, are the worth.
        """
        case = maker(seed).case()
        offers = every_offer(case)
        found = tabulate(case.preference("a"), case.issues, Sample(9, seed))
        total = np.full((9, len(offers)), found.offset)
        for issues, table in found.term_tables():
            total += table[(slice(None), *(offers[:, i] for i in issues))].reshape(9, -1)
        assert found.untabulated == ()
        capped = total if found.cap is None else np.minimum(total, found.cap)
        np.testing.assert_allclose(found.of(offers), capped, rtol=1e-12, atol=1e-10)

    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=30, deadline=None)
    def test_width_changes_nothing(self, seed, maker):
        """
        What is too wide for a table is worked out per offer, with the same answers.
        """
        case = maker(seed).case()
        sample = Sample(9, seed)
        offers = every_offer(case)
        preference = case.preference("a")
        narrow = tabulate(preference, case.issues, sample)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(terms, "TABLE_LIMIT", 0)
            untabulated = tabulate(preference, case.issues, sample)
        np.testing.assert_allclose(
            untabulated.of(offers), narrow.of(offers), rtol=1e-12, atol=1e-12
        )
        mine = offers[np.arange(9) % len(offers)]
        np.testing.assert_allclose(untabulated.of_drawn(mine), narrow.of_drawn(mine), atol=1e-12)
        for stream in narrow.streams:
            one, other = (w.change(offers, stream, 0.3) for w in (untabulated, narrow))
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)

    def test_certain_ties_are_ties(self, make):
        """
        A tenth and two tenths are exactly three tenths: nothing is gained, and the party does not accept.
        """
        factors = (make.table(0, make.point("0.1")), make.table(1, make.point("0.2")))
        preference = Preference("a", "", "USD m", factors, (), make.point("0.3"))
        issues = (make.issue("x", 1), make.issue("y", 1))
        found = tabulate(preference, issues, Sample(3, 1))
        assert found.gains([[0, 0]]).tolist() == [[0.0]] * 3
        assert not found.accepts([[0, 0]]).any()

    def test_drawn_ties_are_ties(self, make):
        """
        Sums of a few possible values tie with the reservation value in spite of rounding.
        """
        tenths = Weighted((F(1, 10), F(7, 10)), (F(1, 2), F(1, 2)))
        factors = (
            make.table(0, Figure("one", tenths)),
            make.table(1, Figure("two", tenths)),
            make.table(0, Figure("three", tenths)),
        )
        preference = Preference("a", "", "USD m", factors, (), make.point("0.3"))
        issues = (make.issue("x", 1), make.issue("y", 1))
        found = tabulate(preference, issues, Sample(200, 1))
        gains = found.gains([[0, 0]])
        assert (gains == 0).any()
        assert (found.accepts([[0, 0]]) == (gains > 0)).all()
        assert np.abs(gains[gains != 0]).min() > 0.1

    def test_one_offer_may_stand_alone(self, make):
        """
        A single offer is a row of one.
        """
        factors = (make.table(0, make.point(1), make.point(2)),)
        preference = Preference("a", "", "points", factors, (), make.point(0))
        found = tabulate(preference, (make.issue("x", 2),), Sample(2, 1))
        assert found.of(np.array([1])).tolist() == [[2.0], [2.0]]
        assert found.of(np.empty((0, 1), dtype=np.int64)).shape == (2, 0)

    def test_chance_counts_at_the_attitude(self, make):
        """
        A normal chance of a party averse to risk counts mean − sd² / 2T, times its weight right.
        """
        chance = Figure("chance", Normal(F(10), F(2)), chance=True)
        factor = Combined("twice", "sum", (make.table(0, chance),), F(2))
        attitude = Attitude(F(5))
        preference = Preference(
            "a", "", "USD m", (factor,), (), make.point(0), Transform(F(3)), attitude
        )
        found = tabulate(preference, (make.issue("x", 1),), Sample(2, 1))
        # 6X is normal with mean 60 and standard deviation 12.
        assert found.of([[0]]).tolist() == [[60 - 144 / 10]] * 2
        assert found.streams == {}

    def test_between(self, make):
        """
        The difference of two offers hangs on the ranges that only one of them picks.
        """
        first, second, third = (Figure(n, Uniform(F(0), F(1))) for n in ("one", "two", "three"))
        factors = (make.table(0, first, second), make.table(1, third, make.point(0)))
        preference = Preference("a", "", "points", factors, (), make.point(0))
        found = tabulate(preference, (make.issue("x", 2), make.issue("y", 2)), Sample(5, 1))
        assert found.between([0, 0], [1, 0]) == (first, second)
        assert found.between([0, 0], [0, 1]) == (third,)
        assert found.between([0, 0], [0, 0]) == ()
