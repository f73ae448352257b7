"""A file of a case as a tree in which every value knows its line and column."""

from __future__ import annotations

import re
from typing import Any

from counterdraft.errors import Fault

__all__ = ["CONTROL", "Document", "Faults", "Map", "Node", "Seq", "Text", "clip", "spell"]

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What would move a terminal's cursor, or is refused by Word and spreadsheets."""


class Text(str):
    """A scalar as it was written; what it means is for its reader to say."""

    __slots__ = ("column", "end", "line", "plain", "start")

    line: int
    column: int
    start: int
    end: int
    plain: bool

    @classmethod
    def at(
        cls, value: str, line: int, column: int, *, plain: bool = True, start: int = 0, end: int = 0
    ) -> Text:
        """Return the scalar with its place; lines and columns count from 1."""
        text = cls(value)
        text.line, text.column, text.plain, text.start, text.end = line, column, plain, start, end
        return text

    def renamed(self, value: str) -> Text:
        """Return another scalar at the same place."""
        return Text.at(
            value, self.line, self.column, plain=self.plain, start=self.start, end=self.end
        )

    @property
    def empty(self) -> bool:
        """Whether nothing is written here: YAML's null."""
        return self.plain and self in {"", "~", "null", "Null", "NULL"}


class Map(dict[Text, Any]):
    """A mapping; its keys are `Text`.  ``flow`` tells whether it is written in braces."""

    __slots__ = ("column", "end", "flow", "line", "start")

    def __init__(self, line: int, column: int, *, start: int = 0, flow: bool = False) -> None:
        """Begin it at a place; its entries are added as they are read."""
        super().__init__()
        self.line, self.column, self.start, self.flow = line, column, start, flow
        self.end = start


class Seq(list[Any]):
    """A sequence; ``flow`` tells whether it is written in brackets."""

    __slots__ = ("column", "end", "flow", "line", "start")

    def __init__(self, line: int, column: int, *, start: int = 0, flow: bool = False) -> None:
        """Begin it at a place; its entries are added as they are read."""
        super().__init__()
        self.line, self.column, self.start, self.flow = line, column, start, flow
        self.end = start


Node = Text | Map | Seq


class Faults:
    """
    The faults of all files of a case, as they are found.

    Past a hundred, further ones are only counted: the reader mends the first ones and asks again.
    """

    MOST = 100

    def __init__(self) -> None:
        """Begin without a fault."""
        self.found: dict[Fault, None] = {}
        self.more = 0

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.found)

    @property
    def full(self) -> bool:
        """Whether further faults are only counted."""
        return len(self.found) >= self.MOST

    def add(self, fault: Fault) -> None:
        """Keep the fault; the same one is kept once."""
        if fault in self.found:
            return
        if self.full:
            self.more += 1
        else:
            self.found[fault] = None

    def all(self) -> list[Fault]:
        """Return what was found, in the order of files and lines."""
        listed = sorted(self.found)
        if self.more:
            last = listed[-1]
            listed.append(
                Fault(
                    last.file,
                    last.line,
                    last.column,
                    "…",
                    f"and {self.more} more faults that are not shown",
                )
            )
        return listed


class Document:
    """
    One file of the case while it is read.

    ``name`` is its path inside the case ("mandates/island.yaml") and ``shown`` the path that the
    user would type; faults name the second, figures remember the first.  ``sound`` is false where
    the tree is not what was meant: an alias stands in it, or a name stands twice.  ``private`` is true
    for a mandate or belief, whose content not everybody may see.
    """

    def __init__(
        self, name: str, shown: str, faults: Faults, source: str = "", root: Map | None = None
    ) -> None:
        """Name the file; its source and tree follow when it is read."""
        self.name, self.shown, self.faults = name, shown, faults
        self.private = name.startswith(("mandates/", "beliefs/"))
        self.source = source
        self.sound = True
        self.root = root if root is not None else Map(1, 1)

    def fault(self, node: Any, path: tuple[str | int, ...], message: str, help: str = "") -> None:  # noqa: A002, ANN401
        """Note a fault at the place of *node*."""
        self.at(getattr(node, "line", 0), getattr(node, "column", 0), path, message, help)

    def at(
        self,
        line: int,
        column: int,
        path: tuple[str | int, ...],
        message: str,
        help: str = "",  # noqa: A002
    ) -> None:
        """Note a fault at a line and column."""
        self.faults.add(Fault(self.shown, line, column, spell(path), message, help, self.private))

    def where(self, node: Any) -> str:  # noqa: ANN401
        """Return ``file:line:column`` of the node, the same wherever the case lies."""
        return f"{self.name}:{node.line}:{node.column}"

    def find(self, path: tuple[str | int, ...]) -> tuple[Node, Text | None]:
        """Return the node at *path*, or the last one on the way; and the key it stands under."""
        node: Node = self.root
        key: Text | None = None
        for step in path:
            if isinstance(node, Map) and step in node:
                key = next(k for k in node if k == step)
                node = node[key]
            elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
                key = None
                node = node[step]
            else:
                break
        return node, key

    def place(self, text: Text, offset: int) -> tuple[int, int]:
        """
        Return the line and column of the character *offset* of a scalar's value.

        Folding, quotes and escapes may stand between: the value is followed through the source by
        its characters other than spaces; where they part, the scalar's own place is returned.
        """
        position, here = text.start, text.start
        if self.source[position : position + 1] in {"|", ">"}:
            position = self.source.find("\n", position)
        for character in text[: offset + 1]:
            if character.isspace():
                continue
            position = self.source.find(character, position, text.end)
            if position < 0:
                return text.line, text.column
            here, position = position, position + 1
        if offset >= len(text):
            here += 1
        line = text.line + self.source.count("\n", text.start, here)
        return line, here - self.source.rfind("\n", 0, here)


def spell(path: tuple[str | int, ...]) -> str:
    """
    Return a path as people write it.

    >>> spell(("parties", 0, "share"))
    'parties[0].share'
    """
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else ("." if out else "") + clip(step, 60)
    return out


def clip(text: str, most: int = 60) -> str:
    """Return *text* on one line, without what moves a cursor, and at most so long."""
    line = CONTROL.sub("\ufffd", " ".join(text.split()))
    return line if len(line) <= most else line[: most - 1] + "…"
