"""Reads a folder of NegMAS files: the outcome space, and the utility functions over it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from counterdraft.case import TABLE, Case, Combined, Issue, Preference, Transform
from counterdraft.case.numbers import decimal
from counterdraft.formats.field_case import (
    MOST_OPTIONS,
    Also,
    Reading,
    list_issue,
    number_issue,
    preference_of,
    read_field,
    scored,
    steps,
    worth_of,
)
from counterdraft.formats.field_files import heads
from counterdraft.formats.field_numbers import exact
from counterdraft.formats.field_trees import get, mapping, number, place, sequence, where
from counterdraft.formats.negmas.functions import Cells, class_of, read_cells, same
from counterdraft.formats.tree import Document, Map, Node, Seq, Text, clip

__all__ = ["read_case", "recognise"]

_ENDINGS = (".yml", ".yaml", ".json")
_SIGNS = re.compile(
    rb"""["']?type["']?\s*:\s*["']?[\w.]*(?:Issue|OutcomeSpace|UtilityFunction)\b"""
)
_LINEAR = {"LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction"}
_AFFINE = {"AffineUtilityFunction", "LinearUtilityFunction"}
_LISTS = {
    "CategoricalIssue",
    "DiscreteCardinalIssue",
    "DiscreteOrdinalIssue",
    "OrdinalIssue",
    "make_issue",
}
_LEVELS = 21
Steps = tuple[str | int, ...]


def recognise(path: str | Path) -> bool:
    """Return whether some YAML or JSON file of the folder names a class of NegMAS."""
    return any(_SIGNS.search(head) for head in heads(path, *_ENDINGS))


def read_case(
    path: str | Path, seat: str = TABLE, as_of: date | None = None, also: Also | None = None
) -> Case:
    """
    Return the case that a folder of NegMAS files writes.

    The utility of an offer is the bias and the sum of weight times value, without a cut; a reserved
    value of minus infinity becomes the least that any offer is worth.

    Args:
        path: The folder.
        seat: "table".
        as_of: Nothing in these files has a date.
        also: Numbers that become options of a continuous issue although they lie between its steps.

    Raises:
        CaseError: Every fault of every file.
    """
    return read_field(path, seat, as_of, also, _contents)


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
    found = [_Profile(document, reading).preference(issues) for document in profiles]
    return issues, [p for p in found if p is not None]


def _documents(reading: Reading) -> tuple[list[Document], list[Document]]:
    from counterdraft.formats.json_files import read_json  # noqa: PLC0415 - start-up time
    from counterdraft.formats.yaml_tree import read_tree  # noqa: PLC0415

    domains, profiles = [], []
    for name in reading.folder.ending(*_ENDINGS):
        data = reading.folder.read(name)
        if data is None:
            continue
        read = read_json if name.lower().endswith(".json") else read_tree
        document = read(data, name, reading.folder.show(name), reading.faults)
        if document is None:
            continue
        if isinstance(get(document.root, "issues"), Seq):
            domains.append(document)
        elif class_of(document.root).endswith("UtilityFunction"):
            profiles.append(document)
        else:
            del reading.folder.contents[name]
            reading.warn(
                document.shown, "neither an outcome space nor a utility function; passed over"
            )
    return domains, profiles


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
    grid = {*steps(low, high, count), *(v for v in reading.also.get(name, ()) if low <= v <= high)}
    note = (
        f"continuous from {decimal(low)} to {decimal(high)}, cut into {count} values in even steps"
    )
    reading.warn(place(document, node), f"'{clip(name)}' is {note}")
    return number_issue(name, sorted(grid), where(document, node), note)


@dataclass
class _Profile:
    document: Document
    reading: Reading

    def preference(self, issues: Sequence[Issue]) -> Preference | None:
        """Return the mandate that the utility function writes, or None with its faults noted."""
        document, root = self.document, self.document.root
        kind = class_of(root)
        party = document.name.rpartition(".")[0]
        if kind not in _LINEAR | _AFFINE:
            document.fault(
                get(root, "type"),
                ("type",),
                f"the utility function '{clip(kind, 60)}' is not read",
                "expected LinearAdditiveUtilityFunction",
            )
            return None
        weights = self.weights(issues)
        factors: list[Combined] = []
        low = Fraction(0)
        for position, issue in enumerate(issues):
            cells = self.identity(issue) if kind in _AFFINE else self.cells(position, issue)
            if cells is None or weights is None:
                continue
            factor = scored(party, position, issue, cells, weights[position])
            low += min(weights[position] * value for value, _ in cells)
            factors.append(factor)
        bias = self.optional("bias", Fraction(0))
        if self.reading.faults or bias is None:
            return None
        reservation = self.reservation(issues, low + bias, factors, bias)
        if reservation is None:
            return None
        return preference_of(party, factors, reservation, Transform(offset=bias))

    def weights(self, issues: Sequence[Issue]) -> list[Fraction] | None:
        node = get(self.document.root, "weights")
        if node is None or (isinstance(node, Text) and node.empty):
            return [Fraction(1)] * len(issues)
        return self.by_issue(node, issues, "weights")

    def by_issue(self, node: Node, issues: Sequence[Issue], name: str) -> list[Fraction] | None:
        """Return one number per issue, listed in their order or by their names."""
        document = self.document
        if isinstance(node, Map):
            read = [number(document, get(node, i.name), (name, i.name), node) for i in issues]
        else:
            nodes = sequence(document, node, (name,))
            if nodes is None:
                return None
            if len(nodes) != len(issues):
                document.fault(
                    nodes,
                    (name,),
                    f"{len(nodes)} entries for {len(issues)} issues",
                    "is this the profile of another domain?",
                )
                return None
            read = [number(document, n, (name, i)) for i, n in enumerate(nodes)]
        found = [v for v in read if v is not None]
        return found if len(found) == len(issues) else None

    def cells(self, position: int, issue: Issue) -> Cells | None:
        document = self.document
        values = get(document.root, "values")
        if isinstance(values, Map):
            node = get(values, issue.name)
            path: tuple[str | int, ...] = ("values", issue.name)
        else:
            nodes = sequence(document, values, ("values",))
            if nodes is None:
                return None
            node = nodes[position] if position < len(nodes) else None
            path = ("values", position)
        if mapping(document, node, path, values) is None or node is None:
            return None
        return read_cells(document, node, issue, path)

    def identity(self, issue: Issue) -> Cells | None:
        at = where(self.document, self.document.root)
        cells = [(v, at) for o in issue.options if (v := o.value or exact(o.name)) is not None]
        if len(cells) < len(issue.options):
            self.document.fault(
                self.document.root,
                ("type",),
                f"'{clip(issue.name)}' has values that are no numbers",
            )
            return None
        return cells

    def optional(self, name: str, otherwise: Fraction) -> Fraction | None:
        node = get(self.document.root, name)
        if node is None or (isinstance(node, Text) and node.empty):
            return otherwise
        return number(self.document, node, (name,))

    def reservation(
        self, issues: Sequence[Issue], least: Fraction, factors: Sequence[Combined], bias: Fraction
    ) -> tuple[Fraction, str] | None:
        """Return the reserved value: as written, or the worth of the reserved outcome."""
        document, root = self.document, self.document.root
        node = get(root, "reserved_value")
        if isinstance(node, Text) and not node.empty:
            if str(node).lower() in {"-.inf", "-inf", "-infinity"}:
                self.reading.warn(
                    place(document, node),
                    f"no deal is worth minus infinity; taken as {float(least):.9g}, the least of any offer",
                )
                return least, where(document, node)
            value = number(document, node, ("reserved_value",))
            return None if value is None else (value, where(document, node))
        outcome = get(root, "reserved_outcome")
        if outcome is None or (isinstance(outcome, Text) and outcome.empty):
            return least, where(document, root)
        named = sequence(document, outcome, ("reserved_outcome",))
        total = bias
        for issue, factor, value in zip(issues, factors, named or (), strict=False):
            option = next(
                (k for k, o in enumerate(issue.options) if same(str(value), o.name)), None
            )
            if option is None:
                document.fault(value, ("reserved_outcome",), f"is no value of '{clip(issue.name)}'")
                return None
            total += worth_of(factor, option)
        return total, where(document, outcome)
