"""Reads a folder of NegMAS files: the outcome space, and the utility functions over it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from counterdraft.case import TABLE, Case, Issue, Preference, Transform
from counterdraft.case.issues import Continuity
from counterdraft.case.numbers import decimal
from counterdraft.formats.field_case import (
    MOST_OPTIONS,
    Reading,
    Selection,
    list_issue,
    number_issue,
    preference_of,
    read_field,
    steps,
)
from counterdraft.formats.field_files import heads
from counterdraft.formats.field_numbers import exact
from counterdraft.formats.field_trees import get, number, place, sequence, where
from counterdraft.formats.negmas.functions import class_of, same
from counterdraft.formats.negmas.worths import Worth, read_worth
from counterdraft.formats.tree import Document, Faults, Map, Node, Seq, Text, clip

__all__ = ["read_case", "recognise"]

_ENDINGS = (".yml", ".yaml", ".json")
_SIGNS = re.compile(
    rb"""["']?type["']?\s*:\s*["']?[\w.]*(?:Issue|OutcomeSpace|UtilityFunction|UFun)\b"""
)
_ISSUES = re.compile(rb"""^[{\s]*["']?issues["']?\s*:""", re.MULTILINE)
_LISTS = {
    "CategoricalIssue",
    "DiscreteCardinalIssue",
    "DiscreteOrdinalIssue",
    "OrdinalIssue",
    "make_issue",
}
_BENT = re.compile(rb"(?:Quadratic|Polynomial|Triangular|Trapezoidal)Fun\b|HyperRectangleUtility")
"""What makes of a number more than a line."""
_LEVELS = 21
_NONE = {"-.inf", "-inf", "-infinity"}
"""Reserved values that are none."""
Steps = tuple[str | int, ...]


def recognise(path: str | Path) -> bool:
    """Return whether some YAML or JSON file of the folder names a class of NegMAS."""
    return any(_SIGNS.search(head) for head in heads(path, *_ENDINGS))


def read_case(
    path: str | Path,
    seat: str = TABLE,
    as_of: date | None = None,
    selection: Selection = Selection(),  # noqa: B008 - frozen
) -> Case:
    """
    Return the case that a folder of NegMAS files writes.

    The utility of an offer is what its utility function gives, without a cut; a reserved value of minus
    infinity becomes the least that any offer is worth.

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
    domains, profiles = _documents(reading)
    if len(domains) > 1:
        listed = " and ".join(d.name for d in domains[:3])
        reading.fault(
            "", f"the folder holds {len(domains)} domains: {listed}", "one folder, one domain"
        )
    elif not domains and not reading.faults:
        reading.fault("", "no domain was found: no file has a list of issues")
    if reading.faults:
        return None
    issues = _issues(domains[0], reading)
    if reading.faults:
        return None
    found = [_preference(document, issues, reading) for document in profiles]
    return issues, [p for p in found if p is not None]


def _documents(reading: Reading) -> tuple[list[Document], list[Document]]:
    from counterdraft.formats.json_files import read_json, sound  # noqa: PLC0415 - start-up time
    from counterdraft.formats.yaml_tree import read_tree  # noqa: PLC0415

    domains, profiles = [], []
    for name, data in reading.files(*_ENDINGS, is_domain=lambda data: bool(_ISSUES.search(data))):
        json = name.lower().endswith(".json")
        read, whole = (read_json, sound) if json else (read_tree, _is_text)
        ours = (
            _SIGNS.search(data) is not None or _ISSUES.search(data) is not None or not whole(data)
        )
        shown = reading.folder.show(name)
        document = read(data, name, shown, reading.faults if ours else Faults())
        if document is None and not ours:
            reading.pass_over(name, "names no class of NegMAS")
        if document is None:
            continue
        if isinstance(get(document.root, "issues"), Seq):
            domains.append(document)
        elif class_of(document.root).endswith(("UtilityFunction", "AggregationFunction", "UFun")):
            profiles.append(document)
        else:
            reading.pass_over(name, "neither an outcome space nor a utility function")
    return domains, profiles


def _is_text(data: bytes) -> bool:
    """Return whether a file holds text at all: what it means is for others, if not for NegMAS."""
    try:
        return bool(data.decode("utf-8-sig").strip("\0 \t\r\n")) and b"\0" not in data
    except UnicodeDecodeError:
        return False


def _issues(document: Document, reading: Reading) -> list[Issue]:
    name = get(document.root, "name")
    reading.title = str(name) if isinstance(name, Text) else ""
    nodes = sequence(document, get(document.root, "issues"), ("issues",)) or Seq(1, 1)
    issues: list[Issue] = []
    for i, node in enumerate(nodes):
        path = ("issues", i)
        called = get(node, "name")
        values = sequence(document, get(node, "values"), (*path, "values"), node)
        if not isinstance(called, Text):
            document.fault(node, (*path, "name"), "is missing, expected a name")
        elif values is not None:
            if any(issue.name == called for issue in issues):
                document.fault(called, (*path, "name"), f"two issues are called '{clip(called)}'")
            issue = _issue(document, node, str(called), values, path, reading)
            if issue is not None:
                issues.append(issue)
    if not nodes:
        document.fault(document.root, ("issues",), "the domain has no issue")
    return issues


def _issue(
    document: Document, node: Node, name: str, values: Seq, path: Steps, reading: Reading
) -> Issue | None:
    kind = class_of(node)
    if kind in {"ContiguousIssue", "ContinuousIssue"}:
        return _ranged(document, node, name, values, path, reading)
    if kind and kind not in _LISTS:
        document.fault(node, (*path, "type"), f"the issue class '{clip(kind, 60)}' is not read")
        return None
    names: list[str] = []
    for k, value in enumerate(values):
        if not isinstance(value, Text):
            document.fault(value, (*path, "values", k), "expected the name of a value")
        elif value in names:
            document.fault(value, (*path, "values", k), f"'{clip(value)}' stands here twice")
        else:
            names.append(str(value))
    if not values:
        document.fault(values, (*path, "values"), "the issue has no value")
    return list_issue(name, names, where(document, node)) if names else None


def _ranged(
    document: Document, node: Node, name: str, values: Seq, path: Steps, reading: Reading
) -> Issue | None:
    ends = [number(document, v, (*path, "values", k)) for k, v in enumerate(values)]
    if None in ends:
        return None
    if len(ends) != 2 or (ends[0] or 0) > (ends[1] or 0):
        document.fault(values, (*path, "values"), "expected the least and the greatest value")
        return None
    low, high = (e or Fraction(0) for e in ends)
    if class_of(node) == "ContinuousIssue":
        return _continuous(document, node, name, (low, high), reading)
    if low % 1 or high % 1 or high - low >= MOST_OPTIONS:
        told = f"expected whole numbers, {MOST_OPTIONS:,} at most"
        document.fault(values, (*path, "values"), told)
        return None
    span = range(int(low), int(high) + 1)
    return number_issue(name, [Fraction(v) for v in span], where(document, node))


def _continuous(
    document: Document, node: Node, name: str, span: tuple[Fraction, Fraction], reading: Reading
) -> Issue:
    low, high = span
    written = get(node, "n_levels")
    levels = exact(written) if isinstance(written, Text) else None
    count = int(levels) if levels is not None and 2 <= levels <= MOST_OPTIONS else _LEVELS
    grid = {
        *steps(low, high, count),
        *(v for v in reading.selection.also.get(name, ()) if low <= v <= high),
    }
    bent = any(_BENT.search(data) for data in reading.folder.contents.values())
    curves = ", with curves," if bent else ""
    ends = f"from {decimal(low)} to {decimal(high)}"
    note = f"continuous{curves} {ends}, cut into {count} values in even steps"
    reading.warn(place(document, node), f"'{clip(name)}' is {note}")
    continuity: Continuity = "approximate" if bent else "piecewise_linear"
    return number_issue(name, sorted(grid), where(document, node), note, continuity)


def _preference(document: Document, issues: Sequence[Issue], reading: Reading) -> Preference | None:
    """Return the mandate that a file's utility function writes, or None with its faults noted."""
    worth = read_worth(document, document.root, issues, reading)
    if worth is None or reading.faults:
        return None
    reservation = _reservation(document, issues, worth, reading)
    if reservation is None:
        return None
    party = document.name.rpartition(".")[0]
    transform = Transform(offset=worth.constant, discount=worth.discount)
    note = "" if worth.discount == 1 else f"discount factor {decimal(worth.discount)}"
    return preference_of(party, worth.factors, reservation, transform, note)


def _reservation(
    document: Document, issues: Sequence[Issue], worth: Worth, reading: Reading
) -> tuple[Fraction, str] | None:
    """Return the reserved value: as written, or the worth of the reserved outcome."""
    root = _reserving(document.root)
    node = get(root, "reserved_value")
    if node is not None and not (isinstance(node, Text) and node.empty):
        if isinstance(node, Text) and node.lower() in _NONE:
            reading.warn(
                place(document, node),
                f"no deal is worth minus infinity; taken as {float(worth.low):.9g}, below which no "
                "offer lies",
            )
            return worth.low, where(document, node)
        value = number(document, node, ("reserved_value",))
        return None if value is None else (value, where(document, node))
    outcome = get(root, "reserved_outcome")
    if outcome is None or not _written(outcome):
        return worth.low, where(document, root)
    chosen = _outcome(document, outcome, issues)
    return None if chosen is None else (worth.of(chosen), where(document, outcome))


def _reserving(root: Map) -> Map:
    """
    Return the function whose reserved value counts.

    NegMAS writes minus infinity on a discounted function whose reserved value stands on the one inside.
    """
    while isinstance(inner := get(root, "ufun"), Map):
        node = get(root, "reserved_value")
        if isinstance(node, Text) and not node.empty and str(node).lower() not in _NONE:
            break
        root = inner
    return root


def _outcome(document: Document, node: Node, issues: Sequence[Issue]) -> list[int] | None:
    """Return the options of the reserved outcome, in the order of the issues."""
    named = sequence(document, node, ("reserved_outcome",))
    if named is None:
        return None
    if len(named) != len(issues):
        told = f"{len(named)} values for {len(issues)} issues"
        document.fault(named, ("reserved_outcome",), told)
        return None
    chosen = []
    for issue, value in zip(issues, named, strict=True):
        option = next((k for k, o in enumerate(issue.options) if same(str(value), o.name)), None)
        if option is None:
            document.fault(value, ("reserved_outcome",), f"is no value of '{clip(issue.name)}'")
            return None
        chosen.append(option)
    return chosen


def _written(node: Node | None) -> bool:
    return node is not None and not (isinstance(node, Text) and node.empty)
