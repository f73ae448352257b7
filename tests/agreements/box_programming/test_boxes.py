"""A game as boxes: the same worths, and offers that lie in what they are asked to."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import HealthCheck, given, settings

from counterdraft.agreements.box_programming.boxes import boxes_of
from counterdraft.agreements.box_programming.conflicts import bits, conflicts_of
from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable
from counterdraft.runtime.deadline import Deadline

from ..games import EXAMPLES, all_offers
from .boxed import boxed_games, rectangles

EVERY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def inside(box, offer):
    return all(low <= offer[issue] <= high for issue, (low, high) in box.sides)


class TestBoxes:
    @given(boxed_games())
    @EVERY
    def test_add_up_to_the_worth_of_every_offer(self, game):
        """
        The base and the boxes that an offer lies in are what it is worth before the cap.
        """
        boxes = boxes_of(game)
        assert all(min(box.worth) >= 0 < max(box.worth) for box in boxes.boxes)
        for offer in all_offers(game):
            for i, ledger in enumerate(game.players):
                worth = boxes.base[i] + sum(b.worth[i] for b in boxes.boxes if inside(b, offer))
                assert worth == UtilityFunction(
                    "", ledger.summands, 0, constant=ledger.constant, bonuses=ledger.bonuses
                ).worth(offer)

    def test_are_none_where_issues_are_tied_otherwise(self):
        """
        A table over two issues, a condition or a third player are left to other methods.
        """
        plain = rectangles(3, 3, 4, 0)
        tied = UtilityFunction("c", (UtilityTable((0, 1), np.zeros((3, 3), np.int64)),), 0)
        assert boxes_of(plain) is not None
        assert boxes_of(Game(plain.sizes, (plain.players[0], tied))) is None
        assert boxes_of(Game(plain.sizes, (*plain.players, plain.players[0]))) is None
        condition = Clause(((0, (True, False, False)), (1, (True, True, False))))
        assert boxes_of(Game(plain.sizes, plain.players, (), (condition,))) is None


class TestConflicts:
    @given(boxed_games())
    @EVERY
    def test_boxes_without_conflict_have_a_common_offer(self, game):
        """
        Two boxes are in conflict exactly when no offer lies in both; three that meet in pairs meet in one.
        """
        boxes = boxes_of(game)
        found = conflicts_of(boxes.sizes, boxes.boxes, Deadline())
        offers = list(all_offers(game))
        for p, q in combinations(range(len(found.order)), 2):
            one, other = boxes.boxes[found.order[p]], boxes.boxes[found.order[q]]
            meet = any(inside(one, o) and inside(other, o) for o in offers)
            assert meet != bool(found.against[p] >> q & 1)
        taken = list(found.free)
        blocked = 0
        for p in range(len(found.order)):
            if not blocked >> p & 1:
                taken.append(found.order[p])
                blocked |= found.against[p]
        offer = boxes.offer(taken)
        assert all(inside(boxes.boxes[k], offer) for k in taken)

    def test_every_conflict_is_in_a_clique(self):
        """
        Cliques hold only boxes in conflict, and all conflicts.
        """
        boxes = boxes_of(rectangles(5, 6, 30, 3))
        found = conflicts_of(boxes.sizes, boxes.boxes, Deadline())
        seen = [0] * len(found.order)
        for clique in found.cliques:
            for p, q in combinations(clique, 2):
                assert found.against[p] >> q & 1
                seen[p] |= 1 << q
                seen[q] |= 1 << p
        assert seen == list(found.against)
        assert sum(1 for mask in found.against for _ in bits(mask)) > 100
