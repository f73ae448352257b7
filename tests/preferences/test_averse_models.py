"""A model's worth to a party averse to risk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import (
    Attitude,
    Axis,
    Combined,
    Figure,
    Issue,
    Lognormal,
    Modelled,
    Option,
    Pert,
    Point,
    Preference,
    Provenance,
    Table,
    Transform,
    Triangular,
    Uniform,
    Weighted,
)
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, mean, tabulate
from counterdraft.preferences.chance.sampling import drawn
from counterdraft.preferences.expected.expected_game import worth_at_means
from counterdraft.preferences.factors.averse_models import OFF

F = Fraction
SIZES = (3, 2)
ISSUES = tuple(
    Issue(f"i{k}", f"I{k}", "list", tuple(Option(f"o{j}", f"O{j}") for j in range(n)), 0)
    for k, n in enumerate(SIZES)
)
OFFERS = np.indices(SIZES).reshape(2, -1).T
PATHS = np.random.default_rng(5).normal(3, 4, (*SIZES, 50)).round(3)
SAMPLE = Sample(400, 3)


def for_sure(values, rate):
    """The sure amount that is as good, by the last axis."""
    return values.mean(-1) if rate == 0 else -np.log(np.exp(-rate * values).mean(-1)) / rate


@dataclass(frozen=True, eq=False)
class Risky:
    """
    A model of one table, whose money differs by path.
    """

    drivers: frozenset = frozenset({"estate", "copper"})

    def of_party(self, _):
        """
        Return the means.
        """
        return (((0, 1), np.rint(PATHS.mean(-1) * 10**6).astype(np.int64), 10**6),)

    def of_averse(self, _, rates, where=""):
        """
        Return the certainty equivalents.
        """
        return (((0, 1), np.array([for_sure(PATHS, rate) for rate in rates])),)


def preference(scale, *, weight=1, tolerance=9, factors=(), times=1, **figure):
    scale = Figure("m/scale", scale, Provenance(where="m.yaml:3:5"), **figure)
    modelled = Modelled("the ground", Risky(), "a", scale)
    inner = Combined("sum", "sum", (modelled,), F(weight))
    none = Figure("m/reservation", Point(F(0)))
    attitude = Attitude(None if tolerance is None else F(tolerance))
    return Preference("a", "", "USD bn", (inner, *factors), (), none, Transform(F(times)), attitude)


SCALES = [
    Point(F(2)),
    Triangular(F(3, 5), F(1), F(7, 5)),
    Triangular(F(0), F(0), F(2)),
    Pert(F(1, 2), F(1), F(3)),
    Uniform(F(1), F(3)),
    Weighted((F(1, 2), F(2)), (F(1, 4), F(3, 4))),
    Lognormal(F(1), F(1, 5)),
]


class TestWorth:
    @pytest.mark.parametrize("scale", SCALES)
    def test_by_draw(self, scale):
        """
        On every draw the money is integrated at the scale that is drawn, weight and transform in it.
        """
        found = preference(scale, weight=2, times=F(3, 2))
        worth = tabulate(found, ISSUES, SAMPLE).of(OFFERS)
        figure = found.factors[0].parts[0].scale
        scales = drawn(figure, SAMPLE) if not figure.certain else np.full(SAMPLE.draws, 2.0)
        exact = np.array([3 * s * for_sure(PATHS, 3 * s / 9).reshape(-1) for s in scales.tolist()])
        # The tails of a scale without ends count straight from one draw in five thousand on.
        whole = np.abs(scales - np.median(scales)) < 1
        np.testing.assert_allclose(
            worth[whole],
            exact[whole],
            atol=3 * scales.max() * OFF * np.abs(PATHS.mean(-1)).max() + 1e-5,
        )

    @pytest.mark.parametrize("scale", SCALES)
    def test_at_the_means(self, scale):
        """
        The game has the worth at the mean of the scale, exactly but for the last digit of the tables.
        """
        middle = float(mean(scale))
        found = [float(w) for w in worth_at_means(preference(scale), OFFERS)]
        exact = (middle * for_sure(PATHS, middle / 9)).reshape(-1)

        assert found == pytest.approx(exact, abs=1e-6 * middle)

    @given(low=st.integers(0, 8), width=st.integers(1, 12), tolerance=st.integers(1, 60))
    @settings(max_examples=25, deadline=None)
    def test_more_tolerance_is_nearer_to_the_mean(self, low, width, tolerance):
        """
        Whatever the range of the scale, worth lies below the mean, and nearer to it with more tolerance.
        """
        scale = Uniform(F(low, 4), F(low + width, 4))
        careful, bold, neutral = (
            tabulate(preference(scale, tolerance=t), ISSUES, SAMPLE).of(OFFERS).mean(axis=0)
            for t in (tolerance, 10 * tolerance, None)
        )
        slack = 1e-3 * np.abs(neutral).max()
        assert (careful <= bold + slack).all()
        assert (bold <= neutral + slack).all()

    def test_without_tolerance_it_is_the_mean(self):
        """
        A neutral party's pieces stand as they did.
        """
        found = preference(SCALES[1], tolerance=None)
        assert [float(w) for w in worth_at_means(found, OFFERS)] == pytest.approx(
            PATHS.mean(-1).reshape(-1), abs=1e-6
        )

    def test_independent_chances_add_up(self):
        """
        A chance that does not move with the model is integrated by itself, and added.
        """
        mix = tuple(((k, F(1)),) for k in range(2))
        cells = tuple(
            Figure(f"c{k}", Uniform(F(0), F(10 + k)), driver="rain", chance=True) for k in range(2)
        )
        rain = Table("rain", (Axis(1, 2, mix),), cells)
        both = worth_at_means(preference(SCALES[1], factors=(rain,)), OFFERS)
        alone = worth_at_means(preference(SCALES[1]), OFFERS)
        other = worth_at_means(preference(Point(F(0)), factors=(rain,)), OFFERS)
        assert [float(b - a) for b, a in zip(both, alone, strict=True)] == pytest.approx(
            [float(o) for o in other], abs=1e-9
        )


def refused(found):
    with pytest.raises(CaseError) as error:
        tabulate(found, ISSUES, SAMPLE)
    return str(error.value)


class TestRefused:
    def test_a_chance_that_moves_with_the_model(self):
        """
        A chance whose driver is the model's own does not add up with it.
        """
        mix = tuple(((k, F(1)),) for k in range(2))
        cells = tuple(
            Figure(f"c{k}", Uniform(F(0), F(9)), driver="copper", chance=True) for k in range(2)
        )
        said = refused(preference(SCALES[1], factors=(Table("price", (Axis(1, 2, mix),), cells),)))
        assert "chances that move together (driver 'copper')" in said

    def test_the_model_twice(self):
        """
        Two factors of one model move together.
        """
        found = preference(SCALES[1])
        said = refused(replace(found, factors=found.factors * 2))
        assert "m.yaml:3:5" in said
        assert "moves with another factor of the same model" in said

    def test_a_chance_for_a_scale(self):
        """
        The product of two chances is integrated by nobody here.
        """
        said = refused(preference(SCALES[1], chance=True))
        assert "'the ground' is multiplied by a chance" in said
        assert "help: drop chance: true from its scale, or write attitude: neutral" in said

    def test_a_cost_of_the_money(self):
        """
        A weight below nought would make the party fear what the model gains.
        """
        assert "counts the model's money as a cost" in refused(preference(SCALES[0], weight=-1))
