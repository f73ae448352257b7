"""Whether red lines and impossible offers leave any offer at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from counterdraft.case import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    Expression,
    Issue,
    Negation,
    Point,
    Preference,
)
from counterdraft.formats.tree import Document, clip
from counterdraft.formats.yaml_case.context import words

__all__ = ["find_contradictions"]

_BUDGET = 5_000


@dataclass(frozen=True)
class _Line:
    """One condition that every offer must meet, and how it is called in a fault."""

    expression: Expression
    condition: Condition
    own: bool


def find_contradictions(
    document: Document,
    issues: Sequence[Issue],
    impossible: Sequence[Condition],
    preference: Preference | None,
) -> None:
    """
    Note a fault where red lines that are certain, and what is impossible, leave no offer.

    Conditions are split into groups that share issues, options that no condition tells apart are
    taken as one, and each group is searched depth first, conditions evaluated on sets of options.
    The search is abandoned past 5,000 steps: what it reports is certain, what it passes need not be
    free of contradiction.

    Args:
        document: The file in which the fault is noted.
        issues: The issues of the case.
        impossible: What nobody could agree.
        preference: Whose red lines; None for the impossible offers by themselves.
    """
    lines = [_Line(Negation(c.expression), c, own=preference is None) for c in impossible]
    if preference is not None:
        if _conflict(lines, issues):
            return
        lines += [
            _Line(line.condition.expression, line.condition, own=True)
            for line in preference.red_lines
            if line.probability.distribution == Point(Fraction(1))
        ]
    conflict = _conflict(lines, issues)
    if not conflict:
        return
    last = [line for line in conflict if line.own][-1]
    others = [clip(line.condition.text, 60) for line in conflict if line is not last]
    what = "red line" if preference is not None else "condition"
    message = f"no offer meets this {what}" + (f" together with {words(others)}" if others else "")
    line, column = last.condition.where.rsplit(":", 2)[1:]
    block = "impossible" if preference is None else "red_lines"
    advice = "relax one of them" if others else "relax it"
    document.at(
        int(line), int(column), (block,), message, f"{advice}; nothing is left to negotiate"
    )


def _conflict(lines: Sequence[_Line], issues: Sequence[Issue]) -> list[_Line]:
    """Return lines that no offer meets together, none of which can be spared; or nothing."""
    for group in _groups(lines):
        if _possible(group, issues):
            continue
        kept = list(group)
        for line in group:
            fewer = [one for one in kept if one is not line]
            if not _possible(fewer, issues):
                kept = fewer
        return kept
    return []


def _groups(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Return the lines in groups that share no issue."""
    groups: list[tuple[set[int], list[_Line]]] = []
    for line in lines:
        scope, members = set(line.condition.issues), [line]
        apart = []
        for other, theirs in groups:
            if scope & other:
                scope, members = scope | other, theirs + members
            else:
                apart.append((other, theirs))
        groups = [*apart, (scope, members)]
    return [members for _, members in groups]


def _possible(lines: Sequence[_Line], issues: Sequence[Issue]) -> bool:
    """Return whether some offer meets every line, or the search was abandoned."""
    sets: dict[int, list[frozenset[int]]] = {}
    for line in lines:
        _tell_apart(line.expression, sets)
    domains = {issue: _classes(len(issues[issue].options), told) for issue, told in sets.items()}
    return _search([line.expression for line in lines], domains, [_BUDGET])


def _tell_apart(expression: Expression, sets: dict[int, list[frozenset[int]]]) -> None:
    """Note for each issue the sets of options that the expression tells apart."""
    match expression:
        case Among(issue, options):
            sets.setdefault(issue, []).append(frozenset(options))
        case Compared(left, right, pairs):
            for side, issue in enumerate((left, right)):
                rows: dict[int, set[int]] = {}
                for pair in pairs:
                    rows.setdefault(pair[side], set()).add(pair[1 - side])
                kinds: dict[frozenset[int], set[int]] = {}
                for option, row in rows.items():
                    kinds.setdefault(frozenset(row), set()).add(option)
                sets.setdefault(issue, []).extend(frozenset(kind) for kind in kinds.values())
        case Negation(part):
            _tell_apart(part, sets)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                _tell_apart(part, sets)


def _classes(options: int, told: Sequence[frozenset[int]]) -> frozenset[int]:
    """Return one option of each class that no condition tells apart."""
    signature = {option: tuple(option in one for one in told) for option in range(options)}
    return frozenset({kind: option for option, kind in signature.items()}.values())


def _search(
    lines: Sequence[Expression], domains: dict[int, frozenset[int]], budget: list[int]
) -> bool:
    budget[0] -= 1
    if budget[0] < 0:
        return True
    open_lines = []
    for line in lines:
        truth = _truth(line, domains)
        if truth is False:
            return False
        if truth is None:
            open_lines.append(line)
    if not open_lines:
        return True
    scope = [i for i in sorted(Condition("", open_lines[0]).issues) if len(domains[i]) > 1]
    issue = min(scope, key=lambda i: len(domains[i]))
    return any(
        _search(open_lines, {**domains, issue: frozenset({option})}, budget)
        for option in sorted(domains[issue])
    )


def _truth(expression: Expression, domains: dict[int, frozenset[int]]) -> bool | None:
    """Return whether it holds for all that the domains allow, for none, or for some (None)."""
    match expression:
        case Among(issue, options):
            return _of([option in options for option in domains[issue]])
        case Compared(left, right, pairs):
            allowed = frozenset(pairs)
            return _of([(i, j) in allowed for i in domains[left] for j in domains[right]])
        case Negation(part):
            truth = _truth(part, domains)
            return None if truth is None else not truth
        case AllOf(parts):
            truths = [_truth(part, domains) for part in parts]
            return False if False in truths else None if None in truths else True
        case AnyOf(parts):
            truths = [_truth(part, domains) for part in parts]
            return True if True in truths else None if None in truths else False


def _of(cases: Sequence[bool]) -> bool | None:
    return True if all(cases) else None if any(cases) else False
