"""A game of two players as weighted boxes: intervals of options over a few issues, all worth something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from counterdraft.preferences.game import Game, UtilityFunction, WeightedBox

__all__ = ["Box", "Boxes", "boxes_of"]

MOST = 2_000
"""The most boxes of a game; past it conflicts alone take too long."""

Interval = tuple[int, int]
Sides = tuple[tuple[int, Interval], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """An offer lies in the box when each of its issues' options is between first and last, both included."""

    sides: Sides
    worth: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Boxes:
    """
    The worth of an offer to either player: ``base`` and the worths of the boxes it lies in, all >= 0.

    Intervals that meet pairwise have a common option (Helly 1923), so boxes that meet pairwise have a
    common offer: the sets of boxes that an offer can lie in are the sets without a conflict.
    """

    sizes: tuple[int, ...]
    boxes: tuple[Box, ...]
    base: tuple[int, int]

    def offer(self, taken: Sequence[int]) -> tuple[int, ...]:
        """Return an offer that lies in all boxes of *taken*, of which no two are in conflict."""
        first = [0] * len(self.sizes)
        for k in taken:
            for issue, (low, _) in self.boxes[k].sides:
                first[issue] = max(first[issue], low)
        return tuple(first)


def boxes_of(game: Game) -> Boxes | None:
    """
    Return the *game* as boxes, or None where it is none: conditions, signatories, tables over several issues.

    A table over one issue is cut into intervals on top of each other.  What counts against a player is
    written as what counts for it elsewhere: not being in a box of k sides is being in one of k boxes that do
    not overlap.  A side with gaps makes several boxes.

    Args:
        game: Any game.
    """
    if len(game.players) != 2 or game.signatories or game.conditions:
        return None
    found: dict[Sides, list[int]] = {}
    base = [0, 0]
    for player, ledger in enumerate(game.players):
        pieces = _pieces(ledger, game.sizes)
        if pieces is None:
            return None
        for sides, amount in pieces:
            if sides:
                found.setdefault(sides, [0, 0])[player] += amount
            else:
                base[player] += amount
            if len(found) > MOST:
                return None
    listed = tuple(Box(sides, (worth[0], worth[1])) for sides, worth in found.items())
    return Boxes(game.sizes, listed, (base[0], base[1]))


def _pieces(ledger: UtilityFunction, sizes: Sequence[int]) -> list[tuple[Sides, int]] | None:
    """Return the ledger as boxes with amounts above zero, and constants as boxes without sides."""
    pieces: list[tuple[Sides, int]] = [((), int(ledger.constant))]
    alone: dict[int, list[int]] = {}
    for summand in ledger.summands:
        if len(summand.issues) > 1:
            return None
        if summand.issues:
            (issue,) = summand.issues
            own = alone.setdefault(issue, [0] * sizes[issue])
            alone[issue] = [w + int(v) for w, v in zip(own, summand.table.tolist(), strict=True)]
        else:
            pieces.append(((), int(summand.table)))
    for bonus in ledger.bonuses:
        pieces += _signed(bonus, sizes)
    for issue, table in alone.items():
        low = min(table)
        pieces.append(((), low))
        above = [v - low for v in table]
        pieces += [(((issue, interval),), amount) for interval, amount in _stacked(above, 0)]
    return pieces


def _stacked(table: Sequence[int], start: int) -> Iterator[tuple[Interval, int]]:
    """Yield intervals on top of each other that add up to a table of numbers from zero on."""
    for first, last in _runs([v > 0 for v in table]):
        run = table[first : last + 1]
        low = min(run)
        yield (start + first, start + last), low
        yield from _stacked([v - low for v in run], start + first)


def _signed(bonus: WeightedBox, sizes: Sequence[int]) -> list[tuple[Sides, int]]:
    """Return a bonus as boxes with amounts above zero."""
    masks: dict[int, Sequence[bool]] = {}
    for issue, mask in bonus.literals:
        before = masks.get(issue, [True] * sizes[issue])
        masks[issue] = [a and b for a, b in zip(before, mask, strict=True)]
    amount = int(bonus.amount)
    if amount >= 0:
        return [(sides, amount) for sides in _cut(masks) if amount]
    pieces: list[tuple[Sides, int]] = [((), amount)]
    held: dict[int, Sequence[bool]] = {}
    for issue, wanted in masks.items():
        pieces += [(sides, -amount) for sides in _cut({**held, issue: [not m for m in wanted]})]
        held[issue] = wanted
    return pieces


def _cut(masks: Mapping[int, Sequence[bool]]) -> list[Sides]:
    """Return the boxes without gaps of which a box is made up."""
    sides = [
        [(issue, run) for run in _runs(mask)]
        for issue, mask in sorted(masks.items())
        if not all(mask)
    ]
    return list(product(*sides))


def _runs(mask: Sequence[bool]) -> list[Interval]:
    """Return first and last position of every run that is true."""
    edges = [k for k, (a, b) in enumerate(pairwise([False, *mask, False])) if a != b]
    return [(first, end - 1) for first, end in zip(edges[::2], edges[1::2], strict=True)]
