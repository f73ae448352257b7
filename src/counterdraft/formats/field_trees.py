"""Values of JSON and YAML files of the field, checked as they are taken out of the tree."""

from __future__ import annotations

from fractions import Fraction

from counterdraft.case import Issue
from counterdraft.formats.field_numbers import exact
from counterdraft.formats.tree import Document, Map, Node, Seq, Text, clip

__all__ = ["get", "mapping", "number", "option_of", "place", "sequence", "where"]

Path = tuple[str | int, ...]


def get(node: Node | None, key: str) -> Node | None:
    """Return what stands under *key*, or None."""
    found: Node | None = node.get(Text(key)) if isinstance(node, Map) else None
    return found


def mapping(
    document: Document, node: Node | None, path: Path, parent: Node | None = None
) -> Map | None:
    """Return *node* where it is an object, or None with a fault."""
    if isinstance(node, Map):
        return node
    _expected(document, node, path, "an object", parent)
    return None


def sequence(
    document: Document, node: Node | None, path: Path, parent: Node | None = None
) -> Seq | None:
    """Return *node* where it is a list, or None with a fault."""
    if isinstance(node, Seq):
        return node
    _expected(document, node, path, "a list", parent)
    return None


def number(
    document: Document, node: Node | None, path: Path, parent: Node | None = None
) -> Fraction | None:
    """Return the number that *node* writes, exactly, or None with a fault."""
    found = exact(node) if isinstance(node, Text) else None
    if found is None:
        _expected(document, node, path, "a number", parent)
    return found


def option_of(issue: Issue, value: Node) -> int | None:
    """Return the position of the option that *value* names, numbers by their size; None for no option."""
    if not isinstance(value, Text):
        return None
    amount = exact(value) if issue.kind == "numeric" else None
    for k, option in enumerate(issue.options):
        if option.name == value or (amount is not None and option.value == amount):
            return k
    return None


def where(document: Document, node: Node) -> str:
    """Return ``file:line`` of a node, the same wherever the folder lies."""
    return f"{document.name}:{node.line}"


def place(document: Document, node: Node) -> str:
    """Return ``path:line`` of a node as the user would write it."""
    return f"{document.shown}:{node.line}"


def _expected(
    document: Document, node: Node | None, path: Path, what: str, parent: Node | None
) -> None:
    if node is None:
        document.fault(parent or document.root, path, f"is missing, expected {what}")
        return
    found = (
        "an object"
        if isinstance(node, Map)
        else "a list"
        if isinstance(node, Seq)
        else f"'{clip(node, 40)}'"
    )
    document.fault(node, path, f"expected {what}, found {found}")
