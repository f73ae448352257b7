"""The checker of sweeps refuses whatever is not so."""

from __future__ import annotations

import copy

import pytest

from counterdraft.agreements.box_programming.frontier import frontier_by_sweep
from counterdraft.verification import verify

from ..agreements.box_programming.boxed import rectangles


@pytest.fixture(scope="module")
def proof():
    front = frontier_by_sweep(rectangles(10, 5, 24, 1))
    assert front.status == "proved"
    assert verify(front.certificate)
    return front.certificate


class TestReplay:
    @pytest.mark.parametrize("k", [0, 1, -1])
    def test_a_missing_point_is_noticed(self, proof, k):
        """
        Without one of its points the frontier is refused: another offer reaches past the others.
        """
        other = copy.deepcopy(dict(proof))
        del other["worths"][k], other["offers"][k]
        other["parts"] = [other["parts"][0] | {"corners": list(range(len(other["worths"]) + 1))}]
        assert "no listed point dominates" in verify(other).why

    def test_a_point_that_is_no_offer_is_refused(self, proof):
        """
        Every point must be what its offer is worth.
        """
        other = copy.deepcopy(dict(proof))
        other["worths"][0][0] += 1
        assert "worth something else" in verify(other).why

    def test_a_dominated_point_is_refused(self, proof):
        """
        A point listed twice is no frontier.
        """
        other = copy.deepcopy(dict(proof))
        other["worths"].append(other["worths"][0])
        other["offers"].append(other["offers"][0])
        assert "listed twice" in verify(other).why

    def test_prices_must_cover_the_boxes(self, proof):
        """
        A price that is too low would hide offers.
        """
        other = copy.deepcopy(dict(proof))
        part = other["parts"][0]
        part["prices"] = [[0] * len(row) for row in part["prices"]]
        assert "do not cover" in verify(other).why

    def test_negative_prices_are_refused(self, proof):
        """
        A negative price would hide offers as well.
        """
        other = copy.deepcopy(dict(proof))
        other["parts"][0]["prices"][0][0] = -1
        assert "negative" in verify(other).why

    def test_cliques_must_be_conflicts(self, proof):
        """
        Boxes that an offer can lie in together are no clique.
        """
        other = copy.deepcopy(dict(proof))
        other["parts"][0]["cliques"][0] = list(range(len(other["order"])))
        assert "common offer" in verify(other).why

    def test_every_box_in_conflict_is_settled(self, proof):
        """
        A box may be left out of the order only when it is in conflict with none.
        """
        other = copy.deepcopy(dict(proof))
        other["order"] = other["order"][1:]
        assert not verify(other)
        other["order"] = [other["order"][0], *other["order"]]
        assert "twice" in verify(other).why

    def test_another_order_proves_as_well(self, proof):
        """
        The order is only a hint, as long as cliques and prices follow it.
        """
        other = copy.deepcopy(dict(proof))
        last = len(other["order"]) - 1
        other["order"] = other["order"][::-1]
        for part in other["parts"]:
            part["cliques"] = [[last - p for p in clique] for clique in part["cliques"]]
        assert verify(other)

    def test_another_game_is_refused(self, proof):
        """
        The proof is of its own game.
        """
        other = copy.deepcopy(dict(proof))
        other["game"]["players"][0]["bonuses"][0]["amount"] += 50
        assert not verify(other)

    def test_a_torn_certificate_is_no_certificate(self, proof):
        """
        Parts that are missing are a refusal, never an error.
        """
        for key in ("game", "worths", "offers", "order", "parts"):
            other = {k: v for k, v in proof.items() if k != key}
            assert "not a certificate" in verify(other).why
        for key in ("corners", "weights", "cliques", "prices"):
            other = copy.deepcopy(dict(proof))
            del other["parts"][0][key]
            assert "not a certificate" in verify(other).why

    def test_every_corner_is_in_a_part(self, proof):
        """
        A proof that leaves out one of the corners proves nothing.
        """
        other = copy.deepcopy(dict(proof))
        other["parts"][0]["corners"] = other["parts"][0]["corners"][1:]
        assert "do not make up all corners" in verify(other).why
