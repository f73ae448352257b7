"""An offer worth exactly what no deal is worth is no gain, and nobody signs it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from counterdraft.advice import answer, counter_offers, review
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.scoring.pricing import price
from counterdraft.case import Preference
from counterdraft.preferences import Sample
from counterdraft.runtime.deadline import Deadline


def tied(case, make_figure, *ends, scale=1):
    """
    The case in which no deal is worth to either exactly what every offer is: a point, or a drawn figure.
    """
    figures = [make_figure(f"no deal/{k}", *ends, driver="weather") for k in range(2)]

    def preference(before):
        transform = replace(before.transform, offset=before.transform.offset)
        table = before.factors[0]
        cells = tuple(replace(figures[0], name=c.name) for c in table.cells)
        return Preference(
            before.party,
            before.holder,
            before.unit,
            (replace(table, cells=cells),),
            (),
            figures[1],
            transform,
        )

    return replace(
        case,
        mandates={name: preference(p) for name, p in case.mandates.items()},
        beliefs={key: preference(p) for key, p in case.beliefs.items()},
    )


@pytest.mark.parametrize("ends", [(0,), (3,), (1, 5), ("1/3", "1/2"), (10**9, 3 * 10**9)])
class TestTie:
    def test_is_no_gain_and_no_loss(self, small, make_figure, ends):
        """
        Better in no case, no worse in all, whatever the size of the worths.
        """
        case = tied(small(), make_figure, *ends)
        pricing = review(case, "first", draws=100).pricing

        assert pricing.own_better.value == 0
        assert pricing.own_no_worse.value == 1

    def test_is_signed_by_nobody(self, small, make_figure, ends):
        """
        Whoever is left exactly at no deal does not sign; many offers at once and one by one agree.
        """
        case = tied(small(), make_figure, *ends)
        joint = JointSample(perspective(case), Sample(100, 1))
        offers = np.array([[2, 0, 1], [0, 0, 0]])

        assert price(joint, (2, 0, 1)).pricing().signed.value == 0
        assert joint.scores(offers).signed.tolist() == [0, 0]
        assert not joint.worth["company"].accepts(offers).any()

    def test_is_said_so(self, small, make_figure, ends):
        """
        The findings call it neither better nor worse.
        """
        case = tied(small(), make_figure, *ends)
        said = review(case, "first", draws=100).findings[0]

        assert said.startswith("As a whole it is worth as much to us as no deal")
        assert "the chance that it is better is 0 %, that it is no worse 100 %." in said


class TestGain:
    def test_of_any_size_counts(self, small, make_figure):
        """
        A gain that is small beside nothing but itself is a gain.
        """
        case = tied(small(), make_figure, 0)
        own = case.mandates["island"]
        lower = replace(own, reservation=make_figure("no deal/lower", "-1/1000000"))
        case = replace(case, mandates={**case.mandates, "island": lower})

        assert review(case, "first", draws=100).pricing.own_better.value == 1


class TestDeadline:
    def test_ends_the_search_with_the_best_and_its_bound(self, maker):
        """
        A search whose time is over says so, in words and with a bound that the truth does not pass.
        """
        case = maker(3).case(issues=4)
        over = Deadline()
        over.stop()
        whole = counter_offers(case, "d", draws=100)
        ended = answer(case, "d", draws=100, deadline=over)

        assert ended.shortlist.ended_early
        assert not whole.ended_early
        assert ended.shortlist.bound >= whole.bound - 1e-9
        assert any("ended at its time limit" in notice for notice in ended.notices)
