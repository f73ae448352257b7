"""A condition over many issues as boxes, each a choice of options per issue, that count plus or minus."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.case.conditions import Condition
from counterdraft.errors import CaseError
from counterdraft.preferences.conditions.normal_form import Bits, clause_of, unfolded

__all__ = ["MOST_BOXES", "boxes"]

MOST_BOXES = 256
"""The most boxes that one condition may fall into."""

Literals = tuple[tuple[int, tuple[bool, ...]], ...]


def boxes(condition: Condition, sizes: Sequence[int]) -> list[tuple[Literals, int]]:
    """
    Return boxes with signs whose sum, over the boxes an offer lies in, is 1 where the condition holds.

    Elsewhere it is 0.  A conjunction over single issues is one box; its opposite is everything less
    one box; anything else is cut into boxes that do not overlap (Shannon 1938): the first clause is
    decided literal by literal, and the others after it.

    Raises:
        CaseError: The condition falls into more than `MOST_BOXES` boxes.
    """
    found = unfolded(condition, sizes)
    opposite = unfolded(condition, sizes, positive=False)
    if found == [{}]:
        return []
    for sides, sign in ((found, 1), (opposite, -1)):
        if sides is not None and all(len(clause) == 1 for clause in sides):
            box = {issue: bits for clause in sides for issue, bits in clause.items()}
            return _signed([box], sign, sizes)
    for sides, sign in ((found, 1), (opposite, -1)):
        cut: list[Bits] = []
        if sides is not None:
            _cut({}, sides, sizes, cut)
            if len(cut) <= MOST_BOXES:
                return _signed(cut, sign, sizes)
    raise CaseError.of(
        f"the weighted condition '{condition.text[:80]}' falls into more than {MOST_BOXES} parts",
        file=condition.where,
        help="write it as several weighted conditions, each over fewer issues",
    )


def _signed(found: list[Bits], sign: int, sizes: Sequence[int]) -> list[tuple[Literals, int]]:
    """Return the boxes, or everything less the boxes."""
    signed = [(clause_of(box, sizes).literals, sign) for box in found]
    return signed if sign > 0 else [((), 1), *signed]


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


def _all(sizes: Sequence[int], issue: int) -> int:
    return (1 << sizes[issue]) - 1
