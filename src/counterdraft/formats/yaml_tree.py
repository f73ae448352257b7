"""YAML 1.2 as a tree of places: no aliases, anchors, tags or duplicate keys; size capped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from counterdraft.formats.tree import CONTROL, Document, Faults, Map, Node, Seq, Text, clip

__all__ = ["DEEPEST", "LARGEST", "MOST_VALUES", "read_tree"]

LARGEST = 4 * 1024 * 1024
"""Bytes in a file."""
DEEPEST = 40
"""Levels in a file."""
MOST_VALUES = 200_000
"""Values in a file."""

_HELP = {
    "mapping values are not allowed": "a text that holds ': ' needs quotes around it",
    "cannot start any token": "a text that begins with @ ` % or a tab needs quotes around it",
    "could not find expected ':'": "write 'name: value', and quotes around a text of several lines",
    "did not find expected key": "look at the indentation, and for a quote or bracket left open",
    "did not find expected ',' or": "close the bracket above, or quote a text with , [ ] { }",
    "did not find expected '-' indicator": "the entries of a list stand under each other",
    "found unexpected end of stream": "a quote above was not closed",
    "found a tab character": "indent with spaces",
    "found unknown escape character": "use single quotes; in double ones a backslash escapes",
}


class _Stop(Exception):  # noqa: N818 - it ends the reading of one file, and the fault is noted already
    """The file cannot be read further."""


def read_tree(data: bytes, name: str, shown: str, faults: Faults) -> Document | None:
    """
    Return the file as a document, or None when its tree could not be read; faults are noted.

    Args:
        data: The bytes of the file.
        name: Its path inside the case.
        shown: Its path as the user would write it.
        faults: Where faults are noted.
    """
    document = Document(name, shown, faults)
    try:
        document.source = _decoded(data, document)
        root = _Builder(document).build()
    except _Stop:
        return None
    document.root = root
    return document


def _decoded(data: bytes, document: Document) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        document.at(1, 1, (), "the file is UTF-16, not UTF-8", "save it as UTF-8")
        raise _Stop
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        document.at(
            before.count(b"\n") + 1,
            column,
            (),
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
        )
        raise _Stop from error
    if not text.strip():
        document.at(1, 1, (), "the file is empty")
        raise _Stop
    return text


def _parser(text: str) -> Any:  # noqa: ANN401 - the C parser carries no types
    try:
        from _ruamel_yaml import (  # type: ignore[import-not-found] # noqa: PLC0415 - optional speed
            CParser,
        )
    except ImportError:
        return _PureParser(text)
    return CParser(text)


class _PureParser:
    """The same events from the Python parser, where the C one is not installed."""

    def __init__(self, text: str) -> None:
        from ruamel.yaml import YAML  # noqa: PLC0415 - start-up time

        self.events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(text))

    def get_event(self) -> Any:  # noqa: ANN401
        return next(self.events)


class _Builder:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.values = 0
        self.stack: list[Map | Seq] = []
        self.keys: list[Text | None] = []
        self.trail: list[str | int] = []

    def build(self) -> Map:
        from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415 - start-up time

        try:
            root = self.walk(_parser(self.document.source))
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self.stop(
                line,
                column,
                f"cannot be read as YAML: {_problem(error)}",
                _advice(str(error.problem)),
            )
        except YAMLError as error:
            position = getattr(error, "position", 0) or 0
            before = self.document.source[:position]
            line, column = before.count("\n") + 1, position - before.rfind("\n")
            self.stop(line, column, "cannot be read as YAML: a character that no text file holds")
        if not isinstance(root, Map):
            what = "a list" if isinstance(root, Seq) else f"'{clip(root)}'"
            self.stop(root.line, root.column, f"expected 'name: value' lines, found {what}")
        return root

    def stop(self, line: int, column: int, message: str, help: str = "") -> NoReturn:  # noqa: A002
        self.document.at(line, column, (), message, help)
        raise _Stop

    def walk(self, parser: Any) -> Node:  # noqa: ANN401
        """Follow the events; an explicit stack, so that depth costs no recursion."""
        root: Node | None = None
        while True:
            event = parser.get_event()
            kind = type(event).__name__
            if kind == "StreamEndEvent":
                break
            if kind in {"StreamStartEvent", "DocumentEndEvent"}:
                continue
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            if kind == "DocumentStartEvent":
                if root is not None:
                    advice = "one file holds one document; take --- away"
                    self.stop(line, column, "a second document begins here", advice)
            elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
                self.stack.pop().end = event.end_mark.index
                self.keys.pop()
                self.trail.pop()
            else:
                node = self.node(kind, event, line, column)
                self.count(line, column)
                if self.stack:
                    self.hang(self.stack[-1], node)
                else:
                    root = node
                    self.enter("", node)
        if root is None:
            self.stop(1, 1, "the file is empty")
        return root

    def count(self, line: int, column: int) -> None:
        """Stop at the first value too many."""
        self.values += 1
        if self.values > MOST_VALUES:
            self.stop(line, column, f"the file holds more than {MOST_VALUES:,} values")

    def enter(self, step: str | int, node: Node) -> None:
        """Go into a mapping or sequence, which stands at *step* of the one around it."""
        if isinstance(node, Text):
            return
        self.stack.append(node)
        self.keys.append(None)
        self.trail.append(step)
        if len(self.stack) > DEEPEST:
            self.stop(node.line, node.column, f"the file is more than {DEEPEST} levels deep")

    def node(self, kind: str, event: Any, line: int, column: int) -> Node:  # noqa: ANN401
        if kind == "AliasEvent":
            self.document.at(
                line,
                column,
                (),
                f"aliases are not read (*{clip(event.anchor)})",
                "write the value out where it is needed",
            )
            self.document.sound = False
            return Text.at("", line, column)
        if event.anchor is not None:
            self.document.at(
                line, column, (), f"anchors are not read (&{clip(event.anchor)})", "take it away"
            )
        if event.tag is not None:
            self.document.at(
                line, column, (), f"tags are not read ({clip(str(event.tag))})", "take it away"
            )
        if kind == "MappingStartEvent":
            return Map(line, column, start=event.start_mark.index, flow=bool(event.flow_style))
        if kind == "SequenceStartEvent":
            return Seq(line, column, start=event.start_mark.index, flow=bool(event.flow_style))
        strange = CONTROL.search(event.value)
        if strange is not None:
            code = f"U+{ord(strange[0]):04X}"
            self.document.sound = False
            self.document.at(
                line, column, (), f"the control character {code} is not read", "take it out"
            )
        return Text.at(
            event.value,
            line,
            column,
            plain=not event.style,
            start=event.start_mark.index,
            end=event.end_mark.index,
        )

    def hang(self, parent: Map | Seq, node: Node) -> None:
        """Put the node under its parent: an entry, a key, or the value of the key before."""
        if isinstance(parent, Seq):
            parent.append(node)
            self.enter(len(parent) - 1, node)
            return
        key = self.keys[-1]
        if key is None:
            if not isinstance(node, Text):
                self.stop(node.line, node.column, "a name must be a word, not a list or a table")
            self.keys[-1] = node
            return
        self.keys[-1] = None
        if key in parent:
            self.twice(parent, key)
        else:
            parent[key] = node
        self.enter(key, node)

    def twice(self, parent: Map, key: Text) -> None:
        """Note that a name stands twice."""
        self.document.sound = False
        if self.document.faults.full:
            self.document.faults.more += 1
            return
        first = next(other for other in parent if other == key)
        self.document.fault(
            key,
            (*self.trail[1:], key),
            "the name stands here twice",
            f"it stands in line {first.line} already; one of the two has to go",
        )


def _problem(error: Any) -> str:  # noqa: ANN401
    problem = str(error.problem or "it is not YAML")
    begun = error.context_mark
    if (
        begun is not None
        and error.problem_mark is not None
        and begun.line < error.problem_mark.line
    ):
        problem += f" (begun in line {begun.line + 1})"
    return clip(f"{error.context}, {problem}" if error.context else problem, 160)


def _advice(problem: str) -> str:
    return next((text for sign, text in _HELP.items() if sign in problem), "")
