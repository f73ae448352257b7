"""Places of values in their files, and faults at them."""

from __future__ import annotations

from collections.abc import Callable

from counterdraft.errors import Fault

__all__ = ["Path", "Where", "fault", "nowhere"]

Path = tuple[str | int, ...]
Where = Callable[[Path], tuple[str, int, int]]
"""From the path of a value to its file, line and column."""


def nowhere(_: Path) -> tuple[str, int, int]:
    """Return the place of data that came from no file."""
    return "counterdraft", 0, 0


def fault(where: Where, path: Path, message: str, mend: str = "") -> Fault:
    """Return a fault at the place of *path*."""
    file, line, column = where(path)
    return Fault(file, line, column, _dotted(path), message, mend)


def _dotted(path: Path) -> str:
    # In a table the place has the line already: the field is the column.
    if len(path) > 1 and isinstance(path[0], int):
        path = path[1:]
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text
