"""Sources and statements."""

from __future__ import annotations

from typing import Literal, cast

from counterdraft.case import Source, Statement
from counterdraft.formats.tree import Document
from counterdraft.formats.yaml_case.context import Context
from counterdraft.formats.yaml_case.shapes import SourcesFile

__all__ = ["known_sources", "read_sources", "read_statements"]


def read_sources(shape: SourcesFile) -> dict[str, Source]:
    """Return every source of the file, also those that were not known yet."""
    return {
        str(key): Source(
            str(key),
            str(form.title),
            str(form.outlet or ""),
            form.date.value if form.date is not None else None,
            cast("Literal['high', 'medium', 'low', '']", form.reliability or ""),
            str(form.url or ""),
            str(form.note or ""),
        )
        for key, form in shape.sources.items()
    }


def read_statements(
    shape: SourcesFile, document: Document, context: Context
) -> tuple[Statement, ...]:
    """Return the statements that were known on the day; faults are noted."""
    kept = []
    left_out = 0
    for key, form in shape.statements.items():
        path = ("statements", str(key))
        source = context.source(document, form.source, (*path, "source"))
        party = "" if form.party is None else context.party(document, form.party, (*path, "party"))
        issues = [
            context.issue(document, name, (*path, "issues", i))
            for i, name in enumerate(form.issues)
        ]
        said = form.date.value if form.date is not None else None
        if context.hidden(said) or context.hidden(context.known(None, source)):
            left_out += 1
            continue
        context.cited.add(source)
        kept.append(
            Statement(
                str(key),
                str(form.who),
                str(form.said),
                said,
                str(form.place or ""),
                tuple(sorted({i for i in issues if i is not None})),
                party or "",
                form.on_record,
                source,
                str(form.passage or ""),
            )
        )
    if left_out:
        context.withheld_by_date.append(
            f"{left_out} later statement{'s are' if left_out > 1 else ' is'} left out"
        )
    return tuple(kept)


def known_sources(context: Context) -> dict[str, Source]:
    """Return the sources that were known on the day, or that something known then cites."""
    kept = {
        name: source
        for name, source in context.sources.items()
        if not context.hidden(source.date) or name in context.cited
    }
    left_out = len(context.sources) - len(kept)
    if left_out:
        context.withheld_by_date.append(
            f"{left_out} later source{'s are' if left_out > 1 else ' is'} left out"
        )
    return kept
