"""A table, bonus or condition, read issue by issue: what must be remembered of the issues already settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from counterdraft.preferences.game import Clause, WeightedBox

__all__ = ["DEAD", "Automaton", "Table", "read_bonus", "read_clause", "read_needed", "read_table"]

DEAD = -1
"""The state of a condition that has failed."""

Table = NDArray[Any]
"""Worths by option, one axis per issue: int64, or Python integers where these do not fit 62 bits."""
Literals = Sequence[tuple[int, tuple[bool, ...]]]


@dataclass(frozen=True, eq=False)
class Automaton:
    """
    A deterministic reader of part of an offer.

    It starts in state 0.  Settling ``issues[j]`` with option o moves it from state s to
    ``moves[j][s, o]`` (or `DEAD`) and adds ``pays[j][s, o]`` to the column ``column`` of the worth
    (``pays`` is None for a pure condition).  States that cannot be told apart by any completion are
    one state: tables are cut into their distinct residual tables, up to a constant that is paid at
    once (a quasi-reduced decision diagram with edge values, Lai & Sastry 1992).
    """

    issues: tuple[int, ...]
    moves: tuple[NDArray[np.int32], ...]
    pays: tuple[Table, ...] | None = None
    column: int = -1

    @property
    def states(self) -> tuple[int, ...]:
        """The number of states before each issue."""
        return tuple(len(move) for move in self.moves)


def read_table(
    issues: tuple[int, ...],
    table: Table,
    column: int,
    rank: Mapping[int, int],
) -> Automaton:
    """Return the reader of a *table* of worths in the order *rank* of its issues."""
    axes = sorted(range(len(issues)), key=lambda axis: rank[issues[axis]])
    rest = table.transpose(axes).reshape(1, *(table.shape[axis] for axis in axes))
    moves: list[NDArray[np.int32]] = []
    pays: list[Table] = []
    while rest.ndim > 2:
        states, options = rest.shape[:2]
        rows = rest.reshape(states * options, -1)
        paid = rows[:, 0].copy()
        rows = rows - paid[:, None]
        seen: dict[object, int] = {}
        kept: list[int] = []
        move = np.empty(len(rows), np.int32)
        for i, row in enumerate(rows):
            key = tuple(row) if rows.dtype == object else row.tobytes()
            state = seen.setdefault(key, len(seen))
            if state == len(kept):
                kept.append(i)
            move[i] = state
        moves.append(move.reshape(states, options))
        pays.append(paid.reshape(states, options))
        rest = rows[kept].reshape(len(kept), *rest.shape[2:])
    moves.append(np.zeros(rest.shape, np.int32))
    pays.append(rest)
    return Automaton(tuple(issues[axis] for axis in axes), tuple(moves), tuple(pays), column)


def read_clause(clause: Clause, rank: Mapping[int, int]) -> Automaton:
    """Return the reader of a condition: open or met, and dead when the last issue leaves it open."""
    issues, masks = _masks(clause.literals, rank, every=False)
    moves: list[NDArray[np.int32]] = []
    for j, mask in enumerate(masks):
        last = j == len(masks) - 1
        unmet = np.where(mask, 0, DEAD) if last else np.where(mask, 1, 0)
        met = np.full(len(mask), 0 if last else 1)
        moves.append(np.array([unmet, met][: 1 if j == 0 else 2], np.int32))
    return Automaton(issues, tuple(moves))


def read_bonus(
    bonus: WeightedBox, column: int, rank: Mapping[int, int], dtype: DTypeLike
) -> Automaton:
    """Return the reader of a bonus: alive or lost, and paid when the last issue leaves it alive."""
    return _flag(
        bonus.literals, rank, every=True, paid=(bonus.amount, 0), column=column, dtype=dtype
    )


def read_needed(
    needed: Clause, excuse: int, column: int, rank: Mapping[int, int], dtype: DTypeLike
) -> Automaton:
    """Return the reader of a signatory's clause: pays the *excuse* when the signature is not needed."""
    return _flag(needed.literals, rank, every=False, paid=(0, excuse), column=column, dtype=dtype)


def _flag(
    literals: Literals,
    rank: Mapping[int, int],
    *,
    every: bool,
    paid: tuple[int, int],
    column: int,
    dtype: DTypeLike,
) -> Automaton:
    """Return a reader with one flag; ``paid`` is (all literals true / some, otherwise)."""
    issues, masks = _masks(literals, rank, every=every)
    moves: list[NDArray[np.int32]] = []
    pays: list[Table] = []
    for j, mask in enumerate(masks):
        # State 0: undecided.  State 1: decided, by a false literal of an "and" or a true one of an "or".
        decides = ~mask if every else mask
        shape = (1 if j == 0 else 2, len(mask))
        pay = np.zeros(shape, dtype)
        move = np.zeros(shape, np.int32)
        if j == len(masks) - 1:
            pay[0] = [paid[int(d) if every else 1 - int(d)] for d in decides]
            if j:
                pay[1] = paid[1 if every else 0]
        else:
            move[0] = decides
            if j:
                move[1] = 1
        moves.append(move)
        pays.append(pay)
    return Automaton(issues, tuple(moves), tuple(pays), column)


def _masks(
    literals: Literals, rank: Mapping[int, int], *, every: bool
) -> tuple[tuple[int, ...], list[NDArray[np.bool_]]]:
    """Return the issues in order with one mask each; literals over the same issue become one."""
    masks: dict[int, NDArray[np.bool_]] = {}
    for issue, literal in literals:
        mask = np.array(literal, bool)
        if issue in masks:
            mask = (masks[issue] & mask) if every else (masks[issue] | mask)
        masks[issue] = mask
    issues = tuple(sorted(masks, key=lambda issue: rank[issue]))
    return issues, [masks[issue] for issue in issues]
