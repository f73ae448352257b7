"""A solution that was found by branch and bound: its tree of parts of the space is checked part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from counterdraft.verification.coverage import Listed, missing
from counterdraft.verification.exclusion import out_of_reach
from counterdraft.verification.games import Game, read_game
from counterdraft.verification.listing import listed_within
from counterdraft.verification.reading import (
    Refused,
    entry,
    integer,
    integers,
    items,
    mapping,
    truth,
)
from counterdraft.verification.rules import Rule, alone, rule_named

__all__ = ["check_branches"]

Row = tuple[int, ...]
Node = list[Any]
Value = int | tuple[int, ...] | None


def check_branches(certificate: Mapping[str, Any]) -> str:
    """
    Return what a proof by branch and bound shows.

    The listed blocks stand for the game; each player's ideal gain is what some offer gives and none exceeds;
    the claimed offers have the claimed value, and every part of the space is excluded by its bound, listed
    offer by offer, or split into parts that leave out only excluded options.

    Raises:
        Refused: A step does not hold, or the data is no certificate.
    """
    game = read_game(entry(certificate, "game"))
    blocks = [
        _block(game, mapping(b, "a block")) for b in items(entry(certificate, "blocks"), "blocks")
    ]
    why = missing(game, blocks)
    _hold(not why, why)
    claimed = [
        integers(offer, "an option") for offer in items(entry(certificate, "points"), "the points")
    ]
    if not all(b.rows for b in blocks):
        _hold(not claimed, "points are claimed where nothing is possible")
        return "no offer is possible"
    space = _Space(game, blocks)
    proof, value = entry(certificate, "proof"), entry(certificate, "value")
    if value is None:
        _hold(not claimed, "points are claimed without a value")
        _replay(space, alone(game, 0), None, proof, ties=False)
        return "no offer is feasible and accepted by all"
    ideals = [
        _ideal(space, i, mapping(data, "an ideal"))
        for i, data in enumerate(items(entry(certificate, "ideals"), "the ideals"))
    ]
    _hold(len(ideals) == len(game.players), "an ideal is missing")
    shared = truth(entry(certificate, "common_unit"), "'common_unit'")
    rule = rule_named(entry(certificate, "rule"), game, ideals, common_unit=shared)
    best = integers(value, "the value") if rule.kind == "leximin" else integer(value, "the value")
    gains = [game.gains(offer) for offer in claimed]
    _hold(gains, "no point is claimed")
    _hold(all(rule.value(g) == best for g in gains), f"{rule.name}: a point has another value")
    ranks = [rule.rank(g) for g in gains]
    _hold(ranks == sorted(ranks, reverse=True), f"{rule.name}: the leximin best is not the first")
    every = truth(entry(certificate, "all_ties"), "'all_ties'")
    tied = _replay(space, rule, best, proof, ties=every)
    if every:
        left_out = tied - set(gains)
        covered = all(any(_no_worse(h, g) for h in gains) for g in left_out)
        _hold(covered, f"{rule.name}: a tied point is missing")
    leximin = entry(certificate, "leximin")
    if leximin is not None:
        _check_leximin(space, rule, best, gains[0], mapping(leximin, "the leximin proof"))
    ties = f"{len(claimed)} tied" if every else "further ties not listed"
    return f"nothing is better among {game.size:,} offers, {ties}"


def _block(game: Game, data: Mapping[str, Any]) -> Listed:
    last, width = len(game.sizes) - 1, len(game.players) + len(game.signatories)
    rows = tuple(
        integers(row, "a worth") for row in items(entry(data, "rows"), "the rows of a block")
    )
    _hold(
        all(len(row) == width for row in rows), "not a certificate: a row has not a worth per party"
    )
    return Listed(
        integers(entry(data, "issues"), "an issue", 0, last),
        rows,
        integers(entry(data, "order"), "an issue", 0, last),
    )


def _check_leximin(
    space: _Space, rule: Rule, value: Value, first: Sequence[int], data: Mapping[str, Any]
) -> None:
    """Check that the first point is the leximin best of all that have the rule's value, listed or not."""
    order = Rule(rule.name, "leximin", rule.ties, rule.ties)
    best = integers(entry(data, "value"), "the leximin value")
    _hold(order.value(first) == best, f"{rule.name}: the first point is not the leximin best")
    inside = (
        space.with_least_sum(rule.weights, value)
        if isinstance(value, int) and rule.kind == "sum"
        else space
    )
    _replay(inside, order, best, entry(data, "proof"), ties=False)


def _ideal(space: _Space, player: int, data: Mapping[str, Any]) -> int:
    """Return the ideal gain of a player: its offer gives it, and no offer gives more."""
    offer = integers(entry(data, "offer"), "an option")
    gains = space.game.gains(offer)
    _hold(player < len(gains), "an ideal is of no player")
    claimed = integer(entry(data, "gain"), "an ideal gain")
    _hold(gains[player] == claimed, f"the ideal of player {player} is not what its offer gives")
    _replay(space, alone(space.game, player), claimed, entry(data, "proof"), ties=False)
    return claimed


