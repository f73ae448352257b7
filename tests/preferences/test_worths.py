"""Worth by draw."""

from __future__ import annotations

from functools import reduce
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Combined, Table, When
from counterdraft.preferences import Sample, mean, quantile, tabulate


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
    assert isinstance(factor, Combined)
    how = {"sum": np.add, "min": np.minimum, "max": np.maximum}[factor.how]
    parts = [plainly(part, offer, look) for part in factor.parts]
    return float(factor.weight) * reduce(how, parts)


def worth(preference, offer, look):
    transform = preference.transform
    total = sum((plainly(f, offer, look) for f in preference.factors), np.zeros(1))
    found = float(transform.scale) * total + float(transform.offset)
    return found if transform.cap is None else np.minimum(found, float(transform.cap))


class TestWorth:
    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=100, deadline=None)
    def test_agrees_with_the_definition(self, seed, maker):
        """
        On every draw, an offer is worth what its factors say.
        """
        case = maker(seed).case()
        sample = Sample(23, seed)
        offers = np.array(list(product(*(range(len(i.options)) for i in case.issues))))
        for party in case.parties:
            preference = case.preference(party.name)
            found = tabulate(preference, case.issues, sample)
            expected = [worth(preference, o, lambda f: by_draw(f, sample)) for o in offers]
            columns = np.stack(np.broadcast_arrays(*expected, np.zeros(23))[:-1], axis=1)
            np.testing.assert_allclose(found.of(offers), columns, rtol=1e-12, atol=1e-10)

    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=100, deadline=None)
    def test_change_is_the_difference(self, seed, maker):
        """
        Holding a stream changes the worth by the difference of two whole evaluations.
        """
        case = maker(seed).case()
        sample = Sample(11, seed)
        offers = np.array(list(product(*(range(len(i.options)) for i in case.issues))))
        preference = case.preference("b")
        found = tabulate(preference, case.issues, sample)
        for stream in found.streams:
            held = [
                worth(preference, o, lambda f, s=stream: by_draw(f, sample, (s, 0.9)))
                for o in offers
            ]
            columns = np.stack(np.broadcast_arrays(*held, np.zeros(11))[:-1], axis=1)
            np.testing.assert_allclose(
                found.of(offers) + found.change(offers, stream, 0.9),
                columns,
                rtol=1e-12,
                atol=1e-10,
            )
