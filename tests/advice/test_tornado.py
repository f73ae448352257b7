"""What hangs on what."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.scoring.pricing import price, price_draft
from counterdraft.advice.sensitivity.held_streams import HeldStreams
from counterdraft.advice.sensitivity.tornado import questions, tornado
from counterdraft.case import Attitude, Figure, Point, Uniform
from counterdraft.preferences import Sample, tabulate


class TestBars:
    def test_run_from_p10_to_p90(self, small):
        """
        A binding guarantee is worth U(8, 12) to the island: held at P10 it is 8.4, at P90 11.6.
        """
        joint = JointSample(perspective(small(their_no_deal=-20, insists=0)), Sample(500, 1))
        offer = price(joint, (0, 2, 0))
        bars = tornado(HeldStreams(joint), questions(offer, offer))
        bar = bars["our gain from the draft"][0]

        assert (bar.low, bar.high) == (pytest.approx(8.4), pytest.approx(11.6))
        assert bar.monotone
        assert bar.share == 1

    def test_of_what_the_offer_does_not_hang_on_are_left_out(self, small):
        """
        Without a guarantee its range moves nothing.
        """
        joint = JointSample(perspective(small()), Sample(100, 1))
        offer = price(joint, (1, 1, 0))

        assert tornado(HeldStreams(joint), questions(offer, offer))["our gain from the draft"] == ()

    def test_say_where_a_figure_does_not_work_one_way(self, small, make_figure):
        """
        A driver that raises our worth and lowers their consent raises expected gain, then ends it.
        """
        case = small(their_no_deal=-8, insists=0)
        own, theirs = case.mandates["island"], case.beliefs["island", "company"]

        def driven(preference, *ends):
            figures = list(preference.factors[1].cells)
            figures[2] = make_figure(figures[2].name, *ends, driver="effort")
            tables = list(preference.factors)
            tables[1] = replace(tables[1], cells=tuple(figures))
            return replace(preference, factors=tuple(tables))

        case = replace(
            case,
            mandates={"island": driven(own, 0, 20)},
            beliefs={
                ("island", "company"): replace(
                    driven(theirs, -12, -4),
                    factors=(
                        theirs.factors[0],
                        replace(
                            theirs.factors[1],
                            cells=(
                                *theirs.factors[1].cells[:2],
                                Figure(
                                    "x",
                                    Uniform(Fraction(-12), Fraction(-4)),
                                    driver="effort",
                                    opposed=True,
                                ),
                            ),
                        ),
                        theirs.factors[2],
                    ),
                )
            },
        )
        joint = JointSample(perspective(case), Sample(400, 1))
        offer = price(joint, (0, 2, 0))
        bar = tornado(HeldStreams(joint), questions(offer, offer))[
            "expected gain of the counter-offer"
        ][0]

        assert not bar.monotone


class TestHeldStreams:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_agree_with_a_case_in_which_the_figure_is_a_point(self, maker, seed):
        """
        Own gain with a stream held is own gain of the case in which the stream's figures are points.
        """
        case = maker(seed).case()
        joint = JointSample(perspective(case), Sample(30, seed))
        streams = HeldStreams(joint)
        drafted = price_draft(joint, case.drafts[0])
        for stream in joint.worth["a"].streams:
            found = streams.own_gain(drafted, stream, 0.3)
            fixed = _pinned(case.mandates["a"], stream, 0.3)
            worth = tabulate(fixed, case.issues, joint.sample)
            every = np.arange(30)
            wanted = worth.gains(drafted.offers)[every, every]
            np.testing.assert_allclose(found, wanted, atol=1e-5)


def _pinned(preference, stream, quantile):
    """
    The preference with the figures of a stream at a quantile.
    """
    from counterdraft.preferences import quantile as at

    def pin(figure):
        if figure.certain or figure.stream != stream:
            return figure
        u = 1 - quantile if figure.opposed else quantile
        value = float(at(figure.distribution, np.array([u]))[0])
        return Figure(figure.name, Point(Fraction(value).limit_denominator(10**9)))

    factors = tuple(
        replace(f, cells=tuple(map(pin, f.cells)))
        if hasattr(f, "cells")
        else replace(f, scale=pin(f.scale))
        if hasattr(f, "scale")
        else replace(f, worth=pin(f.worth))
        for f in preference.factors
    )
    return replace(
        preference, factors=factors, reservation=pin(preference.reservation), attitude=Attitude()
    )
