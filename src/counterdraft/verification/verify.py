"""The independent checker: it replays a proof in exact integers and believes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from counterdraft.agreements.basics.rules import Rule, ideal_rule, rules_of
from counterdraft.agreements.branching.exclusion import excluded
from counterdraft.agreements.certificates.game_data import game_from_data, game_to_data
from counterdraft.agreements.certificates.points import check_points
from counterdraft.agreements.elimination.dominated_options import without_dominated
from counterdraft.preferences.game import Game
from counterdraft.verification.coverage import Listed, missing
from counterdraft.verification.listing import TooLong, listed_within

if TYPE_CHECKING:
    from counterdraft.verification.replay import Replayed

__all__ = ["Verdict", "verify"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a certificate proves what it claims, and why or why not."""

    ok: bool
    why: str

    def __bool__(self) -> bool:
        return self.ok


class _Refuted(Exception):  # noqa: N818
    """A step of the proof does not hold."""


def verify(certificate: Mapping[str, Any]) -> Verdict:
    """
    Check a certificate of a frontier or of a solution.

    A frontier's merges are replayed, after dominated options are left out where it says so.  A
    solution read off a frontier is compared with every point of the replayed frontier.  A solution
    found by branch and bound comes with the game, its blocks, and a tree of parts of the space; every
    part is excluded by its bound, listed offer by offer, or split into parts that leave out only
    excluded options.  Points without a proof are checked for what they are: feasible, worth what is
    said, and none dominated by another; the verdict says what that does not prove.

    Args:
        certificate: Plain data, as ``Frontier.certificate`` or ``Solution.certificate`` hold it.

    Returns:
        The verdict; a certificate that is not one at all is refused, never an error.
    """
    try:
        return _checked(certificate)
    except (_Refuted, TooLong) as refuted:
        return Verdict(False, str(refuted))
    except (
        KeyError,
        TypeError,
        ValueError,
        IndexError,
        AttributeError,
        ZeroDivisionError,
    ) as error:
        return Verdict(False, f"not a certificate: {type(error).__name__} at {error}")
    except RecursionError:
        return Verdict(False, "not a certificate: nested too deeply")


def _checked(certificate: Mapping[str, Any]) -> Verdict:
    kind = certificate.get("kind")
    if kind == "branch":
        return Verdict(True, _branch(certificate))
    if kind == "scan":
        return Verdict(True, _scan(certificate))
    if kind == "points":
        return Verdict(*check_points(certificate))
    if kind == "reduced" and "solution" in certificate:
        inner = certificate["solution"]
        _reduced(certificate["game"], inner["game"])
        return _checked(inner)
    return _frontier(certificate)


@lru_cache(maxsize=2)
def _replayed(text: str) -> Replayed:
    """Replay a frontier; the solutions read off one frontier share the work."""
    from counterdraft.verification.replay import Replayed, replay  # noqa: PLC0415 - only frontiers
    from counterdraft.verification.replay_sweep import replay_sweep  # noqa: PLC0415 - as above

    certificate = json.loads(text)
    if certificate["kind"] == "sweep":
        fault, points = replay_sweep(certificate)
        why = fault or f"{len(points):,} efficient points, and no other offer reaches past them"
        return Replayed(not fault, why, np.array(points, object).reshape(len(points), 2))
    if certificate["kind"] != "reduced":
        return replay(certificate)
    inner = certificate["frontier"]
    _reduced(certificate["game"], inner["game"])
    return replay(inner)


def _reduced(game: Mapping[str, Any], claimed: Mapping[str, Any]) -> None:
    """Check that a smaller game is the game without its dominated options, which are found again."""
    smaller, _ = without_dominated(game_from_data(game))
    _hold(game_to_data(smaller) == claimed, "the smaller game is not the game's own")


def _frontier(certificate: Mapping[str, Any]) -> Verdict:
    replayed = _replayed(json.dumps(certificate, sort_keys=True))
    return Verdict(bool(replayed.ok), str(replayed.why))


