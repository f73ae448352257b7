"""Utilities of GeniusWeb over groups of issues: every combination of values has one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from counterdraft.case import AllOf, Among, Combined, Condition, Factor, Issue, When
from counterdraft.formats.field_case import figure
from counterdraft.formats.field_trees import get, mapping, number, option_of, sequence, where
from counterdraft.formats.tree import Document, Map, Node, Text, clip

__all__ = ["SPACE", "Group", "read_groups"]

SPACE = "SumOfGroupsUtilitySpace"
_PARTS = ("partsutils", "PartsUtilities")
Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Group:
    """The utilities of one part: by positions of its issues' options; 0 for what is not listed."""

    name: str
    issues: tuple[int, ...]
    utilities: dict[tuple[int, ...], tuple[Fraction, str]]

    def factor(self, party: str, issues: Sequence[Issue]) -> Factor:
        """Return the sum of what each listed combination is worth."""
        parts = []
        for chosen, (utility, at) in self.utilities.items():
            settled = [
                (i, issues[i].options[k].name) for i, k in zip(self.issues, chosen, strict=True)
            ]
            text = " and ".join(f"{issues[i].name} = {name}" for i, name in settled)
            box = AllOf(tuple(Among(i, (k,)) for i, k in zip(self.issues, chosen, strict=True)))
            name = f"profiles/{party}/{self.name}/{', '.join(name for _, name in settled)}"
            parts.append(When(name, Condition(text, box, at), figure(name, utility, at)))
        return Combined(f"profiles/{party}/{self.name}", "sum", tuple(parts))

    def utility(self, bid: dict[int, int]) -> Fraction:
        """Return what a bid is worth here, options by issue; 0 where it leaves an issue open."""
        if any(issue not in bid for issue in self.issues):
            return Fraction(0)
        return self.utilities.get(tuple(bid[i] for i in self.issues), (Fraction(0), ""))[0]


def read_groups(document: Document, space: Map, issues: Sequence[Issue]) -> list[Group] | None:
    """
    Return the groups of a profile, or None with its faults noted.

    The groups share no issue and cover the domain; a combination that is not listed is worth 0.

    Args:
        document: The file.
        space: The utility space.
        issues: The issues of the domain.
    """
    path: Steps = (SPACE, "partUtilities")
    block = mapping(document, get(space, "partUtilities"), path, space)
    if block is None:
        return None
    reader = _Reader(document, issues, {issue.name: k for k, issue in enumerate(issues)}, set())
    groups = [reader.group(key, form, (*path, str(key))) for key, form in block.items()]
    left = [issue.name for k, issue in enumerate(issues) if k not in reader.taken]
    if left and None not in groups:
        document.fault(block, path, f"no part holds the issue '{clip(left[0])}'")
        return None
    return None if None in groups else [g for g in groups if g is not None]


@dataclass
class _Reader:
    document: Document
    issues: Sequence[Issue]
    positions: dict[str, int]
    taken: set[int]

    def group(self, key: Text, form: Node, path: Steps) -> Group | None:
        document = self.document
        inner = next((f for f in (get(form, kind) for kind in _PARTS) if f is not None), form)
        named = sequence(document, get(inner, "issues"), (*path, "issues"), inner)
        listed = sequence(document, get(inner, "utilslist"), (*path, "utilslist"), inner)
        if named is None or listed is None:
            return None
        found: list[int] = []
        for i, name in enumerate(named):
            position = self.positions.get(str(name)) if isinstance(name, Text) else None
            if position is None or position in self.taken:
                told = (
                    "stands in two parts" if position is not None else "is no issue of the domain"
                )
                document.fault(name, (*path, "issues", i), f"'{clip(str(name), 60)}' {told}")
                return None
            self.taken.add(position)
            found.append(position)
        utilities: dict[tuple[int, ...], tuple[Fraction, str]] = {}
        for i, entry in enumerate(listed):
            step = (*path, "utilslist", i)
            chosen = self.combination(entry, found, step)
            utility = number(document, get(entry, "util"), (*step, "util"), entry)
            if chosen is None or utility is None:
                return None
            if not 0 <= utility <= 1:
                document.fault(get(entry, "util"), (*step, "util"), "is not between 0 and 1")
                return None
            utilities[chosen] = utility, where(document, entry)
        return Group(str(key), tuple(found), utilities)

    def combination(self, entry: Node, over: list[int], path: Steps) -> tuple[int, ...] | None:
        """Return the options that one entry names, in the order of the part's issues."""
        values = sequence(self.document, get(entry, "values"), (*path, "values"), entry)
        if values is None:
            return None
        if len(values) != len(over):
            told = f"{len(values)} values for {len(over)} issues"
            self.document.fault(values, (*path, "values"), told)
            return None
        chosen = []
        for i, (position, value) in enumerate(zip(over, values, strict=True)):
            option = option_of(self.issues[position], value)
            if option is None:
                self.document.fault(value, (*path, "values", i), "the domain has no such value")
                return None
            chosen.append(option)
        return tuple(chosen)
