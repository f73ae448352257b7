"""The checker believes nothing: whatever bug is put into a method, its proof no longer holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from counterdraft.agreements import frontier, solutions
from counterdraft.agreements.basics import rules
from counterdraft.agreements.box_programming import frontier as box_programming
from counterdraft.agreements.branching import solutions as branch_solutions
from counterdraft.agreements.elimination import blocks as elimination
from counterdraft.agreements.elimination import bucket_elimination, dominated_options
from counterdraft.agreements.merging import chain
from counterdraft.agreements.merging import frontier as merging
from counterdraft.agreements.programs import frontier as programs
from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable, WeightedBox
from counterdraft.verification import verify

from ..agreements.box_programming.boxed import rectangles


def random_game(players, issues, options, seed):
    """Worths of single issues and of neighbouring pairs of them."""
    dice = np.random.default_rng(seed)

    def utility(name):
        alone = [UtilityTable((i,), dice.integers(0, 50, options)) for i in range(issues)]
        pairs = [
            UtilityTable((i, i + 1), dice.integers(0, 9, (options, options)))
            for i in range(0, issues - 1, 2)
        ]
        return UtilityFunction(name, (*alone, *pairs), 0)

    return Game((options,) * issues, tuple(utility(f"p{k}") for k in range(players)))


def reducible_game():
    """Of three options of each issue the last is worse for both; one table ties all issues."""
    dice = np.random.default_rng(7)

    def utility(name, slope):
        values = dice.integers(0, 4, (2, 2, 2))
        table = np.zeros((3, 3, 3), np.int64)
        table[:2, :2, :2] = values
        alone = [UtilityTable((i,), np.array([10, 10 + slope * (i + 1), 0])) for i in range(3)]
        return UtilityFunction(name, (*alone, UtilityTable((0, 1, 2), table)), 0)

    return Game((3, 3, 3), (utility("a", 3), utility("b", -3)))


def reduced_frontier(game):
    """The frontier by way of the game without dominated options."""
    front = programs._by_elimination(game)
    assert front is not None
    return front


class TestHonestProofsHold:
    def test_of_every_method(self):
        """
        Without a bug the proof of every method holds, so that the tests below can fail.
        """
        assert verify(frontier(random_game(3, 4, 4, 1)).certificate)
        assert verify(reduced_frontier(reducible_game()).certificate)
        assert verify(box_programming.frontier_by_sweep(rectangles(10, 5, 24, 1)).certificate)
        for solution in solutions(random_game(4, 4, 4, 2)):
            assert verify(solution.certificate)


class TestBugs:
    def test_an_option_is_called_dominated_that_is_not(self, monkeypatch):
        """
        Dominance: a comparison that always says yes leaves out options of efficient offers.
        """
        monkeypatch.setattr(
            dominated_options, "_as_good", lambda _, __, size: np.ones((size, size), bool)
        )

        verdict = verify(reduced_frontier(reducible_game()).certificate)

        assert not verdict
        assert "does not dominate" in verdict.why

    def test_a_dominated_option_has_no_dominator(self, monkeypatch):
        """
        Dominance: leaving an option out without naming what dominates it is refused.
        """
        honest = dominated_options.without_dominated

        def forgetful(game):
            reduced = honest(game)
            return replace(reduced, dropped=reduced.dropped[:-1])

        monkeypatch.setattr(programs, "without_dominated", forgetful)

        assert not verify(reduced_frontier(reducible_game()).certificate)

    def test_a_merge_loses_a_point(self, monkeypatch):
        """
        Merging: a sum that is dropped although nobody dominates it is missed.
        """
        honest = chain.merge

        def lossy(*arguments, **options):
            merged = honest(*arguments, **options)
            if merged.columns.shape[1] < 3:
                return merged
            return replace(
                merged,
                columns=np.ascontiguousarray(merged.columns[:, :-1]),
                counts=merged.counts[:-1],
                parents=merged.parents[:-1],
                pairs=merged.pairs[:-1],
                groups=np.minimum(merged.groups, merged.columns.shape[1] - 1),
            )

        monkeypatch.setattr(chain, "merge", lossy)

        assert not verify(frontier(random_game(3, 4, 4, 1)).certificate)

    def test_elimination_keeps_too_little(self, monkeypatch):
        """
        Elimination: a block without its last efficient row is another game.
        """
        honest = bucket_elimination.settle

        def lossy(*arguments, **options):
            settled = honest(*arguments, **options)
            return replace(
                settled,
                columns=settled.columns[:, :-1],
                counts=settled.counts[:-1],
                options=settled.options[:-1],
            )

        monkeypatch.setattr(elimination, "settle", lossy)

        assert not verify(frontier(random_game(3, 4, 4, 1)).certificate)
        assert not all(verify(s.certificate) for s in solutions(random_game(4, 4, 4, 2)))

    def test_worths_are_read_wrongly(self, monkeypatch):
        """
        Terms: a table added to the wrong column gives other points.
        """
        honest = merging.terms_of

        def swapped(game):
            terms = honest(game)
            return replace(terms, unary=[table[::-1].copy() for table in terms.unary])

        monkeypatch.setattr(merging, "terms_of", swapped)

        assert not verify(frontier(random_game(3, 4, 4, 1)).certificate)

    def test_a_bound_excludes_too_much(self, monkeypatch):
        """
        Branching: parts that are called out of reach although they are not lose the best offer.
        """
        honest_search = branch_solutions.search

        def worst(columns, rule, effort, **options):
            found = honest_search(columns, rule, effort, **options)
            return replace(found, proof=["out", found.proof[1]])

        monkeypatch.setattr(branch_solutions, "search", worst)

        verdicts = [verify(s.certificate) for s in solutions(random_game(4, 4, 4, 2))]

        assert not any(v.ok and v.kind == "branch" for v in verdicts)

    def test_a_rule_weighs_wrongly(self, monkeypatch):
        """
        Rules: ideals taken for weights, instead of their inverses, give another solution.
        """
        monkeypatch.setattr(rules, "normalised", tuple)
        game = random_game(2, 4, 4, 5)

        verdicts = {s.name: verify(s.certificate).ok for s in solutions(game)}

        assert not verdicts["kalai_smorodinsky"]

    def test_box_programming_loses_a_point(self):
        """
        Boxes: a frontier without one of its points is refused.
        """
        game = rectangles(10, 5, 24, 1)
        certificate = dict(box_programming.frontier_by_sweep(game).certificate)
        certificate["worths"] = certificate["worths"][1:]
        certificate["offers"] = certificate["offers"][1:]

        assert not verify(certificate)

    def test_a_box_is_worth_something_else(self, monkeypatch):
        """
        Boxes: an amount that is read wrongly gives points that are worth something else.
        """
        honest = box_programming.boxes_of

        def doubled(game):
            players = tuple(
                replace(
                    p,
                    bonuses=(
                        WeightedBox(p.bonuses[0].literals, 2 * p.bonuses[0].amount),
                        *p.bonuses[1:],
                    ),
                )
                for p in game.players
            )
            return honest(replace(game, players=players))

        monkeypatch.setattr(box_programming, "boxes_of", doubled)
        front = box_programming.frontier_by_sweep(rectangles(10, 5, 24, 1))

        assert front is not None
        assert not verify(front.certificate)
