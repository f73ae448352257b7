"""Whether the listed blocks of a game miss nothing: checked against the part-offers themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.verification.elimination import rows_of
from counterdraft.verification.games import Clause, Game, Utility
from counterdraft.verification.reading import Refused

__all__ = ["Listed", "missing"]

Integers = NDArray[np.object_]
LARGEST = 100_000
"""Part-offers of a block that are looked at one by one, for `FEW_PARTIES` parties."""
FEW_PARTIES = 8


@dataclass(frozen=True, slots=True)
class Listed:
    """
    A block as a certificate writes it: its issues and its rows of columns.

    ``order`` is a good order to settle the issues in, where there are too many part-offers to look at
    one by one; it only decides how long that takes.
    """

    issues: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]


def missing(game: Game, blocks: Sequence[Listed]) -> str:
    """
    Return why the *blocks* do not stand for the *game*, or nothing when they do.

    They do when they divide the issues, nothing that matters spans two of them, and every possible
    part-offer is weakly dominated by a listed row, or is so bad that a reservation value is out of reach
    whatever the other blocks do.  A signatory's column may be clipped at an amount with which the
    signatory agrees whatever the other blocks do; where the part-offer does not need the signatory, it
    counts as that amount.
    """
    game = _simplified(game)
    why = _undivided(game, blocks)
    if why:
        return why
    parts = [_part_offers(game, b, first=k == 0) for k, b in enumerate(blocks)]
    if any(len(values) == 0 for values, _ in parts):
        return ""  # no offer is possible at all
    within_reach = list(_within_reach(game, blocks, parts))
    barren = [values for block, values, _ in within_reach if not block.rows]
    if barren:
        return "" if any(len(values) == 0 for values in barren) else "a block has no rows"
    why = _unwilling(game, blocks, within_reach)
    for k, (block, values, enough) in enumerate(within_reach):
        for j in range(len(game.players), values.shape[1]):
            most = max(r[j] for r in block.rows)
            over = (values[:, j] > most).astype(bool)
            if over.any() and most < enough[j]:
                why = f"block {k} clips {game.signatories[j - len(game.players)].name} too low"
            values[over, j] = most
        uncovered = _undominated(values, block.rows)
        if uncovered is not None:
            why = why or f"block {k} misses the part-offer worth {uncovered}"
    return why


def _undivided(game: Game, blocks: Sequence[Listed]) -> str:
    """Return why the blocks are not independent parts of the game, or nothing."""
    if sorted(i for b in blocks for i in b.issues) != list(range(len(game.sizes))):
        return "the blocks do not divide the issues"
    scopes = [frozenset(b.issues) for b in blocks]
    for scope in _scopes(game):
        if not any(scope <= s for s in scopes):
            return f"issues {sorted(scope)} interact across blocks"
    return ""


def _unwilling(
    game: Game, blocks: Sequence[Listed], within_reach: Sequence[tuple[Listed, Integers, list[int]]]
) -> str:
    """
    Return which signatory that agrees to every offer is listed as if it might not, or nothing.

    Its part-offers are put at what the rows hold at least, so that nothing more is asked of them.
    """
    for j, ledger in enumerate(game.signatories, len(game.players)):
        if ledger.needed is None or ledger.needed.literals:
            continue
        least = [min(r[j] for r in b.rows) for b in blocks]
        if sum(least) < ledger.reservation:
            return f"{ledger.name} agrees to every offer, but not in the listed rows"
        for (_, values, _), low in zip(within_reach, least, strict=True):
            values[:, j] = low
    return ""


def _within_reach(
    game: Game, blocks: Sequence[Listed], parts: Sequence[tuple[Integers, NDArray[np.bool_]]]
) -> Iterator[tuple[Listed, Integers, list[int]]]:
    """
    Yield each block, its part-offers with which no reservation value is out of reach, and per column an
    amount with which the column is at its reservation value whatever the other blocks do.
    """
    floor = [int(p.reservation) for p in (*game.players, *game.signatories)]
    low = [_extreme(min, b, values) for b, (values, _) in zip(blocks, parts, strict=True)]
    enough = [
        [r - sum(other[j] for m, other in enumerate(low) if m != k) for j, r in enumerate(floor)]
        for k in range(len(blocks))
    ]
    for (values, free), amounts in zip(parts, enough, strict=True):
        for j, amount in enumerate(amounts):
            values[free[:, j], j] = np.maximum(values[free[:, j], j], amount)
    high = [_extreme(max, b, values) for b, (values, _) in zip(blocks, parts, strict=True)]
    for k, (block, (values, _)) in enumerate(zip(blocks, parts, strict=True)):
        reach = np.ones(len(values), dtype=bool)
        for j, r in enumerate(floor):
            short = r - sum(other[j] for m, other in enumerate(high) if m != k)
            reach &= (values[:, j] >= short).astype(bool)
        yield block, values[reach], enough[k]


def _extreme(choose: Callable[..., int], block: Listed, values: Integers) -> list[int]:
    """Return the least or greatest of each column over the listed rows and the part-offers."""
    return [
        choose([int(choose(values[:, j])), *(int(r[j]) for r in block.rows)])
        for j in range(values.shape[1])
    ]


def _simplified(game: Game) -> Game:
    """
    Return the game without what decides nothing: literals that never hold, clauses that always do.

    A signatory that agrees to every offer becomes one that is never needed; so does one that agrees to
    none, with the condition that no offer needs it.
    """
    conditions = [c for c in map(_proper, game.conditions) if c is not None]
    signatories = []
    for ledger in game.signatories:
        needed = None if ledger.needed is None else _proper(ledger.needed)
        never = ledger.cap is not None and ledger.cap < ledger.reservation
        if never and needed is None:
            conditions.append(Clause(()))
        elif never and needed is not None:
            conditions += [
                Clause(((issue, tuple(not holds for holds in mask)),))
                for issue, mask in needed.literals
            ]
        if never or _least(ledger) >= ledger.reservation or (needed and not needed.literals):
            bare = Utility(ledger.name, (), ledger.reservation, constant=ledger.reservation)
            signatories.append(replace(bare, needed=Clause(())))
        else:
            signatories.append(replace(ledger, needed=needed))
    return Game(game.sizes, game.players, tuple(signatories), tuple(conditions))


def _proper(clause: Clause) -> Clause | None:
    """Return the clause without literals that never hold, or None when it always holds."""
    by_issue: dict[int, tuple[bool, ...]] = {}
    for issue, mask in clause.literals:
        before = by_issue.get(issue, (False,) * len(mask))
        by_issue[issue] = tuple(a or b for a, b in zip(before, mask, strict=True))
    if any(all(mask) for mask in by_issue.values()):
        return None
    return Clause(tuple((i, mask) for i, mask in by_issue.items() if any(mask)))


def _least(ledger: Utility) -> int:
    """Return an amount that no worth of the ledger falls below: the least of each set of issues."""
    tables: dict[tuple[int, ...], Integers] = {}
    least = int(ledger.constant)
    for summand in ledger.summands:
        own = summand.table.astype(object)
        before = tables.get(summand.issues)
        tables[summand.issues] = own if before is None else before + own
    for bonus in ledger.bonuses:
        issues = tuple(sorted({i for i, _ in bonus.literals}))
        if not issues:
            least += int(bonus.amount)
        elif len(issues) == 1:
            met = np.all([mask for _, mask in bonus.literals], axis=0)
            own = np.where(met, int(bonus.amount), 0).astype(object)
            before = tables.get(issues)
            tables[issues] = own if before is None else before + own
        else:
            least += min(0, int(bonus.amount))
    return least + sum(int(np.min(table)) for table in tables.values())


def _scopes(game: Game) -> list[frozenset[int]]:
    scopes = [frozenset(i for i, _ in c.literals) for c in game.conditions]
    for ledger in (*game.players, *game.signatories):
        scopes += [frozenset(s.issues) for s in ledger.summands]
        scopes += [frozenset(i for i, _ in b.literals) for b in ledger.bonuses if b.amount]
        if ledger.needed is not None:
            scopes.append(frozenset(i for i, _ in ledger.needed.literals))
    return scopes


def _part_offers(game: Game, block: Listed, *, first: bool) -> tuple[Integers, NDArray[np.bool_]]:
    """
    Return the columns of every possible part-offer, and where a signatory is not needed.

    Of very many part-offers only those that no other dominates, settled issue by issue.
    """
    columns = len(game.players) + len(game.signatories)
    if prod(game.sizes[i] for i in block.issues) * columns > LARGEST * FEW_PARTIES:
        if sorted(block.order) != sorted(block.issues):
            raise Refused("the order of a block is not one of its issues")
        rows = np.array(rows_of(game, block.order, first=first), dtype=object)
        rows = rows.reshape(len(rows), len(game.players) + len(game.signatories))
        return rows, np.zeros(rows.shape, dtype=bool)
    sizes = [game.sizes[i] for i in block.issues]
    place = {issue: k for k, issue in enumerate(block.issues)}
    grid = np.indices(sizes).reshape(len(sizes), -1)
    possible = np.ones(grid.shape[1], dtype=bool)
    for clause in game.conditions:
        if clause.literals and clause.literals[0][0] in place:
            possible &= _holds(clause, grid, place)
        elif not clause.literals:
            possible[:] = False
    grid = grid[:, possible]
    ledgers = (*game.players, *game.signatories)
    values = np.zeros((grid.shape[1], len(ledgers)), dtype=object)
    free = np.zeros(values.shape, dtype=bool)
    for j, ledger in enumerate(ledgers):
        values[:, j] = _worth(ledger, grid, place, first=first)
        needed = ledger.needed
        if needed is not None and (needed.literals[0][0] in place if needed.literals else first):
            free[:, j] = ~_holds(needed, grid, place)
    return values, free


def _worth(
    ledger: Utility, grid: NDArray[np.intp], place: dict[int, int], *, first: bool
) -> Integers:
    total = np.full(grid.shape[1], int(ledger.constant) if first else 0, dtype=object)
    for summand in ledger.summands:
        if not summand.issues:
            total += int(summand.table[()]) if first else 0
        elif summand.issues[0] in place:
            rows = tuple(grid[place[i]] for i in summand.issues)
            total += summand.table.astype(object)[rows]
    for bonus in ledger.bonuses:
        if not bonus.literals:
            total += int(bonus.amount) if first else 0
        elif bonus.amount and bonus.literals[0][0] in place:
            met = np.ones(grid.shape[1], dtype=bool)
            for issue, mask in bonus.literals:
                met &= np.array(mask)[grid[place[issue]]]
            total[met] += int(bonus.amount)
    return total


def _holds(clause: Clause, grid: NDArray[np.intp], place: dict[int, int]) -> NDArray[np.bool_]:
    holds = np.zeros(grid.shape[1], dtype=bool)
    for issue, mask in clause.literals:
        holds |= np.array(mask)[grid[place[issue]]]
    return holds


def _undominated(values: Integers, listed: Sequence[Sequence[int]]) -> list[int] | None:
    """Return a part-offer that no listed row weakly dominates, or None."""
    rows = np.array(listed, dtype=object).reshape(len(listed), values.shape[1])
    if _fits(values) and _fits(rows):
        values, rows = values.astype(np.int64), rows.astype(np.int64)
    left = np.arange(len(values))
    for row in rows:
        if not len(left):
            return None
        covered = np.ones(len(left), dtype=bool)
        for j in range(values.shape[1]):
            covered &= (values[left, j] <= row[j]).astype(bool)
        left = left[~covered]
    return [int(v) for v in values[left[0]]] if len(left) else None


def _fits(table: Integers) -> bool:
    return all(abs(int(v)) < 2**62 for v in (table.min(), table.max())) if table.size else True
