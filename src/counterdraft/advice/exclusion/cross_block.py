"""Tables across blocks: what they come to, block by block, once the first block is settled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.blocks import Block
from counterdraft.advice.exclusion.majorant import majorant
from counterdraft.advice.scoring.row_selection import RowSelection

__all__ = ["Spread"]

Draws = NDArray[np.float64]


class Spread:
    """
    One table across blocks.

    Where the first block leaves it to one other block its cells are exact; where several are left, a sum of
    tables stands above it, or below it.

    Args:
        table: The table.
        sizes: Number of options per issue.
        blocks: The blocks, the first one first.
        above: Whether a sum is above the table, else below.
    """

    def __init__(
        self, table: RowSelection, sizes: Sequence[int], blocks: Sequence[Block], *, above: bool
    ) -> None:
        self.above = above
        whole = table.cell_weights.reshape([sizes[i] for i in table.issues])
        root = blocks[0]
        fixed = [k for k, i in enumerate(table.issues) if i in root.issues]
        left = [k for k in range(len(table.issues)) if k not in fixed]
        self.homes = [
            b
            for b, block in enumerate(blocks)
            if b and any(table.issues[k] in block.issues for k in left)
        ]
        groups = [[k for k in left if table.issues[k] in blocks[b].issues] for b in self.homes]
        order = [*fixed, *(k for group in groups for k in group)]
        shape = [whole.shape[k] for k in order]
        self.cells = whole.transpose(order).reshape(
            -1, *(int(np.prod([whole.shape[k] for k in group])) for group in groups)
        )
        self.root = _place(root, [table.issues[k] for k in fixed], shape[: len(fixed)])
        self.places = [
            _place(blocks[b], [table.issues[k] for k in group], [whole.shape[k] for k in group])
            for b, group in zip(self.homes, groups, strict=True)
        ]

    def loads(self, part: int) -> list[tuple[int, Draws]]:
        """
        Return what the table's cells come to once *part* of the first block is chosen.

        Returns:
            By block its position and a number for each of its parts; one for all in the first block.
        """
        here = self.cells[self.root[part]]
        if not self.homes:
            return [(0, here.reshape(1))]
        if len(self.homes) == 1:
            return [(self.homes[0], here[self.places[0]])]
        axes = [(k,) for k in range(len(self.homes))]
        sums = majorant(here if self.above else -here, axes)
        sign = 1.0 if self.above else -1.0
        return [
            (b, sign * bound[place])
            for b, bound, place in zip(self.homes, sums, self.places, strict=True)
        ]


def _place(block: Block, issues: Sequence[int], sizes: Sequence[int]) -> NDArray[np.int64]:
    """Return by part of the block its cell in a table over these issues."""
    found = np.zeros(len(block.offers), dtype=np.int64)
    for issue, size in zip(issues, sizes, strict=True):
        found = found * size + block.offers[:, issue]
    return found
