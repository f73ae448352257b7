"""The files of the estate: one mine in YAML, with the place of every value."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterdraft.errors import CaseError
from counterdraft.formats.tree import Document, Faults, Map, Seq
from counterdraft.formats.yaml_tree import LARGEST, read_tree

if TYPE_CHECKING:
    from counterdraft.estate.project import Project
    from counterdraft.estate.reading import Where

__all__ = ["load_project", "plain", "read_yaml", "value_project"]

_NUMBER = re.compile(r"[-+]?(\d[\d_]*)?\.?\d*([eE][-+]?\d+)?")


def value_project(path: str | Path) -> dict[str, Any]:
    """
    Return every indicator of the mine in a file, ready for JSON.

    Args:
        path: A YAML file as docs/reference/term-sheet describes it.

    Raises:
        CaseError: The file cannot be read, or has faults; all of them are listed.
    """
    from counterdraft.estate.project_value import value  # noqa: PLC0415 - start-up time

    return value(load_project(path))


def load_project(path: str | Path) -> Project:
    """Return the mine in a file, its prices drawn."""
    from counterdraft.estate.project import Project  # noqa: PLC0415 - start-up time

    data, where = read_yaml(path)
    return Project.from_data(data, where)


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


def plain(node: Any) -> Any:  # noqa: ANN401 - YAML holds anything
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
    if re.fullmatch(r"[-+]?\d+", text):
        return int(text)
    if text.lower() in {".nan", ".inf", "-.inf", "+.inf"}:
        return float(text.lower().replace(".", ""))
    if _NUMBER.fullmatch(text) and any(c.isdigit() for c in text):
        return float(text)
    return text