class _Space:
    """The columns of a game's blocks: one row of every block adds up to gains."""

    def __init__(self, game: Game, blocks: Sequence[Listed]) -> None:
        parties = (*game.players, *game.signatories)
        self.game = game
        self.rows: list[tuple[Row, ...]] = [b.rows for b in blocks]
        self.base: Row = tuple(-p.reservation for p in parties)
        self.caps: tuple[int | None, ...] = tuple(
            None if p.cap is None or i >= len(game.players) else p.cap - p.reservation
            for i, p in enumerate(parties)
        )

    def with_least_sum(self, weights: Sequence[int], least: int) -> _Space:
        """Return the same with one more column: the weighted sum of the players' gains, less *least*."""
        _hold(all(cap is None for cap in self.caps), "a capped gain is no sum")
        space = copy(self)
        space.rows = [tuple((*r, _dot(weights, r)) for r in block) for block in self.rows]
        space.base = (*self.base, _dot(weights, self.base) - least)
        space.caps = (*self.caps, None)
        return space

    def capped(self, gains: Row) -> Row:
        """Return the players' gains with their caps applied."""
        n = len(self.game.players)
        return tuple(
            gain if cap is None else min(gain, cap)
            for gain, cap in zip(gains[:n], self.caps[:n], strict=True)
        )


def _replay(space: _Space, rule: Rule, best: Value, proof: object, *, ties: bool) -> set[Row]:
    """Check the tree, and return the gains of every offer met that is as good as *best*."""
    tied: set[Row] = set()
    strictly = not ties and best is not None
    parts: list[tuple[list[list[int]], object]] = [
        ([list(range(len(r))) for r in space.rows], proof)
    ]
    while parts:
        living, node = parts.pop()
        kind, lam = _head(node, len(space.base))
        # The bound of the part: the greatest lam . gains that its living options allow.
        weighed = [
            {option: _dot(lam, rows[option]) for option in options}
            for rows, options in zip(space.rows, living, strict=True)
        ]
        tops = [max(worths.values()) for worths in weighed]
        most = sum(tops) + _dot(lam, space.base)
        if out_of_reach(rule, lam, most, best, space.caps, strictly=strictly):
            continue
        _hold(kind in {"list", "split"}, f"{rule.name}: a part is left open by its bound")
        # An option is out where the bound with it fixed excludes the part.
        slack = _slack(rule, lam, most, best, space.caps, strictly=strictly)
        deficits = [
            sorted(
                (top - worth, option) for option, worth in worths.items() if top - worth <= slack
            )
            for worths, top in zip(weighed, tops, strict=True)
        ]
        if kind == "list":
            tied |= _listed(space, rule, best, deficits, slack)
        else:
            parts += _split(rule, items(node, "a part"), deficits)
    return tied


def _head(node: object, width: int) -> tuple[object, Row]:
    """Return the kind of a part and its multipliers."""
    listed = items(node, "a part")
    _hold(len(listed) >= 2, "not a certificate: a part has no multipliers")
    lam = integers(listed[1], "a multiplier")
    _hold(len(lam) == width and min(lam) >= 0, "multipliers must not be negative")
    return listed[0], lam


def _listed(
    space: _Space,
    rule: Rule,
    best: Value,
    deficits: Sequence[Sequence[tuple[int, int]]],
    slack: int,
) -> set[Row]:
    """Return the gains of the offers of a part with the value *best*; none may be better."""
    tied = set()
    blocks = [
        [(deficit, table[option]) for deficit, option in block]
        for block, table in zip(deficits, space.rows, strict=True)
    ]
    for gains in listed_within(rule, best, space.base, space.caps, blocks, slack):
        own = space.capped(gains)
        value = rule.value(own)
        _hold(best is not None and value <= best, f"{rule.name}: a better offer exists")
        if value == best:
            tied.add(own)
    return tied


def _split(
    rule: Rule, node: Node, deficits: Sequence[Sequence[tuple[int, int]]]
) -> list[tuple[list[list[int]], object]]:
    """Return the parts into which a part is split by the options of one block, with their proofs."""
    _hold(len(node) == 4, "not a certificate: a split is a block and its parts")
    block = integer(node[2], "a block", 0, len(deficits) - 1)
    children = [items(child, "a part") for child in items(node[3], "the parts of a split")]
    _hold(all(len(child) == 2 for child in children), "not a certificate: a part has no proof")
    living = [[option for _, option in part] for part in deficits]
    chosen = [integers(options, "an option") for options, _ in children]
    forgotten = set(living[block]).difference(*chosen)
    _hold(not forgotten, f"{rule.name}: an option of block {block} is forgotten")
    parts = []
    for options, (_, proof) in zip(chosen, children, strict=True):
        inside = [option for option in options if option in living[block]]
        if inside:
            parts.append(([*living[:block], inside, *living[block + 1 :]], proof))
    return parts


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
        if out_of_reach(rule, lam, most - middle, best, caps, strictly=strictly):
            high = middle
        else:
            low = middle
    return low


def _no_worse(row: Sequence[int], other: Sequence[int]) -> bool:
    return all(a >= b for a, b in zip(row, other, strict=True))


def _dot(weights: Sequence[int], row: Sequence[int]) -> int:
    return sum(w * v for w, v in zip(weights, row, strict=False))


def _hold(holds: object, why: str) -> None:
    if not holds:
        raise Refused(why)
