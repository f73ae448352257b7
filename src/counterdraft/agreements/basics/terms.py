"""A game, column by column: what each option is worth alone, and the terms that tie issues together."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.efficient import Columns
from counterdraft.preferences.game import Clause, Game, UtilityFunction, WeightedBox

__all__ = ["Column", "Terms", "terms_of"]

NARROW = 4096
"""A bonus over several issues is settled as a table up to this many cells, else by a flag."""


@dataclass(frozen=True, eq=False)
class Column:
    """
    One party's column of the worths.

    ``tables`` are over two issues or more, one per set of issues.  ``reservation`` is what the sum
    of the column must reach; ``excuse`` is what a conditional signatory gets where ``needed`` is
    false.
    """

    constant: int
    reservation: int
    tables: dict[tuple[int, ...], Columns]
    bonuses: tuple[WeightedBox, ...]
    needed: Clause | None = None
    excuse: int = 0
    signatory: bool = False


@dataclass(frozen=True, eq=False)
class Terms:
    """
    The game in columns: players first, then signatories.

    ``unary[i]`` is (d, options of issue i); ``allowed[i]`` is what conditions on issue i alone
    leave; ``conditions`` are over two issues or more.  ``possible`` is False when some condition
    cannot hold.
    """

    sizes: tuple[int, ...]
    columns: tuple[Column, ...]
    unary: list[Columns]
    allowed: list[NDArray[np.bool_]]
    conditions: tuple[Clause, ...]
    possible: bool = True
    dtype: type = np.int64
    scopes: tuple[frozenset[int], ...] = field(default=())


def terms_of(game: Game) -> Terms:
    """
    Return the *game* in columns.

    A signatory that no offer needs, or that nothing can put off, keeps an empty column whose
    constant is its reservation value; one that can never sign rules out every offer that needs it.
    """
    n = len(game.sizes)
    allowed = [np.ones(size, bool) for size in game.sizes]
    conditions: list[Clause] = []
    possible = True
    for clause in game.conditions:
        possible &= _restrict(clause, allowed, conditions)
    columns: list[Column] = []
    alone: list[list[Columns | None]] = []
    for ledger in game.players:
        column, unary = _column(ledger, n, fold=True)
        columns.append(column)
        alone.append(unary)
    for ledger in game.signatories:
        needed = ledger.needed
        if needed is not None and any(all(mask) for _, mask in needed.literals):
            needed = None  # every offer needs it
        if ledger.cap is not None and ledger.cap < ledger.reservation:
            if needed is None:
                possible = False
            else:
                for issue, mask in needed.literals:
                    allowed[issue] &= ~np.array(mask, bool)
            needed = Clause(())
        column, unary = _column(ledger, n, fold=False)
        low, _ = bounds_of(column, unary)
        if low >= ledger.reservation or (needed is not None and not needed.literals):
            column, unary = Column(ledger.reservation, ledger.reservation, {}, ()), [None] * n
            low, needed = ledger.reservation, None
        columns.append(
            Column(
                column.constant,
                ledger.reservation,
                column.tables,
                column.bonuses,
                needed,
                max(0, ledger.reservation - low),
                signatory=True,
            )
        )
        alone.append(unary)
    wide = any(_magnitude(c, u) >= 1 << 61 for c, u in zip(columns, alone, strict=True))
    dtype = object if wide else np.int64
    return Terms(
        game.sizes,
        tuple(columns),
        [
            np.stack(
                [
                    np.zeros(size, dtype) if (own := unary[i]) is None else own.astype(dtype)
                    for unary in alone
                ]
            )
            for i, size in enumerate(game.sizes)
        ],
        allowed,
        tuple(conditions),
        possible,
        dtype,
        _scopes(columns, conditions),
    )


def bounds_of(column: Column, unary: list[Columns | None]) -> tuple[int, int]:
    """Return numbers that no offer's worth in the column falls below or rises above."""
    tables = [*column.tables.values(), *(own for own in unary if own is not None)]
    low = sum(int(table.min()) for table in tables) + sum(min(0, b.amount) for b in column.bonuses)
    high = sum(int(table.max()) for table in tables) + sum(max(0, b.amount) for b in column.bonuses)
    return low + column.constant, high + column.constant


