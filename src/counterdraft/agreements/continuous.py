"""Between the numbers of a continuous issue: where two players' solutions lie, and what the steps hide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from math import prod
from operator import itemgetter

from counterdraft.preferences.game import Game

__all__ = ["discretisation_error", "turning_points"]

MOST = 5_000
"""The most chains that are followed."""

Pair = tuple[Fraction, Fraction]
Numbers = Mapping[int, Sequence[Fraction]]
"""By the position of a continuous issue, the number of each of its options, ascending."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of one continuous issue on which both worths are lines: its ends, and the worths there."""

    issue: int
    low: Fraction
    high: Fraction
    start: Pair
    end: Pair


@dataclass(frozen=True, slots=True)
class _Edge:
    """A straight part of a chain: from ``gains`` on, ``run`` gained and lost as ``piece`` is walked along."""

    gains: Pair
    run: Pair
    piece: _Piece | None
    settled: Mapping[int, Fraction]
    back: bool = False

    def at(self, share: Fraction) -> dict[int, Fraction]:
        """Return by issue the number at a *share* of the edge."""
        found = dict(self.settled)
        if self.piece is not None:
            walked = 1 - share if self.back else share
            found[self.piece.issue] = self.piece.low + walked * (self.piece.high - self.piece.low)
        return found

    def part(self, share: Fraction) -> Pair:
        """Return both gains at a *share* of the edge."""
        return self.gains[0] + share * self.run[0], self.gains[1] + share * self.run[1]


def discretisation_error(game: Game, issue: int) -> tuple[Fraction, ...]:
    """
    Return by player how far an offer between two numbers of an issue may be from the nearer of them.

    Half of the greatest step in worth, in the player's own unit; worths are lines between the numbers.
    """
    found = []
    for ledger in game.players:
        rows = [s.table.tolist() for s in ledger.summands if s.issues == (issue,)]
        totals = [sum(column) for column in zip(*rows, strict=True)]
        widest = max((abs(b - a) for a, b in pairwise(totals)), default=0)
        found.append(Fraction(widest, 2) * ledger.unit)
    return tuple(found)


