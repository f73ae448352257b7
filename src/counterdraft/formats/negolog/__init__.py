"""NegoLog: one JSON file per profile, with weights and utilities by name."""

from __future__ import annotations

from counterdraft.formats.negolog.reading import read_case, recognise

__all__ = ["read_case", "recognise"]