def _restrict(clause: Clause, allowed: list[NDArray[np.bool_]], conditions: list[Clause]) -> bool:
    """Sort a condition by how many issues it ties; return False when it can never hold."""
    masks: dict[int, NDArray[np.bool_]] = {}
    for issue, literal in clause.literals:
        mask = np.array(literal, bool)
        masks[issue] = masks[issue] | mask if issue in masks else mask
    if any(mask.all() for mask in masks.values()):
        return True
    masks = {issue: mask for issue, mask in masks.items() if mask.any()}
    if not masks:
        return False
    if len(masks) == 1:
        ((issue, mask),) = masks.items()
        allowed[issue] &= mask
    else:
        literals = tuple((issue, tuple(mask.tolist())) for issue, mask in masks.items())
        conditions.append(Clause(literals, clause.text))
    return True


def _column(  # noqa: C901 - one case per kind of term
    ledger: UtilityFunction, issues: int, *, fold: bool
) -> tuple[Column, list[Columns | None]]:
    """
    Return a ledger's column, and apart from it what options are worth alone.

    Where *fold*, bonuses over a few issues become tables; a signatory's stay, since whether anything can
    put it off is judged by their amounts.
    """
    unary: list[Columns | None] = [None] * issues
    tables: dict[tuple[int, ...], Columns] = {}
    constant = ledger.constant
    bonuses: list[WeightedBox] = []

    def alone(issue: int, table: Columns) -> None:
        own = unary[issue]
        unary[issue] = table if own is None else own + table

    def narrow(issues: tuple[int, ...], table: Columns) -> None:
        tables[issues] = tables[issues] + table if issues in tables else table

    for summand in ledger.summands:
        if not summand.issues:
            constant += int(summand.table)
        elif len(summand.issues) == 1:
            alone(summand.issues[0], summand.table)
        else:
            narrow(summand.issues, summand.table)
    for bonus in ledger.bonuses:
        scope = {issue for issue, _ in bonus.literals}
        if not scope:
            constant += bonus.amount
        elif len(scope) == 1:
            (issue,) = scope
            mask = np.all([literal for _, literal in bonus.literals], axis=0)
            alone(issue, np.array([bonus.amount if m else 0 for m in mask], _fitting(bonus.amount)))
        elif bonus.amount and fold and _cells(bonus) <= NARROW:
            narrow(tuple(sorted(scope)), _tabulated(bonus))
        elif bonus.amount:
            bonuses.append(bonus)
    return Column(constant, ledger.reservation, tables, tuple(bonuses)), unary


def _cells(bonus: WeightedBox) -> int:
    return prod(len(mask) for mask in dict(bonus.literals).values())


def _tabulated(bonus: WeightedBox) -> Columns:
    """Return the table of a bonus over a few issues, ascending."""
    masks: dict[int, NDArray[np.bool_]] = {}
    for issue, literal in bonus.literals:
        mask = np.array(literal, bool)
        masks[issue] = masks[issue] & mask if issue in masks else mask
    held = np.ones((), bool)
    for _, mask in sorted(masks.items()):
        held = np.logical_and.outer(held, mask)
    table: Columns = np.zeros(held.shape, _fitting(bonus.amount))
    table[held] = bonus.amount
    return table


def _fitting(amount: int) -> type:
    return np.int64 if abs(amount) < 1 << 61 else object


def _magnitude(column: Column, unary: list[Columns | None]) -> int:
    """Return a number that no sum in the column passes in absolute value."""
    tables = [*column.tables.values(), *(own for own in unary if own is not None)]
    total = abs(column.constant) + abs(column.reservation) + abs(column.excuse)
    total += sum(max(abs(int(table.min())), abs(int(table.max()))) for table in tables)
    return total + sum(abs(b.amount) for b in column.bonuses)


def _scopes(columns: list[Column], conditions: list[Clause]) -> tuple[frozenset[int], ...]:
    """Return the sets of issues that some term ties together."""
    found = [frozenset(i for i, _ in clause.literals) for clause in conditions]
    for column in columns:
        found += [frozenset(issues) for issues in column.tables]
        found += [frozenset(i for i, _ in bonus.literals) for bonus in column.bonuses]
        if column.needed is not None:
            found.append(frozenset(i for i, _ in column.needed.literals))
    return tuple(found)
