"""A condition over many issues as boxes, each a choice of options per issue, that count plus or minus."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.case.conditions import Condition, Negation
from counterdraft.errors import CaseError
from counterdraft.preferences.normal_form import clause_of, clauses
from counterdraft.preferences.game import Clause

__all__ = ["MOST_BOXES", "boxes"]

MOST_BOXES = 256
"""The most boxes that one condition may fall into."""

Literals = tuple[tuple[int, tuple[bool, ...]], ...]
Bits = dict[int, int]


def boxes(condition: Condition, sizes: Sequence[int]) -> list[tuple[Literals, int]]:
    """
    Return boxes with signs whose sum, over the boxes an offer lies in, is 1 where the condition holds.

    Elsewhere it is 0.  A conjunction over single issues is one box; its opposite is everything less
    one box; anything else is cut into boxes that do not overlap (Shannon 1938): the first clause is
    decided literal by literal, and the others after it.

    Raises:
        CaseError: The condition falls into more than `MOST_BOXES` boxes.
    """
    found = clauses(condition, sizes)
    if all(len(clause.literals) == 1 for clause in found):
        return [(tuple(clause.literals[0] for clause in found), 1)]
    opposite = clauses(Condition("", Negation(condition.expression), condition.where), sizes)
    if all(len(clause.literals) == 1 for clause in opposite):
        return [((), 1), (tuple(clause.literals[0] for clause in opposite), -1)]
    cut: list[Bits] = []
    _cut({}, [_bits(clause) for clause in found], sizes, cut)
    if len(cut) > MOST_BOXES:
        raise CaseError.of(
            f"the weighted condition '{condition.text[:80]}' falls into more than {MOST_BOXES} parts",
            file=condition.where,
            help="write it as several weighted conditions, each over fewer issues",
        )
    return [(clause_of(box, sizes).literals, 1) for box in cut]


def _cut(box: Bits, rest: list[Bits], sizes: Sequence[int], found: list[Bits]) -> None:
    """Append the parts of the *box* in which all of the *rest* hold."""
    if len(found) > MOST_BOXES:
        return
    open_clauses = []
    for clause in rest:
        left = {i: box.get(i, _all(sizes, i)) & bits for i, bits in clause.items()}
        left = {i: bits for i, bits in left.items() if bits}
        if any(bits == box.get(i, _all(sizes, i)) for i, bits in left.items()):
            continue
        if not left:
            return
        open_clauses.append(left)
    if not open_clauses:
        found.append(box)
        return
    first = min(open_clauses, key=len)
    others = [clause for clause in open_clauses if clause is not first]
    for issue, bits in first.items():
        here = box.get(issue, _all(sizes, issue))
        _cut({**box, issue: here & bits}, others, sizes, found)
        box = {**box, issue: here & ~bits}


def _bits(clause: Clause) -> Bits:
    return {
        i: sum(1 << k for k, inside in enumerate(mask) if inside) for i, mask in clause.literals
    }


def _all(sizes: Sequence[int], issue: int) -> int:
    return (1 << sizes[issue]) - 1
