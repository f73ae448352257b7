"""GeniusWeb: profiles as JSON files in one folder, each with the domain inside."""

from __future__ import annotations

from counterdraft.formats.geniusweb.reading import read_case, recognise

__all__ = ["read_case", "recognise"]
