"""GeniusWeb's utilities over groups of issues."""

from __future__ import annotations

import copy
from fractions import Fraction

import pytest

DOMAIN = {
    "name": "car",
    "issuesValues": {
        "hifi": {"values": ["yes", "no"]},
        "speakers": {"values": ["good", "none"]},
        "doors": {"range": {"low": 3, "high": 5, "step": 1}},
    },
}
PARTS = {
    "music": {
        "partsutils": {
            "issues": ["speakers", "hifi"],
            "utilslist": [
                {"values": ["good", "yes"], "util": 0.6},
                {"values": ["none", "yes"], "util": 0.1},
            ],
        }
    },
    "doors": {
        "partsutils": {
            "issues": ["doors"],
            "utilslist": [{"values": [5], "util": 0.4}, {"values": ["3"], "util": "0.1"}],
        }
    },
}


def profile(reservation=None, **changes):
    """Return a profile with parts replaced; a part that is None is taken away."""
    parts = copy.deepcopy(PARTS) | changes
    space = {
        "name": "ann",
        "domain": DOMAIN,
        "partUtilities": {k: v for k, v in parts.items() if v is not None},
    }
    if reservation:
        space["reservationBid"] = {"issuevalues": reservation}
    return {"SumOfGroupsUtilitySpace": space}


def part(issues, *listed):
    """Return one part."""
    return {"partsutils": {"issues": issues, "utilslist": list(listed)}}


class TestGroups:
    def test_an_offer_is_worth_the_sum_of_its_groups(self, bench):
        """
        A combination has a utility of its own, and 0 where it is not listed.
        """
        bench.json(ann=profile())

        assert bench.worths(
            {"hifi": "yes", "speakers": "good", "doors": "5"},
            {"hifi": "no", "speakers": "good", "doors": "3"},
            {"hifi": "yes", "speakers": "none", "doors": "4"},
        ) == [1, Fraction(1, 10), Fraction(1, 10)]

    def test_both_spellings_of_a_part(self, bench):
        """
        The class may be named by its short name or its whole one.
        """
        long = {"PartsUtilities": PARTS["music"]["partsutils"]}
        bench.json(ann=profile(music=long))

        assert bench.at(hifi="yes", speakers="good", doors="4") == Fraction(6, 10)

    def test_the_reservation_is_a_bid(self, bench):
        """
        A group of which the bid leaves an issue open is worth nothing.
        """
        whole = bench.json(ann=profile({"hifi": "yes", "speakers": "none", "doors": 5})).case()
        half = bench.json(ann=profile({"hifi": "yes", "doors": 5})).case()

        assert whole.preference("ann").reservation.distribution.value == Fraction(1, 2)
        assert half.preference("ann").reservation.distribution.value == Fraction(4, 10)

    def test_beside_a_profile_of_the_other_class(self, bench):
        """
        The parties of one domain need not have the same class of profile.
        """
        values = {
            "hifi": {"discreteutils": {"valueUtilities": {"yes": 0, "no": 1}}},
            "speakers": {"discreteutils": {"valueUtilities": {"good": 0, "none": 1}}},
            "doors": {
                "numberutils": {"lowValue": 3, "lowUtility": 0, "highValue": 5, "highUtility": 1}
            },
        }
        linear = {
            "domain": DOMAIN,
            "issueUtilities": values,
            "issueWeights": {"hifi": 0.5, "speakers": 0.25, "doors": 0.25},
        }
        bench.json(ann=profile(), bob={"LinearAdditiveUtilitySpace": linear})
        offer = {"hifi": "no", "speakers": "none", "doors": "4"}

        assert bench.worths(offer, party="bob") == [Fraction(7, 8)]
        assert bench.worths(offer, party="ann") == [0]

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"doors": None}, "no part holds the issue 'doors'"),
            ({"more": part(["hifi"])}, "'hifi' stands in two parts"),
            ({"doors": part(["door"])}, "'door' is no issue of the domain"),
            (
                {"doors": part(["doors"], {"values": ["6"], "util": 0})},
                "the domain has no such value",
            ),
            (
                {"doors": part(["doors"], {"values": ["3", "4"], "util": 0})},
                "2 values for 1 issues",
            ),
            (
                {"doors": part(["doors"], {"values": ["3"], "util": 1.5})},
                "is not between 0 and 1",
            ),
            ({"doors": part(["doors"], {"values": ["3"]})}, "util: is missing"),
            ({"doors": {"partsutils": {"issues": ["doors"]}}}, "utilslist: is missing"),
        ],
    )
    def test_faults(self, bench, changes, told):
        """
        What is no part of this domain refuses the folder, with its line.
        """
        faults = bench.json(ann=profile(**changes)).faults()

        assert told in faults
        assert "ann.json:1:" in faults
