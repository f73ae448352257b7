"""The independent parts of a game: issues that interact are settled together, and parts only add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.efficient import (
    Columns,
    descending,
    efficient_sorted,
    same_as_before,
)
from counterdraft.agreements.basics.terms import Terms, terms_of
from counterdraft.agreements.elimination.automata import (
    Automaton,
    read_bonus,
    read_clause,
    read_needed,
    read_table,
)
from counterdraft.agreements.elimination.bucket_elimination import (
    Settled,
    TooManyStates,
    order_of,
    settle,
    transitions,
)
from counterdraft.agreements.pareto_sums.jobs import Overfull
from counterdraft.preferences.game import Game

__all__ = ["Block", "Entangled", "automata_of", "blocks", "blocks_of", "order_of_part", "parts_of"]


class Entangled(Exception):  # noqa: N818
    """The issues of a block interact too much for elimination; never shown to a reader."""


@dataclass(frozen=True, eq=False)
class Block:
    """
    The efficient ways to settle a set of issues that interact with no other issue.

    The worth of an offer is the sum over blocks of one row each; constants are in the first block.

    ``issues`` are ascending.  ``worths`` is (k, d): players first, then conditional signatories,
    int64 where the game fits 62 bits, else object; rows are distinct and descend lexicographically.
    A signatory's column is clipped at what can no longer fail, and holds that where its signature
    is not needed, so "signs or is not needed" is: sum of the column >= reservation.  ``options`` is
    (k, len(issues)): the option positions of one witness of each row.  ``counts`` is the number of
    part-offers with exactly this row, or None where clipping hides it.
    """

    issues: tuple[int, ...]
    worths: Columns
    options: NDArray[np.int32]
    counts: tuple[int, ...] | None


def blocks(game: Game, *, prune: bool = True, limit: int = 50_000) -> list[Block]:
    """
    Return the independent blocks of the *game*, each with its efficient rows.

    Issues interact when a table, a bonus, a condition or a signatory's clause ties them together;
    the connected components of that relation only add up (generalised additive independence,
    Fishburn 1967).

    Args:
        game: Any game.
        prune: False keeps dominated rows too: every distinct row of every block.
        limit: The most joint states of undecided terms within a block.

    Returns:
        Blocks in the order of their first issue; a block without rows means that no offer is
        possible.

    Raises:
        Entangled: The states of a block pass *limit*, or its rows a hundred times that.
    """
    return blocks_of(terms_of(game), prune=prune, limit=limit)


def blocks_of(terms: Terms, *, prune: bool = True, limit: int = 50_000) -> list[Block]:
    """Return the blocks of a game that is already in columns."""
    parts = parts_of(terms)
    lows, highs = _ranges(terms, parts)
    total_low = [
        c.constant + sum(own) for c, own in zip(terms.columns, zip(*lows, strict=True), strict=True)
    ]
    total_high = [
        c.constant + sum(own)
        for c, own in zip(terms.columns, zip(*highs, strict=True), strict=True)
    ]
    built = []
    for b, part in enumerate(parts):
        base = [column.constant if b == 0 else 0 for column in terms.columns]
        clips: list[int | None] = []
        floors: list[int] = []
        for c, column in enumerate(terms.columns):
            if column.signatory:
                clips.append(column.reservation - total_low[c] + lows[b][c])
                floors.append(column.reservation - total_high[c] + highs[b][c])
            else:
                clips.append(None)
                floors.append(lows[b][c])
        settled = _settle(terms, part, floors, prune=prune, limit=limit)
        built.append(_finished(settled, part, clips, base, prune=prune))
    return built


def parts_of(terms: Terms) -> list[tuple[int, ...]]:
    """Return the connected components of the issues, each ascending, by first issue."""
    parent = list(range(len(terms.sizes)))

    def root(issue: int) -> int:
        while parent[issue] != issue:
            parent[issue] = parent[parent[issue]]
            issue = parent[issue]
        return issue

    for scope in terms.scopes:
        first, *others = sorted(scope) if scope else [0]
        for other in others:
            a, b = root(first), root(other)
            parent[max(a, b)] = min(a, b)
    found: dict[int, list[int]] = {}
    for issue in range(len(terms.sizes)):
        found.setdefault(root(issue), []).append(issue)
    return [tuple(found[first]) for first in sorted(found)] or [()]


def automata_of(terms: Terms, part: tuple[int, ...], order: list[int]) -> list[Automaton]:
    """Return the readers of the terms of one part, in the order in which its issues are settled."""
    rank = {issue: place for place, issue in enumerate(order)}
    inside = set(part)
    found = [read_clause(c, rank) for c in terms.conditions if c.literals[0][0] in inside]
    for c, column in enumerate(terms.columns):
        found += [
            read_table(issues, table.astype(terms.dtype), c, rank)
            for issues, table in column.tables.items()
            if issues[0] in inside
        ]
        found += [
            read_bonus(bonus, c, rank, terms.dtype)
            for bonus in column.bonuses
            if bonus.literals[0][0] in inside
        ]
        if column.needed is not None and column.needed.literals[0][0] in inside:
            found.append(read_needed(column.needed, column.excuse, c, rank, terms.dtype))
    return found


def order_of_part(terms: Terms, part: tuple[int, ...]) -> list[int]:
    """Return the order in which the issues of a part are settled."""
    if len(part) < 3:
        return list(part)
    inside = set(part)
    scopes = [(frozenset(i for i, _ in c.literals), True) for c in terms.conditions]
    for column in terms.columns:
        scopes += [(frozenset(issues), False) for issues in column.tables]
        scopes += [(frozenset(i for i, _ in bonus.literals), True) for bonus in column.bonuses]
        if column.needed is not None:
            scopes.append((frozenset(i for i, _ in column.needed.literals), True))
    masks = [(sum(1 << i for i in scope), flag) for scope, flag in scopes if scope & inside]
    return order_of(part, terms.sizes, masks)


def _settle(
    terms: Terms,
    part: tuple[int, ...],
    floors: list[int],
    *,
    prune: bool,
    limit: int,
) -> Settled:
    """Return the rows of one part."""
    d = len(terms.columns)
    if not terms.possible:
        nothing: Columns = np.zeros((d, 0), terms.dtype)
        return Settled(nothing, np.ones(0), np.empty((0, len(part)), np.int32))
    if not part:
        return Settled(np.zeros((d, 1), terms.dtype), np.ones(1), np.empty((1, 0), np.int32))
    order = order_of_part(terms, part)
    if len(part) == 1:
        return _alone(terms, part[0], floors, prune=prune)
    try:
        steps = transitions(
            order, automata_of(terms, part, order), terms.unary, terms.allowed, limit
        )
        return settle(steps, floors, 100 * limit, prune=prune)
    except (TooManyStates, Overfull) as error:
        raise Entangled(f"{len(part)} issues interact") from error


def _alone(terms: Terms, issue: int, floors: list[int], *, prune: bool) -> Settled:
    """Return the rows of a part that is one issue: a signatory that it may need has its excuse."""
    columns, chosen = terms.unary[issue], np.flatnonzero(terms.allowed[issue])
    for c, column in enumerate(terms.columns):
        if column.needed is not None and column.needed.literals[0][0] == issue:
            needs = np.any([mask for _, mask in column.needed.literals], axis=0)
            columns = columns.copy()
            columns[c] += np.where(needs, 0, column.excuse).astype(columns.dtype)
    columns = columns[:, chosen]
    order = descending(columns)
    columns, chosen = columns[:, order], chosen[order]
    heads = np.flatnonzero(~same_as_before(columns))
    counts = np.diff(np.append(heads, columns.shape[1])).astype(float)
    columns, chosen = columns[:, heads], chosen[heads]
    keep = np.ones(len(counts), bool)
    for column, floor in zip(columns, floors, strict=True):
        keep &= column >= floor
    if prune and keep.any():
        keep[keep] = efficient_sorted(columns[:, keep])
    return Settled(columns[:, keep], counts[keep], chosen[keep, None].astype(np.int32))


def _ranges(terms: Terms, parts: list[tuple[int, ...]]) -> tuple[list[list[int]], list[list[int]]]:
    """Return per part and column numbers that no part-offer's worth falls below or rises above."""
    lows = [
        [sum(int(terms.unary[i][c].min()) for i in part) for c in range(len(terms.columns))]
        for part in parts
    ]
    highs = [
        [sum(int(terms.unary[i][c].max()) for i in part) for c in range(len(terms.columns))]
        for part in parts
    ]
    home = {issue: b for b, part in enumerate(parts) for issue in part}
    for c, column in enumerate(terms.columns):
        for issues, table in column.tables.items():
            lows[home[issues[0]]][c] += int(table.min())
            highs[home[issues[0]]][c] += int(table.max())
        for bonus in column.bonuses:
            lows[home[bonus.literals[0][0]]][c] += min(0, bonus.amount)
            highs[home[bonus.literals[0][0]]][c] += max(0, bonus.amount)
        if column.needed is not None:
            highs[home[column.needed.literals[0][0]]][c] += column.excuse
    return lows, highs


def _finished(
    settled: Settled,
    part: tuple[int, ...],
    clips: list[int | None],
    base: list[int],
    *,
    prune: bool,
) -> Block:
    """Return the block with signatories clipped at what can no longer fail, and constants added."""
    columns, counts, options = settled.columns, settled.counts, settled.options
    bars = [(c, bar) for c, bar in enumerate(clips) if bar is not None and (columns[c] > bar).any()]
    if bars:
        columns = columns.copy()
        for c, bar in bars:
            columns[c] = np.minimum(columns[c], bar)
        order = descending(columns)
        columns, options = columns[:, order], options[order]
        keep = ~same_as_before(columns)
        columns, options = columns[:, keep], options[keep]
        if prune:
            keep = efficient_sorted(columns)
            columns, options = columns[:, keep], options[keep]
    worths = columns.T + np.array(base, columns.dtype)
    exact = not bars and counts.max(initial=0) < 2**53
    return Block(
        part,
        np.ascontiguousarray(worths),
        options,
        tuple(int(count) for count in counts.tolist()) if exact else None,
    )
