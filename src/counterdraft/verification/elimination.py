"""The efficient part-offers of a group of issues: straight from the definition, in Python integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

import numpy as np

from counterdraft.verification.efficient import efficient
from counterdraft.verification.games import Clause, Game, Table, Utility
from counterdraft.verification.reading import Refused

__all__ = ["groups_of", "rows_of"]

Row = tuple[int, ...]
State = tuple[tuple[int, ...], int]
MOST_ROWS = 3_000_000
"""Part-offers held at a time: about a gigabyte."""
Literals = Sequence[tuple[int, Sequence[bool]]]


def groups_of(game: Game) -> list[tuple[int, ...]]:
    """Return the sets of issues that terms tie together, each ascending, by first issue."""
    groups = [{issue} for issue in range(len(game.sizes))]
    for scope in _scopes(game):
        tied = [group for group in groups if group & scope]
        if len(tied) > 1:
            groups = [group for group in groups if not group & scope]
            groups.append(set().union(*tied))
    return sorted(tuple(sorted(group)) for group in groups) or [()]


def rows_of(game: Game, issues: Sequence[int], *, first: bool) -> list[Row]:
    """
    Return the worths of the part-offers over *issues*, without those that another one dominates.

    Part-offers are built issue by issue.  Two of them are compared only when they leave the same
    rest of every unfinished table and the same state of every unfinished condition and bonus, for
    then the same completions are open to both, at the same worths.

    Args:
        game: The game.
        issues: One group, in the order in which it is settled.
        first: Whether this group carries the constants, and the conditions without issues.
    """
    conditions = _conditions(game)
    if first and any(not clause.literals for clause in conditions):
        return []
    inside = set(issues)
    terms = _Terms([0] * (len(game.players) + len(game.signatories)), [], [])
    for c, ledger in enumerate((*game.players, *game.signatories)):
        terms.add(c, ledger, issues, first=first)
    for clause in conditions:
        if any(i in inside for i, _ in clause.literals):
            terms.flags.append(_Flag(clause.literals, every=False))
    states: dict[State, set[Row]] = {((0,) * len(terms.tables), 0): {tuple(terms.start)}}
    for place, issue in enumerate(issues):
        step = _Step(terms, issue, set(issues[: place + 1]), game.sizes[issue])
        following: dict[State, set[Row]] = {}
        held = 0
        for state, rows in states.items():
            for option in range(game.sizes[issue]):
                moved = step.moved(state, option)
                if moved is not None:
                    after, gain = moved
                    sums = {tuple(map(add, row, gain)) for row in rows}
                    following.setdefault(after, set()).update(sums)
                    held += len(sums)
                    if held > MOST_ROWS:
                        raise Refused(f"more than {MOST_ROWS:,} part-offers of interacting issues")
        states = {state: _undominated(rows) for state, rows in following.items()}
    return sorted(set().union(*states.values()), reverse=True)


@dataclass(frozen=True)
class _Flag:
    """
    A bonus, a signatory's clause or a condition, which one literal can decide.

    A false literal decides where ``every`` one must hold, else a true one.  ``amounts`` go to column
    ``column`` (held, not held); a condition has no column, and fails where it does not hold.
    """

    literals: Literals
    every: bool
    column: int = -1
    amounts: tuple[int, int] = (0, 0)

    @property
    def scope(self) -> set[int]:
        return {issue for issue, _ in self.literals}

    def decided_by(self, issue: int, option: int) -> bool:
        """Return whether the option decides."""
        return any(i == issue and mask[option] != self.every for i, mask in self.literals)


class _Rests:
    """
    A table of worths and every rest of it that options leave, each once.

    A rest is counted from its first cell, which is paid when the rest is reached.
    """

    def __init__(self, column: int, summand: Table, order: Sequence[int]) -> None:
        axes = sorted(
            range(len(summand.issues)), key=lambda axis: order.index(summand.issues[axis])
        )
        self.column = column
        self.issues = frozenset(summand.issues)
        self._rests = [summand.table.transpose(axes)]
        self._names: dict[object, int] = {}
        self._moves: dict[tuple[int, int], tuple[int, int]] = {}

    def settle(self, rest: int, option: int) -> tuple[int, int]:
        """Return which rest an option of the next issue leaves, and what it pays."""
        if (rest, option) not in self._moves:
            left = self._rests[rest][option]
            paid = int(np.ravel(left)[0])
            name: tuple[object, ...] = (np.ndim(left), *np.ravel(left - paid).tolist())
            place = self._names.setdefault(name, len(self._rests))
            if place == len(self._rests):
                self._rests.append(left - paid)
            self._moves[rest, option] = place if np.ndim(left) else 0, paid
        return self._moves[rest, option]


@dataclass
class _Terms:
    """What the part-offers of one group are worth before they are settled, and by being settled."""

    start: list[int]
    tables: list[_Rests]
    flags: list[_Flag]

    def add(self, c: int, ledger: Utility, order: Sequence[int], *, first: bool) -> None:
        """Take over the terms of one party that this group decides."""
        inside = set(order)
        self.start[c] += ledger.constant if first else 0
        for summand in ledger.summands:
            if inside & set(summand.issues):
                self.tables.append(_Rests(c, summand, order))
            elif first and not summand.issues:
                self.start[c] += int(summand.table)
        flags = [_Flag(b.literals, True, c, (b.amount, 0)) for b in ledger.bonuses if b.amount]
        if ledger.needed is not None:
            flags.append(_Flag(ledger.needed.literals, False, c, (0, excuse_of(ledger))))
        for flag in flags:
            if flag.scope & inside:
                self.flags.append(flag)
            elif first and not flag.literals:
                self.start[c] += flag.amounts[0 if flag.every else 1]


class _Step:
    """
    What settling one more issue does.

    A state is the rest of every table, and one bit per flag that has been decided and is not finished.
    """

    def __init__(self, terms: _Terms, issue: int, settled: set[int], size: int) -> None:
        self._tables = [(t, table) for t, table in enumerate(terms.tables) if issue in table.issues]
        self._flags = terms.flags
        self._ending = [
            f
            for f, flag in enumerate(terms.flags)
            if issue in flag.scope and settled.issuperset(flag.scope)
        ]
        self._ends = sum(1 << f for f in self._ending)
        self._decides = [
            sum(1 << f for f, flag in enumerate(terms.flags) if flag.decided_by(issue, option))
            for option in range(size)
        ]
        self._width = len(terms.start)
        self._amounts: dict[int, list[int] | None] = {}

    def moved(self, state: State, option: int) -> tuple[State, list[int]] | None:
        """Return the state that follows and what the option adds, or None when a condition fails."""
        bits = state[1] | self._decides[option]
        decided = bits & self._ends
        if decided not in self._amounts:
            self._amounts[decided] = self._paid(decided)
        paid = self._amounts[decided]
        if paid is None:
            return None
        if not self._tables:
            return (state[0], bits & ~self._ends), paid
        rests, gain = list(state[0]), list(paid)
        for t, table in self._tables:
            rests[t], more = table.settle(rests[t], option)
            gain[table.column] += more
        return (tuple(rests), bits & ~self._ends), gain

    def _paid(self, decided: int) -> list[int] | None:
        gain = [0] * self._width
        for f in self._ending:
            flag = self._flags[f]
            holds = bool(decided >> f & 1) != flag.every
            if flag.column < 0:
                if not holds:
                    return None
            else:
                gain[flag.column] += flag.amounts[0 if holds else 1]
        return gain


def excuse_of(ledger: Utility) -> int:
    """Return what lifts a signatory over its reservation value whatever the rest of the offer is."""
    least = ledger.constant + sum(int(s.table.min()) for s in ledger.summands)
    return max(0, ledger.reservation - least - sum(min(0, b.amount) for b in ledger.bonuses))


def _undominated(rows: set[Row]) -> set[Row]:
    """Return the rows that no other dominates."""
    if len(rows) < 2:
        return rows
    narrow = all(abs(v) < 1 << 62 for row in rows for v in row)
    table = np.array(list(rows), np.int64 if narrow else object)
    return set(map(tuple, efficient(table).tolist()))


def _conditions(game: Game) -> list[Clause]:
    """Return the conditions that can fail, and that nobody is needed who can never sign."""
    found = [
        Clause(tuple((i, mask) for i, mask in clause.literals if any(mask)))
        for clause in game.conditions
        if not _always(clause.literals)
    ]
    for ledger in game.signatories:
        if ledger.cap is not None and ledger.cap < ledger.reservation:
            needed = Clause(()) if ledger.needed is None else ledger.needed
            if ledger.needed is None:
                found.append(needed)
            for issue, mask in needed.literals:
                left = tuple(not holds for holds in mask)
                found.append(Clause(((issue, left),) if any(left) else ()))
    return found


def _scopes(game: Game) -> list[set[int]]:
    """Return the sets of issues that a term of the game ties together."""
    ledgers = (*game.players, *game.signatories)
    terms = [c.literals for c in game.conditions if not _always(c.literals)]
    scopes = [{i for i, mask in literals if any(mask)} for literals in terms]
    for ledger in ledgers:
        scopes += [set(summand.issues) for summand in ledger.summands]
        scopes += [{i for i, _ in bonus.literals} for bonus in ledger.bonuses if bonus.amount]
        if ledger.needed is not None:
            scopes.append({i for i, _ in ledger.needed.literals})
    return scopes


def _always(literals: Literals) -> bool:
    """Return whether an "or" holds whatever is chosen: all options of some issue make it true."""
    met: dict[int, list[bool]] = {}
    for issue, mask in literals:
        before = met.get(issue, [False] * len(mask))
        met[issue] = [a or b for a, b in zip(before, mask, strict=True)]
    return any(all(mask) for mask in met.values())
