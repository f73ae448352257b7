"""Worth as small integers, by part and draw, rounded so that nothing is excluded wrongly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.blocks import Block, OrderedBlocks
from counterdraft.advice.exclusion.integers import CHUNK, put_rows, put_stages
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.untabulated import least_added, most_added
from counterdraft.preferences import mask

__all__ = ["IntegerWorths", "Loads", "stages"]

Integers = NDArray[np.int16]
Bits = NDArray[np.uint64]
Draws = NDArray[np.float64]
Rows = NDArray[np.float32]
Loads = tuple[Draws, Rows]
"""What each row counts scales that all its block shares: (scales, rows), and the scales, (scales, draws)."""

GROWTH = 1.3
"""How much more rows each stage covers than the one before."""
TIE = 2e-9
"""What a party that is no worse off may seem to lose."""


class IntegerWorths:
    """
    What each part of an offer brings to whom, by draw: floats to begin with, integers to compare.

    The draws stand in the order *order*.  Own worth is a lower bound, that of the others an upper bound,
    where pieces hang on no block.

    Args:
        joint: The joint sample.
        found: The blocks.
        order: Which draw comes when, (draws,).
    """

    def __init__(self, joint: JointSample, found: OrderedBlocks, order: NDArray[np.int64]) -> None:
        self.joint = joint
        self.order = order
        self.blocks = found.blocks
        self.others = tuple(n for n in joint.perspective.others if _fits(joint, found, n))
        self.names = (joint.perspective.party, *self.others)
        self.chunks = -(-joint.draws // CHUNK)
        self.most = 32767 // (len(self.blocks) + 1)
        rows = joint.rows[:, order]
        self.scales = {
            name: [
                (table, np.ones(joint.draws) if table.sure is not None else rows[table.first])
                for table in joint.tables[name]
                if table.cross_block
            ]
            for name in self.names
        }
        self.floats = [[self._floats(name, b, rows) for b in self.blocks] for name in self.names]
        self.starts = [self._start(name) for name in self.names]
        self.held, self.breaks = self._lines()
        self.per_unit = [self._per_unit(p) for p in range(len(self.names))]

    def start(self, depths: int) -> tuple[Integers, Integers]:
        """Return room for what is settled at each depth, the start filled in: own, and of the others."""
        shape = (depths, len(self.names), self.chunks, CHUNK)
        room = np.zeros(shape, dtype=np.int16)
        # Past the last draw nothing is gained, so nothing can be lost.
        for p, start in enumerate(self.starts):
            scaled = start * self.per_unit[p]
            whole = np.ceil(scaled + 1e-3) if p else np.floor(scaled - 1e-3)
            room[0, p].reshape(-1)[: len(start)] = np.clip(whole, -self.most, self.most)
        return np.ascontiguousarray(room[:, 0]), np.ascontiguousarray(room[:, 1:])

    def room(self, rows: int) -> tuple[Integers, Integers]:
        """Return room for rows: own, (chunks, rows, draws of a chunk), and by party of the others."""
        shape = (self.chunks, rows, CHUNK)
        return np.empty(shape, np.int16), np.empty((len(self.others), *shape), np.int16)

    def put(
        self,
        block: int,
        chosen: NDArray[np.int64],
        loads: Sequence[Loads],
        sizes: NDArray[np.int64],
        room: tuple[Integers, Integers],
        at: int,
    ) -> bool:
        """
        Write the *chosen* parts of a block, then its stages, for each party; return whether all fit.

        Args:
            block: Which.
            chosen: Positions of its parts, (rows,).
            loads: By party what tables across blocks add.
            sizes: How many rows each stage covers.
            room: Where to.
            at: The first row that is written.
        """
        fits = True
        for p, (weights, scales) in enumerate(loads):
            into = room[1][p - 1] if p else room[0]
            fits &= put_rows(
                self.floats[p][block], chosen, weights, scales, self.per_unit[p], self.most,
                self.breaks[p][block], self.held, into, at, p > 0,
            )  # fmt: skip
            put_stages(into, at, sizes, at + len(chosen), p > 0)
        return bool(fits)

    def free(self, name: str, block: int) -> NDArray[np.bool_]:
        """Return with which parts of a block the signature of somebody else is not needed, (parts,)."""
        here = self.blocks[block]
        needs = self.joint.perspective.needed.get(name)
        if needs is None or not any(needs[i].any() for i in here.issues):
            return np.zeros(len(here.means), dtype=np.bool_)
        found = np.ones(len(here.means), dtype=np.bool_)
        for issue in here.issues:
            found &= ~needs[issue][here.offers[:, issue]]
        return found

    def _floats(self, name: str, block: Block, rows: Draws) -> Rows:
        """Return the worth of each part of a block that is the block's own, (parts, draws)."""
        found = np.zeros((len(block.means), self.joint.draws))
        for table in self.joint.tables[name]:
            if table.condition is not None or table.cross_block:
                continue
            if set(table.issues) <= set(block.issues):
                cells = table.cells(block.offers)
                if table.sure is not None:
                    found += table.sure[cells][:, None]
                else:
                    found += rows[table.first + cells]
        return found.astype(np.float32)

    def _start(self, name: str) -> Draws:
        worth = self.joint.worth[name]
        ours = name == self.joint.perspective.party
        outside = (least_added if ours else most_added)(self.joint, name)
        found = np.broadcast_to(worth.offset + outside - worth.reservation, (self.joint.draws,))
        started: Draws = found[self.order] + (0.0 if ours else TIE)
        return started

    def _lines(self) -> tuple[Bits, list[list[Bits]]]:
        """Return which red lines are held, by draw, and by party and block which each part breaks."""
        held = np.zeros(self.joint.draws, dtype=np.uint64)
        breaks = [
            [np.zeros(len(b.means), dtype=np.uint64) for b in self.blocks] for _ in self.names
        ]
        bit = 0
        for line in self.joint.lines:
            scope = set(line.line.condition.issues)
            home = next((k for k, b in enumerate(self.blocks) if scope <= set(b.issues)), None)
            if line.party not in self.others or home is None or bit >= 64:
                continue
            bad = ~mask(line.line.condition, self.blocks[home].offers)
            one = np.uint64(bit)
            breaks[self.names.index(line.party)][home] |= bad.astype(np.uint64) << one
            held |= line.held[self.order].astype(np.uint64) << one
            bit += 1
        return held, breaks

    def _per_unit(self, p: int) -> float:
        """Return how many integers make one unit of worth, so that no sum of rows overflows."""
        sums = np.abs(self.starts[p])
        largest = sums.copy()
        for rows in self.floats[p]:
            # For us the lowest row counts, what is higher may be lowered; for the others the highest.
            further = -rows.min(axis=0) if p == 0 else rows.max(axis=0)
            middle = np.abs(rows.mean(axis=0)) if p == 0 else np.maximum(-further, 0.0)
            largest = np.maximum(largest, further)
            sums = sums + np.maximum(further, middle)
        for table, row in self.scales[self.names[p]]:
            sums = sums + np.abs(table.cell_weights).max() * np.abs(row)
        return (self.most - 2) / max(float(np.maximum(sums, largest).max()), 1e-9)


def stages(rows: int) -> NDArray[np.int64]:
    """
    Return how many rows each stage covers, the last all of them.

    >>> stages(5).tolist()
    [1, 2, 3, 4, 5]
    """
    found = [1]
    while found[-1] < rows:
        found.append(min(rows, max(found[-1] + 1, int(GROWTH * found[-1]))))
    return np.array(found, dtype=np.int64)


def _fits(joint: JointSample, found: OrderedBlocks, name: str) -> bool:
    """
    Return whether somebody's signature is counted on.

    Leaving a conditional signatory out can only raise what seems possible.  It is left out where one of its
    tables, or the options that need it, fall into several blocks, and where tables across blocks have rows
    written anew for each part of the first.
    """
    needs = joint.perspective.needed.get(name)
    if needs is None:
        return True
    blocks = [set(b.issues) for b in found.blocks]
    needing = {i for i, options in enumerate(needs) if options.any()}
    return (
        not any(table.cross_block for party in joint.parties for table in joint.tables[party])
        and any(needing <= b for b in blocks)
        and all(
            table.condition is not None or any(set(table.issues) <= b for b in blocks)
            for table in joint.tables[name]
        )
    )
