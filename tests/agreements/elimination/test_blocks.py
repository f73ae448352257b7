"""Blocks: independent parts of a game, each pruned, that only add up."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.agreements.elimination.blocks import Entangled, blocks
from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable, WeightedBox

from ..games import EXAMPLES, all_offers, games


def sums(game, parts):
    """Every sum of one row per block, with the offer that the witnesses make."""
    for rows in product(*(range(len(part.worths)) for part in parts)):
        total = [0] * (len(game.players) + len(game.signatories))
        offer = [0] * len(game.sizes)
        for part, row in zip(parts, rows, strict=True):
            total = [a + int(b) for a, b in zip(total, part.worths[row], strict=True)]
            for issue, option in zip(part.issues, part.options[row], strict=True):
                offer[issue] = int(option)
        yield tuple(total), tuple(offer)


def uncapped(ledger, offer):
    return UtilityFunction(
        ledger.name, ledger.summands, 0, constant=ledger.constant, bonuses=ledger.bonuses
    ).worth(offer)


def signs(game, offer):
    """Whether the offer is possible and every conditional signatory it needs signs."""
    loose = tuple(UtilityFunction("anything", (), 0) for _ in game.players)
    return Game(game.sizes, loose, game.signatories, game.conditions).signed(offer)


class TestBlocks:
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(games(players=(1, 3), wide=True))
    def test_witnesses_have_the_worths_of_their_rows(self, game):
        """
        A sum of rows is what its witness is worth to each player, and says whether every signatory
        signs.
        """
        n = len(game.players)
        for total, offer in sums(game, blocks(game)):
            assert total[:n] == tuple(uncapped(ledger, offer) for ledger in game.players)
            met = all(v >= s.reservation for v, s in zip(total[n:], game.signatories, strict=True))
            assert met == signs(game, offer)

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(games(players=(1, 3), wide=True), st.booleans())
    def test_nothing_efficient_is_lost(self, game, prune):
        """
        For every offer that can be signed some sum of rows is at least as good for everybody.
        """
        n = len(game.players)
        found = np.array(
            [
                total[:n]
                for total, _ in sums(game, blocks(game, prune=prune))
                if all(v >= s.reservation for v, s in zip(total[n:], game.signatories, strict=True))
            ],
            object,
        )
        for offer in all_offers(game):
            if signs(game, offer):
                worth = [uncapped(ledger, offer) for ledger in game.players]
                assert (found >= np.array(worth, object)).all(axis=1).any()

    def test_independent_issues_are_blocks_of_their_own(self):
        """
        Two issues share a block exactly when some term ties them, here a bonus and a condition.
        """
        row = np.array([0, 1])
        ledger = UtilityFunction(
            "a",
            tuple(UtilityTable((i,), row) for i in range(5)),
            0,
            bonuses=(WeightedBox(((0, (True, False)), (3, (True, False))), 5),),
        )
        game = Game(
            (2,) * 5, (ledger,), conditions=(Clause(((1, (True, False)), (2, (False, True)))),)
        )

        assert [part.issues for part in blocks(game)] == [(0, 3), (1, 2), (4,)]

    def test_counts_the_ways_to_a_row(self):
        """
        Three options of equal worth are one row with three ways.
        """
        game = Game((4,), (UtilityFunction("a", (UtilityTable((0,), np.array([1, 2, 2, 2])),), 0),))

        (part,) = blocks(game)

        assert part.worths.tolist() == [[2]]
        assert part.counts == (3,)
        assert part.options.tolist() == [[1]]

    def test_a_separable_table_costs_nothing(self):
        """
        A table over ten issues that is a plain sum is read with a single state.
        """
        grid = np.indices((3,) * 10).sum(axis=0)
        game = Game((3,) * 10, (UtilityFunction("a", (UtilityTable(tuple(range(10)), grid),), 0),))

        (part,) = blocks(game, limit=1)

        assert part.worths.tolist() == [[20]]
        assert part.counts == (1,)

    def test_says_when_issues_are_entangled(self):
        """
        A table without structure over many issues has more residual tables than the limit allows.
        """
        rng = np.random.default_rng(1)
        table = rng.integers(0, 1000, (4,) * 6)
        game = Game((4,) * 6, (UtilityFunction("a", (UtilityTable(tuple(range(6)), table),), 0),))

        with pytest.raises(Entangled):
            blocks(game, limit=50)

    def test_no_possible_offer_is_an_empty_block(self):
        """
        Conditions that cannot all hold leave a block without rows.
        """
        never = (Clause(((0, (True, False)),)), Clause(((0, (False, True)),)))
        game = Game((2, 2), (UtilityFunction("a", (), 0),), conditions=never)

        assert min(len(part.worths) for part in blocks(game)) == 0
