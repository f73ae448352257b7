"""The value of learning a figure first."""

from __future__ import annotations

from math import erf, exp, pi, sqrt

import numpy as np
import pytest
from scipy.special import ndtri

from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.scoring.pricing import price
from counterdraft.advice.sensitivity.held_streams import HeldStreams
from counterdraft.advice.sensitivity.information_value import evppi, find_out
from counterdraft.preferences import Sample


def unit_normal_loss(k):
    """
    E[max(Z − k, 0)] for a standard normal Z (Raiffa & Schlaifer 1961).
    """
    density = exp(-k * k / 2) / sqrt(2 * pi)
    return density - k * (1 - erf(k / sqrt(2))) / 2


class TestEvppi:
    @pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (0.5, 1.0), (-1.0, 2.0), (2.0, 1.0)])
    def test_of_two_normal_choices_is_the_unit_normal_loss(self, mean, sd):
        """
        Nothing against N(mean, sd²) with noise that cannot be learnt: sd × loss(|mean| / sd), within error.
        """
        sample = Sample(10_000, 3)
        u = sample.uniforms("figure")
        noise = ndtri(sample.uniforms("noise"))
        benefits = np.stack([np.zeros(10_000), mean + sd * ndtri(u) + noise])
        worth, error, _ = evppi(benefits, u, "figure")

        assert worth == pytest.approx(
            sd * unit_normal_loss(abs(mean) / sd), abs=max(4 * error, 0.01)
        )

    def test_of_what_changes_nothing_is_nothing(self):
        """
        A figure on which no benefit hangs is worth exactly nothing, most of the time.
        """
        sample = Sample(4000, 1)
        noise = ndtri(sample.uniforms("noise"))
        benefits = np.stack([np.zeros(4000), noise])
        found = [evppi(benefits, sample.uniforms(f"other/{k}"), "k")[0] for k in range(20)]

        assert sum(worth == 0 for worth in found) >= 12
        assert max(found) < 0.05

    def test_is_reproducible(self):
        """
        The redraws have a stream of their own name.
        """
        sample = Sample(1000, 1)
        u = sample.uniforms("figure")
        benefits = np.stack([np.zeros(1000), u - 0.5])

        assert evppi(benefits, u, "k") == evppi(benefits, u, "k")


class TestFindOut:
    def test_lists_only_what_may_turn_the_choice(self, small):
        """
        Between a certain loss and no deal nothing needs to be known.
        """
        joint = JointSample(perspective(small()), Sample(500, 1))

        assert find_out(HeldStreams(joint), {"an offer": price(joint, (2, 1, 1))}) == ()
