"""How cases are written: reading with every fault and its place, and writing that keeps comments."""

from counterdraft.formats.registry import FORMATS, Format, load

__all__ = ["FORMATS", "Format", "load"]
