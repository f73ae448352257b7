"""XML without what makes it dangerous: no document type, no entities, no network, no bombs."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from counterdraft.errors import Fault
from counterdraft.formats.tree import Faults, clip

__all__ = ["XmlFile", "read_xml"]

MOST_TAGS = 2_000_000
"""Tags in a file."""
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BEFORE = re.compile(rb"\s+|\xef\xbb\xbf|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)")
_INSIDE = re.compile(rb"""=\s*(?:"[^"<]*<[^"]*"|'[^'<]*<[^']*')""")
_ISO = {"iso-8859-1", "iso8859-1", "latin1", "latin-1"}
"""Files that name these hold the quotes and dashes of windows-1252, which has all of their letters."""
_WIDE = (b"utf-16", b"utf-32", b"ucs", b"iso-10646")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z][\w.-]*)")


class XmlFile:
    """
    One XML file as a tree of elements that know their line.

    ``name`` is its path inside the folder and ``shown`` the path that the user would type; ``bare`` is
    the line of the first ``&`` that begins no entity of XML's own, or ``<`` inside quotes, and stands
    for itself, or 0; ``guessed`` is the line of the first byte that is not UTF-8 where no encoding is
    named, or 0.
    """

    def __init__(self, name: str, shown: str, faults: Faults, data: bytes) -> None:
        """Keep the bytes for the columns of faults; `read_xml` sets the root."""
        self.name, self.shown, self.faults = name, shown, faults
        self.data = data
        self.skipped = 0
        self.bare = self.guessed = 0
        self.root: Any = None

    def line(self, element: Any) -> int:  # noqa: ANN401 - lxml carries no types
        """Return the line of an element, counted from 1."""
        return int(element.sourceline or 1) + self.skipped

    def where(self, element: Any) -> str:  # noqa: ANN401
        """Return ``file:line`` of an element, the same wherever the folder lies."""
        return f"{self.name}:{self.line(element)}"

    def place(self, element: Any) -> str:  # noqa: ANN401
        """Return ``path:line`` of an element as the user would write it."""
        return f"{self.shown}:{self.line(element)}"

    def fault(self, element: Any, field: str, message: str, help: str = "") -> None:  # noqa: A002, ANN401
        """Note a fault at the place of *element*."""
        line = self.line(element)
        self.faults.add(Fault(self.shown, line, self._column(element, line), field, message, help))

    def _column(self, element: Any, line: int) -> int:  # noqa: ANN401
        text = self._lines[line - 1] if line <= len(self._lines) else b""
        at = text.find(b"<" + str(element.tag).encode())
        return (at if at >= 0 else len(text) - len(text.lstrip())) + 1

    @cached_property
    def _lines(self) -> list[bytes]:
        return self.data.split(b"\n")


def read_xml(data: bytes, name: str, shown: str, faults: Faults) -> XmlFile | None:
    """
    Return the file as a tree, or None with its faults noted.

    A byte-order mark, blank lines and comments before the first tag are passed over, also where the
    XML declaration stands after them: GENIUS reads such files, and they occur.

    Args:
        data: The bytes of the file.
        name: Its path inside the folder.
        shown: Its path as the user would write it.
        faults: Where faults are noted.
    """
    from lxml import etree  # noqa: PLC0415 - start-up time

    file = XmlFile(name, shown, faults, data)
    start, encoding = _prolog(data)
    body = data[start:]
    file.skipped = data.count(b"\n", 0, start)
    if not body:
        _refuse(file, 1, "the file is empty")
        return None
    if (found := _FORBIDDEN.search(body)) is not None:
        line = body.count(b"\n", 0, found.start()) + 1 + file.skipped
        _refuse(file, line, "a document type or entity is not read", "take the declaration away")
        return None
    if body.count(b"<") > MOST_TAGS:
        _refuse(file, 1, f"the file holds more than {MOST_TAGS:,} tags")
        return None
    narrow = b"\0" not in body[:4]
    if encoding is None and narrow and (line := _not_utf8(body)):
        file.guessed, encoding = line + file.skipped, "windows-1252"
    bare = _BARE.search(body) if narrow and b"&" in body else None
    if bare is not None:
        file.bare = body.count(b"\n", 0, bare.start()) + 1 + file.skipped
        body = _BARE.sub(b"&amp;", body)
    try:
        try:
            file.root = etree.fromstring(body, _parser(encoding))
        except etree.XMLSyntaxError:
            inside = _INSIDE.search(body) if narrow else None
            if inside is None:
                raise
            file.bare = body.count(b"\n", 0, inside.start()) + 1 + file.skipped
            body = _INSIDE.sub(lambda quoted: quoted[0].replace(b"<", b"&lt;"), body)
            file.root = etree.fromstring(body, _parser(encoding))
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line, column = getattr(error, "position", None) or (1, 1)
        reason = clip(str(error).split(", line ")[0], 160)
        advice = "save the file as UTF-8" if "encoding" in reason.lower() else ""
        message = f"cannot be read as XML: {reason}"
        faults.add(Fault(shown, line + file.skipped, column, "", message, advice))
        return None
    if file.root.getroottree().docinfo.doctype:
        _refuse(file, 1, "a document type is not read", "take the declaration away")
        return None
    return file


def _not_utf8(body: bytes) -> int:
    """Return the line of the first byte that is not UTF-8, 0 where all are."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        return body.count(b"\n", 0, error.start) + 1
    return 0


def _parser(encoding: str | None) -> Any:  # noqa: ANN401 - lxml carries no types
    from lxml import etree  # noqa: PLC0415 - start-up time

    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )


def _prolog(data: bytes) -> tuple[int, str | None]:
    """Return where the first tag begins, and the encoding that a declaration before it names."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return 0, None
    start, encoding = 0, None
    while (found := _BEFORE.match(data, start)) is not None:
        start = found.end()
        named = _ENCODING.match(found[0])
        # A declaration that can be read byte by byte is in no encoding of two bytes or four.
        if named and not named[1].lower().startswith(_WIDE):
            encoding = named[1].decode()
    if encoding is not None and encoding.lower() in _ISO:
        encoding = "windows-1252"
    return start, encoding


def _refuse(file: XmlFile, line: int, message: str, help: str = "") -> None:  # noqa: A002
    file.faults.add(Fault(file.shown, line, 1, "", message, help))
