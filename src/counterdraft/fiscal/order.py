"""An order that respects what must come first, or the circle that forbids it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["Circle", "ordered"]


class Circle(Exception):  # noqa: N818
    """Names that each come after the next; the reader of a file turns it into a fault."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(" → ".join(names))


def ordered(names: Sequence[str], before: Mapping[str, Sequence[str]]) -> list[str]:
    """
    Return *names* so that everything comes after what it depends on, else as listed.

    Depth-first topological order (Tarjan 1976), stable in the listing.

    Args:
        names: In the order of the file.
        before: For each name, those that must come first.

    Raises:
        Circle: Some names depend on each other in a circle.

    >>> ordered(["tax", "royalty"], {"tax": ["royalty"]})
    ['royalty', 'tax']
    """
    done: list[str] = []
    trail: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        if name in trail:
            raise Circle([*trail[trail.index(name) :], name])
        trail.append(name)
        for first in before.get(name, ()):
            visit(first)
        trail.pop()
        done.append(name)

    for name in names:
        visit(name)
    return done
