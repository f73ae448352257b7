"""Questions that narrow a mandate."""

from __future__ import annotations

import json

import pytest

import counterdraft as cd
from counterdraft.case import Table

WORDS = ("--as", "island", "--answer", "first", "--draws", "2000", "--today", "2025-03-12")


def figures(factor):
    """The figures of a table or of a weighted condition."""
    return factor.cells if isinstance(factor, Table) else (factor.worth,)


class TestElicit:
    def test_writes_answers_with_their_provenance(self, lagoon, call):
        """
        An answer narrows the figure it speaks of, and the mandate says when it was given.
        """
        before = cd.load(lagoon, seat="island").case.mandates["island"]
        done = call("elicit", lagoon, *WORDS, "--most", 1, "--yes", stdin="1\n")
        assert done.returncode == 0, done.stderr
        after = cd.load(lagoon, seat="island").case.mandates["island"]

        changed = [
            (old, new)
            for one, other in zip(before.factors, after.factors, strict=True)
            for old, new in zip(figures(one), figures(other), strict=True)
            if old.distribution != new.distribution
        ]
        assert changed
        for old, new in changed:
            assert new.provenance.because == "elicited by comparison on 2025-03-12"
            assert old.distribution.low <= new.distribution.low
            assert new.distribution.high <= old.distribution.high

    def test_writes_nothing_without_a_yes(self, lagoon, call):
        """
        At the end the answers are shown and the reader is asked; a no leaves the file as it was.
        """
        before = (lagoon / "mandates/island.yaml").read_bytes()
        done = call("elicit", lagoon, *WORDS, "--most", 1, stdin="1\nn\n")

        assert done.returncode == 0
        assert (lagoon / "mandates/island.yaml").read_bytes() == before

    def test_an_end_of_input_writes_nothing(self, lagoon, call):
        """
        When the conversation breaks off, nothing is written and the exit code says so.
        """
        before = (lagoon / "mandates/island.yaml").read_bytes()
        done = call("elicit", lagoon, *WORDS, stdin="1\n")

        assert done.returncode == 130
        assert "Traceback" not in done.stderr
        assert (lagoon / "mandates/island.yaml").read_bytes() == before

    def test_lists_the_best_question_first(self, lagoon, call):
        """
        The questions come by how much an answer is expected to take away of what is unsure.
        """
        done = call("elicit", lagoon, *WORDS, "--json")
        found = json.loads(done.stdout)

        assert found
        assert [q["reduction"] for q in found] == sorted(
            (q["reduction"] for q in found), reverse=True
        )
        assert all(0 < q["odds_of_first"] < 1 for q in found)

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (["--as", "table", "--answer", "first"], "the table has no mandate of its own"),
            (["--as", "island", "--answer", "frist"], "did you mean 'first'?"),
            (["--as", "island", "--answer", "first", "--source", "S9"], "no source is called 'S9'"),
        ],
    )
    def test_faults(self, lagoon, call, words, expected):
        """
        Each wrong word is answered with what is valid.
        """
        done = call("elicit", lagoon, *words)

        assert done.returncode == 2
        assert expected in done.stderr
