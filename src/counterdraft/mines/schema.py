"""JSON Schema of the file of one mine, its instruments included, for editors that complete and check."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from counterdraft.case.series import Series
from counterdraft.fiscal.instruments import KINDS
from counterdraft.mines.file import ProjectFile

__all__ = ["project_schema"]


def project_schema() -> dict[str, Any]:
    """
    Return the JSON Schema (draft 2020-12) of a project file.

    It holds what each field looks like; that names exist, lists line up with the years and the order is
    no circle is for the reader of the file to say.
    """
    whole = ProjectFile.model_json_schema(by_alias=True)
    definitions = whole.setdefault("$defs", {})
    whole["required"] = [name for name in whole.get("required", []) if name != "years"]
    for kind, model in KINDS.items():
        schema = model.model_json_schema(by_alias=True)
        definitions |= schema.pop("$defs", {})
        schema["properties"].pop("name", None)
        schema["properties"]["kind"] = {"const": kind}
        schema["required"] = [name for name in schema.get("required", []) if name != "kind"]
        definitions[f"instrument_{kind}"] = schema
    definitions["instrument"] = {"anyOf": [_instrument_of_kind(kind) for kind in KINDS]}
    fields = whole["properties"]
    for field, annotated in (("production", "Quantity"), ("price", "Price")):
        one_product = [SERIES, {"$ref": f"#/$defs/{annotated}"}]
        by_name = {"type": "object", "additionalProperties": {"anyOf": one_product}}
        fields[field] = {"anyOf": [*one_product, by_name]}
    fields["capex"] = {"anyOf": [SERIES, {"type": "object", "additionalProperties": SERIES}]}
    fields["terms"] = _term_sheet_schema()
    plain = TypeAdapter(Series).json_schema()
    shared = {name: _with_shared_series(part, plain) for name, part in definitions.items()}
    return {**_with_shared_series(whole, plain), "$defs": {**shared, "series": plain}}


SERIES = {"$ref": "#/$defs/series"}


def _with_shared_series(node: Any, series: dict[str, Any]) -> Any:  # noqa: ANN401 - any piece of JSON
    """Return a schema in which every series is a reference to the one definition of it."""
    if isinstance(node, list):
        return [_with_shared_series(entry, series) for entry in node]
    if not isinstance(node, dict):
        return node
    if node.get("anyOf") == series["anyOf"]:
        return dict(SERIES)
    return {key: _with_shared_series(entry, series) for key, entry in node.items()}


def _instrument_of_kind(kind: str) -> dict[str, Any]:
    """Return what stands for an instrument that says its kind."""
    return {"allOf": [{"$ref": f"#/$defs/instrument_{kind}"}, {"required": ["kind"]}]}


def _term_sheet_schema() -> dict[str, Any]:
    """Return the schema of a term sheet: an instrument under the name of its kind needs no kind."""
    by_name = {
        kind: {"anyOf": [{"$ref": f"#/$defs/instrument_{kind}"}, {"$ref": "#/$defs/instrument"}]}
        for kind in KINDS
    }
    listed = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(KINDS)}, "name": {"type": "string"}},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "title": {"type": "string"},
            "owner": {"type": "string", "default": "investor"},
            "state": {"type": "string", "default": "state"},
            "roles": {"type": "object", "additionalProperties": {"type": "string"}},
            "order": {"type": "array", "items": {"type": "string"}},
            "instruments": {
                "anyOf": [
                    {
                        "type": "object",
                        "properties": by_name,
                        "additionalProperties": {"$ref": "#/$defs/instrument"},
                    },
                    {"type": "array", "items": listed},
                ]
            },
        },
    }
