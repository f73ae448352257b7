"""How cases are written: read with every fault and its place, changed with comments kept."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from counterdraft.formats.registry import FORMATS, Format, load

if TYPE_CHECKING:
    from counterdraft.formats.beginning import new
    from counterdraft.formats.editing import add_draft, set_figure, set_figures
    from counterdraft.formats.schemas import schema

__all__ = ["FORMATS", "Format", "add_draft", "load", "new", "schema", "set_figure", "set_figures"]

_HOME = {
    "add_draft": "editing",
    "new": "beginning",
    "schema": "schemas",
    "set_figure": "editing",
    "set_figures": "editing",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - PEP 562: reading does not pay for writing
    if name in _HOME:
        return getattr(import_module(f"counterdraft.formats.{_HOME[name]}"), name)
    raise AttributeError(f"module 'counterdraft.formats' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
