"""Conditions on an offer, as a tree: what the condition language means."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AllOf", "Among", "AnyOf", "Compared", "Condition", "Expression", "Negation"]


@dataclass(frozen=True, slots=True)
class Among:
    """The issue is settled by one of these options (positions in the issue, ascending)."""

    issue: int
    options: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two issues against each other: ``pairs`` are the allowed (left option, right option)."""

    left: int
    right: int
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Not so."""

    part: Expression


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; an empty one always does."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part holds; an empty one never does."""

    parts: tuple[Expression, ...]


Expression = Among | Compared | Negation | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it was written, with its meaning (``a implies b`` is ``not a or b``)."""

    text: str
    expression: Expression
    where: str = ""
    because: str = ""

    @property
    def issues(self) -> tuple[int, ...]:
        """The issues it speaks of, ascending."""
        return tuple(sorted(_issues(self.expression)))

    def holds(self, offer: tuple[int, ...]) -> bool:
        """Return whether the *offer* (an option position per issue) meets it."""
        return _holds(self.expression, offer)


def _issues(expression: Expression) -> set[int]:
    match expression:
        case Among(issue, _):
            return {issue}
        case Compared(left, right, _):
            return {left, right}
        case Negation(part):
            return _issues(part)
        case AllOf(parts) | AnyOf(parts):
            return set().union(*map(_issues, parts)) if parts else set()


def _holds(expression: Expression, offer: tuple[int, ...]) -> bool:
    match expression:
        case Among(issue, options):
            return offer[issue] in options
        case Compared(left, right, pairs):
            return (offer[left], offer[right]) in pairs
        case Negation(part):
            return not _holds(part, offer)
        case AllOf(parts):
            return all(_holds(part, offer) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, offer) for part in parts)
