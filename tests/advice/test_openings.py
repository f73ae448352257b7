"""What opens an empty space."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from counterdraft.advice.search.shortlist import counter_offers
from counterdraft.case import Among


class TestEmptyZone:
    def test_is_opened_by_a_lower_value_of_no_deal(self, small):
        """
        At expected worths the island must have 0 and the company 3: half and binding under home law leave the
        island 0 and the company 8 − 8 = 0; half and consultation leave the company 6 and the island −6.
        """
        found = counter_offers(small(), "first", draws=100)
        lower = {o.party: o for o in found.openings if "no deal would" in o.sentence}

        assert "zone of possible agreement is empty" in found.none_because
        assert lower["company"].by == pytest.approx(3)
        assert lower["island"].by == pytest.approx(6)

    def test_is_opened_by_the_option_that_must_move_least(self, small):
        """
        Half and binding lack 3 for the company and half and consultation 6 for the island; no share, which
        lacks more, is not named.
        """
        found = counter_offers(small(), "first", draws=100)
        options = {o.party: (o.what, o.by) for o in found.openings if "worth of" in o.sentence}

        assert options == {
            "company": ("share/o1", pytest.approx(3)),
            "island": ("share/o1", pytest.approx(6)),
        }

    def test_is_not_said_to_be_empty_where_it_is_not(self, small):
        """
        With an offer for both there is nothing to open.
        """
        found = counter_offers(small(their_no_deal=-9, insists=0), "first", draws=100)

        assert found.openings == ()
        assert found.none_because == ""


class TestMandateThatForbidsEverything:
    def test_is_opened_by_dropping_one_red_line(self, small):
        """
        Two red lines that exclude each other: each of them alone opens the space.
        """
        case = small(their_no_deal=-9)
        own = case.mandates["island"]
        line = own.red_lines[0]
        first = replace(
            line,
            name="mandates/island/red_lines/a",
            condition=replace(line.condition, text="share = none", expression=Among(0, (0,))),
        )
        second = replace(
            line,
            name="mandates/island/red_lines/b",
            condition=replace(line.condition, text="share > none", expression=Among(0, (1, 2))),
        )
        shut = replace(case, mandates={"island": replace(own, red_lines=(first, second))})
        found = counter_offers(shut, "first", draws=100)

        assert found.counters == ()
        assert "No offer that is possible meets our mandate" in found.none_because
        assert {o.what for o in found.openings} == {first.name, second.name}


class TestOddsOutOfReach:
    def test_name_the_red_line_that_stands_in_the_way(self, small):
        """
        The island gains only without a share, and the company insists on one with nine chances in ten.
        """
        case = small(their_no_deal=-20, insists="9/10")
        own = case.mandates["island"]
        line = own.red_lines[0]
        strict = replace(
            line, condition=replace(line.condition, text="share = none", expression=Among(0, (0,)))
        )
        case = replace(case, mandates={"island": replace(own, red_lines=(strict,))})
        found = counter_offers(case, "first", draws=200)

        assert found.none_because
        assert any(o.party == "company" for o in found.openings)

    def test_tell_by_how_much_no_deal_must_be_worth_less_to_them(self, small, make_figure):
        """
        Without a share the company has at most 1, and no deal is worth U(-14, 6) to it: on 95 draws of 100 it
        is worth up to 5, so that it must fall by 4.
        """
        case = small(insists=0)
        belief = case.beliefs["island", "company"]
        unsure = replace(
            belief, reservation=make_figure("beliefs/island/company/reservation", -14, 6)
        )
        own = case.mandates["island"]
        strict = replace(
            own.red_lines[0],
            condition=replace(
                own.red_lines[0].condition, text="share = none", expression=Among(0, (0,))
            ),
        )
        case = replace(
            case,
            beliefs={("island", "company"): unsure},
            mandates={"island": replace(own, red_lines=(strict,))},
        )
        found = counter_offers(case, "first", draws=400, odds=Fraction(95, 100))
        (lower,) = [o for o in found.openings if o.what == unsure.reservation.name]

        assert lower.by == pytest.approx(5 - 1, abs=0.05)
