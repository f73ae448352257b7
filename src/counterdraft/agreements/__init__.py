"""
Space, frontier, solutions, certificates: what the parties could agree on, exactly.

The files here are the story: a game in columns (`terms`), cut into independent `blocks`, gives the
`frontier`, the `solutions` read off it by their `rules`, and one offer `against` all others.  The
sub-rooms are the work behind it: `settling` one block, `merging` several, `sweeping` weighted boxes,
`branching` where the whole is too large, `programs` where the issues interact too much, `counting`
offers, and the `proofs`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.agreements.clock import Clock
from counterdraft.agreements.results import (
    Comparison,
    Count,
    Frontier,
    Point,
    Solution,
    Solutions,
    Status,
)
from counterdraft.rooms import open_room

if TYPE_CHECKING:
    from counterdraft.agreements.against import against
    from counterdraft.agreements.blocks import Block, blocks
    from counterdraft.agreements.counting.count import count_acceptable, count_possible
    from counterdraft.agreements.frontier import frontier
    from counterdraft.agreements.proofs.verify import Verdict, verify
    from counterdraft.agreements.solutions import solutions

__all__ = [
    "Block",
    "Clock",
    "Comparison",
    "Count",
    "Frontier",
    "Point",
    "Solution",
    "Solutions",
    "Status",
    "Verdict",
    "against",
    "blocks",
    "count_acceptable",
    "count_possible",
    "frontier",
    "solutions",
    "verify",
]

# Compiled kernels and solvers load when they are first asked for, not with the room.
open_room(
    __name__,
    {
        "against": ("against",),
        "blocks": ("Block", "blocks"),
        "counting.count": ("count_acceptable", "count_possible"),
        "frontier": ("frontier",),
        "solutions": ("solutions",),
        "proofs.verify": ("Verdict", "verify"),
    },
)
