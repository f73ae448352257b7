"""What a certificate may hold: strict types, no duplicates, stated limits, before anything is allocated."""

from __future__ import annotations

import copy
import json
import tracemalloc

import numpy as np
import pytest

from counterdraft.agreements import frontier, solutions
from counterdraft.agreements.certificates.bundle import bundle
from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable
from counterdraft.verification import Refused, read_certificates, verify
from counterdraft.verification.reading import parsed


def small_game(shift=0):
    first, second = np.array([3, 1, 0]) + shift, np.array([0, 2, 3])
    players = tuple(
        UtilityFunction(name, (UtilityTable((0,), table),), 0)
        for name, table in (("a", first), ("b", second))
    )
    return Game((3,), players)


@pytest.fixture
def whole():
    """A file of certificates, as it is read back from JSON."""
    game = small_game()
    front = frontier(game)
    solved = solutions(game, front)
    file = bundle(front, solved, case="lagoon", fingerprint="sha256:00", seat="town")
    return json.loads(json.dumps(file))


def refusal(text):
    with pytest.raises(Refused) as caught:
        read_certificates(text if isinstance(text, str) else json.dumps(text))
    return str(caught.value)


def broken(file, *path, value):
    """The verdict on the frontier with one value changed."""
    changed = copy.deepcopy(file)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return read_certificates(json.dumps(changed)).verdicts()["frontier"]


class TestParsed:
    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "not JSON"),
            ("[1]", "the file is a list, expected an object"),
            ('{"a": 1.0}', "1.0 is no integer"),
            ('{"a": 1e3}', "1e3 is no integer"),
            ('{"a": Infinity}', "Infinity is no integer"),
            ('{"a": NaN}', "NaN is no integer"),
            ('{"a": 1, "a": 2}', "'a' occurs twice"),
            ('{"a": ' + "9" * 5000 + "}", "more than 4,096 bits"),
            ('{"a": ' + "[" * 900 + "]" * 900 + "}", "nested more than 800 deep"),
        ],
    )
    def test_refuses(self, text, why):
        """
        What is no object of integers, texts and lists is refused with its reason.
        """
        with pytest.raises(Refused, match=why):
            parsed(text)


class TestGame:
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("game", "sizes"), ["3"]),
            (("game", "sizes"), [True]),
            (("game", "sizes"), [0]),
            (("game", "sizes"), [10**9]),
            (("game", "players"), []),
            (("game", "players", 0, "reservation"), "0"),
            (("game", "players", 0, "reservation"), False),
            (("game", "players", 0, "unit"), "1e9"),
            (("game", "players", 0, "unit"), "0"),
            (("game", "players", 0, "name"), 7),
            (("game", "players", 0, "summands", 0, "issues"), [1]),
            (("game", "players", 0, "summands", 0, "issues"), [-1]),
            (("game", "players", 0, "summands", 0, "table"), [1, 2]),
            (("game", "conditions"), [[[0, [3]]]]),
            (("game", "conditions"), [[[0, [1, 1]]]]),
            (("game", "conditions"), [[[0]]]),
            (("proofs", "frontier", "points"), "3"),
        ],
    )
    def test_types_are_checked(self, whole, path, value):
        """
        A number in the place of an integer, a text or a truth value never passes for one.
        """
        changed = broken(whole, *path, value=value)

        assert not changed
        assert "not a certificate" in changed.why or "more than" in changed.why

    def test_a_claimed_size_is_not_allocated(self):
        """
        A few bytes that claim three thousand million options take no memory.
        """
        game = {"sizes": [3 * 10**9], "players": [], "signatories": [], "conditions": [[[0, [0]]]]}
        tracemalloc.start()
        verdict = verify({"kind": "frontier", "game": game})
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert not verdict
        assert peak < 1_000_000

    def test_a_clique_far_out_is_not_allocated(self):
        """
        A clique that names box 10^12 is refused before a bit is set for it.
        """
        from ..agreements.box_programming.boxed import rectangles

        proof = copy.deepcopy(dict(frontier(rectangles(10, 5, 24, 1)).certificate))
        assert proof["kind"] == "sweep"
        proof["parts"][0]["cliques"][0] = [10**12]

        assert "a box of a clique" in verify(proof).why


class TestFile:
    def test_says_what_it_holds_for(self, whole):
        """
        Case, fingerprint, seat and the fingerprint of the game are told, and every proof holds.
        """
        file = read_certificates(json.dumps(whole))

        assert (file.case, file.fingerprint, file.seat) == ("lagoon", "sha256:00", "town")
        assert all(file.verdicts().values())
        assert {v.game for v in file.verdicts().values()} == {file.game}
        assert {v.claim for v in file.verdicts().values()} == set(file.proofs)

    def test_says_that_it_contains_the_seats_tables(self, whole):
        """
        The file warns whoever opens it that the worths of the seat stand in it.
        """
        assert whole["contains"].startswith("the worths of all options, from town's mandate")

    def test_the_game_stands_once(self, whole):
        """
        Proofs of the same game refer to it, and solutions read off the frontier to that.
        """
        assert json.dumps(whole).count('"sizes"') == 1

    def test_an_earlier_format_is_refused(self, whole):
        """
        A file without a number of its format is written again, not half believed.
        """
        assert "earlier format" in refusal({"frontier": {"kind": "frontier"}})
        assert "expected 'format': 2" in refusal({**whole, "format": 3})

    def test_an_empty_file_proves_nothing(self, whole):
        """
        No proof at all is a refusal, and an empty proof fails.
        """
        assert "holds no proof" in refusal({**whole, "proofs": {}})
        assert "holds no proof" in broken(whole, "proofs", "frontier", value={}).why

    def test_a_mislabelled_proof_fails(self, whole):
        """
        The proof of one solution does not hold for another one, nor for no solution.
        """
        whole["proofs"]["nash"], whole["proofs"]["egalitarian"] = (
            whole["proofs"]["egalitarian"],
            whole["proofs"]["nash"],
        )
        whole["proofs"]["fair"] = whole["proofs"]["utilitarian"]
        verdicts = read_certificates(json.dumps(whole)).verdicts()

        assert "about the egalitarian, not about the nash" in verdicts["nash"].why
        assert "no such claim" in verdicts["fair"].why
        assert verdicts["frontier"]

    def test_a_proof_of_another_game_fails(self, whole):
        """
        An honest proof of a game that is not the file's proves nothing of it.
        """
        other = dict(frontier(small_game(shift=1)).certificate)

        assert "another game" in broken(whole, "proofs", "frontier", value=other).why

    def test_a_name_that_leads_nowhere_proves_nothing(self, whole):
        """
        A solution that refers to something else than the frontier of the file is refused.
        """
        whole["proofs"]["nash"]["frontier"] = "nash"

        assert not read_certificates(json.dumps(whole)).verdicts()["nash"]
