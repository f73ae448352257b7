"""NegMAS: an outcome space and the utility functions over it as YAML or JSON files in one folder."""

from __future__ import annotations

from counterdraft.formats.negmas.reading import read_case, recognise

__all__ = ["read_case", "recognise"]