def turning_points(game: Game, numbers: Numbers) -> dict[int, list[Fraction]] | None:
    """
    Return by continuous issue the numbers of its options, and those at which the solutions lie.

    Once they are options, the Nash, Kalai-Smorodinsky, egalitarian and utilitarian solutions over the
    options are those over the continuous issues.  With every other issue settled and each continuous one
    on a part where worths are lines, what two players can reach is a zonotope; its upper right
    border is a chain of edges in the order of their slopes, along which the product of gains is
    concave and the ratio of gains rises, so that each solution is the root of a linear equation.

    Args:
        game: Two players, worths that add up by issue and no conditions.
        numbers: The continuous issues; between neighbouring numbers every worth is a line.

    Returns:
        The numbers in ascending order; None where the game is not of that form, where a cut of worths is
        reached, or where there are more than 5,000 chains.
    """
    rows = _rows(game)
    if rows is None:
        return None
    pieces = [_pieces(i, rows[i], values) for i, values in sorted(numbers.items())]
    others = [row for i, row in enumerate(rows) if i not in numbers]
    reserved = [p.reservation * p.unit for p in game.players]
    bare = _merged(others, (-reserved[0], -reserved[1]), MOST // prod(map(len, pieces)))
    if bare is None:
        return None
    edges = [e for gains in bare for chosen in product(*pieces) for e in _chain(gains, chosen)]
    found: dict[int, set[Fraction]] = {i: set(values) for i, values in numbers.items()}
    own = _best(edges, partial(_furthest, player=0), itemgetter(0))
    other = _best(edges, partial(_furthest, player=1), itemgetter(1))
    if own is None or other is None:
        return None
    ones = Fraction(1), Fraction(1)
    scales = [(own[0], other[0]), ones] if own[0] and other[0] else [ones]
    results = [
        own,
        other,
        _best(edges, _steepest, _product),
        *(_best(edges, partial(_level, scale=s), partial(_least, scale=s)) for s in scales),
    ]
    for best in results:
        for issue, number in (best[1] if best is not None else {}).items():
            found[issue].add(number)
    return {i: sorted(values) for i, values in found.items()}


def _rows(game: Game) -> list[list[Pair]] | None:
    """Return by issue and option what it is worth to both, or None where worths do not add up so."""
    if len(game.players) != 2 or game.signatories or game.conditions:
        return None
    columns = []
    for ledger in game.players:
        rows = [[Fraction(0)] * size for size in game.sizes]
        if ledger.bonuses or any(len(s.issues) != 1 for s in ledger.summands):
            return None
        for summand in ledger.summands:
            (issue,) = summand.issues
            for option, worth in enumerate(summand.table.tolist()):
                rows[issue][option] += worth * ledger.unit
        rows[0] = [worth + ledger.constant * ledger.unit for worth in rows[0]]
        if ledger.cap is not None and sum(map(max, rows)) > ledger.cap * ledger.unit:
            return None
        columns.append(rows)
    return [list(zip(a, b, strict=True)) for a, b in zip(*columns, strict=True)]


def _pieces(issue: int, row: Sequence[Pair], values: Sequence[Fraction]) -> list[_Piece]:
    """Return the parts of a continuous issue between the numbers at which some worth has a corner."""
    found: list[_Piece] = []
    for (low, start), (high, end) in pairwise(zip(values, row, strict=True)):
        if found and all(
            (e - s) * (found[-1].high - found[-1].low) == (old_e - old_s) * (high - low)
            for s, e, old_s, old_e in zip(start, end, found[-1].start, found[-1].end, strict=True)
        ):
            found[-1] = _Piece(issue, found[-1].low, high, found[-1].start, end)
        else:
            found.append(_Piece(issue, low, high, start, end))
    return found or [_Piece(issue, values[0], values[0], row[0], row[0])]


def _merged(rows: Sequence[Sequence[Pair]], start: Pair, most: int) -> list[Pair] | None:
    """Return the sums of one pair per row that no other dominates, or None where they are too many."""
    found = [start]
    for row in rows:
        if len(found) * len(row) > 50 * MOST:
            return None
        sums = sorted({(a + c, b + d) for a, b in found for c, d in row}, reverse=True)
        found = []
        for pair in sums:
            if not found or pair[1] > found[-1][1]:
                found.append(pair)
        if len(found) > most:
            return None
    return found


def _chain(gains: Pair, chosen: Sequence[_Piece]) -> Iterator[_Edge]:
    """Return the upper right border of what the chosen pieces reach, best for the second player first."""
    settled: dict[int, Fraction] = {}
    trades: list[tuple[Fraction, Pair, _Piece, bool]] = []
    own, other = gains
    for piece in chosen:
        run = piece.end[0] - piece.start[0], piece.end[1] - piece.start[1]
        ahead = run[0] >= 0 and run[1] >= 0
        back = run[0] < 0 < run[1]
        first, number = (piece.end, piece.high) if ahead or back else (piece.start, piece.low)
        own, other = own + first[0], other + first[1]
        settled[piece.issue] = number
        if run[0] * run[1] < 0:
            forward = (-run[0], -run[1]) if back else run
            trades.append((-forward[1] / forward[0], forward, piece, back))
    yield _Edge((own, other), (Fraction(0), Fraction(0)), None, dict(settled))
    for _, run, piece, back in sorted(trades, key=lambda trade: trade[0]):
        edge = _Edge((own, other), run, piece, dict(settled), back)
        yield edge
        own, other = edge.part(Fraction(1))
        settled[piece.issue] = piece.low if back else piece.high


def _best(
    edges: Sequence[_Edge],
    share: Callable[[_Edge], Fraction | None],
    value: Callable[[Pair], Fraction],
) -> tuple[Fraction, dict[int, Fraction]] | None:
    """Return the greatest value on any edge at its best share, among offers that both accept, and where."""
    best: tuple[Fraction, _Edge, Fraction] | None = None
    for edge in edges:
        for at in (share(edge), Fraction(0), Fraction(1)):
            if at is None or not 0 <= at <= 1:
                continue
            gains = edge.part(at)
            if min(gains) >= 0 and (best is None or value(gains) > best[0]):
                best = value(gains), edge, at
    return None if best is None else (best[0], best[1].at(best[2]))


def _furthest(edge: _Edge, player: int) -> Fraction | None:
    """Return the share at which the other player is left with its reservation value."""
    other = 1 - player
    return -edge.gains[other] / edge.run[other] if edge.run[other] else None


def _steepest(edge: _Edge) -> Fraction | None:
    """Return the share at which the product of gains is greatest: where its slope is nought."""
    (own, other), (up, down) = edge.gains, edge.run
    return -(own * down + other * up) / (2 * up * down) if up else None


def _product(gains: Pair) -> Fraction:
    """Return the product of both gains."""
    return gains[0] * gains[1]


def _level(edge: _Edge, scale: Pair) -> Fraction | None:
    """Return the share at which both gains are in the ratio of the *scale*."""
    (own, other), (up, down) = edge.gains, edge.run
    slope = up / scale[0] - down / scale[1]
    return (other / scale[1] - own / scale[0]) / slope if up else None


def _least(gains: Pair, scale: Pair) -> Fraction:
    """Return the lesser of both gains over the *scale*."""
    return min(gains[0] / scale[0], gains[1] / scale[1])
