"""JSON Schema of the files of a case, for editors that complete and validate."""

from __future__ import annotations

from typing import Any

__all__ = ["schema"]

_TITLES = {
    "case": "case.yaml of a Counterdraft case",
    "preference": "a mandate or a belief of a Counterdraft case",
    "sources": "sources.yaml of a Counterdraft case",
    "project": "one mine and its term sheet, for counterdraft value --project",
}


def schema() -> dict[str, dict[str, Any]]:
    """
    Return the JSON Schema (draft 2020-12) of each kind of file: case, preference, sources, project.

    It holds what one file shows by itself; that names exist, probabilities sum to 1 and offers
    remain possible is for ``counterdraft check`` to say.
    """
    from counterdraft.formats.yaml_case.shapes import KINDS  # noqa: PLC0415 - pydantic costs start-up time
    from counterdraft.mines.schema import project_schema  # noqa: PLC0415 - start-up time

    found = {kind: shape.model_json_schema(by_alias=True) for kind, shape in KINDS.items()}
    found["project"] = project_schema()
    return {
        kind: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **_plain(one),
            "title": _TITLES[kind],
        }
        for kind, one in found.items()
    }


def _plain(node: Any) -> Any:  # noqa: ANN401 - any piece of JSON
    """Drop what says nothing to an editor: titles made from names, and defaults of None."""
    if isinstance(node, list):
        return [_plain(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    made = {
        key: {name: _plain(entry) for name, entry in value.items()}
        if key in {"properties", "$defs"}
        else _plain(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "default" and value is None)
    }
    if "anyOf" in made:
        made["anyOf"] = [one for one in made["anyOf"] if one != {"type": "null"}]
        if len(made["anyOf"]) == 1:
            made |= made.pop("anyOf")[0]
    return made
