"""GeniusWeb's JSON profiles."""

from __future__ import annotations

import copy
from fractions import Fraction

import pytest

from counterdraft.formats.geniusweb.reading import recognise

SPACE = {
    "domain": {
        "name": "trip",
        "issuesValues": {
            "where": {"values": ["sea", "hill"]},
            "days": {"range": {"low": "1", "high": "2", "step": "0.25"}},
        },
    },
    "name": "ann",
    "issueUtilities": {
        "where": {"DiscreteValueSetUtilities": {"valueUtilities": {"sea": 1, "hill": 0.3}}},
        "days": {
            "NumberValueSetUtilities": {
                "lowValue": 1,
                "lowUtility": 0,
                "highValue": 2,
                "highUtility": 0.123456789,
            }
        },
    },
    "issueWeights": {"where": 0.4, "days": 0.6},
}


def profile(**changes):
    """Return a profile with parts of its space replaced; a part that is None is taken away."""
    space = copy.deepcopy(SPACE) | changes
    return {"LinearAdditiveUtilitySpace": {k: v for k, v in space.items() if v is not None}}


class TestReading:
    def test_sum_of_weight_times_utility(self, bench):
        """
        Numbers lie on the line between the ends, rounded half up to 8 decimals.
        """
        bench.json(ann=profile())

        assert bench.at(where="hill", days="1.5") == Fraction("0.12") + Fraction("0.6") * Fraction(
            "0.06172839"
        )
        assert bench.at(where="sea", days="1.25") == Fraction("0.4") + Fraction("0.6") * Fraction(
            "0.03086420"
        )

    def test_outside_the_ends_a_number_is_worth_nothing(self, bench):
        """
        Where the utilities cover less than the range.
        """
        ends = {"lowValue": 1.25, "lowUtility": 1, "highValue": 1.5, "highUtility": 1}
        utilities = SPACE["issueUtilities"] | {"days": {"NumberValueSetUtilities": ends}}
        bench.json(ann=profile(issueUtilities=utilities))

        assert [bench.at(where="sea", days=d) for d in ("1", "1.25", "1.5", "2")] == [
            Fraction("0.4"),
            1,
            1,
            Fraction("0.4"),
        ]

    def test_both_spellings(self, bench):
        """
        Version 1 calls the wrappers discreteutils and numberutils.
        """
        old = {
            "where": {
                "discreteutils": SPACE["issueUtilities"]["where"]["DiscreteValueSetUtilities"]
            },
            "days": {"numberutils": SPACE["issueUtilities"]["days"]["NumberValueSetUtilities"]},
        }
        bench.json(ann=profile(), bob=profile(issueUtilities=old))
        offer = {"where": "hill", "days": "1.75"}

        assert bench.worths(offer, party="ann") == bench.worths(offer, party="bob")

    @pytest.mark.parametrize(
        ("bid", "worth"),
        [
            (None, 0),
            ({"issuevalues": {"where": "hill", "days": 1.0}}, Fraction("0.12")),
            ({"issuevalues": {"where": "sea"}}, Fraction("0.4")),
        ],
    )
    def test_the_reservation_value_is_what_a_bid_is_worth(self, bench, bid, worth):
        """
        What the bid leaves open counts as 0, and without a bid the value is 0.
        """
        found = bench.json(ann=profile(reservationBid=bid)).case()

        assert found.preference("ann").reservation.distribution.value == worth

    def test_other_json_beside_the_profiles(self, bench):
        """
        Files of results are passed over with a warning; a domain of its own gives the order.
        """
        domain = {
            "name": "trip",
            "issuesValues": dict(reversed(SPACE["domain"]["issuesValues"].items())),
        }
        found = bench.json(ann=profile(), domain=domain, specials={"nash": 1}).case()

        assert [i.name for i in found.issues] == ["days", "where"]
        assert "specials.json: neither a domain nor a profile" in found.warnings[0]

    def test_weights_that_do_not_sum_to_one(self, bench):
        """
        GeniusWeb refuses them; they are used as they are.
        """
        found = bench.json(ann=profile(issueWeights={"where": 0.5, "days": 0.6})).case()

        assert "the weights sum to 1.1; GeniusWeb refuses" in found.warnings[0]

    def test_recognised(self, bench):
        """
        By the words of its classes, not by the ending alone.
        """
        assert not recognise(bench.json(other={"a": 1}).path)
        assert recognise(bench.json(ann=profile()).path)


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"issueWeights": {"where": 0.4}}, "issueWeights.days: is missing, expected a number"),
            ({"issueWeights": {"where": 0.4, "days": 0.6, "x": 1}}, "the domain has no such issue"),
            ({"issueWeights": {"where": -0.4, "days": 1.4}}, "is below 0"),
            (
                {"issueUtilities": {"where": {}, "days": {}}},
                "expected DiscreteValueSetUtilities or",
            ),
            ({"domain": None}, "domain: is missing, expected an object"),
            (
                {"reservationBid": {"issuevalues": {"where": "moon"}}},
                "the domain has no such value",
            ),
        ],
    )
    def test_of_a_profile(self, bench, changes, told):
        """
        Every fault with its path in the file.
        """
        assert told in bench.json(ann=profile(**changes)).faults()

    def test_missing_and_unknown_values(self, bench):
        """
        Every value of the domain has one utility, and no other has.
        """
        inner = {"DiscreteValueSetUtilities": {"valueUtilities": {"sea": 1, "moon": 0.3}}}
        told = bench.json(
            ann=profile(issueUtilities=SPACE["issueUtilities"] | {"where": inner})
        ).faults()

        assert "valueUtilities.hill: is missing" in told
        assert "valueUtilities.moon: the domain has no such value" in told

    def test_profiles_of_two_domains(self, bench):
        """
        All profiles of a folder carry the same domain.
        """
        other = copy.deepcopy(SPACE["domain"])
        other["issuesValues"]["where"]["values"] = ["sea", "moon"]

        assert (
            "they differ in 'where'"
            in bench.json(ann=profile(), bob=profile(domain=other)).faults()
        )

    def test_profiles_without_utilities(self, bench):
        """
        Orderings say which of two offers is better, and no more.
        """
        told = bench.json(ann={"DefaultPartialOrdering": {}}).faults()

        assert "it orders offers and gives them no utility" in told


