"""
Space, frontier, solutions, certificates: what the parties could agree on, exactly.

The files here are the story: a game in columns (`terms`), cut into independent `blocks`, gives the
`frontier`, the `solutions` read off it by their `rules`, and the `comparison` of one offer with all
others.  The sub-rooms are the work behind it: `settling` one block, `merging` several, `sweeping` weighted
boxes,
`branching` where the whole is too large, `programs` where the issues interact too much, `counting`
offers, and the `proofs`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.agreements.deadline import Deadline
from counterdraft.agreements.results import (
    Comparison,
    Count,
    Frontier,
    Point,
    Solution,
    Solutions,
    Status,
)
from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.agreements.blocks import Block, blocks
    from counterdraft.agreements.comparison import compare_offer
    from counterdraft.agreements.counting.count import count_acceptable, count_possible
    from counterdraft.agreements.frontier import frontier
    from counterdraft.agreements.proofs.verify import Verdict, verify
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
    "Verdict",
    "blocks",
    "compare_offer",
    "count_acceptable",
    "count_possible",
    "frontier",
    "solutions",
    "verify",
]

# Compiled kernels and solvers load when they are first asked for, not with the room.
attach_lazily(
    __name__,
    {
        "comparison": ("compare_offer",),
        "blocks": ("Block", "blocks"),
        "counting.count": ("count_acceptable", "count_possible"),
        "frontier": ("frontier",),
        "solutions": ("solutions",),
        "proofs.verify": ("Verdict", "verify"),
    },
)
