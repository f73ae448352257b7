"""YAML and CSV files as plain data, with the place of every value."""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterdraft.errors import CaseError, Fault
from counterdraft.formats.tree import Document, Faults, Map, Seq
from counterdraft.formats.yaml_tree import LARGEST, read_tree

if TYPE_CHECKING:
    from counterdraft.case.places import Where

__all__ = ["plain", "read_csv", "read_yaml"]

_WHOLE = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?([0-9]+(_[0-9]+)*\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
MOST_DIGITS = 40
"""Digits of a whole number; one that is longer is read to the precision of a float."""


def read_csv(path: str | Path) -> tuple[list[dict[str, str]], Where]:
    """
    Return the lines of a CSV file, and the function that gives the place of (line, column).

    Faults name the line of the file and the number of the column, and the field by its heading.

    Raises:
        CaseError: The file is missing, not UTF-8, empty, has a heading twice, or a line of another length.
    """
    shown = Path(path).as_posix()
    reader = csv.reader(io.StringIO(_text(path, shown), newline=""), strict=True)
    faults: list[Fault] = []
    table: list[tuple[int, list[str]]] = []
    try:
        table = [(reader.line_num, cells) for cells in reader if any(c.strip() for c in cells)]
    except csv.Error as error:
        faults.append(Fault(shown, reader.line_num, 1, "", f"cannot be read as CSV: {error}"))
    heading = [cell.strip() for cell in table[0][1]] if table else []
    if not heading and not faults:
        faults.append(Fault(shown, 1, 1, "", "the file is empty"))
    if len(heading) == 1 and (other := next((c for c in ";\t|" if c in heading[0]), "")):
        message = f"cells are separated by {other!r} where a comma is expected"
        mend = "save it as CSV with commas, and with points in numbers"
        raise CaseError(Fault(shown, 1, 1, "", message, mend), "docs/reference/estate-files")
    twice = [name for name in heading if heading.count(name) > 1]
    faults += [Fault(shown, 1, 1, name, "the heading stands here twice") for name in twice[:1]]
    for line, cells in table[1:]:
        if len(cells) != len(heading):
            message = f"{len(cells)} cells where the heading has {len(heading)}"
            faults.append(Fault(shown, line, 1, "", message, "a cell with a comma needs quotes"))
    if faults:
        raise CaseError(faults, "docs/reference/estate-files")
    lines = [line for line, _ in table[1:]]
    rows = [dict(zip(heading, cells, strict=True)) for _, cells in table[1:]]

    def where(place: tuple[str | int, ...]) -> tuple[str, int, int]:
        row = place[0] if place and isinstance(place[0], int) else -1
        column = str(place[1]) if len(place) > 1 else ""
        line = lines[row] if 0 <= row < len(lines) else 1
        return shown, line, heading.index(column) + 1 if column in heading else 1

    return rows, where


def _text(path: str | Path, shown: str) -> str:
    data = b""
    try:
        data = Path(path).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CaseError.of(f"cannot be read: {reason}", file=shown) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise CaseError(Fault(shown, line, 1, "", message, "save the file as UTF-8")) from error


def read_yaml(path: str | Path) -> tuple[dict[str, Any], Where]:
    """
    Return a YAML file as plain data, and the function that gives the place of each value.

    Raises:
        CaseError: The file is missing, too large, not UTF-8, or not YAML.
    """
    shown = Path(path).as_posix()
    try:
        size = Path(path).stat().st_size
        data = Path(path).read_bytes() if size <= LARGEST else b""
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CaseError.of(f"cannot be read: {reason}", file=shown) from error
    if size > LARGEST:
        raise CaseError.of(f"is larger than {LARGEST // 2**20} MB", file=shown)
    faults = Faults()
    document = read_tree(data, Path(path).name, shown, faults)
    if faults or document is None:
        raise CaseError(faults.all())
    return plain(document.root), _where(document)


def _where(document: Document) -> Where:
    def where(path: tuple[str | int, ...]) -> tuple[str, int, int]:
        node, key = document.find(path)
        place = key if key is not None and isinstance(node, Map | Seq) else node
        return document.shown, place.line, place.column

    return where


def plain(node: Any) -> Any:  # noqa: ANN401, PLR0911 - YAML holds anything
    """
    Return mappings, lists, numbers, booleans, None and strings for a tree of texts.

    >>> plain(Text.at("12", 1, 1)), plain(Text.at("no", 1, 1))
    (12, 'no')
    """
    if isinstance(node, Map):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, Seq):
        return [plain(value) for value in node]
    text = str(node)
    if not node.plain:
        return text
    if node.empty:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if _WHOLE.fullmatch(text) and len(text) <= MOST_DIGITS:
        return int(text)
    if text.lower() in {".nan", ".inf", "-.inf", "+.inf"}:
        return float(text.lower().replace(".", ""))
    if _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text
