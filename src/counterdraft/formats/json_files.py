"""JSON as a tree in which every value knows its line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import NoReturn

from counterdraft.formats.tree import CONTROL, Document, Faults, Map, Node, Seq, Text, clip

__all__ = ["read_json", "sound"]

DEEPEST = 100
MOST_VALUES = 1_000_000

_TOKEN = re.compile(
    r'[ \t\r\n]*(?:([{}\[\],:])|("(?:[^"\\\x00-\x1f]|\\.)*")|([^\s{}\[\],:"]+))', re.ASCII
)
_SCALAR = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|-?Infinity|NaN", re.ASCII)
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[\[{\]}]', re.DOTALL)


class _Stop(Exception):  # noqa: N818 - it ends the reading of one file, and the fault is noted already
    """The file cannot be read further."""


def read_json(data: bytes, name: str, shown: str, faults: Faults) -> Document | None:
    """
    Return the file as a document, or None with its faults noted.

    Scalars are `Text` as they are written; ``plain`` is true for those without quotes.  A name that
    stands twice in one object is a fault.

    Args:
        data: The bytes of the file.
        name: Its path inside the folder.
        shown: Its path as the user would write it.
        faults: Where faults are noted.
    """
    document = Document(name, shown, faults)
    try:
        document.source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        document.at(line, 1, (), f"byte 0x{data[error.start]:02x} is not UTF-8", "save it as UTF-8")
        return None
    try:
        if document.source.count(",") > MOST_VALUES:
            document.at(1, 1, (), f"the file holds more than {MOST_VALUES:,} values")
            return None
        document.root = _Reader(document).read()
    except _Stop:
        return None
    return document


def sound(data: bytes) -> bool:
    """
    Return whether *data* is JSON of whatever kind, so that a file may be left to its own purpose.

    What is deeper than a file may be is none: the depth is counted first, since the parser recurses.
    """
    try:
        text = data.decode("utf-8-sig")
        if _depth(text) > DEEPEST:
            return False
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _depth(text: str) -> int:
    """Return how deep brackets stand in brackets, outside what is quoted."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return 0
    deep = deepest = 0
    for found in _BRACKET.finditer(text):
        deep += found[0] in "[{"
        deep -= found[0] in "]}"
        deepest = max(deepest, deep)
    return deepest


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document, self.source = document, document.source
        self.position = self.begun = self.values = 0
        self.line, self.line_start = 1, 0

    def read(self) -> Map:
        """Follow the tokens with a stack of its own, so that depth costs no recursion."""
        root = self.value(*self.token())
        if not isinstance(root, Map):
            self.stop("expected an object in braces")
        stack: list[Map | Seq] = [root]
        first = True
        while stack:
            here = stack[-1]
            found, kind = self.token()
            if kind == "mark" and found == ("}" if isinstance(here, Map) else "]"):
                stack.pop()
                first = False
                continue
            if not first:
                if found != ",":
                    self.stop(f"expected a comma, found {self.told(found)}")
                found, kind = self.token()
            node = self.entry(here, found, kind)
            first = isinstance(node, Map | Seq)
            if isinstance(node, Map | Seq):
                stack.append(node)
                if len(stack) > DEEPEST:
                    self.stop(f"the file is more than {DEEPEST} levels deep")
        if self.token()[0]:
            self.stop("something follows after the end of the object")
        return root

    def entry(self, here: Map | Seq, found: str, kind: str) -> Node:
        """Return the next value, put into its object or list."""
        self.values += 1
        if self.values > MOST_VALUES:
            self.stop(f"the file holds more than {MOST_VALUES:,} values")
        if isinstance(here, Seq):
            node = self.value(found, kind)
            here.append(node)
            return node
        key = self.key(here, found, kind)
        node = self.value(*self.token())
        here[key] = node
        return node

    def key(self, here: Map, token: str, kind: str) -> Text:
        """Return a name with the colon after it."""
        if kind != "quoted":
            self.stop(f"expected a name in quotes, found {self.told(token)}")
        key = self.text(token)
        if key in here:
            self.document.at(
                key.line,
                key.column,
                (str(key),),
                "the name stands here twice",
                "take one of them away",
            )
            raise _Stop
        colon, _ = self.token()
        if colon != ":":
            self.stop(f"expected a colon, found {self.told(colon)}")
        return key

    def value(self, token: str, kind: str) -> Node:
        """Return the value that begins with the token."""
        make: dict[str, Callable[..., Map | Seq]] = {"{": Map, "[": Seq}
        if token in make and kind == "mark":
            return make[token](self.line, self.column, start=self.begun, flow=True)
        if kind == "quoted":
            return self.text(token)
        if kind == "word" and _SCALAR.fullmatch(token):
            return Text.at(token, self.line, self.column, start=self.begun, end=self.position)
        return self.stop(f"expected a value, found {self.told(token)}")

    def text(self, token: str) -> Text:
        """Return a text in quotes, its escapes resolved."""
        try:
            value = json.loads(token) if "\\" in token else token[1:-1]
        except ValueError:
            self.stop(f"{clip(token, 40)} holds an escape that is none")
        if CONTROL.search(value):
            self.stop(f"{clip(token, 40)} holds a character that no text file holds")
        return Text.at(
            value, self.line, self.column, plain=False, start=self.begun, end=self.position
        )

    def token(self) -> tuple[str, str]:
        """Return the next token and its kind, and remember where it begins; empty at the end."""
        found = _TOKEN.match(self.source, self.position)
        if found is None:
            self.begun = len(self.source) - len(self.source[self.position :].lstrip())
            self.advance()
            if self.begun < len(self.source):
                self.stop("a text in quotes does not end, or holds a line break or tab")
            return "", ""
        index = found.lastindex or 1
        self.begun, self.position = found.start(index), found.end()
        self.advance()
        return found[index], ("mark", "quoted", "word")[index - 1]

    def advance(self) -> None:
        """Move line and column to where the token begins."""
        breaks = self.source.count("\n", self.line_start, self.begun)
        if breaks:
            self.line += breaks
            self.line_start = self.source.rfind("\n", 0, self.begun) + 1

    @property
    def column(self) -> int:
        return self.begun - self.line_start + 1

    def told(self, token: str) -> str:
        return f"'{clip(token, 40)}'" if token else "the end of the file"

    def stop(self, message: str) -> NoReturn:
        self.document.at(self.line, self.column, (), f"cannot be read as JSON: {message}")
        raise _Stop
