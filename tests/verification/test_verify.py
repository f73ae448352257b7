"""The checker: it accepts what is proven and refuses every tampered proof."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterdraft.agreements.basics.rules import Rule, rules_of
from counterdraft.agreements.branching.search import Effort
from counterdraft.agreements.branching.solutions import branch_solutions
from counterdraft.agreements.elimination.blocks import blocks
from counterdraft.agreements.frontier import frontier
from counterdraft.agreements.solutions import solutions
from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable
from counterdraft.verification import verify
from counterdraft.verification.exclusion import out_of_reach as excluded

from ..agreements.games import EXAMPLES, all_offers, games
from ..agreements.test_solutions import plainly


def random_game(issues, options, players, seed, most=1000):
    rng = np.random.default_rng(seed)
    ledgers = tuple(
        UtilityFunction(
            f"p{i}",
            tuple(UtilityTable((k,), rng.integers(0, most + 1, options)) for k in range(issues)),
            0,
        )
        for i in range(players)
    )
    return Game((options,) * issues, ledgers)


def branched(game):
    return branch_solutions(game, blocks(game), common_unit=False, effort=Effort())


def steps(tree):
    """Every node of a proof."""
    yield tree
    if tree[0] == "split":
        for _, child in tree[3]:
            yield from steps(child)


@pytest.fixture(scope="module")
def certificates():
    """One certificate per solution, by branch and bound, as they are read back from JSON."""
    solved = branched(random_game(8, 6, 4, 3))
    return {s.name: json.loads(json.dumps(s.certificate)) for s in solved}


NAMES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


class TestAccepts:
    @pytest.mark.parametrize("name", NAMES)
    def test_branch_lists(self, certificates, name):
        """
        A proof by branch and bound is accepted, also after it went through JSON.
        """
        assert verify(certificates[name]).ok

    def test_frontiers_and_scans(self):
        """
        A frontier and what is read off it are accepted.
        """
        game = random_game(4, 5, 3, 1)
        front = frontier(game)
        assert verify(json.loads(json.dumps(front.certificate))).ok
        for solution in solutions(game, front):
            assert verify(json.loads(json.dumps(solution.certificate))).ok

    def test_five_parties_at_1e30(self):
        """
        Nash with five parties over 10^30 offers: proven, and the proof is short and holds.
        """
        solved = branched(random_game(30, 10, 5, 1, most=10**6))
        for solution in solved:
            assert solution.status == "proved"
            assert verify(solution.certificate).ok
        assert len(json.dumps(solved.nash.certificate)) < 100_000


class TestLargeBlocks:
    @given(games(players=(2, 4), most_offers=150))
    @settings(
        max_examples=EXAMPLES // 2,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_settled_issue_by_issue(self, monkeypatch, game):
        """
        Blocks with too many part-offers to look at are checked by eliminating issues, with the same verdict.
        """
        monkeypatch.setattr("counterdraft.verification.coverage.LARGEST", 1)
        for solution in branched(game):
            verdict = verify(json.loads(json.dumps(solution.certificate)))
            assert verdict.ok, verdict.why

    def test_a_missing_row(self, monkeypatch, certificates):
        """
        A block that leaves out an undominated option is refused this way too.
        """
        monkeypatch.setattr("counterdraft.verification.coverage.LARGEST", 1)
        forged = copy.deepcopy(certificates["nash"])
        forged["blocks"][2]["rows"].pop()
        assert not verify(forged).ok


class TestSound:
    @given(games(players=(2, 4), most_offers=100), st.data())
    @settings(max_examples=EXAMPLES, deadline=None)
    def test_a_claim_holds_exactly_when_it_is_true(self, game, data):
        """
        Whatever offer is claimed, with whatever multipliers: accepted if and only if nothing is better.
        """
        expected, _ = plainly(game)
        if expected is None:
            return
        signed = [offer for offer in all_offers(game) if game.signed(offer)]
        offer = data.draw(st.sampled_from(signed))
        name = data.draw(st.sampled_from(NAMES))
        columns = len(game.players) + len(game.signatories)
        lam = data.draw(st.lists(st.integers(0, 5), min_size=columns, max_size=columns))
        claim = copy.deepcopy(dict(getattr(branched(game), name).certificate))
        gains = [p.worth(offer) - p.reservation for p in game.players]
        ideals = [ideal["gain"] for ideal in claim["ideals"]]
        rule = rules_of(game, ideals, common_unit=False)[0][name][0]
        claim |= {"points": [offer], "value": rule.value(gains), "proof": ["list", lam]}
        claim |= {"all_ties": False, "leximin": None}
        worth = tuple(p.worth(offer) for p in game.players)
        best = rule.value(
            [a - p.reservation for a, p in zip(expected[name][0], game.players, strict=True)]
        )
        assert verify(claim).ok == (rule.value(gains) == best), worth


class TestRefuses:
    @pytest.mark.parametrize("name", NAMES)
    def test_a_worse_point(self, certificates, name):
        """
        Another offer with another value in place of the solution is refused.
        """
        forged = copy.deepcopy(certificates[name])
        forged["points"] = [[(o + 1) % 6 for o in forged["points"][0]]]
        assert not verify(forged).ok

    @pytest.mark.parametrize("name", NAMES)
    def test_a_worse_point_with_its_own_value(self, certificates, name):
        """
        An honest value of an offer that is not the best is refused by the tree.
        """
        other = "utilitarian" if name != "utilitarian" else "kalai_smorodinsky"
        forged = copy.deepcopy(certificates[name])
        game = random_game(8, 6, 4, 3)
        offer = tuple(certificates[other]["points"][0])
        if offer == tuple(certificates[name]["points"][0]):
            offer = tuple(certificates["egalitarian"]["points"][0])
        assert offer != tuple(certificates[name]["points"][0]), (
            "choose a game whose solutions differ"
        )
        ideals = [data["gain"] for data in forged["ideals"]]
        rule = rules_of(game, ideals, common_unit=False)[0][name][0]
        value = rule.value([p.worth(offer) for p in game.players])
        forged["points"], forged["value"] = [list(offer)], value
        assert not verify(forged).ok

    @pytest.mark.parametrize("name", NAMES)
    def test_an_inflated_ideal(self, certificates, name):
        """
        An ideal gain that its offer does not give is refused.
        """
        forged = copy.deepcopy(certificates[name])
        forged["ideals"][1]["gain"] += 1
        assert not verify(forged).ok

    @pytest.mark.parametrize("name", NAMES)
    def test_a_deflated_ideal(self, certificates, name):
        """
        An honest offer that is not the best for the player is refused as its ideal.
        """
        forged = copy.deepcopy(certificates[name])
        forged["ideals"][1] |= {
            "gain": _gain(forged, 1, forged["ideals"][0]["offer"]),
            "offer": forged["ideals"][0]["offer"],
        }
        assert not verify(forged).ok

    @pytest.mark.parametrize("name", NAMES)
    def test_a_part_that_is_only_said_to_be_out(self, certificates, name):
        """
        "Out" is believed only where the bound says so.
        """
        forged = copy.deepcopy(certificates[name])
        lists = [node for node in steps(forged["proof"]) if node[0] == "list"]
        assert lists
        lists[0][0] = "out"
        assert not verify(forged).ok

    def test_multipliers_of_no_use(self, certificates):
        """
        Negative multipliers prove nothing.
        """
        forged = copy.deepcopy(certificates["nash"])
        forged["proof"][1][0] *= -1
        assert not verify(forged).ok

    def test_a_forgotten_option(self, certificates):
        """
        A split that leaves out a living option is refused.
        """
        forged = copy.deepcopy(certificates["nash"])
        lam = forged["proof"][1]
        forged["proof"] = ["split", lam, 0, [[[], ["list", lam]]]]
        assert not verify(forged).ok

    def test_a_missing_row(self, certificates):
        """
        A block that leaves out an undominated option does not stand for the game.
        """
        for block in range(3):
            forged = copy.deepcopy(certificates["nash"])
            forged["blocks"][block]["rows"].pop()
            assert not verify(forged).ok

    def test_another_game(self, certificates):
        """
        A table with one other number is another game.
        """
        forged = copy.deepcopy(certificates["nash"])
        forged["game"]["players"][0]["summands"][0]["table"] = [2000] * 6
        assert not verify(forged).ok

    def test_blocks_that_interact(self):
        """
        A condition across two blocks is seen.
        """
        game = random_game(3, 3, 4, 2)
        certificate = dict(branched(game).nash.certificate)
        tied = Clause(((0, (True, False, True)), (1, (False, True, True))))
        from counterdraft.agreements.certificates.game_data import game_to_data

        certificate["game"] = game_to_data(Game(game.sizes, game.players, (), (tied,)))
        verdict = verify(certificate)
        assert not verdict.ok
        assert "interact" in verdict.why

    def test_a_missing_tie(self):
        """
        When all ties are said to be listed, each must be.
        """
        tables = [[0, 4, 9], [9, 4, 0], [5, 5, 5], [1, 1, 1]]
        players = tuple(
            UtilityFunction(f"p{i}", (UtilityTable((0,), np.array(t)),), 0)
            for i, t in enumerate(tables)
        )
        certificate = json.loads(json.dumps(branched(Game((3,), players)).utilitarian.certificate))
        assert verify(certificate).ok
        assert len(certificate["points"]) == 2
        certificate["points"].pop()
        assert not verify(certificate).ok

    def test_a_scan_with_another_point(self):
        """
        A solution that is not the best of its frontier is refused.
        """
        game = random_game(4, 5, 3, 1)
        certificate = json.loads(json.dumps(solutions(game).nash.certificate))
        certificate["points"][0][0] += 1
        assert not verify(certificate).ok

    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"kind": "branch"},
            {"kind": "scan", "frontier": 3},
            {"kind": 7},
            {"kind": "frontier"},
        ],
    )
    def test_what_is_no_certificate(self, data):
        """
        Anything else is refused without an error.
        """
        verdict = verify(data)
        assert not verdict.ok
        assert verdict.why


def _gain(certificate, player, offer):
    tables = certificate["game"]["players"][player]["summands"]
    return sum(s["table"][offer[s["issues"][0]]] for s in tables)


class TestExcluded:
    def test_the_inequality_of_the_means(self):
        """
        With lam . g <= L the product is at most (L / n)^n / prod lam, and that is attained.
        """
        rule = Rule("nash", "product", (1, 1), (1, 1))
        assert not excluded(rule, (1, 2), 40, 200, (None, None))  # g = (20, 10)
        assert excluded(rule, (1, 2), 40, 201, (None, None))
        assert excluded(rule, (1, 2), 40, 200, (None, None), strictly=True)

    def test_caps_lower_the_product(self):
        """
        A gain beyond the cap does not count: g = (5, 35 / 2) is the best with the first capped at 5.
        """
        rule = Rule("nash", "product", (1, 1), (1, 1))
        assert not excluded(rule, (1, 2), 40, 87, (5, None))
        assert excluded(rule, (1, 2), 40, 88, (5, None))

    def test_the_least_gain(self):
        """
        Every weighted gain of at least t costs sum(lam t / w).
        """
        rule = Rule("least", "least", (2, 1), (1, 1))
        assert not excluded(rule, (1, 1), 15, 10, (None, None))  # g = (5, 10)
        assert excluded(rule, (1, 1), 14, 10, (None, None))

    def test_the_sum_with_a_cap(self):
        """
        What the multipliers fall short of the weights is paid by the cap.
        """
        rule = Rule("sum", "sum", (1, 1), (1, 1))
        assert not excluded(rule, (0, 1), 10, 13, (3, None))
        assert excluded(rule, (0, 1), 10, 14, (3, None))
