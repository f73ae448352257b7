"""The file of one mine: its yearly figures and its term sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from counterdraft.errors import CaseError
from counterdraft.formats.plain_files import read_yaml

if TYPE_CHECKING:
    from counterdraft.mines.project import Project

__all__ = ["load_project"]


def load_project(path: str | Path) -> Project:
    """Return the mine in a file, its prices drawn."""
    from counterdraft.case.validation import SEE  # noqa: PLC0415
    from counterdraft.mines.project import Project  # noqa: PLC0415 - start-up time

    try:
        data, where = read_yaml(path)
    except CaseError as error:
        raise CaseError(error.faults, SEE) from error
    return Project.from_data(data, where)
