"""The order in which an exclusion settles an offer: block after block, each a list of parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.parts import Parts, hard_conditions
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.row_selection import RowSelection
from counterdraft.advice.scoring.untabulated import most_added
from counterdraft.case import Condition
from counterdraft.preferences import mask

__all__ = ["Block", "OrderedBlocks", "order_blocks"]

Draws = NDArray[np.float64]
Offers = NDArray[np.int64]

LARGEST = 512
"""Parts up to which small blocks are settled together."""


@dataclass(frozen=True, eq=False)
class Block:
    """
    Issues that are settled together.

    Attributes:
        issues: Which.
        offers: Its parts, the one with the greatest own mean first: other issues at 0, (parts, issues).
        means: Own mean gain of each part, without tables that span several blocks, (parts,).
    """

    issues: tuple[int, ...]
    offers: Offers
    means: Draws


@dataclass(frozen=True, eq=False)
class OrderedBlocks:
    """
    The blocks in their order; the first is the one on which most tables across blocks hang.

    Attributes:
        blocks: The blocks.
        start: Own mean gain whatever is chosen; what hangs on no block at its most.
        loosely: The most that tables across blocks add to the mean.
    """

    blocks: tuple[Block, ...]
    start: float
    loosely: float

    @property
    def most(self) -> float:
        """The greatest mean own gain that is conceivable."""
        return self.start + self.loosely + sum(float(b.means[0]) for b in self.blocks)


def order_blocks(joint: JointSample, parts: Parts) -> OrderedBlocks | None:
    """
    Return the blocks in the order in which they are settled; None when nothing is possible in one.

    Small blocks are settled together.  Last comes what moves the others' worth least: it is where bounds are
    taken over all that is still open.

    Args:
        joint: The joint sample.
        parts: The parts of the offers, in two blocks or more.
    """
    own = joint.perspective.party
    worth = joint.worth[own]
    start = float(np.mean(worth.offset + most_added(joint, own) - worth.reservation))
    cross_block = [t for t in joint.tables[own] if t.cross_block]
    loosely = sum(float((t.cell_weights.max() * _scale(joint, t)).mean()) for t in cross_block)
    blocks = []
    for issues, (begin, end) in zip(parts.blocks, pairwise(parts.ends.tolist()), strict=True):
        offers = parts.offers[begin:end]
        blocks.append(Block(issues, offers, _means(joint, own, issues, offers)))
    hard = hard_conditions(joint)
    root = min(range(len(blocks)), key=lambda b: _order_of_root(joint, hard, blocks, b))
    rest = _joined(joint, hard, [b for k, b in enumerate(blocks) if k != root])
    if any(not len(b.means) for b in rest):
        return None
    rest.sort(key=lambda b: -_moves_others(joint, b))
    sorted_blocks = []
    for block in (blocks[root], *rest):
        order = np.argsort(-block.means, kind="stable")
        sorted_blocks.append(Block(block.issues, block.offers[order], block.means[order]))
    return OrderedBlocks(tuple(sorted_blocks), start, loosely)


def _order_of_root(
    joint: JointSample, hard: Sequence[Condition], blocks: Sequence[Block], root: int
) -> tuple[int, int, int]:
    """Few tables left across blocks first, then many conditions that the block takes part in."""
    across = 0
    for name in joint.parties:
        for table in joint.tables[name]:
            left = set(table.issues) - set(blocks[root].issues)
            across += table.cross_block and sum(bool(left & set(b.issues)) for b in blocks) > 1
    inside = set(blocks[root].issues)
    shared = sum(
        bool(set(c.issues) & inside) and not set(c.issues) <= inside for c in hard
    )  # fmt: skip
    return across, -shared, -len(blocks[root].means)


def _joined(joint: JointSample, hard: Sequence[Condition], blocks: list[Block]) -> list[Block]:
    """Return the blocks, the smallest joined as long as few parts come out of it."""
    held_back = {
        i for name in joint.parties for t in joint.tables[name] if t.cross_block for i in t.issues
    }
    small = [b for b in blocks if not held_back & set(b.issues)]
    found = [b for b in blocks if held_back & set(b.issues)]
    while len(small) > 1:
        small.sort(key=lambda b: len(b.means))
        one, two = small[0], small[1]
        if len(one.means) * len(two.means) > LARGEST:
            break
        issues = tuple(sorted((*one.issues, *two.issues)))
        offers = (one.offers[:, None] + two.offers[None]).reshape(-1, one.offers.shape[1])
        kept = np.ones(len(offers), dtype=np.bool_)
        for condition in hard:
            if set(condition.issues) <= set(issues):
                kept &= mask(condition, offers)
        means = (one.means[:, None] + two.means[None]).ravel()
        small[:2] = [Block(issues, offers[kept], means[kept])]
    return [*found, *small]


def _moves_others(joint: JointSample, block: Block) -> float:
    """Return by how much the parts of a block differ for the others, on average."""
    found = 0.0
    for name in joint.perspective.others:
        means = _means(joint, name, block.issues, block.offers)
        found += float(means.max() - means.min())
    return found


def _means(joint: JointSample, name: str, issues: Sequence[int], offers: Offers) -> Draws:
    found = np.zeros(len(offers))
    for table in joint.tables[name]:
        if table.condition is not None or table.cross_block or not set(table.issues) <= set(issues):
            continue
        if table.sure is not None:
            cells = table.sure
        else:
            cells = joint.rows[table.first : table.first + table.size].mean(axis=1)
        found += cells[table.cells(offers)]
    return found


def _scale(joint: JointSample, table: RowSelection) -> Draws:
    return np.ones(1) if table.sure is not None else joint.rows[table.first]
