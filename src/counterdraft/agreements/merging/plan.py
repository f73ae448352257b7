"""Which blocks to merge in which order, and what a partial sum must still hold to be worth keeping."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from counterdraft.agreements.basics.efficient import Columns
from counterdraft.agreements.elimination.blocks import Block
from counterdraft.preferences.game import Game

__all__ = ["Plan", "plan_of"]

NARROW = 1 << 61


@dataclass(frozen=True, eq=False)
class Plan:
    """
    The merge of a game's blocks.

    ``tables[t]`` is (d, rows) of the t-th block merged, ``order[t]`` which block that is.  After t
    + 1 blocks a partial sum below ``floors[t]`` can no longer reach a reservation value, and one
    above ``ceilings[t]`` (None: no limit) is as good as the ceiling: the cap, or the signature, is
    certain.  Worths past 62 bits are counted from ``bases[t]`` in steps of ``steps`` where that
    makes them fit.  ``canonical`` says that no ceiling and no signatory is involved.
    """

    players: int
    order: tuple[int, ...]
    tables: tuple[Columns, ...]
    floors: tuple[tuple[int, ...], ...]
    ceilings: tuple[tuple[int | None, ...], ...]
    bases: tuple[tuple[int, ...], ...]
    steps: tuple[int, ...]
    wide: bool
    canonical: bool

    @property
    def width(self) -> int:
        """The number of columns merged."""
        return len(self.steps)

    def worths(self, columns: Columns, t: int) -> Columns:
        """Return (points, players): the players' worths of sums of the first t + 1 blocks."""
        shown = columns[: self.players].T
        if not self.wide:
            return np.ascontiguousarray(shown)
        steps = np.array(self.steps[: self.players], object)
        worths: Columns = shown.astype(object) * steps + np.array(
            self.bases[t][: self.players], object
        )
        return worths


def plan_of(game: Game, parts: list[Block]) -> Plan | None:
    """
    Return the plan, or None when no offer can be acceptable.

    Blocks with many rows come first, while the front that they multiply is small.
    """
    n = len(game.players)
    ledgers = (*game.players, *game.signatories)
    if not parts or any(len(part.worths) == 0 for part in parts):
        return None
    columns = [part.worths.T for part in parts]
    least = [[int(own.min()) for own in block] for block in columns]
    most = [[int(own.max()) for own in block] for block in columns]
    for c, ledger in enumerate(ledgers):
        top = sum(high[c] for high in most)
        if c < n and ledger.cap is not None:
            top = min(top, ledger.cap)
        if top < ledger.reservation:
            return None
    # A signatory's column that never varies has been settled inside the blocks.
    used = [
        c
        for c in range(len(ledgers))
        if c < n or any(a[c] < b[c] for a, b in zip(least, most, strict=True))
    ]
    caps = {
        c: cap
        for c in range(n)
        if (cap := game.players[c].cap) is not None and sum(high[c] for high in most) > cap
    }
    goals = {c: ledgers[c].reservation for c in used}
    tops = {c: caps.get(c, goals[c] if c >= n else None) for c in used}
    order = tuple(sorted(range(len(parts)), key=lambda b: (-len(parts[b].worths), b)))
    wide = any(part.worths.dtype == object for part in parts)
    zero = {c: [low[c] if wide else 0 for low in least] for c in used}
    step = {c: _step(columns, c, zero[c], tops[c]) if wide else 1 for c in used}
    fits = all(
        sum(high[c] - z for high, z in zip(most, zero[c], strict=True)) // step[c] < NARROW
        and abs(goals[c] - sum(zero[c])) // step[c] < NARROW
        for c in used
    )
    tables = []
    for b in order:
        if not wide:
            tables.append(np.ascontiguousarray(columns[b][used]))
            continue
        scaled = np.stack([(columns[b][c] - zero[c][b]) // step[c] for c in used])
        tables.append(scaled.astype(np.int64) if fits else scaled)
    floors: list[tuple[int, ...]] = []
    ceilings: list[tuple[int | None, ...]] = []
    bases: list[tuple[int, ...]] = []
    base = dict.fromkeys(used, 0)
    rest_most = {c: sum(high[c] for high in most) for c in used}
    rest_least = {c: sum(low[c] for low in least) for c in used}
    for b in order:
        for c in used:
            base[c] += zero[c][b]
            rest_most[c] -= most[b][c]
            rest_least[c] -= least[b][c]
        floors.append(tuple(-((base[c] + rest_most[c] - goals[c]) // step[c]) for c in used))
        ceilings.append(
            tuple(
                None if (end := tops[c]) is None else -((base[c] + rest_least[c] - end) // step[c])
                for c in used
            )
        )
        bases.append(tuple(base.values()))
    return Plan(
        n,
        order,
        tuple(tables),
        tuple(floors),
        tuple(ceilings),
        tuple(bases),
        tuple(step[c] for c in used),
        wide,
        canonical=not caps and not game.signatories,
    )


def _step(columns: list[Columns], c: int, zero: list[int], cap: int | None) -> int:
    """Return the greatest number of which all differences in a column are multiples."""
    step = 0 if cap is None else cap - sum(zero)
    for block, low in zip(columns, zero, strict=True):
        step = gcd(step, *(int(v) - low for v in block[c].tolist()))
    return step or 1
