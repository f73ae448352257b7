"""The outcome ranges of NegMAS: parts of the outcome space, as conditions."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.case import AllOf, Among, Condition, Issue
from counterdraft.formats.field_numbers import exact, whole
from counterdraft.formats.field_trees import mapping, where
from counterdraft.formats.negmas.functions import same
from counterdraft.formats.tree import Document, Map, Node, Seq, Text, clip

__all__ = ["read_range"]

Steps = tuple[str | int, ...]


def read_range(
    document: Document, node: Node, issues: Sequence[Issue], path: Steps
) -> Condition | None:
    """
    Return when an outcome lies in the range, or None with a fault.

    A range names issues by their position from 0.  A single value must be met; two numbers are an
    **open** interval, as NegMAS reads them back from a file; other lists hold values, and pairs of
    numbers that are open intervals again, of which one must be met.  A range that is null holds always.

    Args:
        document: The file.
        node: The range.
        issues: The issues of the domain.
        path: Where it stands.
    """
    if isinstance(node, Text) and node.empty:
        return Condition("always", AllOf(()), where(document, node))
    spans = mapping(document, node, path)
    if spans is None:
        return None
    parts, texts = [], []
    for key, span in spans.items():
        position = whole(key)
        if position is None or not 0 <= position < len(issues):
            told = f"'{clip(key, 40)}' is the position of no issue, they count from 0"
            document.fault(key, (*path, str(key)), told)
            return None
        if isinstance(span, Map):
            document.fault(span, (*path, str(key)), "expected a value or a list")
            return None
        issue = issues[position]
        inside = tuple(k for k, o in enumerate(issue.options) if _meets(o.name, span))
        parts.append(Among(position, inside))
        texts.append(f"{issue.name} in {_told(span)}")
    return Condition(" and ".join(texts) or "always", AllOf(tuple(parts)), where(document, node))


def _meets(option: str, span: Node, *, inner: bool = False) -> bool:
    if isinstance(span, Text):
        return not span.empty and same(str(span), option)
    if len(span) == 2 and all(isinstance(end, Text) and _is_number(end) for end in span):
        low, high, value = (exact(str(v)) for v in (*span, option))
        return None not in {low, high, value} and low < value < high  # type: ignore[operator]
    if inner:
        return any(isinstance(one, Text) and same(str(one), option) for one in span)
    return any(isinstance(one, Text | Seq) and _meets(option, one, inner=True) for one in span)


def _is_number(text: Text) -> bool:
    return text.plain and exact(text) is not None


def _told(span: Node) -> str:
    return str(span) if isinstance(span, Text) else f"[{', '.join(_told(one) for one in span)}]"
