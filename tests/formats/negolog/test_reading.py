"""NegoLog's JSON profiles."""

from __future__ import annotations

from fractions import Fraction

import pytest


def profile(**changes):
    """Return a profile with parts replaced."""
    found = {
        "reservationValue": 0.3,
        "issueWeights": {"A": 0.4, "B": 0.6},
        "issues": {"A": {"x": 1.0, "y": 0.2}, "B": {"x": 0.5, "y": 1}},
    }
    return found | changes


class TestReading:
    def test_weights_times_utilities(self, bench):
        """
        No division, no cut.
        """
        bench.json(profileA=profile(), specs={"Name": "d"})

        assert bench.at(A="y", B="x") == Fraction("0.38")
        assert bench.case().preference("profileA").reservation.distribution.value == Fraction("0.3")

    def test_the_order_of_names_does_not_matter(self, bench):
        """
        Values are joined by their names.
        """
        turned = profile(issues={"B": {"y": 1, "x": 0.5}, "A": {"y": 0.2, "x": 1}})
        bench.json(profileA=profile(), profileB=turned)
        offer = {"A": "y", "B": "x"}

        assert bench.worths(offer, party="profileB") == bench.worths(offer, party="profileA")


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"issueWeights": {"A": 0.4}}, "issueWeights.B: is missing, expected a number"),
            ({"issues": {"A": {"x": 1.0}, "B": {"x": 0.5, "y": 1}}}, "issues.A.y: is missing"),
            (
                {"issues": {"A": {"x": 1, "y": 1, "z": 1}, "B": {"x": 0.5, "y": 1}}},
                "'z' does not stand in the other",
            ),
            ({"reservationValue": "high"}, "expected a number, found 'high'"),
        ],
    )
    def test_of_a_second_profile(self, bench, changes, told):
        """
        All profiles are over the issues and values of the first.
        """
        assert told in bench.json(profileA=profile(), profileB=profile(**changes)).faults()

    def test_files_that_are_no_profiles(self, bench):
        """
        NegoLog's own figures are passed over in silence, anything else with a warning.
        """
        bench.json(profileA=profile(), specs={"Name": "d"}).put(note_json="[1, 2]", more_json="{}")
        warnings = bench.case().warnings

        assert [w.rpartition("/")[2] for w in warnings] == [
            "more.json: is no profile; passed over",
            "note.json: is no profile; passed over",
        ]

    @pytest.mark.parametrize(
        "broken", [b"", b"\x00\xff", b"[1, 2", b"[" * 100_000, b"{", b"\xff\xfe{\x00}\x00"]
    )
    def test_a_broken_file_is_no_stranger(self, bench, broken):
        """
        A profile that lost its text must not drop out of the talks in silence.
        """
        faults = bench.json(profileA=profile()).put(profileB_json=broken).faults()

        assert "profileB.json:1:" in faults
