"""Space, frontier, solutions, certificates: what the parties could agree on, exactly."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
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
_HOME = {
    "Block": "blocks",
    "Verdict": "verify",
    "against": "against",
    "blocks": "blocks",
    "count_acceptable": "count",
    "count_possible": "count",
    "frontier": "frontier",
    "solutions": "solutions",
    "verify": "verify",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Room(ModuleType):
    """A room whose functions keep their names when a file of the same name is loaded."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room
