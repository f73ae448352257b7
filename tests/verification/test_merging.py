"""The checker of a frontier's certificate: finds the frontier again, and refuses anything else."""

from __future__ import annotations

import json
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.agreements import frontier
from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable
from counterdraft.verification import verify
from counterdraft.verification.efficient import efficient
from counterdraft.verification.merging import replay_frontier

from ..agreements.games import EXAMPLES, games


def plain(*tables, reservation=0):
    ledgers = tuple(
        UtilityFunction(
            f"p{i}",
            tuple(UtilityTable((j,), np.array(row)) for j, row in enumerate(rows)),
            reservation,
        )
        for i, rows in enumerate(tables)
    )
    return Game(tuple(len(row) for row in tables[0]), ledgers)


THREE = plain(
    [[0, 4, 9], [3, 0, 5], [1, 2, 0]],
    [[9, 4, 0], [2, 6, 0], [0, 0, 7]],
    [[1, 6, 1], [0, 1, 2], [8, 3, 1]],
)


class TestReplay:
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(games(players=(1, 4), wide=True))
    def test_accepts_what_the_frontier_claims(self, game):
        """
        The certificate of every frontier survives JSON and holds, with the same points.
        """
        front = frontier(game)
        found = replay_frontier(json.loads(json.dumps(front.certificate)))

        assert found.tolist() == front.worths.tolist()

    @pytest.mark.parametrize("place", ["worth", "reservation", "points", "listed", "print", "step"])
    def test_refuses_a_certificate_that_was_touched(self, place):
        """
        One number changed anywhere, in the game or in the claim, is noticed.
        """
        claim = json.loads(json.dumps(frontier(THREE).certificate))
        assert verify(claim)
        touched = deepcopy(claim)
        if place == "worth":
            touched["game"]["players"][0]["summands"][0]["table"][2] += 1
        elif place == "reservation":
            touched["game"]["players"][1]["reservation"] += 10
        elif place == "points":
            touched["points"] += 1
        elif place == "listed":
            touched["worths"][0][0] += 1
        elif place == "print":
            touched["fingerprint"] = "0" + touched["fingerprint"][1:-1] + "x"
        else:
            touched["steps"][0]["points"] += 1

        assert not verify(touched)

    def test_refuses_a_frontier_with_a_point_missing(self):
        """
        A shorter list with a fingerprint of its own is still not the frontier.
        """
        from counterdraft.agreements.certificates.fingerprints import fingerprint

        front = frontier(THREE)
        claim = dict(front.certificate)
        claim |= {
            "worths": claim["worths"][1:],
            "points": len(front) - 1,
            "fingerprint": fingerprint(front.worths[1:]),
            "steps": [],
        }

        assert not verify(claim)

    def test_an_empty_frontier_is_proved_too(self):
        """
        That nothing is acceptable to all is a claim that the checker confirms.
        """
        claim = frontier(plain([[0, 1]], [[1, 0]], reservation=2)).certificate

        assert verify(claim)


class TestEfficient:
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(
        st.integers(1, 4).flatmap(
            lambda d: st.lists(st.tuples(*[st.integers(0, 6)] * d), min_size=1, max_size=40)
        ),
        st.booleans(),
    )
    def test_agrees_with_the_definition(self, points, wide):
        """
        What is left is what nobody dominates, each once, best for the first first.
        """
        scale = 1 << 70 if wide else 1
        rows = np.array(points, object) * scale
        kept = efficient(rows if wide else rows.astype(np.int64)).tolist()

        def beaten(a):
            return any(b != a and all(x >= y for x, y in zip(b, a, strict=True)) for b in points)

        expected = sorted({p for p in points if not beaten(p)}, reverse=True)
        assert kept == [[v * scale for v in p] for p in expected]
