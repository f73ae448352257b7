"""Text in columns, wrapped and cut by what a terminal shows and not by the count of letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

__all__ = ["columns", "cut", "fold", "pad", "width_of"]


def width_of(text: str) -> int:
    """
    Return how many columns *text* takes on a terminal.

    >>> width_of("lagoon"), width_of("礁湖")
    (6, 4)
    """
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def cut(text: str, width: int) -> str:
    """
    Return *text* in at most *width* columns, with an ellipsis where something is missing.

    >>> cut("a binding guarantee", 10)
    'a binding…'
    """
    if width_of(text) <= width:
        return text
    kept = ""
    for letter in text:
        if width_of(kept + letter) > width - 1:
            break
        kept += letter
    return kept.rstrip() + "…"


def fold(text: str, width: int, *, most: int | None = None) -> list[str]:
    """
    Return *text* in lines of at most *width* columns, broken between words where that is possible.

    Args:
        text: One paragraph.
        width: Columns of a line.
        most: The greatest number of lines; the last one is cut with an ellipsis.

    >>> fold("a duty to consult", 8)
    ['a duty', 'to', 'consult']
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        rest = word
        while width_of(rest) > width:
            if line:
                lines.append(line)
                line = ""
            head = cut(rest, width)[:-1]
            head = head or rest[0]
            lines.append(head)
            rest = rest[len(head) :]
        if line and width_of(line) + 1 + width_of(rest) > width:
            lines.append(line)
            line = rest
        else:
            line = f"{line} {rest}" if line and rest else line + rest
    lines.append(line)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width)]
    return lines


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* cut and filled with blanks to exactly *width* columns."""
    short = cut(text, width)
    blanks = " " * (width - width_of(short))
    return blanks + short if right else short + blanks


def columns(
    cells: Sequence[str], widths: Sequence[int], *, most: int = 2, right: Sequence[int] = ()
) -> list[str]:
    """
    Return one row of a table, its cells folded, as lines.

    Args:
        cells: The text of each column.
        widths: Columns of each; two blanks stand between.
        most: The greatest number of lines of a cell.
        right: Positions of the cells that are set flush right.
    """
    folded = [fold(cell, width, most=most) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, folded))
    return [
        "  ".join(
            pad(lines[k] if k < len(lines) else "", width, right=i in right)
            for i, (lines, width) in enumerate(zip(folded, widths, strict=True))
        ).rstrip()
        for k in range(height)
    ]
