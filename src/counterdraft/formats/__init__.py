"""How cases are written: read with every fault and its place, changed with comments kept."""

from counterdraft.formats.beginning import new
from counterdraft.formats.editing import add_draft, set_figure
from counterdraft.formats.registry import FORMATS, Format, load
from counterdraft.formats.schemas import schema

__all__ = ["FORMATS", "Format", "add_draft", "load", "new", "schema", "set_figure"]
