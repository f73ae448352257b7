"""How cases are written: read with every fault and its place, changed with comments kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.formats.registry import FORMATS, Format, load
from counterdraft.rooms import open_room

if TYPE_CHECKING:
    from counterdraft.formats.beginning import new
    from counterdraft.formats.dressing import dressed
    from counterdraft.formats.editing import add_draft, set_figure, set_figures
    from counterdraft.formats.schemas import schema
    from counterdraft.formats.yaml_case import read_shared

__all__ = [
    "FORMATS",
    "Format",
    "add_draft",
    "dressed",
    "load",
    "new",
    "read_shared",
    "schema",
    "set_figure",
    "set_figures",
]

open_room(
    __name__,
    {
        "beginning": ("new",),
        "dressing": ("dressed",),
        "editing": ("add_draft", "set_figure", "set_figures"),
        "schemas": ("schema",),
        "yaml_case": ("read_shared",),
    },
)
