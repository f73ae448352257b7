"""Space, frontier, solutions, certificates: what the parties could agree on, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from counterdraft.agreements.count import count_acceptable, count_possible
    from counterdraft.agreements.frontier import frontier
    from counterdraft.agreements.solutions import solutions
    from counterdraft.agreements.verify import Verdict, verify

__all__ = [
    "Block",
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
        "count": ("count_acceptable", "count_possible"),
        "frontier": ("frontier",),
        "solutions": ("solutions",),
        "verify": ("Verdict", "verify"),
    },
)
