"""Reads a folder of GeniusWeb profiles: the domain they share, and what each is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from pathlib import Path

from counterdraft.case import TABLE, Case, Combined, Issue, Preference
from counterdraft.case.numbers import decimal
from counterdraft.formats.field_case import (
    MOST_OPTIONS,
    Reading,
    Selection,
    list_issue,
    number_issue,
    preference_of,
    read_field,
    scored,
    worth_of,
)
from counterdraft.formats.field_files import heads
from counterdraft.formats.field_numbers import exact
from counterdraft.formats.field_trees import (
    get,
    mapping,
    number,
    option_of,
    place,
    sequence,
    where,
)
from counterdraft.formats.geniusweb.groups import SPACE as _GROUPS
from counterdraft.formats.geniusweb.groups import read_groups
from counterdraft.formats.tree import Document, Faults, Map, Node, Text, clip

__all__ = ["read_case", "recognise"]

_SPACE = "LinearAdditiveUtilitySpace"
_OTHERS = ("DefaultPartialOrdering", "FullOrdering", "PartialOrdering")
_SIGNS = (b"issuesValues", b"UtilitySpace", b"PartialOrdering")
_DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
_NUMBERS = ("NumberValueSetUtilities", "numberutils")
_TOLERANCE = Fraction(1, 1_000_000)
_PLACES = 10**8


def recognise(path: str | Path) -> bool:
    """Return whether some JSON file of the folder begins as GeniusWeb's do."""
    return any(sign in head for head in heads(path, ".json") for sign in _SIGNS)


