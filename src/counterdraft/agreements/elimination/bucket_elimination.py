"""Settle the issues of one block one after the other, remembering only what later issues can tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.efficient import Columns, Counts
from counterdraft.agreements.elimination.automata import DEAD, Automaton
from counterdraft.agreements.pareto_sums.merge import Jobs, merge

__all__ = ["Settled", "TooManyStates", "Transition", "order_of", "settle", "transitions"]


class TooManyStates(Exception):  # noqa: N818
    """The undecided terms have more joint states than allowed; never shown to a reader."""


@dataclass(frozen=True, eq=False)
class Transition:
    """
    What settling one issue does to the joint states of the undecided terms.

    The t-th way goes from state ``sources[t]`` by ``options[t]`` to state ``targets[t]`` and adds
    ``pays[:, t]``; ways are ordered by target, source, option.  ``states`` states follow.
    """

    issue: int
    sources: NDArray[np.int64]
    options: NDArray[np.int64]
    targets: NDArray[np.int64]
    pays: Columns
    states: int


def order_of(
    issues: Sequence[int], sizes: Sequence[int], scopes: Sequence[tuple[int, bool]]
) -> list[int]:
    """
    Return an order that keeps few undecided terms open at a time.

    Greedy on the joint size of what must be remembered after the next issue (the min-weight rule of
    Kjaerulff 1990, for a path instead of a tree); so issues with many undecided terms come late.

    Args:
        issues: The issues of the block.
        sizes: The number of options per issue of the game.
        scopes: Per term the set of its issues as a bit mask, and whether it is remembered by a flag
            alone (a condition or bonus) or by the options taken (a table).
    """
    left = sorted(issues)
    parts = [
        [] if flag else [(1 << i, log(sizes[i])) for i in left if scope >> i & 1]
        for scope, flag in scopes
    ]
    done = 0
    order: list[int] = []
    while left:
        best = None
        for issue in left:
            after = done | 1 << issue
            weight = 0.0
            for (scope, flag), part in zip(scopes, parts, strict=True):
                settled = scope & after
                if settled and settled != scope:
                    weight += log(2) if flag else sum(w for bit, w in part if settled & bit)
            touched = sum(1 for scope, _ in scopes if scope >> issue & 1)
            rank = (weight, touched, sizes[issue], issue)
            if best is None or rank < best:
                best = rank
        assert best is not None
        order.append(best[3])
        left.remove(best[3])
        done |= 1 << best[3]
    return order


def transitions(
    order: Sequence[int],
    automata: Sequence[Automaton],
    unary: Sequence[Columns],
    allowed: Sequence[NDArray[np.bool_]],
    limit: int,
) -> list[Transition]:
    """
    Return the joint automaton of a block, issue by issue; only states that can be reached.

    Args:
        order: The issues of the block, first settled first.
        automata: The readers of its terms over two issues or more.
        unary: Per issue of the game, (d, options) what its options alone are worth.
        allowed: Per issue of the game, (options,) which options conditions on it alone leave.
        limit: The most joint states.

    Raises:
        TooManyStates: More than *limit* joint states are open at a time.
    """
    steps: list[Transition] = []
    place = [0] * len(automata)
    # Hundreds of terms times hundreds of thousands of states: a state takes as few bytes as it can.
    most = max((states for automaton in automata for states in automaton.states), default=1)
    # The last column keeps the key from being empty.
    keys = np.zeros((1, len(automata) + 1), np.min_scalar_type(most))
    for issue in order:
        n, size = len(keys), len(allowed[issue])
        if n * size > 20 * limit:
            raise TooManyStates
        pays = np.repeat(unary[issue][:, None, :], n, axis=1)
        alive = np.repeat(allowed[issue][None, :], n, axis=0)
        after = np.repeat(keys[:, None, :], size, axis=1)
        for f, automaton in enumerate(automata):
            j = place[f]
            if j == len(automaton.issues) or automaton.issues[j] != issue:
                continue
            moved = automaton.moves[j][keys[:, f]]
            alive &= moved != DEAD
            after[:, :, f] = moved
            if automaton.pays is not None:
                pays[automaton.column] += automaton.pays[j][keys[:, f]]
            place[f] += 1
        sources, options = np.nonzero(alive)
        if not len(sources):
            keys, targets = keys[:0], sources
        else:
            spans = [
                automaton.states[place[f]] if place[f] < len(automaton.issues) else 1
                for f, automaton in enumerate(automata)
            ]
            keys, targets = _distinct(after[sources, options], spans)
        if len(keys) > limit:
            raise TooManyStates
        by_target = np.argsort(targets, kind="stable")
        sources, options, targets = sources[by_target], options[by_target], targets[by_target]
        steps.append(
            Transition(issue, sources, options, targets, pays[:, sources, options], len(keys))
        )
    return steps


def _no_floor(steps: Sequence[Transition], column: int) -> int:
    """Return a number that no sum of the column falls below."""
    return sum(min(0, int(min(step.pays[column], default=0))) for step in steps)


def _distinct(
    keys: NDArray[np.int64], spans: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Return the distinct rows of *keys*, ascending, and which of them each row is.

    ``spans`` are the numbers of values per column; as many columns as fit are packed into a word.
    """
    words: list[NDArray[np.int64]] = []
    size = 1 << 62
    for column, span in zip(keys.T, spans, strict=False):
        if span == 1:
            continue
        if size * span >= 1 << 62:
            words.append(column.astype(np.int64))
            size = span
        else:
            words[-1] = words[-1] * span + column
            size *= span
    if not words:
        return keys[:1], np.zeros(len(keys), np.int64)
    order = np.lexsort(words[::-1]) if len(words) > 1 else np.argsort(words[0], kind="stable")
    new = np.zeros(len(keys), bool)
    for word in words:
        new[1:] |= np.diff(word[order]) != 0
    targets = np.empty(len(keys), np.int64)
    targets[order] = np.cumsum(new)
    new[0] = True
    return keys[order[new]], targets


