"""Conditions in the normal form that the agreements work on: clauses of one-issue literals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    Expression,
    Negation,
)
from counterdraft.errors import CaseError
from counterdraft.preferences.game import Clause

__all__ = ["MOST_CLAUSES", "Bits", "clause_of", "clauses", "mask", "unfolded"]

MOST_CLAUSES = 1024
"""The most clauses one condition may unfold into."""

_MOST_CANDIDATES = 65_536

Bits = dict[int, int]
"""A clause: by issue, the options (bits) that make it true."""


def clauses(condition: Condition, sizes: Sequence[int]) -> tuple[Clause, ...]:
    """
    Return clauses that all hold exactly when the *condition* does.

    Conjunctive normal form with literals over one issue each (an issue and the options it may
    take), by distribution, without clauses that always hold or follow from another one.  Literals of one
    issue melt into one.  A condition that never holds gives one empty clause.

    Args:
        condition: The condition.
        sizes: Number of options per issue.

    Returns:
        Clauses, each with the condition's text.

    Raises:
        CaseError: The condition unfolds into more than `MOST_CLAUSES` clauses.
    """
    found = unfolded(condition, sizes)
    if found is None:
        raise CaseError.of(
            f"the condition '{_short(condition.text)}' unfolds into more than {MOST_CLAUSES:,} clauses",
            file=condition.where,
            help="write it as several conditions, each over fewer issues",
        )
    return tuple(clause_of(bits, sizes, condition.text) for bits in found)


def unfolded(
    condition: Condition, sizes: Sequence[int], *, positive: bool = True
) -> list[Bits] | None:
    """Return the clauses of the *condition*, or of its opposite; None when there are too many."""
    return _normal(condition.expression, sizes, positive=positive)


def clause_of(bits: Bits, sizes: Sequence[int], text: str = "") -> Clause:
    """Return the clause whose literals are *bits*."""
    return Clause(
        tuple(
            (issue, tuple(bool(bits[issue] >> option & 1) for option in range(sizes[issue])))
            for issue in sorted(bits)
        ),
        text,
    )


def mask(condition: Condition, offers: NDArray[np.integer]) -> NDArray[np.bool_]:
    """
    Return whether each offer meets the *condition*.

    Args:
        condition: The condition.
        offers: Option positions, (offers, issues).

    Returns:
        (offers,).
    """
    return _mask(condition.expression, offers)


def _mask(expression: Expression, offers: NDArray[np.integer]) -> NDArray[np.bool_]:
    match expression:
        case Among(issue, options):
            column = offers[:, issue]
            table = np.zeros(max(int(column.max(initial=0)), *options, 0) + 1, dtype=np.bool_)
            table[list(options)] = True
            chosen: NDArray[np.bool_] = table[column]
            return chosen
        case Compared(left, right, pairs):
            one, other = offers[:, left], offers[:, right]
            most = [
                max(int(c.max(initial=0)), *(p[k] for p in pairs), 0)
                for k, c in enumerate((one, other))
            ]
            square = np.zeros((most[0] + 1, most[1] + 1), dtype=np.bool_)
            for pair in pairs:
                square[pair] = True
            met: NDArray[np.bool_] = square[one, other]
            return met
        case Negation(part):
            return ~_mask(part, offers)
        case AllOf(parts):
            found = np.ones(len(offers), dtype=np.bool_)
            for part in parts:
                found &= _mask(part, offers)
            return found
        case AnyOf(parts):
            found = np.zeros(len(offers), dtype=np.bool_)
            for part in parts:
                found |= _mask(part, offers)
            return found


def _normal(expression: Expression, sizes: Sequence[int], *, positive: bool) -> list[Bits] | None:
    """Return the clauses of the expression or of its opposite; None when there are too many."""
    match expression:
        case Negation(part):
            return _normal(part, sizes, positive=not positive)
        case Among(issue, options):
            bits = sum(1 << option for option in options)
            return _kept([{issue: bits if positive else _all(sizes, issue) & ~bits}], sizes)
        case Compared():
            return _kept(_compared(expression, sizes, positive=positive), sizes)
        case AllOf(parts) | AnyOf(parts):
            every = isinstance(expression, AllOf) == positive
            found: list[Bits] = [] if every else [{}]
            for part in parts:
                more = _normal(part, sizes, positive=positive)
                if more is None or (not every and len(found) * len(more) > _MOST_CANDIDATES):
                    return None
                if every:
                    found = _kept([*found, *more], sizes)
                else:
                    found = _kept((_either(a, b) for a in found for b in more), sizes)
                if len(found) > MOST_CLAUSES:
                    return None
            return found


def _compared(expression: Compared, sizes: Sequence[int], *, positive: bool) -> list[Bits]:
    """Return: where the left is one of those options, the right is one of these."""
    left, right = expression.left, expression.right
    allowed = [0] * sizes[left]
    for one, other in expression.pairs:
        allowed[one] |= 1 << other
    groups: dict[int, int] = {}
    for option, partners in enumerate(allowed):
        fit = partners if positive else _all(sizes, right) & ~partners
        groups[fit] = groups.get(fit, 0) | 1 << option
    return [
        {left: _all(sizes, left) & ~options, right: partners}
        for partners, options in groups.items()
    ]


def _either(one: Bits, other: Bits) -> Bits:
    merged = dict(one)
    for issue, bits in other.items():
        merged[issue] = merged.get(issue, 0) | bits
    return merged


def _kept(found: Iterable[Bits], sizes: Sequence[int]) -> list[Bits]:
    """
    Return the clauses without those that always hold or follow from others.

    Clauses over one issue melt into one, and take from the other clauses the options they forbid.
    """
    units: Bits = {}
    left = [rest for bits in found if (rest := _under(units, bits, sizes)) is not None]
    while True:
        before = dict(units)
        for bits in left:
            if len(bits) == 1:
                ((issue, options),) = bits.items()
                units[issue] = units.get(issue, _all(sizes, issue)) & options
        if not all(units.values()) or {} in left:
            return [{}]
        if units == before:
            break
        left = [rest for bits in left if (rest := _under(units, bits, sizes)) is not None]
    slim = {tuple(sorted(bits.items())): bits for bits in left}
    kept = [{issue: bits} for issue, bits in units.items() if bits != _all(sizes, issue)]
    for bits in sorted(slim.values(), key=len):
        if not any(_implies(strong, bits) for strong in kept):
            kept = [weak for weak in kept if not _implies(bits, weak)]
            kept.append(bits)
    return kept


def _under(units: Bits, clause: Bits, sizes: Sequence[int]) -> Bits | None:
    """Return what is left of the *clause* where the *units* hold; None when it always does."""
    left = {}
    for issue, bits in clause.items():
        possible = units.get(issue, _all(sizes, issue))
        if possible & ~bits == 0:
            return None
        if bits & possible:
            left[issue] = bits & possible
    return left


def _implies(strong: Bits, weak: Bits) -> bool:
    return all(bits & ~weak.get(issue, 0) == 0 for issue, bits in strong.items())


def _all(sizes: Sequence[int], issue: int) -> int:
    return (1 << sizes[issue]) - 1


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