def read_case(
    path: str | Path,
    seat: str = TABLE,
    as_of: date | None = None,
    selection: Selection = Selection(),  # noqa: B008 - frozen
) -> Case:
    """
    Return the case that a folder of GeniusWeb profiles writes.

    The utility of an offer is the sum of weight times utility of the value, or of the utilities of its
    groups of issues, without a cut; the reservation value is the utility of the reservation bid, and 0
    where there is none.

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
    profiles, domains = _documents(reading)
    if not profiles and not reading.faults:
        reading.fault("", f"no profile was found: no JSON file holds a {_SPACE}")
    if reading.faults:
        return None
    first = mapping(
        profiles[0].document, get(profiles[0].space, "domain"), (profiles[0].kind, "domain")
    )
    written = domains[0] if domains else (profiles[0].document, first or Map(1, 1))
    issues = _issues(*written, reading)
    if issues is None:
        return None
    for document, root in domains[1:]:
        _same_domain(document, root, issues, reading)
    found = [profile.preference(issues) for profile in profiles]
    return issues, [p for p in found if p is not None]


def _documents(reading: Reading) -> tuple[list[_Profile], list[tuple[Document, Map]]]:
    """Return the profiles and the domains that stand alone, told apart by what they hold."""
    from counterdraft.formats.json_files import read_json, sound  # noqa: PLC0415 - start-up time

    profiles: list[_Profile] = []
    domains: list[tuple[Document, Map]] = []
    for name, data in reading.files(".json", is_domain=lambda data: b"UtilitySpace" not in data):
        ours = any(sign in data for sign in _SIGNS)
        shown = reading.folder.show(name)
        document = read_json(
            data, name, shown, reading.faults if ours or not sound(data) else Faults()
        )
        if document is None:
            if not reading.faults:
                reading.pass_over(name, "neither a domain nor a profile")
            continue
        root = document.root
        kind = _GROUPS if _GROUPS in root else _SPACE
        if isinstance(space := get(root, kind), Map):
            profiles.append(_Profile(document, space, kind, reading))
        elif "issuesValues" in root:
            domains.append((document, root))
        elif other := next((o for o in _OTHERS if o in root), None):
            told = "is not read: it orders offers and gives them no utility"
            document.fault(root, (other,), told, f"expected a {_SPACE} or {_GROUPS}")
        else:
            reading.pass_over(name, "neither a domain nor a profile")
    return profiles, domains


def _issues(document: Document, root: Map, reading: Reading) -> list[Issue] | None:
    """Return the issues of a domain, in the order in which they are written."""
    block = mapping(document, get(root, "issuesValues"), ("issuesValues",), root)
    if block is None:
        return None
    name = get(root, "name")
    reading.title = str(name) if isinstance(name, Text) else ""
    issues = []
    for key, form in block.items():
        path = ("issuesValues", str(key))
        values = get(form, "values")
        span = get(form, "range")
        issue: Issue | None = None
        if values is not None:
            issue = _listed(document, key, values, path)
        elif span is not None:
            issue = _ranged(document, key, span, path)
        else:
            document.fault(form, path, "neither values nor a range is given")
        if issue is not None:
            issues.append(issue)
    if not block:
        document.fault(block, ("issuesValues",), "the domain has no issue")
    return None if reading.faults else issues


def _listed(document: Document, key: Text, values: Node, path: tuple[str, ...]) -> Issue | None:
    listed = sequence(document, values, (*path, "values"))
    if listed is None:
        return None
    names: dict[str, None] = {}
    for i, value in enumerate(listed):
        if not isinstance(value, Text):
            document.fault(value, (*path, "values", i), "expected the name of a value")
        elif value in names:
            document.fault(value, (*path, "values", i), f"'{clip(value)}' stands here twice")
        else:
            names[str(value)] = None
    if not listed:
        document.fault(listed, (*path, "values"), "the issue has no value")
    return list_issue(str(key), list(names), where(document, key)) if names else None


def _ranged(document: Document, key: Text, span: Node, path: tuple[str, ...]) -> Issue | None:
    """Return an issue over low, low + step, … up to high."""
    ends = [
        number(document, get(span, part), (*path, "range", part), span)
        for part in ("low", "high", "step")
    ]
    low, high, step = ends
    if low is None or high is None or step is None:
        return None
    if step <= 0 or high < low:
        document.fault(span, (*path, "range"), "expected low <= high and a step above 0")
        return None
    count = floor((high - low) / step) + 1
    if count > MOST_OPTIONS:
        document.fault(span, (*path, "range"), f"{count:,} values, the most is {MOST_OPTIONS:,}")
        return None
    return number_issue(str(key), [low + k * step for k in range(count)], where(document, key))


def _same_domain(
    document: Document, domain: Map, issues: Sequence[Issue], reading: Reading
) -> None:
    """Note a fault where a profile carries another domain."""
    other = _issues(document, domain, Reading(reading.folder, reading.faults))
    if other is None:
        return
    here = {i.name: sorted(o.name for o in i.options) for i in issues}
    there = {i.name: sorted(o.name for o in i.options) for i in other}
    if here != there:
        odd = next(name for name in (*here, *there) if here.get(name) != there.get(name))
        document.fault(
            get(domain, "issuesValues"),
            ("issuesValues", odd),
            f"the domain is another one than in the other files: they differ in '{clip(odd)}'",
        )


@dataclass
class _Profile:
    document: Document
    space: Map
    kind: str
    reading: Reading

    @property
    def party(self) -> str:
        return self.document.name[: -len(".json")]

    def preference(self, issues: Sequence[Issue]) -> Preference | None:
        """Return the mandate that the profile writes, or None with its faults noted."""
        document, space = self.document, self.space
        domain = mapping(document, get(space, "domain"), (self.kind, "domain"), space)
        if domain is not None:
            _same_domain(document, domain, issues, self.reading)
        if self.kind == _GROUPS:
            groups = read_groups(document, space, issues)
            bid = self.bid(issues)
            if domain is None or groups is None or self.reading.faults:
                return None
            worth = sum((group.utility(bid[0]) for group in groups), Fraction(0))
            return preference_of(
                self.party, [g.factor(self.party, issues) for g in groups], (worth, bid[1])
            )
        weights = mapping(document, get(space, "issueWeights"), (_SPACE, "issueWeights"), space)
        block = mapping(document, get(space, "issueUtilities"), (_SPACE, "issueUtilities"), space)
        if domain is None or weights is None or block is None or self.reading.faults:
            return None
        self.known(issues, weights, "issueWeights")
        self.known(issues, block, "issueUtilities")
        factors: list[Combined] = []
        for position, issue in enumerate(issues):
            weight = self.weight(issue, weights)
            cells = self.cells(issue, block)
            if weight is not None and cells is not None:
                factors.append(scored(self.party, position, issue, cells, weight))
        chosen, at = self.bid(issues)
        if self.reading.faults:
            return None
        total = sum((factor.weight for factor in factors), Fraction(0))
        if abs(total - 1) > _TOLERANCE:
            self.reading.warn(
                place(document, weights),
                f"the weights sum to {float(total):.9g}; GeniusWeb refuses such a profile, and they are "
                "used as they are",
            )
        worth = sum((worth_of(factors[i], option) for i, option in chosen.items()), Fraction(0))
        return preference_of(self.party, factors, (worth, at))

    def known(self, issues: Sequence[Issue], block: Map, title: str) -> None:
        """Note a fault for an issue that the domain does not have."""
        names = {issue.name for issue in issues}
        for key in block:
            if key not in names:
                self.document.fault(key, (_SPACE, title, str(key)), "the domain has no such issue")

    def weight(self, issue: Issue, weights: Map) -> Fraction | None:
        path = (_SPACE, "issueWeights", issue.name)
        node = get(weights, issue.name)
        weight = number(self.document, node, path, weights)
        if weight is not None and weight < 0:
            self.document.fault(node, path, "is below 0")
        return weight

    def cells(self, issue: Issue, block: Map) -> list[tuple[Fraction, str]] | None:
        """Return the utility of each value of an issue, with its place."""
        path = (_SPACE, "issueUtilities", issue.name)
        form = mapping(self.document, get(block, issue.name), path, block)
        if form is None:
            return None
        for kind in _NUMBERS:
            if isinstance(inner := get(form, kind), Map):
                return self.between(issue, inner, (*path, kind))
        for kind in _DISCRETE:
            if isinstance(inner := get(form, kind), Map):
                return self.listed(issue, inner, (*path, kind))
        self.document.fault(form, path, f"expected {_DISCRETE[0]} or {_NUMBERS[0]}")
        return None

    def listed(
        self, issue: Issue, inner: Map, path: tuple[str, ...]
    ) -> list[tuple[Fraction, str]] | None:
        given = mapping(
            self.document, get(inner, "valueUtilities"), (*path, "valueUtilities"), inner
        )
        if given is None:
            return None
        by_name = {str(key): value for key, value in given.items()}
        if issue.kind == "numeric":
            by_name |= {
                decimal(v): node for k, node in given.items() if (v := exact(k)) is not None
            }
        cells = []
        for option in issue.options:
            node = by_name.get(option.name)
            value = number(self.document, node, (*path, "valueUtilities", option.name), given)
            if value is not None and node is not None:
                if not 0 <= value <= 1:
                    self.reading.warn(
                        place(self.document, node),
                        f"the utility {clip(str(node), 40)} is not between 0 and 1; GeniusWeb refuses it, "
                        "and it is used as it is",
                    )
                cells.append((value, where(self.document, node)))
        unknown = [key for key in given if key not in {o.name for o in issue.options}]
        if unknown and issue.kind != "numeric":
            self.document.fault(
                unknown[0],
                (*path, "valueUtilities", str(unknown[0])),
                "the domain has no such value",
            )
        return cells if len(cells) == len(issue.options) else None

    def between(
        self, issue: Issue, inner: Map, path: tuple[str, ...]
    ) -> list[tuple[Fraction, str]] | None:
        """Return utilities on the line between the ends, rounded half up to 8 decimals; 0 outside."""
        names = ("lowValue", "lowUtility", "highValue", "highUtility")
        read = [number(self.document, get(inner, n), (*path, n), inner) for n in names]
        low, worst, high, best = (v if v is not None else Fraction(0) for v in read)
        if None in read:
            return None
        if high <= low:
            self.document.fault(inner, path, "highValue must be above lowValue")
            return None
        cells = []
        for option in issue.options:
            value = exact(option.name) if option.value is None else option.value
            if value is None:
                self.document.fault(inner, path, f"the value '{clip(option.name)}' is no number")
                return None
            utility = Fraction(0)
            if low <= value <= high:
                utility = _rounded(worst + (best - worst) * (value - low) / (high - low))
            cells.append((utility, where(self.document, inner)))
        return cells

    def bid(self, issues: Sequence[Issue]) -> tuple[dict[int, int], str]:
        """Return the options of the reservation bid by issue, and its place; none without one."""
        node = get(self.space, "reservationBid")
        if node is None or (isinstance(node, Text) and node.empty):
            return {}, where(self.document, self.space)
        path = (self.kind, "reservationBid")
        values = get(node, "issuevalues")
        if values is None:
            values = get(node, "issueValues")
        given = mapping(self.document, values, (*path, "issuevalues"), node)
        positions = {issue.name: k for k, issue in enumerate(issues)}
        chosen: dict[int, int] = {}
        for key, value in (given or {}).items():
            position = positions.get(str(key))
            option = None if position is None else option_of(issues[position], value)
            if position is None or option is None:
                self.document.fault(value, (*path, str(key)), "the domain has no such value")
            else:
                chosen[position] = option
        return chosen, where(self.document, node)


def _rounded(value: Fraction) -> Fraction:
    """Return the value with 8 decimals, halves rounded up; no utility is below 0."""
    return Fraction(floor(value * _PLACES + Fraction(1, 2)), _PLACES)
