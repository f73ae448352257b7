"""The merge of a game's blocks, one after the other, with a trace back to the offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.efficient import Columns, Counts, descending
from counterdraft.agreements.certificates.fingerprints import Fingerprints
from counterdraft.agreements.elimination.blocks import Block
from counterdraft.agreements.merging.plan import Plan
from counterdraft.agreements.pareto_sums.merge import Merged, Overfull, merge, plain_jobs
from counterdraft.runtime.deadline import Deadline

__all__ = ["Chain", "chain"]

Index = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Chain:
    """
    The last front of a merge.

    ``columns`` is (players, points); ``counts`` the ways to each point where ``provable``;
    ``links[t]`` gives for the points after block t the point before and the row of the block.
    ``candidates`` is the number of sums looked at.
    """

    columns: Columns
    counts: Counts
    provable: bool
    links: tuple[tuple[Index, Index], ...]
    prints: Fingerprints
    candidates: int

    def tracer(
        self, parts: Sequence[Block], plan: Plan, issues: int
    ) -> Callable[[int], tuple[int, ...]]:
        """Return the function that traces the offer of a point."""

        def offer_of(k: int) -> tuple[int, ...]:
            offer = [0] * issues
            at = k if k >= 0 else k + self.columns.shape[1]
            for t in range(len(self.links) - 1, -1, -1):
                before, row = self.links[t]
                part = parts[plan.order[t]]
                for issue, option in zip(part.issues, part.options[row[at]].tolist(), strict=True):
                    offer[issue] = option
                at = int(before[at])
            return tuple(offer)

        return offer_of


def chain(
    plan: Plan,
    parts: Sequence[Block],
    budget: int | None,
    memory: int,
    deadline: Deadline | None = None,
) -> Chain:
    """
    Merge the blocks of the *plan*.

    Args:
        plan: The order, and what may be dropped.
        parts: The blocks, for their counts.
        budget: The most points of a front, or None.
        memory: The most bytes held at a time.
        deadline: When to give up, between two merges.

    Raises:
        Overfull: A front passes the budget or the memory, or the time is over.
    """
    provable = plan.canonical
    prints = Fingerprints()
    links: list[tuple[Index, Index]] = []
    columns: Columns = np.zeros((plan.width, 1), plan.tables[0].dtype)
    counts: Counts = np.ones(1)
    candidates = held = 0
    last = len(plan.tables) - 1
    for t, table in enumerate(plan.tables):
        if deadline is not None and deadline.over():
            raise Overfull
        ways = np.array(parts[plan.order[t]].counts or [1] * table.shape[1], float)
        candidates += columns.shape[1] * table.shape[1]
        room = (memory - held) // (5 * 8 * (plan.width + 3))
        if budget is not None:
            room = min(room, budget)
        if table.shape[1] > columns.shape[1]:
            merged = merge(
                table, ways, plain_jobs(table.shape[1], columns, counts), plan.floors[t], room
            )
            before, rows = merged.pairs, merged.parents
        else:
            merged = merge(
                columns, counts, plain_jobs(columns.shape[1], table, ways), plan.floors[t], room
            )
            before, rows = merged.parents, merged.pairs
        columns, counts = merged.columns, merged.counts
        kept = _clip(columns, counts, plan.ceilings[t])
        if kept is not None:
            provable = False
            columns, counts, chosen = kept.columns, kept.counts, kept.parents
            before, rows = before[chosen], rows[chosen]
        if t == last and plan.width > plan.players:
            kept = _pruned(columns[: plan.players], counts)
            columns, counts, chosen = kept.columns, kept.counts, kept.parents
            before, rows = before[chosen], rows[chosen]
        links.append((_narrow(before), _narrow(rows)))
        held += links[-1][0].nbytes + links[-1][1].nbytes
        if plan.canonical:
            prints.add(plan.worths(columns, t))
    return Chain(columns, counts, provable, tuple(links), prints, candidates)


def _clip(columns: Columns, counts: Counts, ceilings: Sequence[int | None]) -> Merged | None:
    """Return the front with nothing above the ceilings, or None when nothing was."""
    over = [c for c, top in enumerate(ceilings) if top is not None and (columns[c] > top).any()]
    if not over:
        return None
    columns = columns.copy()
    for c, top in enumerate(ceilings):
        if top is not None and c in over:
            columns[c] = np.minimum(columns[c], top)
    return _pruned(columns, counts)


def _pruned(columns: Columns, counts: Counts) -> Merged:
    """Return the efficient ones of any points; ``parents`` are positions in *columns*."""
    order = descending(columns)
    n = len(order)
    job = plain_jobs(n, np.zeros((len(columns), 1), columns.dtype), np.ones(1))
    low = [int(min(own, default=0)) for own in columns]
    merged = merge(np.ascontiguousarray(columns[:, order]), counts[order], job, low, n)
    return Merged(merged.columns, merged.counts, order[merged.parents], merged.pairs, merged.groups)


def _narrow(index: NDArray[np.int64]) -> Index:
    """Return the positions in four bytes where they fit."""
    if len(index) and int(index.max()) >= 1 << 31:
        return index
    return index.astype(np.int32)
