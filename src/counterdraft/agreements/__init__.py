"""
Space, frontier, solutions, certificates: what the parties could agree on, exactly.

The files here are the story: a game gives the `frontier`, the `solutions` and the `comparison` of one
offer with all others; `continuous` bounds what lies between tabulated options.  The sub-rooms are the
work behind it and import one way, from the last to the first: `basics`, `pareto_sums` of two sets of
points, `elimination` of the issues that interact, `certificates`, `counting` of offers, `branching` and
bounding where the whole is too large, `merging` of independent blocks, integer `programs` where the issues
interact too much, and `box_programming`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.agreements.basics.results import (
    Comparison,
    Count,
    Frontier,
    Point,
    Solution,
    Solutions,
    Status,
)
from counterdraft.runtime.deadline import Deadline
from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.agreements.comparison import compare_offer
    from counterdraft.agreements.counting.count import count_acceptable, count_possible
    from counterdraft.agreements.elimination.blocks import Block, blocks
    from counterdraft.agreements.from_tables import frontier_of_tables, solutions_of_tables
    from counterdraft.agreements.frontier import frontier
    from counterdraft.agreements.solutions import solutions

__all__ = [
    "Block",
    "Comparison",
    "Count",
    "Deadline",
    "Frontier",
    "Point",
    "Solution",
    "Solutions",
    "Status",
    "blocks",
    "compare_offer",
    "count_acceptable",
    "count_possible",
    "frontier",
    "frontier_of_tables",
    "solutions",
    "solutions_of_tables",
]

# Compiled kernels and solvers load when they are first asked for, not with the room.
attach_lazily(
    __name__,
    {
        "comparison": ("compare_offer",),
        "elimination.blocks": ("Block", "blocks"),
        "counting.count": ("count_acceptable", "count_possible"),
        "from_tables": ("frontier_of_tables", "solutions_of_tables"),
        "frontier": ("frontier",),
        "solutions": ("solutions",),
    },
)
