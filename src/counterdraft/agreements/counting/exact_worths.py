"""The number of offers at a point in Python integers, for worths that no machine word holds."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.agreements.elimination.bucket_elimination import Transition

__all__ = ["ways_exactly"]

MOST = 2_000_000
"""The most sums that are looked at, a second or two."""

Way = tuple[int, int, tuple[int, ...]]


def ways_exactly(
    steps: Sequence[Transition], constants: Sequence[int], points: Sequence[Sequence[int]]
) -> tuple[int, ...] | None:
    """
    Return in how many ways the steps reach each of the *points*; None where it takes too long.

    What is still lacking is counted down step by step; whatever the steps to come cannot make up for is
    dropped, and what is lacking no more is zero.

    Args:
        steps: What settling each issue does, block after block.
        constants: By column what every offer is worth before any step.
        points: By point what each column is to reach.
    """
    least = [[min(map(int, row), default=0) for row in step.pays] for step in steps]
    base = [c + sum(own[k] for own in least) for k, c in enumerate(constants)]
    ways = [_ways(step, own) for step, own in zip(steps, least, strict=True)]
    togo = _togo(ways, len(base))
    looked = 0
    totals = []
    for point in points:
        lacks = tuple(max(0, int(p) - b) for p, b in zip(point, base, strict=True))
        level: dict[tuple[int, tuple[int, ...]], int] = {(0, lacks): 1}
        for here, most in zip(ways, togo, strict=True):
            after: dict[tuple[int, tuple[int, ...]], int] = {}
            for (state, lacking), number in level.items():
                looked += len(here.get(state, ()))
                if looked > MOST:
                    return None
                for _, target, gains in here.get(state, ()):
                    left = tuple(max(0, a - g) for a, g in zip(lacking, gains, strict=True))
                    if target in most and all(
                        a <= m for a, m in zip(left, most[target], strict=True)
                    ):
                        after[target, left] = after.get((target, left), 0) + number
            level = after
        totals.append(sum(level.values()))
    return tuple(totals)


def _ways(step: Transition, least: Sequence[int]) -> dict[int, list[Way]]:
    """Return the ways of a step by the state they start from, with gains from zero up."""
    found: dict[int, list[Way]] = {}
    columns = [[int(v) - low for v in row] for row, low in zip(step.pays, least, strict=True)]
    for source, target, *gains in zip(
        step.sources.tolist(), step.targets.tolist(), *columns, strict=True
    ):
        found.setdefault(source, []).append((source, target, tuple(gains)))
    return found


def _togo(ways: Sequence[dict[int, list[Way]]], columns: int) -> list[dict[int, list[int]]]:
    """Return after each step, by state, the most that the later steps can add to each column."""
    after = {0: [0] * columns}
    found = [after]
    for here in reversed(ways[1:]):
        before: dict[int, list[int]] = {}
        for source, listed in here.items():
            reached = [
                [g + m for g, m in zip(gains, after[target], strict=True)]
                for _, target, gains in listed
                if target in after
            ]
            if reached:
                before[source] = [max(own) for own in zip(*reached, strict=True)]
        found.append(before)
        after = before
    return found[::-1]
