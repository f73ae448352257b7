"""Changes a case file and leaves every other byte of it, and every comment, as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from counterdraft.atomic import write_all
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.formats.tree import Document, Faults, Map, Node, Seq, Text
from counterdraft.formats.writing import flow
from counterdraft.formats.yaml_case import Opened, read_opened
from counterdraft.formats.yaml_tree import read_tree

__all__ = ["add_draft", "set_figure"]


def add_draft(path: str | Path, name: str, draft: Mapping[str, Any]) -> Path:
    """
    Append a draft to case.yaml, and return the file that was written.

    Args:
        path: The folder of the case.
        name: The draft's name.
        draft: Its fields as case.yaml has them: ``proposed_by``, ``date``, ``terms`` by issue, …

    Raises:
        CaseError: The case would have faults, or the disk refuses; nothing was changed.
    """
    opened = Opened(path, None)
    case = _sound(opened)
    drafts = case.root.get(Text("drafts"))
    if isinstance(drafts, Map) and Text(name) in drafts:
        raise CaseError.of(
            f"a draft is called '{name}' already", file=case.shown, help="choose another name"
        )
    source = case.source
    if not isinstance(drafts, Map):
        key = next((key for key in case.root if key == "drafts"), None)
        if key is not None:
            raise CaseError.of(
                "drafts: holds no table", file=case.shown, help="take it away, and try again"
            )
        end = len(source.rstrip())
        changed = (
            source[:end]
            + "\n\ndrafts:\n"
            + _block(name, draft, 2)
            + source[end:].removeprefix("\n")
        )
    elif drafts.flow:
        inside = source[drafts.start + 1 : drafts.end - 1].rstrip().removesuffix(",")
        entry = f"{flow(name)}: {flow(draft)}"
        joined = f"{inside}, {entry}" if inside.strip() else entry
        if "#" in inside.rpartition("\n")[2]:
            joined = f"{inside}\n  , {entry}"
        changed = source[: drafts.start + 1] + joined + source[drafts.end - 1 :]
    else:
        end = _line_end(source, _last(drafts))
        changed = (
            source[:end]
            + "\n"
            + _block(name, draft, drafts.column - 1)
            + source[end:].removeprefix("\n")
        )
    return _commit(opened, case, changed, ("drafts", name))


def set_figure(path: str | Path, name: str, figure: Any) -> Path:  # noqa: ANN401 - number or table
    """
    Write a figure of a mandate or belief anew, and return the file that was written.

    Only the shared files and those of the party whose figure it is are opened.  A figure with dated
    versions gets one version more, which must say from when it is ``known``.

    Args:
        path: The folder of the case.
        name: The figure's name, as in ``mandates/island/worth/guarantee/binding``.
        figure: A bare number, or a table with its range and provenance.

    Raises:
        CaseError: There is no such figure, or the case would have faults; nothing was changed.
    """
    owner = [*name.split("/"), ""][1]
    opened = Opened(path, owner)
    _, context = read_opened(opened, None)
    if name not in context.figures:
        raise CaseError.of(
            f"no figure is called '{name[:100]}'",
            file=opened.folder.shown,
            help=nearest(name[:100], list(context.figures)),
        )
    document, place = context.figures[name]
    node, _ = document.find(place)
    text = flow(figure)
    if isinstance(node, Seq):
        if not isinstance(figure, Mapping) or "known" not in figure:
            raise CaseError.of(
                "the figure has dated versions",
                file=document.shown,
                field=name,
                help="add known: to the new one",
            )
        if node.flow:
            inside = document.source[: node.end - 1].rstrip().removesuffix(",")
            start, end, text = len(inside), node.end - 1, f", {text}"
        else:
            start = end = _line_end(document.source, _last(node))
            text = f"\n{' ' * (node.column - 1)}- {text}"
    else:
        start, end = node.start, _last(node)
        if isinstance(node, Map) and "#" in _without_values(document.source, node):
            raise CaseError(
                Fault(
                    document.shown,
                    node.line,
                    node.column,
                    name,
                    "the figure holds comments, which would be lost",
                    "move them above it, and try again",
                )
            )
    changed = document.source[:start] + text + document.source[end:]
    return _commit(opened, document, changed, place)


def _sound(opened: Opened) -> Document:
    """Return case.yaml, or raise what is wrong with the case before it is touched."""
    read_opened(opened, None)
    assert opened.case is not None
    return opened.case


def _commit(opened: Opened, document: Document, changed: str, place: tuple[str | int, ...]) -> Path:
    """Write the changed file, once it is sure to be read and to differ in one place alone."""
    before = opened.folder.contents[document.name]
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    if "\r\n" in document.source:
        changed = changed.replace("\r\n", "\n").replace("\n", "\r\n")
    data = mark + changed.encode()
    try:
        read_opened(Opened(opened.folder.path, opened.seat or None, {document.name: data}), None)
    except CaseError as error:
        raise CaseError(
            Fault(document.shown, 0, 0, fault.field, fault.message, fault.help)
            for fault in error.faults
        ) from error
    faults = Faults()
    after = read_tree(data, document.name, document.shown, faults)
    if after is None or _other(after.root, place) != _other(document.root, place):
        raise CaseError.of(
            "the file cannot be changed in one place alone",
            file=document.shown,
            help="change it by hand",
        )
    opened.folder.check_unchanged()
    if opened.faults:
        raise CaseError(opened.faults.all())
    target = opened.folder.path / document.name
    write_all({target: data})
    return target


def _other(node: Node, place: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - plain data
    """Return the tree as plain data in which nothing is said of what stands at *place*."""
    if not place:
        return None
    if isinstance(node, Map):
        below = {str(key): _other(entry, ("",)) for key, entry in node.items()}
        if place[0]:
            entry = node.get(Text(place[0]))
            below[str(place[0])] = _other(Map(0, 0) if entry is None else entry, place[1:])
        return below
    if isinstance(node, Seq):
        return [_other(one, place[1:] if i == place[0] else ("",)) for i, one in enumerate(node)]
    return str(node)


def _block(name: str, draft: Mapping[str, Any], indent: int) -> str:
    """Return a draft in lines, one per field and per term."""
    margin = " " * indent
    lines = [f"{margin}{flow(name)}:"]
    for field, value in draft.items():
        if field == "terms" and isinstance(value, Mapping) and value:
            lines.append(f"{margin}  {field}:")
            lines += [f"{margin}    {flow(issue)}: {flow(term)}" for issue, term in value.items()]
        elif field == "hand_overs" and isinstance(value, list) and value:
            lines.append(f"{margin}  {field}:")
            lines += [f"{margin}    - {flow(hand_over)}" for hand_over in value]
        else:
            lines.append(f"{margin}  {flow(field)}: {flow(value)}")
    return "\n".join(lines) + "\n"


def _last(node: Node) -> int:
    """Return where the last thing inside the node ends."""
    if isinstance(node, Text) or node.flow:
        return node.end
    return max(_ends(node), default=node.end)


def _ends(node: Map | Seq) -> Iterator[int]:
    for key in node if isinstance(node, Map) else ():
        yield key.end
    for entry in node.values() if isinstance(node, Map) else node:
        yield _last(entry)


def _line_end(source: str, position: int) -> int:
    """Return the end of the line on which the text before *position* ends."""
    position = len(source[:position].rstrip())
    end = source.find("\n", position)
    return len(source) if end < 0 else end


def _without_values(source: str, node: Node) -> str:
    """Return the source of a node without its scalars: brackets, separators and comments."""
    rest, here = "", node.start
    for text in _texts(node):
        rest, here = rest + source[here : text.start], text.end
    return rest + source[here : _last(node)]


def _texts(node: Node) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Map):
        for key, entry in node.items():
            yield key
            yield from _texts(entry)
    else:
        for entry in node:
            yield from _texts(entry)
