"""Lines for the values that a step of a rule names, by the names that it gives them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType

from counterdraft.brief.workbooks.cells import Cell

__all__ = ["naming_values"]


@contextmanager
def naming_values(module: ModuleType, show: Callable[[str, Cell], None]) -> Iterator[None]:
    """
    Show every cell that a function of *module* holds by a name of its own when it returns.

    Functions that are compiled too cannot say themselves what a workbook shows: their names say it.

    Args:
        module: Where the steps stand.
        show: Is given the label and the cell.
    """
    file, before = module.__file__, sys.getprofile()

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code.co_filename == file:
            for name, value in frame.f_locals.items():
                if isinstance(value, Cell) and value.place is None and value.parts:
                    show(name.replace("_", " "), value)

    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)
