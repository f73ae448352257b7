"""GENIUS: a domain and the profiles of its parties as XML files in one folder."""

from __future__ import annotations

from counterdraft.formats.genius.reading import read_case, recognise

__all__ = ["read_case", "recognise"]
