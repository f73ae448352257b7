"""A game of two players as the sum of weighted boxes: the checker's own derivation from the game."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product

from counterdraft.verification.games import Game, Literals, Utility
from counterdraft.verification.reading import Refused

__all__ = ["Box", "boxes_of_game"]

MOST = 20_000
"""The most boxes of a game."""

Sides = tuple[tuple[int, tuple[int, int]], ...]
Part = tuple[Sides, int]


@dataclass(frozen=True, slots=True)
class Box:
    """Per issue the first and last option of an interval, and what lying in it is worth to either player."""

    sides: Sides
    worth: tuple[int, int]

    def meets(self, other: Box) -> bool:
        """Return whether some offer lies in both."""
        theirs = dict(other.sides)
        return all(
            theirs[issue][0] <= last and first <= theirs[issue][1]
            for issue, (first, last) in self.sides
            if issue in theirs
        )


def boxes_of_game(game: Game) -> tuple[tuple[int, int], list[Box]]:
    """
    Return what every offer is worth, and boxes with worths of zero or more that add to it.

    A table over one issue is a stack of intervals; a box that counts against a player is a constant and the
    boxes of its complement.  Boxes with the same sides are one, in the order in which they occur.

    Raises:
        Refused: The game has conditions, signatories, tables over several issues, or not two players.
    """
    if len(game.players) != 2 or game.signatories or game.conditions:
        raise Refused("the game is not made of boxes")
    base, worths = [0, 0], dict[Sides, list[int]]()
    for player, utility in enumerate(game.players):
        for sides, amount in _parts(utility, game.sizes):
            if not sides:
                base[player] += amount
            else:
                worths.setdefault(sides, [0, 0])[player] += amount
            if len(worths) > MOST:
                raise Refused(f"the game has more than {MOST:,} boxes")
    return (base[0], base[1]), [Box(sides, (a, b)) for sides, (a, b) in worths.items()]


def _parts(utility: Utility, sizes: Sequence[int]) -> Iterator[Part]:
    """Yield boxes and amounts that add up to a utility without its cap."""
    yield (), utility.constant
    tables: dict[int, list[int]] = {}
    for summand in utility.summands:
        if len(summand.issues) > 1:
            raise Refused("the game is not made of boxes")
        values = [int(v) for v in summand.table.ravel()]
        if not summand.issues:
            yield (), values[0]
            continue
        before = tables.get(summand.issues[0], [0] * len(values))
        tables[summand.issues[0]] = [a + b for a, b in zip(before, values, strict=True)]
    for box in utility.bonuses:
        masks = _masks(box.literals, sizes)
        if box.amount < 0:
            yield (), box.amount
            yield from ((sides, -box.amount) for sides in _complement(masks))
        elif box.amount > 0:
            yield from ((sides, box.amount) for sides in _intervals(masks))
    for issue, table in tables.items():
        floor = min(table)
        yield (), floor
        for first, last, height in _stack(table, 0, floor):
            yield ((issue, (first, last)),), height


def _masks(literals: Literals, sizes: Sequence[int]) -> dict[int, list[bool]]:
    """Return by issue with which options all literals hold."""
    masks: dict[int, list[bool]] = {}
    for issue, mask in literals:
        before = masks.get(issue, [True] * sizes[issue])
        masks[issue] = [a and b for a, b in zip(before, mask, strict=True)]
    return masks


def _complement(masks: Mapping[int, list[bool]]) -> Iterator[Sides]:
    """Yield disjoint boxes that make up what is outside: the first k sides hold, the next one fails."""
    issues = list(masks)
    for k, issue in enumerate(issues):
        outside = {i: masks[i] for i in issues[:k]}
        outside[issue] = [not holds for holds in masks[issue]]
        yield from _intervals(outside)


def _intervals(masks: Mapping[int, list[bool]]) -> Iterator[Sides]:
    """Yield the boxes with an interval per issue of which a box with gaps is made up."""
    sides = []
    for issue in sorted(masks):
        if all(masks[issue]):
            continue  # a side that leaves nothing out is none
        runs = groupby(range(len(masks[issue])), key=masks[issue].__getitem__)
        ends = [list(run) for holds, run in runs if holds]
        sides.append([(issue, (run[0], run[-1])) for run in ends])
    yield from product(*sides)


def _stack(table: Sequence[int], start: int, floor: int) -> Iterator[tuple[int, int, int]]:
    """Yield first, last and height of intervals on top of each other that add up to a table above *floor*."""
    places = range(len(table))
    for above, run in groupby(places, key=lambda place: table[place] > floor):
        if above:
            here = list(run)
            part = [table[place] for place in here]
            level = min(part)
            yield start + here[0], start + here[-1], level - floor
            yield from _stack(part, start + here[0], level)