def _scan(certificate: Mapping[str, Any]) -> str:
    """Check a solution that was read off a frontier."""
    replayed = _replayed(json.dumps(certificate["frontier"], sort_keys=True))
    _hold(replayed.ok, f"the frontier: {replayed.why}")
    game = game_from_data(certificate["frontier"]["game"])
    rows = [tuple(int(v) for v in row) for row in replayed.worths]
    floor = [int(p.reservation) for p in game.players]
    gains = [tuple(w - r for w, r in zip(row, floor, strict=True)) for row in rows]
    claimed = [tuple(int(v) for v in row) for row in certificate["points"]]
    if not gains:
        _hold(not claimed, "points are claimed where nothing is feasible")
        return "no offer is feasible and accepted by all"
    ideals = [max(column) for column in zip(*gains, strict=True)]
    rule = _rule(game, ideals, certificate)
    values = [rule.value(g) for g in gains]
    best = max(values)
    order = {row: rule.order(g) for row, g, v in zip(rows, gains, values, strict=True) if v == best}
    expected = sorted(order, key=lambda row: order[row], reverse=True)
    _hold(expected == claimed, f"{rule.name}: the best points of the frontier are others")
    return f"{rule.name}: best of {len(rows):,} efficient points, {len(claimed)} tied"


def _branch(certificate: Mapping[str, Any]) -> str:
    """Check a solution that was found by branch and bound."""
    game = game_from_data(certificate["game"])
    blocks = [
        Listed(
            tuple(int(i) for i in b["issues"]),
            tuple(tuple(int(v) for v in row) for row in b["rows"]),
            tuple(int(i) for i in b["order"]),
        )
        for b in certificate["blocks"]
    ]
    gap = missing(game, blocks)
    _hold(not gap, gap)
    if not all(b.rows for b in blocks):
        _hold(not certificate["points"], "points are claimed where nothing is possible")
        return "no offer is possible"
    space = _Space(game, blocks)
    if certificate.get("value") is None:
        _hold(not certificate["points"], "points are claimed without a value")
        _replay(space, ideal_rule(game, 0), None, certificate["proof"], ties=False)
        return "no offer is feasible and accepted by all"
    ideals = [_ideal(space, i, data) for i, data in enumerate(certificate["ideals"])]
    _hold(len(ideals) == len(game.players), "an ideal is missing")
    rule = _rule(game, ideals, certificate)
    value = certificate["value"]
    value = tuple(value) if rule.kind == "leximin" else int(value)
    claimed = [tuple(int(o) for o in offer) for offer in certificate["points"]]
    gains = [_gains(game, offer) for offer in claimed]
    _hold(bool(gains), "no point is claimed")
    _hold(all(rule.value(g) == value for g in gains), f"{rule.name}: a point has another value")
    order = [rule.order(g) for g in gains]
    _hold(order == sorted(order, reverse=True), f"{rule.name}: the leximin best is not the first")
    every = bool(certificate["all_ties"])
    tied = _replay(space, rule, value, certificate["proof"], ties=every)
    if every:
        left_out = tied - set(gains)
        dominated = all(any(_weakly(h, g) for h in gains) for g in left_out)
        _hold(dominated, f"{rule.name}: a tied point is missing")
    if certificate.get("leximin") is not None:
        _leximin(space, rule, value, gains[0], certificate["leximin"])
    ties = f"{len(claimed)} tied" if every else "further ties not listed"
    return f"{rule.name}: nothing is better among {game.size:,} offers, {ties}"


def _leximin(
    space: _Space, rule: Rule, value: Value, first: Sequence[int], data: Mapping[str, Any]
) -> None:
    """Check that the first point is the leximin best of all that have the rule's value, listed or not."""
    order = Rule(rule.name, "leximin", rule.ties, rule.ties)
    best = tuple(int(v) for v in data["value"])
    _hold(order.value(first) == best, f"{rule.name}: the first point is not the leximin best")
    inside = (
        space.with_floor(rule.weights, value)
        if isinstance(value, int) and rule.kind == "sum"
        else space
    )
    _replay(inside, order, best, data["proof"], ties=False)


def _rule(game: Game, ideals: Sequence[int], certificate: Mapping[str, Any]) -> Rule:
    named, _ = rules_of(game, ideals, common_unit=bool(certificate["common_unit"]))
    return named[certificate["rule"]][0]


def _gains(game: Game, offer: tuple[int, ...]) -> tuple[int, ...]:
    right = len(offer) == len(game.sizes) and all(
        0 <= o < size for o, size in zip(offer, game.sizes, strict=True)
    )
    _hold(right and game.signed(offer), f"the offer {offer} is not feasible")
    return tuple(int(p.worth(offer)) - int(p.reservation) for p in game.players)


def _ideal(space: _Space, player: int, data: Mapping[str, Any]) -> int:
    offer = tuple(int(o) for o in data["offer"])
    gain = _gains(space.game, offer)[player]
    _hold(gain == int(data["gain"]), f"the ideal of player {player} is not what its offer gives")
    _replay(space, ideal_rule(space.game, player), gain, data["proof"], ties=False)
    return gain


def _weakly(better: Sequence[int], worse: Sequence[int]) -> bool:
    return all(a >= b for a, b in zip(better, worse, strict=True))


