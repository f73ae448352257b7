"""Long work says how far it is, on the terminal only and never in the output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from counterdraft.workbench import Progress

__all__ = ["progress"]


@contextmanager
def progress() -> Iterator[Progress | None]:
    """Yield a function that shows a share of the work and a sentence; None when nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:

        def show(share: float, sentence: str) -> None:
            status.update(f"{share:4.0%}  {sentence}")

        yield show
