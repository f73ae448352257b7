"""The command line: a thin door on the same functions as the library."""

from __future__ import annotations

from counterdraft.cli.commands import main

__all__ = ["main"]