class _Space:
    """The columns of a game's blocks: rows add up to gains."""

    def __init__(self, game: Game, blocks: Sequence[Listed]) -> None:
        ledgers = (*game.players, *game.signatories)
        self.game = game
        self.rows: list[tuple[tuple[int, ...], ...]] = [b.rows for b in blocks]
        self.base: tuple[int, ...] = tuple(-int(p.reservation) for p in ledgers)
        self.caps: tuple[int | None, ...] = tuple(
            None if p.cap is None or i >= len(game.players) else int(p.cap) - int(p.reservation)
            for i, p in enumerate(ledgers)
        )

    def with_floor(self, weights: Sequence[int], least: int) -> _Space:
        """Return the same with one more column: the weighted sum of the players' gains, less *least*."""
        _hold(all(c is None for c in self.caps), "a capped gain is no sum")
        space = copy(self)
        space.rows = [tuple((*r, _dot(weights, r)) for r in block) for block in self.rows]
        space.base, space.caps = (*self.base, _dot(weights, self.base) - least), (*self.caps, None)
        return space

    def capped(self, gains: Sequence[int]) -> tuple[int, ...]:
        """Return the players' gains with their caps applied."""
        n = len(self.game.players)
        return tuple(
            g if c is None else min(g, c) for g, c in zip(gains[:n], self.caps[:n], strict=True)
        )


Alive = list[list[int]]
Node = list[Any]
Value = int | tuple[int, ...] | None


def _replay(
    space: _Space, rule: Rule, best: Value, proof: Node, *, ties: bool
) -> set[tuple[int, ...]]:
    """Check the tree, and return the gains of every offer met that is as good as *best*."""
    tied: set[tuple[int, ...]] = set()
    strictly = not ties and best is not None
    open_parts: list[tuple[Alive, Node]] = [([list(range(len(r))) for r in space.rows], proof)]
    while open_parts:
        alive, node = open_parts.pop()
        kind, lam = node[0], [int(m) for m in node[1]]
        _hold(len(lam) == len(space.base) and min(lam) >= 0, "multipliers must not be negative")
        worths = [
            {o: sum(m * v for m, v in zip(lam, rows[o], strict=True)) for o in living}
            for rows, living in zip(space.rows, alive, strict=True)
        ]
        tops = [max(w.values()) for w in worths]
        most = sum(tops) + sum(m * b for m, b in zip(lam, space.base, strict=True))
        if excluded(rule, lam, most, best, space.caps, strictly=strictly):
            continue
        _hold(kind in {"list", "split"}, f"{rule.name}: a part is left open by its bound")
        # An option is out when the bound with it fixed excludes the part.
        slack = _slack(rule, lam, most, best, space.caps, strictly=strictly)
        kept = [
            sorted((top - w, o) for o, w in worth.items() if top - w <= slack)
            for worth, top in zip(worths, tops, strict=True)
        ]
        if kind == "list":
            rows = [
                [(deficit, table[o]) for deficit, o in block]
                for block, table in zip(kept, space.rows, strict=True)
            ]
            for gains in listed_within(rule, best, space.base, space.caps, rows, slack):
                own = space.capped(gains)
                value = rule.value(own)
                _hold(best is not None and value <= best, f"{rule.name}: a better offer exists")
                if value == best:
                    tied.add(own)
            continue
        block, parts = int(node[2]), node[3]
        living = {o for _, o in kept[block]}
        covered = {int(o) for options, _ in parts for o in options}
        _hold(living <= covered, f"{rule.name}: an option of block {block} is forgotten")
        options_alive = [[o for _, o in block_kept] for block_kept in kept]
        for options, child in parts:
            inside = [int(o) for o in options if int(o) in living]
            if inside:
                open_parts.append(
                    ([*options_alive[:block], inside, *options_alive[block + 1 :]], child)
                )
    return tied


def _slack(
    rule: Rule,
    lam: Sequence[int],
    most: int,
    best: Value,
    caps: Sequence[int | None],
    *,
    strictly: bool,
) -> int:
    """Return the most that the bound may fall without excluding the part, by bisection."""
    low, high = 0, most + 1  # excluded once the bound is negative
    while high - low > 1:
        middle = (low + high) // 2
        if excluded(rule, lam, most - middle, best, caps, strictly=strictly):
            high = middle
        else:
            low = middle
    return low


def _dot(weights: Sequence[int], row: Sequence[int]) -> int:
    return sum(w * v for w, v in zip(weights, row, strict=False))


def _hold(holds: object, why: str) -> None:
    if not holds:
        raise _Refuted(why)
