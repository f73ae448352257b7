"""What an offer and a draft are priced at, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.scoring.pricing import price, price_draft, probability_of, range_of
from counterdraft.preferences import Sample


class TestOffer:
    def test_is_priced_as_by_hand(self, small):
        """
        Half, consultation, home: the island has −10 + 4 = −6; the company 8 − 2 − 3 = 3, within its line.
        """
        joint = JointSample(perspective(small()), Sample(100, 1))
        pricing = price(joint, (1, 1, 0)).pricing()

        assert pricing.gain["island"].mean == pytest.approx(-6)
        assert pricing.gain["company"].p10 == pytest.approx(3)
        assert pricing.signed.value == 1
        assert pricing.expected_gain == pytest.approx(-6)
        assert pricing.own_better.value == 0
        assert pricing.within_mandate

    def test_names_our_red_lines_that_it_breaks(self, small):
        """
        A share without a guarantee breaks the linkage.
        """
        pricing = price(JointSample(perspective(small()), Sample(10, 1)), (1, 0, 0)).pricing()

        assert not pricing.within_mandate
        assert pricing.broken == ("share > 0 implies guarantee > none",)

    def test_counts_gain_only_where_it_is_signed(self, small):
        """
        Half with a binding guarantee: the company gains 5 + U(−12, −4), which is not negative on one draw
        in eight; the island's −10 + U(8, 12) is independent of it.
        """
        joint = JointSample(perspective(small()), Sample(8000, 1))
        priced = price(joint, (1, 2, 0))
        pricing = priced.pricing()

        assert pricing.signed.value == pytest.approx(1 / 8, abs=0.001)
        assert pricing.expected_gain == pytest.approx(0.0, abs=4 * pricing.expected_gain_error)
        assert (priced.kept[~priced.signed] == 0).all()


class TestDraft:
    def test_draws_what_is_not_known(self, small):
        """
        The second draft leaves guarantee and law open: on a third of the draws it breaks the linkage.
        """
        joint = JointSample(perspective(small()), Sample(3000, 1))
        priced = price_draft(joint, joint.perspective.case.draft("second"))

        assert (priced.offers[:, 1] == 0).mean() == pytest.approx(1 / 3, abs=0.001)
        # −10 + (0 + 4 + 10) / 3 − 1
        assert priced.pricing().gain["island"].mean == pytest.approx(-10 + 14 / 3 - 1, abs=0.1)


class TestFigures:
    def test_percentiles_are_those_of_the_draws(self):
        """
        P10 is below 90 % of the draws.
        """
        found = range_of(np.arange(1001.0))

        assert (found.p10, found.p50, found.p90) == (100, 500, 900)
        assert found.error == pytest.approx(np.arange(1001.0).std(ddof=1) / np.sqrt(1001))

    def test_odds_have_the_error_of_a_proportion(self):
        """
        √(p (1 − p) / n).
        """
        found = probability_of(np.arange(100) < 20)

        assert (found.value, found.error) == (0.2, pytest.approx(0.04))
