"""The YAML case: shared files, mandates, beliefs and sources; read, checked, begun, changed and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.formats.yaml_case.reading import read_case, read_shared, recognise
from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.formats.yaml_case.editing import add_draft, set_figure, set_figures
    from counterdraft.formats.yaml_case.figure_writing import annotated
    from counterdraft.formats.yaml_case.new_case import new
    from counterdraft.formats.yaml_case.schemas import schema
    from counterdraft.formats.yaml_case.writing import case_files

__all__ = [
    "add_draft",
    "annotated",
    "case_files",
    "new",
    "read_case",
    "read_shared",
    "recognise",
    "schema",
    "set_figure",
    "set_figures",
]

attach_lazily(
    __name__,
    {
        "new_case": ("new",),
        "figure_writing": ("annotated",),
        "editing": ("add_draft", "set_figure", "set_figures"),
        "schemas": ("schema",),
        "writing": ("case_files",),
    },
)