@dataclass(frozen=True, eq=False)
class Settled:
    """The efficient points of a block with one witness each."""

    columns: Columns
    counts: Counts
    options: NDArray[np.int32]


def settle(
    steps: Sequence[Transition],
    floor: Sequence[int],
    room: int,
    *,
    prune: bool = True,
) -> Settled:
    """
    Return the efficient points of a block: bucket elimination of multi-objective problems.

    Rollon & Larrosa (2006) keep a Pareto set per assignment of the separator; here the separator is
    the joint state of the undecided terms, which is never finer.  Points in the same state have the
    same completions, so dominated ones are dropped at once.

    Args:
        steps: The joint automaton.
        floor: (d,) what the finished columns must reach.
        room: The most points held at a time.
        prune: Whether to drop what is dominated.

    Raises:
        Overfull: More than *room* points.
    """
    d = len(steps[0].pays)
    if not all(step.states for step in steps):
        nothing: Columns = steps[0].pays[:, :0]
        return Settled(nothing, np.ones(0), np.empty((0, len(steps)), np.int32))
    columns: Columns = np.zeros((d, 1), steps[0].pays.dtype)
    counts = np.ones(1)
    groups = np.array([0, 1], np.int64)
    traces: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    none = [_no_floor(steps, c) for c in range(d)]
    for t, step in enumerate(steps):
        ends = np.searchsorted(step.targets, np.arange(step.states + 1)).astype(np.int64)
        jobs = Jobs(
            ends,
            np.ascontiguousarray(groups[step.sources]),
            np.ascontiguousarray(groups[step.sources + 1]),
            np.ascontiguousarray(step.pays),
            np.ones(len(step.sources)),
        )
        least = floor if t == len(steps) - 1 else none
        merged = merge(columns, counts, jobs, least, room, prune=prune)
        columns, counts, groups = merged.columns, merged.counts, merged.groups
        traces.append((merged.parents, step.options[merged.pairs]))
    options = np.empty((columns.shape[1], len(steps)), np.int32)
    at = np.arange(columns.shape[1])
    for t in range(len(steps) - 1, -1, -1):
        parents, chosen = traces[t]
        options[:, t] = chosen[at]
        at = parents[at]
    by_issue = np.argsort([step.issue for step in steps])
    return Settled(columns, counts, options[:, by_issue])
