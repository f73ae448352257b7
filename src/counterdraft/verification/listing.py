"""Every offer of a part of the space whose deficits fit, for the checker of proofs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.verification.reading import Refused
from counterdraft.verification.rules import Rule

__all__ = ["listed_within"]

Row = tuple[int, ...]
Integers = NDArray[np.int64] | NDArray[np.object_]
LONGEST = 4_000_000
"""Part-offers held at a time."""
MOST_NUMBERS = 40_000_000
"""Their gains in all columns."""
SAFE = 1 << 62
DOUBLE_BITS = 900
"""Bits of an integer that doubles, with room for products, still hold."""


def listed_within(
    rule: Rule,
    best: Any,  # noqa: ANN401 - an integer, or a tuple for leximin
    base: Row,
    caps: Sequence[int | None],
    blocks: Sequence[Sequence[tuple[int, Row]]],
    slack: int,
) -> Iterator[Row]:
    """
    Yield the gains of the feasible offers within the slack that may be as good as *best*.

    Blocks are added one by one.  A part-offer is dropped when its deficits pass the slack, when some
    gain stays negative whatever follows, or when what follows cannot make it as good as *best*: in
    integers for the least gain, in doubles with a margin for products and sums (which only keeps more).

    Args:
        rule: What makes an offer good; gains are in the order of its weights.
        best: The value to reach; None for any feasible offer.
        base: Gains before any block is added.
        caps: Per column the cap on its gain, or None.
        blocks: Per block the living options as deficit and row.
        slack: The most that deficits may sum to.

    Raises:
        Refused: More than four million part-offers are alive at a time.
    """
    # Few options first, so that lists stay short; ``ahead`` is the most that later blocks can add.
    order = sorted(range(len(blocks)), key=lambda b: (len(blocks[b]), b))
    tables = [[row for _, row in blocks[b]] for b in order]
    ahead = [(0,) * len(base)]
    for table in reversed(tables):
        tops = [max(column) for column in zip(*table, strict=True)]
        ahead.append(tuple(a + t for a, t in zip(ahead[-1], tops, strict=True)))
    ahead.reverse()
    size = max(map(abs, base)) + sum(max(abs(v) for row in t for v in row) for t in tables)
    size += sum(max(d for d, _ in block) for block in blocks) + slack
    dtype = np.int64 if size < SAFE else object
    sums: Integers = np.array([base], dtype=dtype)
    left: Integers = np.array([slack], dtype=dtype)
    promising = _Promising(rule, best, caps, doubles=size.bit_length() <= DOUBLE_BITS)
    for level, b in enumerate(order):
        rows = np.array(tables[level], dtype=dtype)
        costs = np.array([d for d, _ in blocks[b]], dtype=dtype)
        longest = min(LONGEST, MOST_NUMBERS // len(base))
        if len(sums) * len(rows) > longest:
            raise Refused(f"a list has more than {longest:,} part-offers")
        left = (left[:, None] - costs[None, :]).ravel()
        fits = (left >= 0).astype(bool)
        sums = (sums[:, None, :] + rows[None, :, :]).reshape(-1, len(base))[fits]
        left = left[fits]
        upper = sums + np.array(ahead[level + 1], dtype=dtype)
        keep = promising(upper)
        sums, left = sums[keep], left[keep]
    for row in sums.tolist():
        yield tuple(int(v) for v in row)


class _Promising:
    """Which part-offers may still become feasible and as good as the best."""

    def __init__(
        self,
        rule: Rule,
        best: Any,  # noqa: ANN401 - an integer, or a tuple for leximin
        caps: Sequence[int | None],
        *,
        doubles: bool,
    ) -> None:
        self.rule, self.best, self.caps, self.doubles = rule, best, caps, doubles

    def __call__(self, upper: Integers) -> NDArray[np.bool_]:
        keep = np.asarray((upper >= 0).all(axis=1), dtype=bool)
        active = self.rule.active
        if self.best is None or not active:
            return keep
        if self.rule.kind in {"least", "leximin"}:
            least = self.best if self.rule.kind == "least" else self.best[0]
            for i in active:
                keep &= (upper[:, i] >= -(-least // self.rule.weights[i])).astype(bool)
            return keep
        if not self.doubles or self.best.bit_length() > DOUBLE_BITS:
            return keep  # doubles do not reach so far
        value = np.ones(len(upper)) if self.rule.kind == "product" else np.zeros(len(upper))
        whole = max(self.rule.weights)
        for i in active:
            cap = self.caps[i]
            gain = np.minimum(upper[:, i].astype(np.float64), inf if cap is None else float(cap))
            if self.rule.kind == "product":
                value *= np.maximum(gain, 0.0)
            else:
                value += gain * (self.rule.weights[i] / whole)
        target = float(self.best) if self.rule.kind == "product" else float(self.best / whole)
        return keep & (value >= target * (1 - 1e-9))
