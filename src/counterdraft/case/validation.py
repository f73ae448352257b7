"""Plain data into frozen models, with every fault and its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from counterdraft.case.fields import SHARES
from counterdraft.case.places import Path, Where, fault, nowhere
from counterdraft.errors import CaseError, Fault, nearest

__all__ = ["SEE", "read_model"]

SEE = "docs/reference/term-sheet"

P = TypeVar("P", bound=BaseModel)


def read_model(
    model: type[P], data: object, where: Where = nowhere, at: Path = (), see: str = SEE
) -> P:
    """
    Return *data* as a *model*, or every fault that it has.

    Args:
        model: The frozen model that the data must fit.
        data: Plain data: mappings, lists, strings, numbers.
        where: Gives the place of each value.
        at: The path of *data* in its file.
        see: The page that describes the file.

    Raises:
        CaseError: A field is unknown, missing, of the wrong kind, or outside its limits.
    """
    if not isinstance(data, Mapping):
        raise CaseError(fault(where, at, f"fields are expected here, not {data!r:.60}"), see)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [
            _of_series(item, where, at)
            if item["type"] == "series"
            else _translated(model, item, where, at, data)
            for item in error.errors()
            if not _only_spoilt(item)
        ]
        raise CaseError(faults, see) from None


def _only_spoilt(item: Any) -> bool:  # noqa: ANN401
    """Return whether a list is too short only because an entry in it, told apart, could not be read."""
    return bool(item["type"] == "too_short" and item["input"])


def _of_series(item: Any, where: Where, at: Path) -> Fault:  # noqa: ANN401
    """Return what is wrong with one value of a series, at its place in it."""
    told = item["ctx"]
    loc: Path = (*item["loc"], *told["at"])
    return fault(where, at + loc, told["reason"], told["mend"])


def _place_of(item: Any, data: object) -> Path:  # noqa: ANN401
    """The place of an error in the data, without the names that pydantic gives to its own steps."""
    place: list[str | int] = []
    here = data
    for position, step in enumerate(item["loc"]):
        is_field = isinstance(here, Mapping) and step in here
        is_last = position == len(item["loc"]) - 1 and item["type"] in {
            "extra_forbidden",
            "missing",
        }
        if isinstance(step, str) and "[" in step and not is_field and not is_last:
            continue
        place.append(step)
        if is_field:
            here = here[step]  # type: ignore[index]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            here = None
    return tuple(place)


def _translated(
    model: type[BaseModel],
    item: Any,  # noqa: ANN401
    where: Where,
    at: Path,
    data: object,
) -> Fault:
    loc = _place_of(item, data)
    kind, found, limits = str(item["type"]), item.get("input"), item.get("ctx", {})
    if kind == "extra_forbidden":
        known = [f.alias or name for name, f in _model_at(model, loc[:-1]).model_fields.items()]
        return fault(where, at + loc, "unknown field", nearest(str(loc[-1]), known))
    if kind == "missing":
        return fault(where, at + loc, "is missing")
    if kind in _LIMITS:
        mend = SHARES if limits.get("le") == 1 else ""
        return fault(where, at + loc, f"{found!r:.40} {_LIMITS[kind].format(**limits)}", mend)
    if kind in {"literal_error", "union_tag_invalid"}:
        listed = str(limits.get("expected", limits.get("expected_tags", "")))
        valid = re.findall(r"'([^']*)'", listed)
        shown = limits.get("tag", found)
        return fault(where, at + loc, f"{shown!r:.40} is not known", nearest(str(shown), valid))
    plain = isinstance(found, (str, int, float)) and not isinstance(found, bool)
    shown = f" (found {found!r:.40})" if plain else ""
    for start, message in _KINDS.items():
        if kind.startswith(start):
            return fault(where, at + loc, message + shown)
    return fault(where, at + loc, item["msg"].removeprefix("Value error, ") + shown)


_LIMITS = {
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
    "finite_number": "is not a finite number",
}
_KINDS = {
    "float_": "a number is expected",
    "int_": "a whole number is expected",
    "bool_": "true or false is expected",
    "string_": "a name or a text is expected",
    "dict_": "fields are expected",
    "model_": "fields are expected",
    "tuple_": "a list is expected",
    "list_": "a list is expected",
    "too_short": "something is missing: it is empty or too short",
    "union_tag_not_found": "the model is missing: constant, gbm, schwartz, two_factor, gibson_schwartz"
    " or bootstrap",
}


def _model_at(model: type[BaseModel], loc: Path) -> type[BaseModel]:
    """Return the model whose fields stand at *loc*, so that the nearest of them can be named."""
    here = model
    for part in loc:
        field = here.model_fields.get(str(part))
        inner = None if field is None else _first_model(field.annotation)
        here = here if inner is None else inner
    return here


def _first_model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        if (found := _first_model(part)) is not None:
            return found
    return None