class TestJson:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (
                '{"LinearAdditiveUtilitySpace": {"a": 1,}}',
                "1:40: cannot be read as JSON: expected a name in quotes",
            ),
            ('{"issuesValues": \n {"a" 1}}', "2:7: cannot be read as JSON: expected a colon"),
            ('{"issuesValues": {"a": 1, "a": 2}}', "1:27: a: the name stands here twice"),
            ('{"issuesValues": [1 2]}', "expected a comma, found '2'"),
            ('{"issuesValues": {"a": nope}}', "expected a value, found 'nope'"),
            ('{"issuesValues": {"a": "open', "a text in quotes does not end"),
            ('{"issuesValues": {', "found the end of the file"),
            ('{"issuesValues": {}} {}', "something follows"),
            ('{"issuesValues": ' + "[" * 200 + "]" * 200 + "}", "more than 100 levels deep"),
        ],
    )
    def test_faults_have_line_and_column(self, bench, text, told):
        """
        Whatever is wrong with the file, its place is named.
        """
        assert told in bench.put(ann_json=text).faults()

    @pytest.mark.parametrize("escape", ["\\u001b[2J", "\\ud800", "\\u0000", "\\u009b"])
    def test_characters_that_would_move_a_cursor(self, bench, escape):
        """
        A name is printed, and must not command the terminal that prints it.
        """
        told = bench.put(
            ann_json='{"issuesValues": {"a": {"values": ["' + escape + '"]}}}'
        ).faults()

        assert "holds a character that no text file holds" in told

    def test_more_values_than_a_domain_can_have(self, bench):
        """
        Sixty megabytes of zeros are refused before they are taken apart.
        """
        told = bench.put(ann_json='{"issuesValues": [' + "0," * 1_000_001 + "0]}").faults()

        assert "ann.json:1:1: the file holds more than 1,000,000 values" in told

    def test_a_file_that_is_none_of_geniuswebs(self, bench):
        """
        It is passed over; what cannot be read at all may have been a profile, and is a fault.
        """
        bench.json(ann=profile()).put(note_json="[1, 2]", list_json="[]")

        assert sum("passed over" in w for w in bench.case().warnings) == 2
        assert "note.json:1" in bench.put(note_json="[1, 2").faults()

    def test_escapes_and_places(self):
        """
        Escapes are resolved, numbers stay as they are written.
        """
        from counterdraft.formats.json_files import read_json
        from counterdraft.formats.tree import Faults

        faults = Faults()
        found = read_json(b'{"a\\u00e9": [1.50, "x\\"y"],\n "b": {"c": null}}', "f", "f", faults)

        assert not faults
        assert found.root == {"aé": ["1.50", 'x"y'], "b": {"c": "null"}}
        assert found.root["b"].line == 2
