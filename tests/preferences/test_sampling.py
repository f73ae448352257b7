"""The joint sample."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Draft, Figure, Point, Term, Triangular, Uniform
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, draft_offers, values
from counterdraft.preferences.chance.sampling import drawn

F = Fraction
names = st.text(min_size=0, max_size=12)


class TestSample:
    @given(st.integers(1, 300), st.integers(0, 2**70), names)
    @settings(deadline=None)
    def test_every_stratum_once(self, draws, seed, name):
        """
        One draw lies in each of the equal strata of (0, 1) (McKay, Beckman and Conover 1979).
        """
        u = Sample(draws, seed).uniforms(name)
        assert ((u > 0) & (u < 1)).all()
        assert sorted(np.floor(u * draws).astype(int)) == list(range(draws))

    @given(
        st.integers(0, 10**6), st.lists(names, min_size=1, max_size=6, unique=True), st.randoms()
    )
    @settings(deadline=None)
    def test_does_not_depend_on_the_order_of_asking(self, seed, streams, random):
        """
        A stream is the same whatever was asked before it, and whether others exist.
        """
        together = Sample(50, seed)
        shuffled = list(streams)
        random.shuffle(shuffled)
        asked = {name: together.uniforms(name) for name in shuffled}
        for name in streams:
            assert (asked[name] == Sample(50, seed).uniforms(name)).all()

    def test_streams_hardly_correlate(self):
        """
        Two hundred streams of 10,000 draws: their correlations are what independence allows.
        """
        sample = Sample(10_000, 7)
        streams = np.array([sample.uniforms(f"figure/{k}") for k in range(200)])
        found = np.corrcoef(streams)[np.triu_indices(200, 1)]
        assert np.abs(found).max() < 5.5 / 100
        assert found.std() == pytest.approx(1 / 100, rel=0.05)

    def test_draws_inside_a_stratum_are_even(self):
        """
        Within its stratum a draw may be anywhere.
        """
        u = Sample(10_000, 3).uniforms("x")
        within = u * 10_000 % 1
        counts = np.histogram(within, 10, (0, 1))[0]
        assert ((counts > 850) & (counts < 1150)).all()

    def test_seeds_and_names_matter(self):
        """
        Another seed, or another name, is another stream; joined names do not collide.
        """
        one = Sample(100, 1).uniforms("1")
        assert (one != Sample(100, 2).uniforms("1")).any()
        assert (one != Sample(100, 1).uniforms("2")).any()
        assert (Sample(100, 11).uniforms("x") != Sample(100, 1).uniforms("1x")).any()

    def test_is_the_same_on_every_machine(self):
        """
        Golden draws: raw words of a fixed generator, and nothing of numpy's that may change.
        """
        found = Sample(4, 1).uniforms("price")
        golden = [0.3479717952695558, 0.6223792469597668, 0.8751290725478034, 0.046419156432496195]
        assert found.tolist() == golden

    def test_streams_are_read_only(self):
        """
        What is shared cannot be changed by one who reads it.
        """
        with pytest.raises(ValueError, match="read-only"):
            Sample(4, 1).uniforms("x")[0] = 0

    @pytest.mark.parametrize(("draws", "seed"), [(0, 1), (2_000_000, 1), (10, -1)])
    def test_refuses_what_it_cannot_draw(self, draws, seed):
        """
        No draws, too many of them, or a negative seed: a clear error.
        """
        with pytest.raises(CaseError, match=r"draws|seed"):
            Sample(draws, seed)


class TestFigures:
    def test_opposed_figures_mirror_their_driver(self):
        """
        Figures of one driver move together, opposed ones against them.
        """
        sample = Sample(100, 1)
        one = Figure("one", Uniform(F(0), F(1)), driver="price")
        other = Figure("other", Uniform(F(0), F(1)), driver="price", opposed=True)
        np.testing.assert_allclose(drawn(one, sample), 1 - drawn(other, sample))

    def test_chance_is_never_drawn(self):
        """
        Chance stands at its mean in every draw, certain figures at their value.
        """
        sample = Sample(3, 1)
        chance = Figure("c", Triangular(F(0), F(0), F(3)), chance=True)
        assert values(chance, sample).tolist() == [1.0] * 3
        assert values(Figure("p", Point(F(5))), sample).tolist() == [5.0] * 3

    def test_ignorance_is(self):
        """
        Ignorance is drawn from the stream of its name.
        """
        sample = Sample(9, 1)
        figure = Figure("f", Uniform(F(0), F(1)))
        assert (values(figure, sample) == sample.uniforms("f")).all()
        assert drawn(figure, sample, 0.25).tolist() == [0.25]


class TestDraftOffers:
    def test_unknown_terms_are_drawn_by_their_weights(self):
        """
        What the draft says stands in every draw; what is unknown comes by its probabilities.
        """
        terms = (
            Term(0, "says", 2, (F(0), F(0), F(1))),
            Term(1, "unknown", None, (F(1, 4), F(0), F(3, 4), F(0))),
            Term(2, "open", None, (F(0), F(1))),
        )
        draft = Draft("first", "", "a", date(2025, 1, 1), "", terms)
        offers = draft_offers(draft, Sample(1000, 1))
        assert (offers[:, 0] == 2).all()
        assert np.bincount(offers[:, 1], minlength=4).tolist() == [250, 0, 750, 0]
        assert (offers[:, 2] == 1).all()

    def test_thirds_are_all_reached(self):
        """
        Weights that floats cannot write still give only options that have one.
        """
        terms = (Term(0, "unknown", None, (F(1, 3), F(1, 3), F(1, 3), F(0))),)
        draft = Draft("first", "", "a", date(2025, 1, 1), "", terms)
        counts = np.bincount(draft_offers(draft, Sample(999, 5))[:, 0], minlength=4)
        assert counts.tolist() == [333, 333, 333, 0]
