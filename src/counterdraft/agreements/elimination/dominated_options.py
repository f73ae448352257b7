"""Options that no efficient offer needs, because another option of the issue is as good for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable, WeightedBox

__all__ = ["ReducedGame", "without_dominated"]

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ReducedGame:
    """
    A game without dominated options.

    ``living`` holds by issue the original positions of the options that are left; ``dropped`` is in order
    ``[issue, option, dominator]``, original positions, each dominator being there when its option goes.
    """

    game: Game
    living: list[list[int]]
    dropped: list[list[int]]

    def original(self, offer: Sequence[int]) -> tuple[int, ...]:
        """Return an offer of the smaller game by the original positions of its options."""
        return tuple(options[o] for options, o in zip(self.living, offer, strict=True))


def without_dominated(game: Game) -> ReducedGame:
    """
    Return the *game* without dominated options, and which option dominates each of those dropped.

    Option q dominates option o when, whatever the other issues, q in place of o takes nothing from anybody,
    breaks no condition and needs no signatory that o does not.  Every efficient point is then reached
    without o.  Of options that dominate each other the first stays.  A box that can no longer be had asks
    nothing of its other issues, so the search repeats until nothing changes.
    """
    living = [list(range(size)) for size in game.sizes]
    dropped: list[list[int]] = []
    again = True
    while again:
        again = False
        for i in range(len(game.sizes)):
            dominators = _dominators(game, i)
            stay = [o for o, by in enumerate(dominators) if by is None]
            if len(stay) < game.sizes[i]:
                dropped += [
                    [i, living[i][o], living[i][by]]
                    for o, by in enumerate(dominators)
                    if by is not None
                ]
                game = _restricted(game, i, stay)
                living[i] = [living[i][o] for o in stay]
                again = True
    return ReducedGame(game, living, dropped)


def _dominators(game: Game, issue: int) -> list[int | None]:
    """Return by option of the issue an option that stays and dominates it, None for those that stay."""
    size = game.sizes[issue]
    # as_good[q, o]: q may stand in for o.
    as_good = np.ones((size, size), dtype=bool)
    for ledger in (*game.players, *game.signatories):
        as_good &= _as_good(ledger, issue, size)
        if ledger.needed is not None:
            for mask in _masks(ledger.needed.literals, issue):
                as_good &= ~mask[:, None] | mask[None, :]
    for clause in game.conditions:
        for mask in _masks(clause.literals, issue):
            as_good &= mask[:, None] | ~mask[None, :]
    before = np.arange(size)[:, None] < np.arange(size)[None, :]
    dominated: Flags = np.any(as_good & (~as_good.T | before), axis=0)
    stay = np.flatnonzero(~dominated)
    # Standing in is transitive, so one of those that stay dominates each of the others.
    return [int(stay[np.argmax(as_good[stay, o])]) if dominated[o] else None for o in range(size)]


def _as_good(ledger: UtilityFunction, issue: int, size: int) -> Flags:
    """Return for which pairs of options the first is worth as much as the second in any offer."""
    alone = np.zeros(size, dtype=object)
    as_good = np.ones((size, size), dtype=bool)
    for summand in ledger.summands:
        if summand.issues == (issue,):
            alone += summand.table.astype(object)
        elif issue in summand.issues:
            rows = np.moveaxis(summand.table, summand.issues.index(issue), 0).reshape(size, -1)
            for q in range(size):
                as_good[q] &= (rows[q] >= rows).all(axis=1).astype(bool)
    for bonus in ledger.bonuses:
        masks = _masks(bonus.literals, issue)
        if not masks or _never(bonus):
            continue
        met = np.all(masks, axis=0)
        if all(i == issue for i, _ in bonus.literals):
            alone += np.where(met, int(bonus.amount), 0).astype(object)
        elif bonus.amount > 0:
            as_good &= met[:, None] | ~met[None, :]
        elif bonus.amount < 0:
            as_good &= ~met[:, None] | met[None, :]
    as_good &= (alone[:, None] >= alone[None, :]).astype(bool)
    return as_good


def _never(bonus: WeightedBox) -> bool:
    issues = {i for i, _ in bonus.literals}
    return any(not np.all(_masks(bonus.literals, i), axis=0).any() for i in issues)


def _masks(literals: Sequence[tuple[int, tuple[bool, ...]]], issue: int) -> list[Flags]:
    return [np.array(mask, dtype=bool) for i, mask in literals if i == issue]


def _restricted(game: Game, issue: int, stay: Sequence[int]) -> Game:
    """Return the game with only some options of an issue."""

    def cut(
        literals: tuple[tuple[int, tuple[bool, ...]], ...],
    ) -> tuple[tuple[int, tuple[bool, ...]], ...]:
        return tuple((i, tuple(m[o] for o in stay) if i == issue else m) for i, m in literals)

    def cut_ledger(ledger: UtilityFunction) -> UtilityFunction:
        return replace(
            ledger,
            summands=tuple(
                UtilityTable(s.issues, s.table.take(stay, axis=s.issues.index(issue)))
                if issue in s.issues
                else s
                for s in ledger.summands
            ),
            bonuses=tuple(WeightedBox(cut(b.literals), b.amount) for b in ledger.bonuses),
            needed=None if ledger.needed is None else Clause(cut(ledger.needed.literals)),
        )

    return Game(
        tuple(len(stay) if i == issue else size for i, size in enumerate(game.sizes)),
        tuple(cut_ledger(p) for p in game.players),
        tuple(cut_ledger(s) for s in game.signatories),
        tuple(Clause(cut(c.literals), c.text) for c in game.conditions),
    )
