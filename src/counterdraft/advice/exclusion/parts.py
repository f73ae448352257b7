"""The blocks into which an offer falls, and what each of their parts brings, draw by draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.case import Condition
from counterdraft.case.conditions import Negation
from counterdraft.preferences import mask

__all__ = ["Parts", "blocks_of", "hard_conditions", "parts_of"]

Offers = NDArray[np.int64]

LARGEST = 512
"""Parts up to which cross-block tables, then conditions, may join blocks."""


@dataclass(frozen=True, eq=False)
class Parts:
    """
    The parts of offers: block by block the combinations of its issues' options that nothing rules out.

    Attributes:
        blocks: The issues of each block.
        offers: One offer per part, the issues of other blocks at 0, (parts, issues).
        ends: Where the parts of each block begin, (blocks + 1,).

    """

    blocks: tuple[tuple[int, ...], ...]
    offers: Offers
    ends: NDArray[np.int64]


def parts_of(joint: JointSample) -> Parts:
    """Return the parts of the offers of the *joint* sample's case, its own hard conditions applied."""
    seat = joint.perspective
    sizes = seat.sizes
    scopes = [
        table.issues
        for name in joint.parties
        if name not in seat.needed
        for table in joint.tables[name]
        if table.condition is None and not table.cross_block
    ]
    hard = hard_conditions(joint)
    blocks = blocks_of(len(sizes), scopes)
    for tied in [*_ties(joint), *(condition.issues for condition in hard)]:
        merged = blocks_of(len(sizes), [*blocks, tied])
        if max(prod(sizes[i] for i in b) for b in merged if set(b) & set(tied)) <= LARGEST:
            blocks = merged
    blocks = tuple(sorted(blocks))
    rows: list[Offers] = []
    for block in blocks:
        part = np.zeros((prod(sizes[i] for i in block), len(sizes)), dtype=np.int64)
        part[:, list(block)] = list(product(*(range(sizes[i]) for i in block)))
        rows.append(part)
    for condition in hard:
        for b, block in enumerate(blocks):
            if set(condition.issues) <= set(block):
                rows[b] = rows[b][mask(condition, rows[b])]
    ends = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
    return Parts(blocks, np.concatenate(rows), ends)


def hard_conditions(joint: JointSample) -> list[Condition]:
    """Return what every offer that may be made meets: our red lines, and that it is possible."""
    seat = joint.perspective
    possible = (
        Condition(f"not ({c.text})", Negation(c.expression), c.where) for c in seat.case.impossible
    )
    return [*seat.hard(), *possible]


def _ties(joint: JointSample) -> list[tuple[int, int]]:
    """
    Return the pairs of issues that cross-block tables tie, the strongest first.

    The strength is the spread of what the two do together beyond what each does alone, on average over the
    other issues (the two-way effect of an analysis of variance).
    """
    strength: dict[tuple[int, int], float] = {}
    for name in joint.parties:
        for table in joint.tables[name]:
            cells = table.sure if table.sure is not None else table.loads
            if not table.cross_block or cells is None or name in joint.perspective.needed:
                continue
            whole = cells.reshape([joint.perspective.sizes[i] for i in table.issues])
            for a, b in combinations(range(whole.ndim), 2):
                pair = whole.mean(axis=tuple(k for k in range(whole.ndim) if k not in {a, b}))
                apart = pair.mean(axis=0, keepdims=True) + pair.mean(axis=1, keepdims=True)
                spread = float((pair - apart + pair.mean()).std())
                key = (table.issues[a], table.issues[b])
                strength[key] = strength.get(key, 0.0) + spread
    least = 1e-9 * max(strength.values(), default=0.0)
    return sorted((k for k, s in strength.items() if s > least), key=lambda k: (-strength[k], k))


def blocks_of(issues: int, scopes: Iterable[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """
    Return the issues in groups that no scope joins.

    >>> blocks_of(4, [(0, 2), (2,)])
    ((0, 2), (1,), (3,))
    """
    head = list(range(issues))

    def root(i: int) -> int:
        while head[i] != i:
            head[i] = head[head[i]]
            i = head[i]
        return i

    for scope in scopes:
        for issue in scope[1:]:
            head[root(issue)] = root(scope[0])
    groups: dict[int, list[int]] = {}
    for issue in range(issues):
        groups.setdefault(root(issue), []).append(issue)
    return tuple(sorted(tuple(g) for g in groups.values()))
