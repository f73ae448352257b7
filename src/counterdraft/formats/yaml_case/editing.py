"""Changes a case file and leaves every other byte of it, and every comment, as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from counterdraft.case import Distribution
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.formats.tree import Document, Faults, Map, Node, Seq, Text, spell
from counterdraft.formats.yaml_case.flow import flow
from counterdraft.formats.yaml_case.reading import CaseFiles, read_case_files
from counterdraft.formats.yaml_tree import read_tree
from counterdraft.runtime.atomic import write_all
from counterdraft.runtime.locks import locked

__all__ = ["add_draft", "set_figure", "set_figures"]


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
    with locked(Path(path)):
        return _add_draft(path, name, draft)


def _add_draft(path: str | Path, name: str, draft: Mapping[str, Any]) -> Path:
    files = CaseFiles(path, None)
    case = _sound(files)
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
    data = _verified(files, case, changed, ("drafts", name))
    _unchanged(files)
    target = files.folder.path / case.name
    write_all({target: data}, expected={target: files.folder.contents[case.name]})
    return target


def set_figure(path: str | Path, name: str, figure: Any) -> Path:  # noqa: ANN401 - number or table
    """Write one figure anew, as `set_figures` does, and return the file that was written."""
    return set_figures(path, {name: figure})[0]


def set_figures(
    path: str | Path,
    figures: Mapping[str, Any],
    *,
    expected: Mapping[str, Distribution] | None = None,
) -> list[Path]:
    """
    Write figures of mandates or beliefs anew, all or none, and return the files that were written.

    Only the shared files and those of the parties whose figures they are are files.  A figure with
    dated versions gets one version more, which must say from when it is ``known``.

    Args:
        path: The folder of the case.
        figures: By their names, as in ``mandates/island/worth/guarantee/binding``: a bare number, or
            a table with its range and provenance.
        expected: What some of them are still to be; one that somebody else has changed is a fault.

    Raises:
        CaseError: There is no such figure, or the case would have faults; nothing was changed.
    """
    with locked(Path(path)):
        return _set_figures(path, figures, expected or {})


def _set_figures(
    path: str | Path, figures: Mapping[str, Any], expected: Mapping[str, Distribution]
) -> list[Path]:
    first: dict[str, CaseFiles] = {}
    changed: dict[str, bytes] = {}
    for name, figure in figures.items():
        owner = [*name.split("/"), ""][1]
        files = CaseFiles(path, owner, changed)
        first.setdefault(owner, files)
        _, context = read_case_files(files, None)
        if name not in context.figures:
            raise CaseError.of(
                f"no figure is called '{name[:100]}'",
                file=files.folder.shown,
                help=nearest(name[:100], list(context.figures)),
            )
        document, place = context.figures[name]
        _check_expected(document, place, name, context.distributions.get(name), expected.get(name))
        source = _with_figure(document, place, name, figure)
        changed[document.name] = _verified(files, document, source, place, changed)
    for files in first.values():
        _unchanged(files)
    contents = {Path(path) / name: data for name, data in changed.items()}
    before = {
        Path(path) / name: files.folder.contents[name]
        for files in first.values()
        for name in changed
        if name in files.folder.contents
    }
    write_all(contents, expected=before)
    return list(contents)


def _check_expected(
    document: Document,
    place: tuple[str | int, ...],
    name: str,
    now: Distribution | None,
    expected: Distribution | None,
) -> None:
    """Refuse to write over a figure that is another one now; a dated version is added beside it."""
    node, _ = document.find(place)
    if expected is None or isinstance(node, Seq) or now == expected:
        return
    message = "the figure was changed by somebody else meanwhile"
    advice = "look at what stands there now, and answer again"
    raise CaseError(Fault(document.shown, node.line, node.column, name, message, advice))


def _with_figure(
    document: Document,
    place: tuple[str | int, ...],
    name: str,
    figure: Any,  # noqa: ANN401 - number or table
) -> str:
    """Return the source of a file in which the figure at *place* is written anew."""
    node, _ = document.find(place)
    source, text = document.source, flow(figure)
    start, end = node.start, _last(node)
    if isinstance(node, Seq):
        if not isinstance(figure, Mapping) or "known" not in figure:
            raise CaseError.of(
                "the figure has dated versions",
                file=document.shown,
                field=name,
                help="add known: to the new one",
            )
        if node.flow:
            start, end = len(source[: node.end - 1].rstrip().removesuffix(",")), node.end - 1
            text = f", {text}"
        else:
            start = end = _line_end(source, end)
            text = f"\n{' ' * (node.column - 1)}- {text}"
    elif isinstance(node, Map) and "#" in _without_values(source, node):
        message = "the figure holds comments, which would be lost"
        advice = "move them above it, and try again"
        raise CaseError(Fault(document.shown, node.line, node.column, name, message, advice))
    return source[:start] + text + source[end:]


def _sound(files: CaseFiles) -> Document:
    """Return case.yaml, or raise what is wrong with the case before it is touched."""
    read_case_files(files, None)
    assert files.case is not None
    return files.case


def _verified(
    files: CaseFiles,
    document: Document,
    changed: str,
    place: tuple[str | int, ...],
    besides: Mapping[str, bytes] | None = None,
) -> bytes:
    """
    Return the bytes of the changed file, once it is sure to be read.

    It must differ from what it was at *place* alone; *besides* are other files that are to change.
    """
    before = files.folder.contents[document.name]
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    if "\r\n" in document.source:
        changed = changed.replace("\r\n", "\n").replace("\n", "\r\n")
    try:
        data = mark + changed.encode()
    except UnicodeEncodeError as error:
        character = ascii(changed[error.start])[1:-1]
        raise CaseError.of(
            f"the character {character} is not text",
            file=document.shown,
            field=spell(place),
            help="what was typed is not in UTF-8; set the terminal to it, and type it again",
        ) from error
    instead = {**(besides or {}), document.name: data}
    try:
        read_case_files(CaseFiles(files.folder.path, files.seat or None, instead), None)
    except CaseError as error:
        raise CaseError(
            Fault(document.shown, 0, 0, fault.field, fault.message, fault.help)
            for fault in error.faults
        ) from error
    after = read_tree(data, document.name, document.shown, Faults())
    if after is None or _other(after.root, place) != _other(document.root, place):
        raise CaseError.of(
            "the file cannot be changed in one place alone",
            file=document.shown,
            help="change it by hand",
        )
    return data


def _unchanged(files: CaseFiles) -> None:
    """Raise where somebody else has saved one of the files since it was read."""
    files.folder.check_unchanged()
    if files.faults:
        raise CaseError(files.faults.all())


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
