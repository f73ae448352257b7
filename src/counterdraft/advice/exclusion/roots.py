"""Everything below one part of the first block: which offers with it may still reach a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.blocks import OrderedBlocks
from counterdraft.advice.exclusion.cross_block import Spread
from counterdraft.advice.exclusion.integers import above_shift
from counterdraft.advice.exclusion.kernel import explore
from counterdraft.advice.exclusion.parts import hard_conditions
from counterdraft.advice.exclusion.rows import IntegerWorths, Loads, stages
from counterdraft.advice.scoring.untabulated import most_added
from counterdraft.preferences import mask

__all__ = ["Roots"]

Draws = NDArray[np.float64]
Offers = NDArray[np.int64]
Fits = NDArray[np.bool_]
Load = tuple[Draws, Draws]
"""What each part of a block counts a scale, (parts,) or (1,), and the scale by draw."""

NEVER = 1 << 40
TINY = 1e-6
MARGIN = 1.00001
"""What 32-bit floats may lose of a standard deviation."""


@dataclass(frozen=True, eq=False)
class Settled:
    """
    What is left once a part of the first block is chosen.

    Attributes:
        kept: By block the positions of its parts; the first block's is the part chosen.
        uppers: Bounds of their own positive part, descending; the first block's with what is settled anyhow.
        means: Their own means, as *uppers*.
        spreads: Their standard deviations, or more, as *uppers*.
        highest: The greatest of *uppers* of each block that goes with the part chosen.
        highest_mean: The same of *means*.
        loads: By party and block what tables across blocks add.
    """

    kept: list[NDArray[np.int64]]
    uppers: list[Draws]
    means: list[Draws]
    spreads: list[Draws]
    highest: list[float]
    highest_mean: list[float]
    loads: list[dict[int, list[Load]]]


class Roots:
    """
    The parts of the first block, each of which can be explored by itself, on any thread.

    Args:
        worths: What parts bring, by draw.
        found: The blocks.
        around: An offer near which bounds are to be tight.
    """

    def __init__(
        self, worths: IntegerWorths, found: OrderedBlocks, around: Sequence[int] | None = None
    ) -> None:
        self.worths = worths
        self.blocks = found.blocks
        joint = worths.joint
        sizes = joint.perspective.sizes
        self.spreads = [
            [(Spread(t, sizes, self.blocks, above=p > 0), row) for t, row in worths.scales[name]]
            for p, name in enumerate(worths.names)
        ]
        # Own worth is bounded from both sides: its mean from above, what is lost from below.
        self.above = [
            (Spread(t, sizes, self.blocks, above=True), row)
            for t, row in worths.scales[joint.perspective.party]
        ]
        worth = joint.worth[joint.perspective.party]
        start = worth.offset + most_added(joint, joint.perspective.party) - worth.reservation
        self.own_start = np.broadcast_to(start, (joint.draws,))[worths.order]
        self.widths = [MARGIN * rows.std(axis=1, dtype=np.float64) for rows in worths.floats[0]]
        # A sum above a table is above it times its scale only where that is never negative.
        self.sound = all(
            len(spread.homes) < 2 or row.min() >= 0
            for spreads in self.spreads
            for spread, row in spreads
        )
        self.moves = np.zeros(len(self.blocks), dtype=np.bool_)
        self.moves[0] = True
        for spread in (s for spreads in self.spreads for s, _ in spreads):
            self.moves[spread.homes] = True
        self.shifts = self._shifts(around)
        none = _stacked([], 0)
        self.uppers = [
            above_shift(rows, *none, shift)
            for rows, shift in zip(worths.floats[0], self.shifts, strict=True)
        ]
        self.order = [np.argsort(-uppers, kind="stable") for uppers in self.uppers]
        self.first = np.zeros(len(self.blocks), dtype=np.int64)
        self.sound &= self._put_still()
        self.pairs, self.fit, self.with_first = self._pairs()

    def explore(self, part: int, target: float, most: int, most_offers: int) -> tuple[int, Offers]:
        """
        Return the work done and the offers with this part that may gain the *target*.

        Args:
            part: Position in the first block.
            target: Gain that is asked for.
            most: Chunks of draws that may be read.
            most_offers: How many may be left.

        Returns:
            −1 where the work, the offers or the size of the integers was too much.
        """
        none = np.zeros((0, self.blocks[0].offers.shape[1]), dtype=np.int64)
        settled = self._settled(part, target)
        if settled is None:
            return 0, none
        kept, loads = settled.kept, settled.loads
        moving = [len(k) + len(stages(len(k))) for k, m in zip(kept, self.moves, strict=True) if m]
        room = self.worths.room(sum(moving))
        count = np.array([len(k) for k in kept], dtype=np.int64)
        begin = np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.int64)
        first = self.first.copy()
        many = max(len(stages(rows)) for rows in count.tolist())
        stage_row = np.zeros((len(self.blocks), many), dtype=np.int64)
        stage_size = np.full((len(self.blocks), many + 1), NEVER, dtype=np.int64)
        others = len(self.worths.others)
        stage_free = np.zeros((len(self.blocks), others, many), dtype=np.bool_)
        free = np.zeros((others, int(count.sum())), dtype=np.bool_)
        at = 0
        for b, rows in enumerate(count.tolist()):
            sizes = stages(rows)
            if self.moves[b]:
                first[b] = at
                by_party = [
                    _stacked(load.get(b, []), len(self.blocks[b].means), kept[b]) for load in loads
                ]
                if not self.worths.put(b, kept[b], by_party, sizes, room, at):
                    return -1, none
                at += rows + len(sizes)
            stage_row[b, : len(sizes)] = first[b] + rows + np.arange(len(sizes))
            stage_size[b, : len(sizes)] = sizes
            for p, name in enumerate(self.worths.others):
                frees = self.worths.free(name, b)[kept[b]]
                free[p, begin[b] : begin[b] + rows] = frees
                stage_free[b, p, : len(sizes)] = [frees[:k].any() for k in sizes]
        gains, worths = self.worths.start(len(self.blocks) + 1)
        out = np.zeros((most_offers, len(self.blocks)), dtype=np.int64)
        uppers, means, spreads = (
            np.concatenate(each) for each in (settled.uppers, settled.means, settled.spreads)
        )
        work, left = explore(
            gains, worths, *self.still, *room, self.moves, first, begin, count,
            np.array(settled.highest), np.array(settled.highest_mean), uppers, means, spreads,
            np.concatenate(kept), free, stage_row, stage_size, stage_free, self.pairs, self.fit, target,
            1.0 / (self.worths.per_unit[0] * self.worths.joint.draws), most, out,
        )  # fmt: skip
        offers = sum(
            (self.blocks[b].offers[out[:left, b]] for b in range(len(self.blocks))),
            np.zeros((left, none.shape[1]), dtype=np.int64),
        )
        return int(work), offers

    def _settled(self, part: int, target: float) -> Settled | None:
        """Return what is left with this part of the first block; None when a block has nothing left."""
        own = self._moved(part, self.above)
        kept = [np.array([part]), *self.order[1:]]
        uppers, means, spreads = [], [], []
        for b, block in enumerate(self.blocks):
            weights, scales = _stacked(own.get(b, []), len(block.means))
            means.append(block.means + weights.T @ scales.mean(axis=1))
            spreads.append(self.widths[b] + np.abs(weights).T @ scales.std(axis=1))
            uppers.append(self.uppers[b])
            if b and self.moves[b]:
                uppers[b] = above_shift(self.worths.floats[0][b], weights, scales, self.shifts[b])
        settled = self._settled_anyhow(part, own)
        uppers[0] = np.full(len(uppers[0]), _above(settled, self.shifts[0]))
        means[0] = np.full(len(means[0]), settled.mean())
        spreads[0] = np.full(len(spreads[0]), MARGIN * settled.std())
        allowed = [np.ones(len(block.means), dtype=np.bool_) for block in self.blocks]
        for b, fits in self.with_first:
            allowed[b] &= fits[part]
        if not all(a.any() for a in allowed):
            return None
        most = sum(float(u[a].max()) for u, a in zip(uppers, allowed, strict=True))
        mean = sum(float(m[a].max()) for m, a in zip(means, allowed, strict=True))
        untabulated = sum(float(s.max()) for s in spreads)
        for b in np.flatnonzero(self.moves)[1:].tolist():
            reach = mean - means[b][allowed[b]].max() + means[b]
            moving = untabulated - spreads[b].max() + spreads[b]
            able = allowed[b] & (4 * target * (target - reach) <= moving**2)
            here = np.flatnonzero(able & (most - uppers[b][allowed[b]].max() + uppers[b] >= target))
            if not len(here):
                return None
            kept[b] = here[np.argsort(-uppers[b][here], kind="stable")]
        return Settled(
            kept=kept,
            uppers=[u[k] for u, k in zip(uppers, kept, strict=True)],
            means=[m[k] for m, k in zip(means, kept, strict=True)],
            spreads=[s[k] for s, k in zip(spreads, kept, strict=True)],
            highest=[float(u[a].max()) for u, a in zip(uppers, allowed, strict=True)],
            highest_mean=[float(m[a].max()) for m, a in zip(means, allowed, strict=True)],
            loads=[self._moved(part, spreads) for spreads in self.spreads],
        )

    def _moved(self, part: int, spreads: Sequence[tuple[Spread, Draws]]) -> dict[int, list[Load]]:
        """Return by block what tables across blocks add once a part of the first block is chosen."""
        found: dict[int, list[Load]] = {}
        for spread, row in spreads:
            for b, load in spread.loads(part):
                found.setdefault(b, []).append((load, row))
        return found

    def _settled_anyhow(self, part: int, own: dict[int, list[Load]]) -> Draws:
        """Return own gain from the start and the first block, by draw."""
        weights, scales = _stacked(own.get(0, []), 1)
        settled: Draws = self.own_start + self.worths.floats[0][0][part] + weights[:, 0] @ scales
        return settled

    def _shifts(self, around: Sequence[int] | None) -> list[float]:
        """
        Return what is taken off each block before its positive part, adding up to nothing.

        Near the offer *around* each block is as many standard deviations above its shift as every other.
        """
        near = [
            int(
                (block.offers[:, block.issues] == np.array(around)[list(block.issues)])
                .all(axis=1)
                .argmax()
            )
            if around is not None
            else int(block.means.argmax())
            for block in self.blocks
        ]
        own = self._moved(near[0], self.above)
        means, spreads = [], []
        for b, q in enumerate(near):
            weights, scales = _stacked(own.get(b, []), len(self.blocks[b].means))
            row = self.worths.floats[0][b][q] + weights[:, q] @ scales
            row = self._settled_anyhow(q, own) if b == 0 else row
            means.append(float(row.mean()))
            spreads.append(float(row.std()) + TINY)
        ratio = sum(means) / sum(spreads)
        rest = [m - ratio * s for m, s in zip(means[1:], spreads[1:], strict=True)]
        return [-sum(rest), *rest]

    def _put_still(self) -> bool:
        """Write the rows of the blocks that no table ties to the first; return whether they fit."""
        still = [b for b in range(len(self.blocks)) if not self.moves[b]]
        sizes = {b: stages(len(self.blocks[b].means)) for b in still}
        self.still = self.worths.room(sum(len(self.blocks[b].means) + len(sizes[b]) for b in still))
        nothing = [_stacked([], 0) for _ in self.worths.names]
        at, fits = 0, True
        for b in still:
            self.first[b] = at
            every = self.order[b]
            fits &= self.worths.put(b, every, nothing, sizes[b], self.still, at)
            at += len(every) + len(sizes[b])
        return fits

    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.bool_], list[tuple[int, Fits]]]:
        """
        Return which parts of two blocks may stand together, by the conditions over just these two.

        Returns:
            For blocks a < b where their table begins at (a, b), or −1, and its row length at (b, a); the
            tables, one after the other; and those with the first block, by the other block.
        """
        blocks = self.blocks
        pairs = np.full((len(blocks), len(blocks)), -1, dtype=np.int64)
        tables: dict[tuple[int, int], Fits] = {}
        for condition in hard_conditions(self.worths.joint):
            scope = set(condition.issues)
            homes = [b for b, block in enumerate(blocks) if scope & set(block.issues)]
            if len(homes) != 2:
                continue
            one, two = blocks[homes[0]], blocks[homes[1]]
            both = (one.offers[:, None] + two.offers[None]).reshape(-1, one.offers.shape[1])
            fits = mask(condition, both).reshape(len(one.means), len(two.means))
            key = (homes[0], homes[1])
            tables[key] = tables[key] & fits if key in tables else fits
        at = 0
        for (a, b), fits in tables.items():
            pairs[a, b], pairs[b, a] = at, fits.shape[1]
            at += fits.size
        flat = [fits.ravel() for fits in tables.values()]
        with_first = [(b, fits) for (a, b), fits in tables.items() if a == 0]
        return pairs, np.concatenate(flat) if flat else np.ones(1, dtype=np.bool_), with_first


def _above(row: Draws, shift: float) -> float:
    """Return the mean of what is above the shift, and the shift on top."""
    mean = float(np.maximum(row - shift, 0.0).mean())
    return mean + shift + TINY * (mean + abs(shift))


def _stacked(loads: Sequence[Load], parts: int, kept: NDArray[np.int64] | None = None) -> Loads:
    """Return loads and scales as matrices; a load is one number for all *parts*, or one for each."""
    if not loads:
        return np.zeros((0, parts)), np.zeros((0, 1), dtype=np.float32)
    weights = np.stack([np.broadcast_to(load, parts) for load, _ in loads])
    scales = np.stack([row for _, row in loads]).astype(np.float32)
    return np.ascontiguousarray(weights if kept is None else weights[:, kept]), scales
