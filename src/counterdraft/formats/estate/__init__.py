"""The files of an estate: deposits, analogues, prices, control, the deal's meaning in money."""

from counterdraft.formats.estate.folder import FILES, TABLES, has_estate, load_estate

__all__ = ["FILES", "TABLES", "has_estate", "load_estate"]
