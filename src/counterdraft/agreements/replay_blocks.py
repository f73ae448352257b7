"""The independent checker's blocks: straight from the definition, in Python integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from counterdraft.agreements.replay_efficient import efficient
from counterdraft.preferences.game import Clause, Game, Ledger, Summand

__all__ = ["groups_of", "rows_of"]

Row = tuple[int, ...]
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

    Part-offers are built issue by issue.  Two of them are compared only when they took the same
    options in every unfinished table and left every unfinished condition and bonus in the same
    state, for then the same completions are open to both.

    Args:
        game: The game.
        issues: One group, in the order in which it is settled.
        first: Whether this group carries the constants, and the conditions without issues.
    """
    conditions = _conditions(game)
    if first and any(not clause.literals for clause in conditions):
        return []
    inside = set(issues)
    terms = _Terms([0] * (len(game.players) + len(game.signatories)), [], [], [])
    for c, ledger in enumerate((*game.players, *game.signatories)):
        terms.add(c, ledger, inside, first=first)
    terms.conditions += [c.literals for c in conditions if any(i in inside for i, _ in c.literals)]
    states: dict[tuple[Any, ...], set[Row]] = {
        ((),) * len(terms.tables) + (None,) * len(terms.flags + terms.conditions): {
            tuple(terms.start)
        }
    }
    for place, issue in enumerate(issues):
        settled = set(issues[: place + 1])
        following: dict[tuple[Any, ...], set[Row]] = {}
        for state, rows in states.items():
            for option in range(game.sizes[issue]):
                moved = _moved(terms, state, issue, option, settled)
                if moved is not None:
                    after, gain = moved
                    sums = {tuple(a + b for a, b in zip(row, gain, strict=True)) for row in rows}
                    following.setdefault(after, set()).update(sums)
        states = {state: _undominated(rows) for state, rows in following.items()}
    return sorted(set().union(*states.values()), reverse=True)


@dataclass
class _Terms:
    """
    What the part-offers of one group are worth before and after they are settled.

    ``flags`` are (literals, whether all must hold, column, amount if so, amount if not).
    """

    start: list[int]
    tables: list[tuple[int, Summand]]
    flags: list[tuple[Literals, bool, int, int, int]]
    conditions: list[Literals]

    def add(self, c: int, ledger: Ledger, inside: set[int], *, first: bool) -> None:
        """Take over the terms of one party that this group decides."""
        self.start[c] += ledger.constant if first else 0
        for summand in ledger.summands:
            if inside & set(summand.issues):
                self.tables.append((c, summand))
            elif first and not summand.issues:
                self.start[c] += int(summand.table)
        worded = [(b.literals, True, c, b.amount, 0) for b in ledger.bonuses if b.amount]
        if ledger.needed is not None:
            worded.append((ledger.needed.literals, False, c, 0, excuse_of(ledger)))
        for literals, every, _, so, otherwise in worded:
            if any(i in inside for i, _ in literals):
                self.flags.append((literals, every, c, so, otherwise))
            elif first and not literals:
                self.start[c] += so if every else otherwise


def excuse_of(ledger: Ledger) -> int:
    """Return what lifts a signatory over its reservation value whatever the rest of the offer is."""
    least = ledger.constant + sum(int(s.table.min()) for s in ledger.summands)
    return max(0, ledger.reservation - least - sum(min(0, b.amount) for b in ledger.bonuses))


def _moved(
    terms: _Terms, state: tuple[Any, ...], issue: int, option: int, settled: set[int]
) -> tuple[tuple[Any, ...], list[int]] | None:
    """Return the state after one more option and what it adds, or None when a condition fails."""
    after = list(state)
    gain = [0] * len(terms.start)
    for t, (c, summand) in enumerate(terms.tables):
        if issue in summand.issues:
            taken = dict((*state[t], (issue, option)))
            after[t] = tuple(sorted(taken.items()))
            if settled.issuperset(summand.issues):
                gain[c] += int(summand.table[tuple(taken[i] for i in summand.issues)])
                after[t] = ()
    place = len(terms.tables)
    for literals, every, c, so, otherwise in terms.flags:
        decided, finished = _decided(state[place], literals, issue, option, settled, every=every)
        if finished:
            gain[c] += so if decided != every else otherwise
        after[place] = None if finished else decided or None
        place += 1
    for literals in terms.conditions:
        decided, finished = _decided(state[place], literals, issue, option, settled, every=False)
        if finished and not decided:
            return None
        after[place] = None if finished else decided or None
        place += 1
    return tuple(after), gain


def _decided(
    before: object,
    literals: Literals,
    issue: int,
    option: int,
    settled: set[int],
    *,
    every: bool,
) -> tuple[bool, bool]:
    """Return whether a literal has decided (true in an "or", false in an "and"), and if this was the last."""
    mine = [mask[option] for i, mask in literals if i == issue]
    decided = bool(before) or any(holds != every for holds in mine)
    return decided, bool(mine) and settled.issuperset(i for i, _ in literals)


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
