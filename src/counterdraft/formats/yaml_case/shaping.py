"""From a tree to the shape of its file, with every misfit worded as a fault."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from counterdraft.errors import nearest
from counterdraft.formats.tree import Document, Map, Node, Text
from counterdraft.formats.yaml_case.scalars import found
from counterdraft.formats.yaml_case.shapes import FigureShape, Shape

__all__ = ["figure_shape", "shape"]

Path = tuple[str | int, ...]
_TRIES = 3
_Kind = TypeVar("_Kind", bound=Shape)


def shape(document: Document, kind: type[_Kind]) -> _Kind | None:
    """
    Return the file in the shape of its *kind*, or None with its faults noted.

    Where unknown fields are the only misfits, the rest is read as if they were spelt like the
    nearest field, or were not there: so the reader sees the other faults in the same go.
    """
    if not document.sound:
        return None
    for _ in range(_TRIES):
        try:
            return kind.model_validate(document.root)
        except ValidationError as error:
            _note(document, (), kind, error)
            errors = error.errors(include_url=False, include_input=False, include_context=False)
            if any(one["type"] != "extra_forbidden" for one in errors):
                return None
            for one in errors:
                _respell(document, kind, _path(one["loc"]))
    return None


def figure_shape(document: Document, node: Node, path: Path) -> Any:  # noqa: ANN401 - a union of shapes
    """Return one figure in its shape, or None; for tables whose depth only their reader knows."""
    try:
        return _figure().validate_python(node)
    except ValidationError as error:
        _note(document, path, None, error)
        return None


def _path(loc: tuple[str | int, ...]) -> Path:
    """Return where pydantic means, without the names of the branches of unions."""
    return tuple(step for step in loc if not (isinstance(step, str) and step.startswith("\0")))


def _respell(document: Document, kind: type[Shape], path: Path) -> None:
    """Give an unknown field the name of the nearest that is free, or take it away."""
    parent, _ = document.find(path[:-1])
    if not isinstance(parent, Map):
        return
    near = get_close_matches(str(path[-1])[:60], _fields(kind, path, document, ()), n=1)
    entries = list(parent.items())
    parent.clear()
    free = near and near[0] not in [str(key) for key, _ in entries]
    for key, entry in entries:
        if key != path[-1]:
            parent[key] = entry
        elif free:
            parent[key.renamed(near[0])] = entry


@cache
def _figure() -> TypeAdapter[Any]:
    return TypeAdapter(FigureShape)


def _note(document: Document, base: Path, kind: type[Shape] | None, error: ValidationError) -> None:
    for one in error.errors(include_url=False, include_input=False):
        loc = one["loc"]
        of_key = loc[-1:] == ("[key]",) and one["type"] != "extra_forbidden"
        steps = loc[:-1] if of_key else loc
        path = base + _path(steps)
        node, key = document.find(path)
        context = one.get("ctx", {})
        match one["type"]:
            case "missing":
                document.fault(
                    node, path, "the field is missing", _about(document, path, kind, base)
                )
            case "extra_forbidden":
                fields = _fields(kind, path[len(base) :], document, base)
                loose = isinstance(node, Text) and node.plain and node == ""
                comma = "a text that holds a comma needs quotes around it here"
                document.fault(
                    key,
                    path,
                    "unknown field",
                    comma if loose else nearest(str(path[-1])[:60], fields),
                )
            case "fault":
                place = (
                    key
                    if of_key or (isinstance(node, Text) and node.empty and key is not None)
                    else node
                )
                document.fault(place, path, str(context["message"]), str(context["help"]))
            case "dict_type":
                document.fault(node, path, f"expected a table, found {found(node)}")
            case "list_type":
                document.fault(
                    node,
                    path,
                    f"expected a list, found {found(node)}",
                    "write it as [first, second]",
                )
            case "too_short":
                document.fault(node, path, "the list is empty")
            case _:
                document.fault(node, path, f"does not fit: {one['msg'].lower()}")


def _fields(kind: type[Shape] | None, path: Path, document: Document, base: Path) -> list[str]:
    """Return the fields that the table at *path* may have."""
    shape_of = _shape_at(kind, path[:-1], document, base)
    if shape_of is None:
        return []
    return [info.alias or name for name, info in shape_of.model_fields.items()]


def _about(document: Document, path: Path, kind: type[Shape] | None, base: Path) -> str:
    shape_of = _shape_at(kind, path[len(base) : -1], document, base)
    if shape_of is None:
        return ""
    for name, info in shape_of.model_fields.items():
        if (info.alias or name) == path[-1]:
            return (info.description or "").rstrip(".").lower()
    return ""


def _shape_at(
    kind: type[Shape] | None, path: Path, document: Document, base: Path
) -> type[Shape] | None:
    """Follow *path* through the annotations to the shape that stands there."""
    annotation: Any = kind if kind is not None else FigureShape
    for depth, step in enumerate(path):
        node, _ = document.find(base + path[:depth])
        annotation = _step(_narrow(annotation, node), step)
    node, _ = document.find(base + path)
    narrowed = _narrow(annotation, node)
    return narrowed if isinstance(narrowed, type) and issubclass(narrowed, Shape) else None


def _step(annotation: Any, step: str | int) -> Any:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        for name, info in annotation.model_fields.items():
            if (info.alias or name) == step:
                return info.annotation
        return None
    arguments = getattr(annotation, "__args__", ())
    return arguments[-1] if arguments else None


def _narrow(annotation: Any, node: Node) -> Any:  # noqa: ANN401
    """Return the part of a union that has the form of *node*: a table's, or a list's."""
    from types import UnionType  # noqa: PLC0415 - typing's own machinery
    from typing import Annotated, Union, get_args, get_origin  # noqa: PLC0415

    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) not in {Union, UnionType}:
        return annotation
    for part in get_args(annotation):
        inner = part
        while get_origin(inner) is Annotated:
            inner = get_args(inner)[0]
        tabular = get_origin(inner) is dict or (
            isinstance(inner, type) and issubclass(inner, Shape)
        )
        if (isinstance(node, Map) and tabular) or (
            not isinstance(node, Map) and get_origin(inner) is list
        ):
            return inner
        if get_origin(inner) in {Union, UnionType}:
            return _narrow(inner, node)
    return None
