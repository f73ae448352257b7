"""How cases are written: read with every fault and its place, changed with comments kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.formats.registry import FORMATS, Format, Selection, can_refine, load
from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.formats.yaml_case.editing import add_draft, set_figure, set_figures
    from counterdraft.formats.yaml_case.figure_writing import annotated
    from counterdraft.formats.yaml_case.new_case import new
    from counterdraft.formats.yaml_case.reading import read_shared
    from counterdraft.formats.yaml_case.schemas import schema

__all__ = [
    "FORMATS",
    "Format",
    "Selection",
    "add_draft",
    "annotated",
    "can_refine",
    "load",
    "new",
    "read_shared",
    "schema",
    "set_figure",
    "set_figures",
]

attach_lazily(
    __name__,
    {
        "yaml_case.new_case": ("new",),
        "yaml_case.figure_writing": ("annotated",),
        "yaml_case.editing": ("add_draft", "set_figure", "set_figures"),
        "yaml_case.reading": ("read_shared",),
        "yaml_case.schemas": ("schema",),
    },
)
