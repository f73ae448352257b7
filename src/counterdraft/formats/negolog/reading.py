"""Reads a folder of NegoLog profiles: the issues they share, and what each is worth."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from counterdraft.case import TABLE, Case, Combined, Issue, Preference
from counterdraft.formats.field_case import (
    Reading,
    Selection,
    list_issue,
    preference_of,
    read_field,
    scored,
)
from counterdraft.formats.field_files import heads
from counterdraft.formats.field_trees import get, mapping, number, place, where
from counterdraft.formats.tree import Document, Faults, Map, Text, clip

__all__ = ["read_case", "recognise"]

_SIGNS = (b'"issueWeights"', b'"issues"')
_FIGURES = "specs.json"
"""What NegoLog itself worked out; it lies in every folder."""
_TOLERANCE = Fraction(1, 1_000_000)


def recognise(path: str | Path) -> bool:
    """Return whether some JSON file of the folder begins as NegoLog's profiles do."""
    return any(
        b"issueUtilities" not in head and all(sign in head for sign in _SIGNS)
        for head in heads(path, ".json")
    )


def read_case(
    path: str | Path,
    seat: str = TABLE,
    as_of: date | None = None,
    selection: Selection = Selection(),  # noqa: B008 - frozen
) -> Case:
    """
    Return the case that a folder of NegoLog profiles writes.

    The utility of an offer is the sum of weight times utility of the value, without a cut.

    Args:
        path: The folder.
        seat: "table".
        as_of: Nothing in these files has a date.
        selection: What of the folder is read.

    Raises:
        CaseError: Every fault of every file.
    """
    return read_field(path, seat, as_of, selection, _contents)


def _contents(reading: Reading) -> tuple[list[Issue], list[Preference]] | None:
    from counterdraft.formats.json_files import read_json, sound  # noqa: PLC0415 - start-up time

    documents: list[Document] = []
    for name, data in reading.files(".json"):
        ours = any(sign in data for sign in _SIGNS)
        shown = reading.folder.show(name)
        document = read_json(
            data, name, shown, reading.faults if ours or not sound(data) else Faults()
        )
        if document is not None and ("issues" in document.root or "issueWeights" in document.root):
            documents.append(document)
        elif not reading.faults:
            del reading.folder.contents[name]
            if name != _FIGURES:
                reading.warn(shown, "is no profile; passed over")
    if not documents and not reading.faults:
        reading.fault("", "no profile was found: no JSON file holds issueWeights and issues")
    if not documents or reading.faults:
        return None
    issues = _issues(documents[0])
    if reading.faults:
        return None
    found = [_preference(document, issues, reading) for document in documents]
    return issues, [p for p in found if p is not None]


def _issues(document: Document) -> list[Issue]:
    block = mapping(document, get(document.root, "issues"), ("issues",))
    issues = []
    for key, form in (block or {}).items():
        values = mapping(document, form, ("issues", str(key)))
        if values is not None:
            issues.append(list_issue(str(key), [str(v) for v in values], where(document, key)))
            if not values:
                document.fault(values, ("issues", str(key)), "the issue has no value")
    if block is not None and not block:
        document.fault(block, ("issues",), "the profile has no issue")
    return issues


def _preference(document: Document, issues: list[Issue], reading: Reading) -> Preference | None:
    root = document.root
    block = mapping(document, get(root, "issues"), ("issues",))
    weights = mapping(document, get(root, "issueWeights"), ("issueWeights",))
    if block is None or weights is None:
        return None
    party = document.name[: -len(".json")]
    _only(document, block, {i.name for i in issues}, ("issues",))
    _only(document, weights, {i.name for i in issues}, ("issueWeights",))
    factors = [_factor(document, k, issue, weights, block) for k, issue in enumerate(issues)]
    if reading.faults:
        return None
    found = [factor for factor in factors if factor is not None]
    total = sum((factor.weight for factor in found), Fraction(0))
    if abs(total - 1) > _TOLERANCE:
        reading.warn(
            place(document, weights), f"the weights sum to {float(total):.9g}; used as they are"
        )
    node = get(root, "reservationValue")
    if node is None or (isinstance(node, Text) and node.empty):
        return preference_of(party, found, (Fraction(0), where(document, root)))
    reservation = number(document, node, ("reservationValue",))
    if reservation is None:
        return None
    return preference_of(party, found, (reservation, where(document, node)))


def _factor(
    document: Document, position: int, issue: Issue, weights: Map, block: Map
) -> Combined | None:
    """Return the worth of one issue, or None with its faults noted."""
    path = ("issues", issue.name)
    weight = number(document, get(weights, issue.name), ("issueWeights", issue.name), weights)
    values = mapping(document, get(block, issue.name), path, block)
    if weight is None or values is None:
        return None
    _only(document, values, {o.name for o in issue.options}, path)
    cells = []
    for option in issue.options:
        node = get(values, option.name)
        value = number(document, node, (*path, option.name), values)
        if value is not None and node is not None:
            cells.append((value, where(document, node)))
    if len(cells) < len(issue.options):
        return None
    return scored(document.name[: -len(".json")], position, issue, cells, weight)


def _only(document: Document, block: Map, known: set[str], path: tuple[str, ...]) -> None:
    """Note a fault for what the first profile does not know."""
    for key in block:
        if key not in known:
            document.fault(
                key,
                (*path, str(key)),
                f"'{clip(key)}' does not stand in the other profiles",
                "all profiles of a folder are over the same issues and values",
            )
            return
